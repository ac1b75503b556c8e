"""Results as text for people, as CSV for spreadsheets, as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction

from . import messages
from .batch import Batch, Outcome
from .figures import PLACES, rounded
from .freight import Result, Rule
from .steps import steps_of

_GRAMS = 3
"""Decimals of kilograms and centimetres in the short result."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def as_text(result: Result, *, explain: bool) -> str:
    """Give one item for reading; ends with a newline."""
    lines = list(_summary(result))
    if explain:
        lines += ["", messages.HOW]
        steps = enumerate(steps_of(result), start=1)
        lines += [f"{number}. {step}" for number, step in steps]
    return "\n".join(lines) + "\n"


def as_json(result: Result, *, explain: bool) -> str:
    """Give one item for programs; numbers are strings, so that nothing rounds them."""
    return _dump(_value(result, explain=explain))


def batch_as_csv(batch: Batch, rule: Rule, *, explain: bool) -> str:
    """Give every line of the file, its cells first; a bad one has its reason last."""
    own = batch.headings or (messages.COLUMN_ITEM,)
    made = _headings(rule, explain=explain)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([messages.COLUMN_LINE, *own, *made, messages.COLUMN_ERROR])
    for outcome in batch.outcomes:
        found = outcome.result
        cells = _cells(found, explain=explain) if found else [""] * len(made)
        kept = _kept(outcome, batch.headings)
        writer.writerow([outcome.line, *kept, *cells, outcome.reason])
    return out.getvalue()


def batch_as_json(batch: Batch, *, explain: bool) -> str:
    """Give the items and the lines that could not be read."""
    return _dump(
        {
            "items": [
                {
                    "line": outcome.line,
                    "text": outcome.text,
                    **_value(outcome.result, explain=explain),
                }
                for outcome in batch.outcomes
                if outcome.result
            ],
            "unreadable": [
                {"line": bad.line, "reason": bad.reason, "text": bad.text}
                for bad in batch.bad
            ],
        }
    )


def printable(text: str) -> str:
    """Replace what a terminal would act on: controls and invisible marks."""
    return "".join(
        "?" if unicodedata.category(c) in _UNSEEN and c != "\n" else c for c in text
    )


def _summary(result: Result) -> Iterator[str]:
    sides = " × ".join(_short(side) for side in result.sides)
    yield messages.SIZE.format(sides=sides)
    yield messages.WEIGHT.format(weight=_short(result.weight))
    for charge in result.charges:
        weight = _short(charge.volumetric)
        divisor = rounded(charge.divisor)
        yield messages.VOLUMETRIC.format(divisor=divisor, weight=weight)
    for charge in result.charges:
        yield messages.CHARGEABLE.format(
            divisor=rounded(charge.divisor),
            weight=rounded(charge.chargeable),
            reason=messages.VOLUME_COUNTS
            if charge.by_volume
            else messages.ACTUAL_COUNTS,
        )
    yield messages.ROUNDING.format(step=rounded(result.rule.step))


def _short(value: Fraction) -> str:
    """Write it short, but never as zero: nothing has no weight."""
    return rounded(value, _GRAMS if value * 10**_GRAMS >= 1 else PLACES)


def _value(result: Result, *, explain: bool) -> dict[str, object]:
    value: dict[str, object] = {
        "size_cm": [rounded(side) for side in result.sides],
        "weight_kg": rounded(result.weight),
        "volume_cm3": rounded(result.volume),
        "round_up_kg": rounded(result.rule.step),
        "charges": [
            {
                "divisor": rounded(charge.divisor),
                "volumetric_kg": rounded(charge.volumetric),
                "chargeable_kg": rounded(charge.chargeable),
                "counts": "volumetric" if charge.by_volume else "actual",
            }
            for charge in result.charges
        ],
    }
    return value | ({"steps": list(steps_of(result))} if explain else {})


def _dump(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _headings(rule: Rule, *, explain: bool) -> list[str]:
    """Name the columns that are added, but for the line's number and the error."""
    size = [messages.COLUMN_LENGTH, messages.COLUMN_WIDTH, messages.COLUMN_HEIGHT]
    divisors = [rounded(divisor) for divisor in rule.divisors]
    forms = (messages.COLUMN_VOLUMETRIC, messages.COLUMN_CHARGEABLE)
    weights = [form.format(divisor=divisor) for form in forms for divisor in divisors]
    steps = [messages.COLUMN_STEPS] if explain else []
    return [*size, messages.COLUMN_WEIGHT, *weights, *steps]


def _cells(result: Result, *, explain: bool) -> list[str]:
    """Fill the columns of `_headings`."""
    volumetric = [rounded(charge.volumetric) for charge in result.charges]
    chargeable = [rounded(charge.chargeable) for charge in result.charges]
    steps = [messages.BETWEEN_STEPS.join(steps_of(result))] if explain else []
    size = [rounded(side) for side in result.sides]
    return [*size, rounded(result.weight), *volumetric, *chargeable, *steps]


def _kept(outcome: Outcome, headings: tuple[str, ...]) -> list[str]:
    """Give the line's own cells; where they do not fit the header, its whole text."""
    if headings and len(outcome.cells) == len(headings):
        return list(outcome.cells)
    return [outcome.text, *[""] * (len(headings) - 1)]
