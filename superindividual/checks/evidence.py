"""Evidence: whether what a statement rests on can be found where it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, failed, fault, not_applicable
from superindividual.checks.check import Finding, Subject
from superindividual.checks.outline import citations_of
from superindividual.checks.source import json_of, text_of
from superindividual.text import gettext as _
from superindividual.workspace.artifact import MATERIAL, Bundle

FACTS = "discovery/facts.json"

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_LISTED = re.compile(
    r"""^\s*(?:[-*+]\s+|\d+[.)、]\s*|\|\s*|\#+\s*|>\s*)*["'`*_\[(（【]*(?P<id>[A-Za-z][\w\-]*)"""
)
_YAML_ID = re.compile(r"""[{,\s]["']?id["']?\s*:\s*["']?([A-Za-z][\w\-]*)""")


@dataclass(frozen=True)
class EvidenceBook:
    """Everything that evidence may point to, for one subject."""

    subject: Subject
    counts: dict[str, int] = field(default_factory=dict)
    """How many references of each kind were found where they point to."""

    def fault_of(self, reference: str) -> str:
        """Why a reference points to nothing; empty when it holds."""
        kind, _colon, key = reference.partition(":")
        if kind in ("http", "https"):
            kind, reason = "url", self._url(reference)
        elif kind in _RESOLVERS and key:
            reason = _RESOLVERS[kind](self, key)
        else:
            return _("“{reference}” is no known form of evidence").format(reference=reference)
        if not reason:
            self.counts[kind] = self.counts.get(kind, 0) + 1
        return reason

    @cached_property
    def facts(self) -> Any:
        """The product's facts as plain JSON; None when no discovery is at hand or it cannot be read."""
        own = self.subject.bundle if FACTS in self.subject.bundle.files else None
        bundle = self.subject.input_of_kind("discovery") or own
        try:
            return None if bundle is None else json_of(bundle, FACTS)
        except Unreadable:
            return None

    @cached_property
    def assumptions(self) -> frozenset[str]:
        """Ids that begin a line, list item or table row in any text of the deliverable and its inputs."""
        found: set[str] = set()
        for bundle in (self.subject.bundle, *self.subject.inputs.values()):
            if bundle.deliverable.kind == MATERIAL:
                continue  # from outside: what stands there supports no statement of ours
            for path in sorted(bundle.files):
                if path.endswith((".md", ".yaml", ".yml")):
                    found |= _listed(bundle, path)
        return frozenset(found)

    def own_assumption(self, reference: str) -> bool:
        """An assumption that only a claim can state, because the deliverable has no document to list it in."""
        documents = (path for path in self.subject.bundle.files if path.endswith((".md", ".yaml", ".yml")))
        return reference.startswith("assumption:") and not any(documents) and bool(self.fault_of(reference))

    def _brief(self, key: str) -> str:
        lines = self.subject.brief.lines
        if not re.fullmatch(r"[0-9]{1,7}", key) or not 1 <= int(key) <= len(lines):
            return _("the brief has no line {line}; it has {count}").format(line=key, count=len(lines))
        return "" if lines[int(key) - 1].strip() else _("line {line} of the brief is empty").format(line=key)

    def _fact(self, key: str) -> str:
        if self.facts is None:
            return _("fact:{key} cannot be found, because no readable facts are among the inputs").format(
                key=key
            )
        value = self.value_of(key)
        return _("the facts say nothing at {key}").format(key=key) if value in (None, "", [], {}) else ""

    def value_of(self, key: str) -> Any:
        """What the facts hold at a path; None where that is nothing."""
        return _value_at(self.facts, key)

    def _input(self, key: str) -> str:
        step, _slash, path = key.partition("/")
        bundle = self.subject.inputs.get(step)
        known = bundle is not None and path in bundle.files
        return "" if known else _("input:{key} names no file of an input").format(key=key)

    def _memory(self, key: str) -> str:
        return "" if key in self.subject.memory else _("memory {id} was not told to the agent").format(id=key)

    def _founder(self, key: str) -> str:
        known = re.fullmatch(r"Q-[0-9a-f]+", key)
        return "" if known else _("founder:{key} names no request (Q- and hex digits)").format(key=key)

    def _check(self, key: str) -> str:
        return "" if re.fullmatch(r"[a-z]\w*", key) else _("check:{key} names no check").format(key=key)

    def _assumption(self, key: str) -> str:
        listed = key in self.assumptions
        return "" if listed else _("assumption {id} is listed in no document").format(id=key)

    def _url(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = bool(parts.hostname) and "." in (parts.hostname or "") and not re.search(r"\s", url)
        except ValueError:
            whole = False
        return "" if whole else _("{url} is no complete web address").format(url=url)


_RESOLVERS = {
    "brief": EvidenceBook._brief,
    "fact": EvidenceBook._fact,
    "memory": EvidenceBook._memory,
    "input": EvidenceBook._input,
    "founder": EvidenceBook._founder,
    "check": EvidenceBook._check,
    "assumption": EvidenceBook._assumption,
}


def _listed(bundle: Bundle, path: str) -> set[str]:
    try:
        lines = text_of(bundle, path).split("\n")
    except Unreadable:
        return set()
    named = {name for line in lines for name in _YAML_ID.findall(line)} if not path.endswith(".md") else set()
    return named | {found.group("id") for line in lines if (found := _LISTED.match(line))}


def _value_at(facts: Any, key: str) -> Any:
    """What stands at a path such as `prices[0].amount`; list entries may be named by `name` or `id`."""
    if "".join(step.group() for step in _STEP.finditer(key)) != key:
        return None
    value = facts
    for step in _STEP.finditer(key):
        name, index = step.groups()
        if index is not None:
            value = (
                value[int(index)]
                if isinstance(value, list) and len(index) < 6 and int(index) < len(value)
                else None
            )
        elif isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list):
            value = next(
                (
                    one
                    for one in value
                    if isinstance(one, Mapping) and name in (one.get("name"), one.get("id"))
                ),
                None,
            )
        else:
            return None
    return value


