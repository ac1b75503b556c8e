"""Weight: how far a claim is carried, computed and never said by its maker.

`verified`: a check of this very version passed, and the claim says nothing that the check's answer does not say: every
word and every number of it stands in the check's name, its statement, its sentence, the names of its figures or these.
`inferred`: what the claim cites can be found, and carries its words and all its numbers.
`asserted`: all else. What is carried in part, or in another language, is asserted too: the founder compares.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.passage import numbers_of, passage_at, unfounded, words_of
from superindividual.checks.statement import statements
from superindividual.ids import canonical
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.job import Told
from superindividual.workspace.artifact import Claim, Frozen


class Grade(StrEnum):
    """The three, the strongest first."""

    VERIFIED = "verified"
    INFERRED = "inferred"
    ASSERTED = "asserted"


class Weight(Frozen):
    """What became of one claim."""

    grade: Grade
    by: tuple[str, ...] = ()
    """The references that carry it."""
    why: str = ""
    """Why it is no more than asserted."""


def weigh(subject: Subject, results: Sequence[CheckResult], told: Sequence[Told]) -> tuple[Weight, ...]:
    """The weight of each claim of the subject's deliverable, in its order.

    Args:
        subject: the version, with what it may be held against.
        results: what the checks answered about this version.
        told: the memory records that the agent was told.
    """
    scale = _Scale(
        subject, {result.check: result for result in results}, {record.id: record for record in told}
    )
    return tuple(scale.weight(claim) for claim in subject.bundle.deliverable.claims)


class _Scale:
    def __init__(
        self, subject: Subject, answers: Mapping[str, CheckResult], told: Mapping[str, Told]
    ) -> None:
        self._subject = subject
        self._answers = answers
        self._told = told
        self._book = EvidenceBook(subject)

    def weight(self, claim: Claim) -> Weight:
        checked = [one for one in claim.evidence if one.startswith("check:")]
        faults: list[str] = []
        for reference in checked:
            fault = self._uncovered(claim.text, reference.removeprefix("check:"))
            if not fault:
                return Weight(grade=Grade.VERIFIED, by=(reference,))
            faults.append(fault)
        found = {one: self._said_by(one) for one in claim.evidence if one not in checked}
        sources = {one: said for one, said in found.items() if said}
        if sources:
            fault = unfounded(claim.text, " ".join(" ".join(sources.values()).split()))
            if not fault:
                return Weight(grade=Grade.INFERRED, by=tuple(sources))
            faults.append(f"{', '.join(sources)}: {fault}")
        faults += [self._lost(one) for one in found if one not in sources]
        return Weight(grade=Grade.ASSERTED, why=one_line("; ".join(faults) or _("no evidence given"), 300))

    def _uncovered(self, text: str, name: str) -> str:
        """Why a check does not carry a text; empty when it does."""
        result = self._answers.get(name)
        if result is None:
            return _("{check} was not asked about this version").format(check=one_line(name, 40))
        if result.verdict is not Verdict.PASS or not result.evidence:
            return _("{check} did not pass").format(check=name)
        figures = " ".join(_figures(result.evidence))
        shown = f"{name.replace('_', ' ')} {statements(name)} {result.reason} {figures}"
        missing = (words_of(text) - words_of(shown)) | (numbers_of(text) - numbers_of(shown))
        if missing or not words_of(text):
            named = ", ".join(_as_written(text, missing)[:6]) or "?"
            return _("{check} says nothing of {words}").format(check=name, words=named)
        return ""

    def _said_by(self, reference: str) -> str:
        """What stands where a reference points; empty when nothing does."""
        kind, _colon, key = reference.partition(":")
        if kind in ("http", "https"):
            return " ".join(record.content for record in self._told.values() if record.source == reference)
        if kind not in _READERS or self._book.fault_of(reference):
            return ""
        return _READERS[kind](self, key)

    def _brief(self, key: str) -> str:
        return passage_at(self._subject.brief, int(key))

    def _fact(self, key: str) -> str:
        return " ".join(_texts(self._book.value_of(key)))

    def _memory(self, key: str) -> str:
        return self._told[key].content if key in self._told else ""

    def _founder(self, key: str) -> str:
        return " ".join(
            f.text for f in self._subject.feedback or () if f.request == key and f.by == "founder"
        )

    def _input(self, key: str) -> str:
        step, _slash, path = key.partition("/")
        return self._subject.inputs[step].files[path].decode("utf-8", "replace")

    def _lost(self, reference: str) -> str:
        if reference.startswith("assumption:"):
            return _("it is an assumption")
        if fault := self._book.fault_of(reference):
            return fault
        elsewhere = reference.startswith("founder:")
        sentence = (
            _("{reference} was not said about this step") if elsewhere else _("{reference} is not on record")
        )
        return sentence.format(reference=one_line(reference, 80))


_READERS = {
    "brief": _Scale._brief,
    "fact": _Scale._fact,
    "memory": _Scale._memory,
    "founder": _Scale._founder,
    "input": _Scale._input,
}


def _as_written(text: str, missing: Collection[str]) -> list[str]:
    """The words of a text that are meant by such stems and numbers, as far as spaces tell its words apart."""
    written = re.findall(r"[\w'-]+(?:[.,]\d+)*", text) if text.isascii() else []
    found = [word for word in dict.fromkeys(written) if (words_of(word) | numbers_of(word)) & set(missing)]
    return found or sorted(missing)


def _figures(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Names of figures and the figures; texts are left out, since a maker's own words may stand in them."""
    for name, value in evidence.items():
        if isinstance(value, Mapping):
            yield from _figures(value)
        elif not isinstance(value, str | list | tuple) and value is not None:
            yield f"{name.replace('_', ' ')} {value}"


def _texts(value: Any) -> Iterator[str]:
    """All words and numbers of a fact, but not where it came from."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "evidence":
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield value if isinstance(value, str) else canonical(value).decode()


def counted(weights: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many claims have each grade, the strongest first; grades without any are left out."""
    found = {grade.value: sum(w["grade"] == grade.value for w in weights) for grade in Grade}
    return {grade: count for grade, count in found.items() if count}
