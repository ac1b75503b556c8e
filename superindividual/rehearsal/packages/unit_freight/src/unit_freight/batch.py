"""Many items from one CSV: every line is worked out, or listed with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import messages
from .columns import Layout, find_layout, text_of
from .errors import InputError
from .freight import Result, Rule, work_out
from .item import parse_item
from .table import Row, lines_of, rows
from .units import Measure, Unit, unit_named


@dataclass(frozen=True)
class Units:
    """The units of what names none."""

    length: Unit | None = None
    weight: Unit | None = None


@dataclass(frozen=True)
class Outcome:
    """One line: what came of it, or why nothing did."""

    line: int
    """Where it begins in the file, from 1."""
    cells: tuple[str, ...]
    text: str
    result: Result | None = None
    reason: str = ""


@dataclass(frozen=True)
class Batch:
    """A file, worked out."""

    headings: tuple[str, ...]
    """Of the file; empty when it has no header."""
    outcomes: tuple[Outcome, ...]

    @property
    def bad(self) -> tuple[Outcome, ...]:
        """The lines that could not be read."""
        return tuple(outcome for outcome in self.outcomes if not outcome.result)


def read_batch(text: str, rule: Rule, units: Units) -> Batch:
    """Work out every item of a CSV.

    Raises:
        InputError: it has no items, or a header that names no known columns.
    """
    lines = lines_of(text)
    layout = find_layout(lines)
    found = list(rows(lines, layout.delimiter, width=len(layout.headings)))
    if layout.headings:
        found = found[1:]
    if not found:
        raise InputError(messages.NO_ITEMS)
    outcomes = tuple(_outcome(row, layout, rule, units) for row in found)
    return Batch(layout.headings, outcomes)


def _outcome(row: Row, layout: Layout, rule: Rule, units: Units) -> Outcome:
    try:
        cells = _fitting(row, layout)
        own = Units(
            length=_unit(cells, layout, "length") or units.length,
            weight=_unit(cells, layout, "weight") or units.weight,
        )
        item = parse_item(text_of(cells, layout), own.length, own.weight)
    except ValueError as error:
        return Outcome(row.line, row.cells, row.text, reason=str(error))
    return Outcome(row.line, cells, row.text, result=work_out(item, rule))


def _fitting(row: Row, layout: Layout) -> tuple[str, ...]:
    """Give the cells; empty ones beyond the header's are dropped."""
    if row.fault:
        raise ValueError(row.fault)
    expected = len(layout.headings)
    beyond = any(cell.strip() for cell in row.cells[expected:])
    if expected and (len(row.cells) < expected or beyond):
        message = messages.WIDTH.format(found=len(row.cells), expected=expected)
        raise ValueError(message)
    return row.cells[: expected or None]


def _unit(cells: Sequence[str], layout: Layout, measure: Measure) -> Unit | None:
    """Give the unit that the row's own unit column names."""
    column = layout.length_unit if measure == "length" else layout.weight_unit
    if column < 0 or not cells[column].strip():
        return None
    unit = unit_named(cells[column], measure)
    if unit is None:
        heading, text = layout.headings[column], cells[column].strip()
        raise ValueError(messages.WRONG_UNIT.format(column=heading, text=text))
    return unit