def claims_cited(subject: Subject) -> Answer:
    """Every claim of the deliverable, and every citation in its Markdown, points to something that is there.

    Whether the source says what the claim says is for the founder; a number that stands in a claim but
    not in the cited lines of the brief is pointed out.
    """
    deliverable = subject.bundle.deliverable
    if not subject.bundle.files and not deliverable.claims and not subject.kind.files:
        return not_applicable(_("Nothing was handed over, and nothing has to be."))
    if not subject.bundle.files:
        return failed(_("Nothing was handed over, so nothing could be held against its evidence."))
    if not deliverable.claims:
        remedy = _("Name every promise and fact as a claim with its evidence when you submit.")
        return failed(
            _("The deliverable makes no claim, so nothing says what its text rests on."), remedy=remedy
        )
    book = EvidenceBook(subject)
    faults = [*_claim_faults(book), *_citation_faults(book)]
    inline = sum(len(found) for _path, found in _inline(subject))
    notes = [*_number_notes(subject), *_assumption_notes(book)]
    evidence = {
        "claims": len(deliverable.claims),
        "inline_citations": inline,
        "resolved": dict(sorted(book.counts.items())),
    }
    reason = _("All {count} claims and {inline} citations in the text point to something that is there.")
    return answer(
        faults,
        reason.format(count=len(deliverable.claims), inline=inline),
        evidence=evidence,
        notes=notes,
    )


def _claim_faults(book: EvidenceBook) -> Iterable[Finding]:
    for claim in book.subject.bundle.deliverable.claims:
        if not claim.text.strip():
            yield fault("", None, _("A claim says nothing."))
        if not claim.evidence:
            remedy = _(
                "Cite brief:LINE, fact:KEY, memory:ID, founder:REQUEST, check:NAME, assumption:ID or a URL; "
                "or drop the claim."
            )
            yield fault("", None, _("No evidence for: {claim}").format(claim=claim.text), remedy)
        for reference in claim.evidence:
            if book.own_assumption(reference):
                continue
            if reason := book.fault_of(reference):
                yield fault("", None, _("{reason} (claim: {claim})").format(reason=reason, claim=claim.text))


def _assumption_notes(book: EvidenceBook) -> Iterable[Finding]:
    for claim in book.subject.bundle.deliverable.claims:
        for reference in filter(book.own_assumption, claim.evidence):
            message = _("{reference} stands in no document; the claim itself is the assumption: {claim}")
            yield fault("", None, message.format(reference=reference, claim=claim.text))


def _inline(subject: Subject) -> list[tuple[str, list[tuple[int, str]]]]:
    found = []
    for path in sorted(subject.bundle.files):
        if path.endswith(".md"):
            found.append((path, citations_of(text_of(subject.bundle, path))))
    return found


def _citation_faults(book: EvidenceBook) -> Iterable[Finding]:
    for path, citations in _inline(book.subject):
        for line, reference in citations:
            if reason := book.fault_of(reference):
                yield fault(path, line, reason, _("Cite what is there, or take the statement out."))


def _number_notes(subject: Subject) -> list[Finding]:
    notes = []
    lines = subject.brief.lines
    for claim in subject.bundle.deliverable.claims:
        cited = [int(one[6:]) for one in claim.evidence if re.fullmatch(r"brief:[0-9]{1,7}", one)]
        if not cited or len(cited) < len(claim.evidence):
            continue  # what rests on other sources too cannot be compared with the brief alone
        said = " ".join(lines[number - 1] for number in cited if 1 <= number <= len(lines))
        for number in sorted(set(re.findall(r"(?<![\w.])\d+(?:[.,]\d+)*", claim.text))):
            if number.replace(",", "") not in said.replace(",", ""):
                message = _("{number} does not stand in the cited lines of the brief (claim: {claim})")
                notes.append(fault("", None, message.format(number=number, claim=claim.text)))
    return notes


CHECKS = checks_of(claims_cited)
