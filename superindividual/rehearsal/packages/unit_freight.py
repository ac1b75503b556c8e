"""The recipe `unit-freight`: a command-line tool for metric sizes, volumetric and chargeable weight.

The product's code stands in `unit_freight/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read. Files are decoded and split into rows by the same code
as in the recipe `csv-reporter`, which is handed over with its tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from superindividual.rehearsal.packages.scaffold import (
    VERSION,
    Answer,
    Asked,
    Feature,
    Licence,
    Mutation,
    PackageName,
    answer,
    asked_of,
    changelog,
    facts_of,
    fill,
    founder_feedback,
    licence_of,
    markdown,
    package_name,
    scaffold,
    templates,
    wants_defect,
)
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "unit-freight@1"
FALLBACK_NAME = "unit-freight"

_DATA = "unit_freight"
_MODULE = "unit_freight"  # the templates' own name, replaced in the tests
_SHARED = "csv_reporter"
_SHARED_MODULE = "csv_report"
_READING = ("decoding.py", "errors.py", "table.py")


def _bug(file: str, old: str, new: str) -> Mutation:
    return Mutation(f"src/{{module}}/{file}.py", old, new)


SEEDED_DEFECT = _bug("freight", "math.ceil(weight / step) * step", "round(weight / step) * step")
"""What the first version does wrong, on purpose: the chargeable weight is rounded to the nearest step."""

PLANTED_BUGS = (
    SEEDED_DEFECT,
    _bug("freight", "larger = max(weight, volumetric)", "larger = volumetric"),
    _bug("units", '"0.45359237"', '"0.4536"'),
    _bug("figures", "* 2 + 1) // 2", "* 2) // 2"),
    _bug("item", 'if kind in ("<wide>", "<narrow>", "<square>"):', "if kind:"),
    _bug("item", "elif said and len(said) < SIDES:", "elif not said and unit is None:"),
    _bug("item", "if len(places) > 1:", "if len(places) > 2:"),
    _bug("steps", "charge.volumetric if charge.by_volume else result.weight", "charge.volumetric"),
    _bug("columns", "return role, unit", "return role, None"),
    _bug("batch", "return Outcome(row.line, row.cells, row.text, reason", "return Outcome(0, (), '', reason"),
    _bug("render", "[outcome.line, *kept, *cells, outcome.reason]", '[outcome.line, *kept, *cells, ""]'),
    _bug("cli", "    return BAD_LINES\n", "    return OK\n"),
    _bug("cli", "target.samefile(source)", "False"),
)
"""Faults that the produced tests must catch, one at a time."""


@dataclass(frozen=True)
class _Work:
    """What one proposal is made from."""

    job: Job
    facts: ProductFacts
    name: PackageName
    licence: Licence
    texts: Mapping[str, Any]
    features: tuple[Feature, ...]
    answers: tuple[Answer, ...]


def unit_freight(job: Job) -> Proposal:
    """Hand over the package.

    Raises:
        StepFailed: the job has no facts.
    """
    facts = facts_of(job)
    texts = json.loads(templates(f"{_DATA}/{job.language}", ("texts.json",))["texts.json"])
    features, beyond = _features(texts["answers"])
    work = _Work(
        job=job,
        facts=facts,
        name=package_name(facts.product, FALLBACK_NAME),
        licence=licence_of(job, facts),
        texts=texts,
        features=features,
        answers=answer(asked_of(job, facts), features, beyond),
    )
    files = _package(work)
    if wants_defect(job):
        files = SEEDED_DEFECT.apply(files, work.name.module)
    return Proposal(files=files, summary=_summary(work), claims=_claims(work), recipe=RECIPE)


def _features(words: Mapping[str, str]) -> tuple[tuple[Feature, ...], str]:
    """What the package can do, and the pattern for what it cannot."""
    data = json.loads(templates(_DATA, ("features.json",))["features.json"])
    features = tuple(Feature(key, pattern, words[key]) for key, pattern in data["features"].items())
    return features, data["beyond"]


def _package(work: _Work) -> dict[str, bytes]:
    job, module = work.job, work.name.module
    sources = templates(f"{_SHARED}/src/{_SHARED_MODULE}", _READING) | templates(f"{_DATA}/src/{_MODULE}")
    if job.language == "zh-CN":
        sources |= templates(f"{_DATA}/zh-CN")
    examples = templates(f"{_DATA}/{job.language}", ("items.csv",))
    return scaffold(
        work.facts,
        module=module,
        sources=sources,
        tests=_tests(module),
        readme=_readme(work, examples["items.csv"]),
        description=work.texts["description"],
        command=work.name.command,
        licence=work.licence,
        changelog=changelog(job, work.texts["first"], work.texts["repaired"]),
        language=job.language,
        extra={
            "REQUIREMENTS.md": _requirements(work),
            **{f"examples/{name}": text for name, text in examples.items()},
        },
        author=job.identity.legal_name,
        email=job.identity.email,
        keywords=("chargeable weight", "freight", "units", "volumetric weight"),
    )


def _tests(module: str) -> dict[str, str]:
    shared = templates(f"{_SHARED}/tests", tuple(f"test_{name}" for name in ("decoding.py", "table.py")))
    tests = shared | templates(f"{_DATA}/tests")
    return {
        name: re.sub(rf"\b(?:{_SHARED_MODULE}|{_MODULE})\b", module, text) for name, text in tests.items()
    }


def _readme(work: _Work, items: str) -> str:
    found = templates(f"{_DATA}/{work.job.language}", ("README.md", "output.txt", "batch.txt"))
    texts, facts = work.texts, work.facts
    summary = (
        facts.summary.text if facts.summary and facts.language == work.job.language else texts["description"]
    )
    return fill(
        found["README.md"],
        {
            "product": markdown(facts.product),
            "summary": markdown(summary),
            "promises": "\n".join(f"- {promise}" for promise in texts["promises"].values()),
            "wheel": f"{work.name.module}-{VERSION}-py3-none-any.whl",
            "command": work.name.command,
            "items": items,
            "output": found["output.txt"],
            "batch": found["batch.txt"],
            "not_now": _not_now(work),
            "pricing": _pricing(work),
            "licence": texts["licence_open" if work.licence.is_open else "licence_own"],
        },
    )


def _not_now(work: _Work) -> str:
    items = _joined((markdown(item.text).rstrip(".。") for item in work.facts.not_now), work.job)
    return f"- {work.texts['not_now'].format(items=items)}\n" if items else ""


def _pricing(work: _Work) -> str:
    """Prices and a free tier are only what the founder said; nothing is enforced, and the README says so."""
    texts = work.texts
    prices = [
        texts["price_free" if price.free_tier else "price"].format(
            amount=price.amount,
            currency=price.currency,
            period=texts["periods"][price.period],
            free=markdown(price.free_tier).rstrip(".。"),
        )
        for price in work.facts.prices
    ]
    return str(texts["pricing"]).format(prices="\n".join(prices)) if prices else ""


def _requirements(work: _Work) -> str:
    """What was asked and what became of it, and what is open: for the founder."""
    texts = work.texts
    rows = [f"| {a.asked.id} | {markdown(a.asked.text)} | {_state(a, work)} |\n" for a in work.answers]
    points = [
        texts["open_price"] if work.facts.prices else "",
        "" if work.licence.is_open else texts["open_licence"],
        "" if work.job.identity.legal_name else texts["open_holder"],
        f"- {texts['summary_licence'].format(name=work.licence.unfilled)}" if work.licence.unfilled else "",
    ]
    given = [point for point in points if point]
    return str(texts["asked"]) + "".join(rows) + (texts["open"] + "\n".join(given) + "\n" if given else "")


def _state(found: Answer, work: _Work) -> str:
    features = _joined((feature.answer for feature in found.features), work.job)
    missing = _joined((markdown(word) for word in found.missing), work.job)
    kind = "met" if found.is_met else "partly" if features else "unmet" if missing else "unclear"
    return str(work.texts[kind]).format(features=features, missing=missing)


def _joined(items: Iterable[str], job: Job) -> str:
    return ("、" if job.language == "zh-CN" else ", ").join(items)


def _claims(work: _Work) -> tuple[Claim, ...]:
    """The README's promises: the tests prove them, and the wishes they answer are named."""
    return tuple(
        Claim(text=promise, evidence=(*_wishes(work, feature), "check:tests_pass"))
        for feature, promise in work.texts["promises"].items()
    )


