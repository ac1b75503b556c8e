"""The recipe `csv-reporter`: a command-line tool that sorts a bank's CSV by rules and reports by month.

The product's code stands in `csv_reporter/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read.
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

RECIPE = "csv-reporter@1"
FALLBACK_NAME = "csv-reporter"

_DATA = "csv_reporter"
_MODULE = "csv_report"  # the templates' own name, replaced in the tests


def _bug(file: str, old: str, new: str) -> Mutation:
    return Mutation(f"src/{{module}}/{file}.py", old, new)


SEEDED_DEFECT = _bug("report", "(entry.month, entry.currency)\n", "(entry.month, chosen[0].currency)\n")
"""What the first version does wrong, on purpose: all currencies of a month land in one sum."""

PLANTED_BUGS = (
    SEEDED_DEFECT,
    _bug("money", 'digits.rfind(".") > digits.rfind(",")', 'digits.rfind(".") < digits.rfind(",")'),
    _bug("money", "return -value if negative else value", "return value"),
    _bug("dates", 'if order == "month" else', 'if order != "month" else'),
    _bug("dates", "if order is None and first != second:", "if first > 31:"),
    _bug("rules", "for rule in rules if", "for rule in reversed(rules) if"),
    _bug("rules", "enumerate(text.splitlines(), start=1)", "enumerate(text.splitlines())"),
    _bug("statement", "unreadable.append(Unreadable(row.line, str(error), row.text))", "continue"),
    _bug("statement", "return -abs(amount), beside", "return abs(amount), beside"),
    _bug("report", "if category is None)", "if category is None and entry.amount < 0)"),
    _bug("report", "elsewhere=len(statement.entries) - len(chosen)", "elsewhere=0"),
    _bug("table", "start = begin + 1\n                    break", "return"),
    _bug("decoding", "if paired * 2 > len(runs):", "if paired * 2 < len(runs):"),
    _bug("columns", "enumerate(lines[:HEADER_WITHIN])", "enumerate(lines[:1])"),
    _bug("currencies", '    "€": "EUR",\n', '    "€": "EUR",\n    "$": "USD",\n'),
    _bug("render", '"?" if unicodedata.category(c) in _UNSEEN else c', "c"),
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


def csv_reporter(job: Job) -> Proposal:
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
    sources = templates(f"{_DATA}/src/{_MODULE}")
    if job.language == "zh-CN":
        sources |= templates(f"{_DATA}/zh-CN")
    tests = {
        name: re.sub(rf"\b{_MODULE}\b", module, text) for name, text in templates(f"{_DATA}/tests").items()
    }
    examples = templates(f"{_DATA}/{job.language}", ("rules.txt", "bank.csv"))
    return scaffold(
        work.facts,
        module=module,
        sources=sources,
        tests=tests,
        readme=_readme(work, examples),
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
        keywords=("bank", "bookkeeping", "csv", "report"),
    )


def _readme(work: _Work, examples: Mapping[str, str]) -> str:
    found = templates(f"{_DATA}/{work.job.language}", ("README.md", "output.txt"))
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
            "rules": examples["rules.txt"],
            "bank": examples["bank.csv"],
            "output": found["output.txt"],
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