def _wishes(work: _Work, feature: str) -> tuple[str, ...]:
    """Facts that ask for a feature, or promise it."""
    wanted = [found for found in work.features if found.id == feature]
    listed = {"capabilities": work.facts.capabilities, "promises": work.facts.promises}
    wishes = [
        Asked("", item.text, f"fact:{key}[{i}]")
        for key, items in listed.items()
        for i, item in enumerate(items)
    ]
    return tuple(found.asked.evidence for found in answer(wishes, wanted, r"(?!)") if found.features)


def _summary(work: _Work) -> str:
    texts, job = work.texts, work.job
    parts = [texts["summary"].format(product=work.facts.product, command=work.name.command)]
    if wants_defect(job):
        parts.append(texts["summary_defect"])
    elif any(feedback.by.startswith("check:") for feedback in job.feedback):
        parts.append(texts["summary_repaired"])
    open_wishes = [a.asked.id for a in work.answers if not a.is_met]
    if open_wishes:
        parts.append(texts["summary_open"].format(items=_joined(open_wishes, job)))
    if any(price.free_tier for price in work.facts.prices):
        parts.append(texts["summary_price"])
    if work.licence.unfilled:
        parts.append(texts["summary_licence"].format(name=work.licence.unfilled))
    if founder_feedback(job):
        parts.append(texts["summary_feedback"])
    return ("" if job.language == "zh-CN" else " ").join(parts)
