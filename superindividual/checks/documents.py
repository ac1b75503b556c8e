"""Checks of the PRD: its sections, its requirements, its personas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superindividual.checks.answer import Answer, answer, checks_of, fault, not_assessed
from superindividual.checks.check import Finding, Subject
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.outline import Outline, Section, outline_of, uncited_sentences
from superindividual.checks.prd import (
    PERSONAS,
    PRD,
    Requirement,
    known_personas,
    known_requirements,
    personas_of,
    requirements_of,
)
from superindividual.checks.source import is_words
from superindividual.text import gettext as _
from superindividual.text import language_of

_REMARK = re.compile(r"([*_])(?!\1)[^*_]+\1", re.DOTALL)
"""A last paragraph wholly in italics speaks of the document, not of people."""

_FRONT_FIELDS = ("product", "version", "status", "language")


def headings(subject: Subject, name: str) -> tuple[str, ...]:
    """The agreed headings in the deliverable's language; empty when the kind names none."""
    by_language = subject.kind.headings.get(name, {})
    return by_language.get(subject.bundle.deliverable.language, ())


def section_faults(
    outline: Outline, wanted: Sequence[str], found: Sequence[Section], line: int
) -> Iterator[Finding]:
    """Missing, doubled, misplaced and empty sections, against the headings in their order."""
    titles = [section.title for section in found]
    for title in wanted:
        if title not in titles:
            remedy = _("The sections are, in this order: {headings}.").format(headings=", ".join(wanted))
            yield fault(
                outline.path, line, _("The section “{title}” is missing.").format(title=title), remedy
            )
    for index, section in enumerate(found):
        if section.title in titles[:index]:
            yield fault(
                outline.path,
                section.line,
                _("The section “{title}” stands twice.").format(title=section.title),
            )
        elif section.title not in wanted:
            yield fault(
                outline.path,
                section.line,
                _("The section “{title}” is none of the agreed ones.").format(title=section.title),
            )
        if section.empty:
            remedy = _("Write it, or say what is unknown and who can answer.")
            yield fault(
                outline.path,
                section.line,
                _("The section “{title}” is empty.").format(title=section.title),
                remedy,
            )
    in_place = [title for title in wanted if title in titles]
    actual = [title for title in dict.fromkeys(titles) if title in wanted]
    if in_place != actual:
        first = next(
            section
            for section in found
            if section.title == next(a for a, b in zip(actual, in_place, strict=True) if a != b)
        )
        message = _("The section “{title}” is not in the agreed order.").format(title=first.title)
        yield fault(outline.path, first.line, message)


def prd_sections(subject: Subject) -> Answer:
    """Front matter, then every agreed section, in order and filled, in the brief's language."""
    wanted = headings(subject, "prd")
    if not wanted:
        return not_assessed(_("The kind names no headings for this language, so none can be compared."))
    outline = outline_of(subject.bundle, PRD)
    sections = outline.of_level(2)
    faults = [*_front_faults(subject, outline), *section_faults(outline, wanted, sections, 1)]
    words = len(re.findall(r"[A-Za-z]{2,}|[\u3400-\u9fff]", outline.body))
    evidence = {"sections": len(sections), "wanted": len(wanted), "words": words}
    return answer(
        faults,
        _("All {count} sections stand in order, none is empty.").format(count=len(wanted)),
        evidence=evidence,
    )


def _front_faults(subject: Subject, outline: Outline) -> Iterator[Finding]:
    front = outline.front
    if front is None:
        remedy = _("Begin with --- and the lines product, version, status and language, then ---.")
        yield fault(outline.path, 1, _("There is no front matter."), remedy)
        return
    for name in _FRONT_FIELDS:
        if front.get(name) in (None, ""):
            yield fault(outline.path, 2, _("The front matter does not say {field}.").format(field=name))
    expected = subject.bundle.deliverable.language
    if front.get("language") not in (None, "", expected):
        message = _("The front matter says language {said}; the deliverable is in {expected}.")
        yield fault(outline.path, 2, message.format(said=front.get("language"), expected=expected))
    if language_of(outline.body) != expected:
        yield fault(
            outline.path,
            1,
            _("The text is not written in the brief's language ({expected}).").format(expected=expected),
        )


def requirements_complete(subject: Subject) -> Answer:
    """Every requirement has all its fields and evidence that holds; no ability in the facts is left out."""
    outline = outline_of(subject.bundle, PRD)
    requirements = requirements_of(outline)
    if not requirements:
        return answer(
            [fault(PRD, 1, _("The table of requirements has no row."))], "", evidence={"requirements": 0}
        )
    book = EvidenceBook(subject)
    personas = known_personas(subject)
    faults = [finding for one in requirements for finding in _requirement_faults(one, book)]
    faults += _id_faults(requirements)
    faults += _persona_faults(requirements, {persona.id for persona in personas or ()})
    faults += _ability_faults(requirements, book)
    if not any(one.priority == "must" for one in requirements):
        faults.append(
            fault(
                PRD, requirements[0].line, _("No requirement is a must, so nothing decides when it is done.")
            )
        )
    counts = {name: sum(one.priority == name for one in requirements) for name in ("must", "should", "could")}
    evidence = {"requirements": len(requirements), **counts, "resolved": dict(sorted(book.counts.items()))}
    reason = _("All {count} requirements have persona, priority, measure and evidence that holds.")
    return answer(faults, reason.format(count=len(requirements)), evidence=evidence)


def _requirement_faults(one: Requirement, book: EvidenceBook) -> Iterator[Finding]:
    name = one.id or _("a requirement")
    if not re.fullmatch(r"R[1-9]\d*", one.id):
        yield fault(PRD, one.line, _("“{id}” is no requirement id.").format(id=one.id), _("Use R1, R2, …"))
    if not re.search(r"\w{2}", one.text):
        yield fault(PRD, one.line, _("{id} says nothing.").format(id=name))
    if not re.search(r"\w{2}", one.measure) or re.fullmatch(
        r"\W*(?:tbd|todo|n/?a|待定|待补充?|无)\W*", one.measure, re.I
    ):
        remedy = _("Say what a program or a person can observe.")
        yield fault(PRD, one.line, _("{id} has no measure.").format(id=name), remedy)
    if one.priority is None:
        remedy = _("Use must, should or could; in Chinese 必须, 应该 or 可以.")
        yield fault(PRD, one.line, _("{id} has no known priority.").format(id=name), remedy)
    if not one.evidence:
        yield fault(
            PRD,
            one.line,
            _("{id} has no evidence.").format(id=name),
            _("Cite brief:LINE or list it as assumption:ID."),
        )
    for reference in one.evidence:
        if reason := book.fault_of(reference):
            yield fault(PRD, one.line, f"{name}: {reason}")


def _id_faults(requirements: Sequence[Requirement]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    texts: dict[str, str] = {}
    for one in requirements:
        if one.id in seen:
            yield fault(
                PRD, one.line, _("{id} stands in line {line} already.").format(id=one.id, line=seen[one.id])
            )
        elif one.text and one.text in texts:
            yield fault(
                PRD, one.line, _("{id} says the same as {other}.").format(id=one.id, other=texts[one.text])
            )
        seen.setdefault(one.id, one.line)
        texts.setdefault(one.text, one.id)


def _persona_faults(requirements: Sequence[Requirement], personas: set[str]) -> Iterator[Finding]:
    for one in requirements:
        if not one.personas:
            yield fault(PRD, one.line, _("{id} names no persona.").format(id=one.id))
        for persona in one.personas:
            if persona not in personas:
                message = _("{id} is for “{persona}”, who is not in {file}.")
                yield fault(PRD, one.line, message.format(id=one.id, persona=persona, file=PERSONAS))


def _ability_faults(requirements: Sequence[Requirement], book: EvidenceBook) -> Iterator[Finding]:
    """An ability is covered when a requirement cites it or the line of the brief it came from."""
    cited = {reference for one in requirements for reference in one.evidence}
    facts = book.facts if isinstance(book.facts, dict) else {}
    abilities = facts.get("capabilities")
    for index, ability in enumerate(abilities if isinstance(abilities, list) else ()):
        if not isinstance(ability, dict) or not is_words(ability.get("text")):
            continue
        keys = {
            f"fact:capabilities[{index}]",
            f"fact:capabilities[{index}].text",
            str(ability.get("evidence")),
        }
        if not keys & cited:
            message = _("No requirement covers what the founder asked for: {ability}").format(
                ability=ability["text"]
            )
            yield fault(
                PRD,
                requirements[0].line,
                message,
                _("Add one, citing {key}.").format(key=f"fact:capabilities[{index}]"),
            )


def personas_complete(subject: Subject) -> Answer:
    """Every persona has id, name and the agreed sections; every sentence says where it comes from."""
    wanted = headings(subject, "persona")
    if not wanted:
        return not_assessed(_("The kind names no headings for this language, so none can be compared."))
    outline = outline_of(subject.bundle, PERSONAS)
    personas = personas_of(outline)
    lines = {persona.line for persona in personas}
    faults = [
        fault(
            PERSONAS,
            one.line,
            _("“{title}” is no persona.").format(title=one.title),
            _("Head each one `## P1 Name`."),
        )
        for one in outline.of_level(2)
        if one.line not in lines
    ]
    if not personas:
        return answer(
            [*faults, fault(PERSONAS, 1, _("There is no persona."), _("Head each one `## P1 Name`."))],
            "",
            evidence={"personas": 0},
        )
    sentences = 0
    for section in outline.of_level(2):
        if section.line in lines:
            faults += section_faults(outline, wanted, outline.sections_of(section), section.line)
            for block in outline.blocks_of(section):
                if block is outline.blocks[-1] and _REMARK.fullmatch(block.text):
                    continue
                sentences += 1
                faults += _uncited(block.line, block.text)
    for index, persona in enumerate(personas):
        if persona.id in {one.id for one in personas[:index]}:
            faults.append(fault(PERSONAS, persona.line, _("{id} stands twice.").format(id=persona.id)))
        if not persona.name:
            faults.append(fault(PERSONAS, persona.line, _("{id} has no name.").format(id=persona.id)))
    notes = _unused(subject, [persona.id for persona in personas])
    evidence = {"personas": len(personas), "passages": sentences}
    reason = _(
        "{count} personas are complete, and each of their {passages} passages says where it comes from."
    )
    return answer(
        faults, reason.format(count=len(personas), passages=sentences), evidence=evidence, notes=notes
    )


def _uncited(line: int, text: str) -> Iterator[Finding]:
    for sentence in uncited_sentences(text):
        remedy = _("End it with its evidence, such as [brief:12] or [assumption:A1].")
        yield fault(PERSONAS, line, _("No evidence for: {sentence}").format(sentence=sentence), remedy)


def _unused(subject: Subject, personas: Sequence[str]) -> list[Finding]:
    used = {persona for one in known_requirements(subject) or () for persona in one.personas}
    return [
        fault(PERSONAS, None, _("No requirement is for {id}.").format(id=one))
        for one in personas
        if used and one not in used
    ]


CHECKS = checks_of(prd_sections, requirements_complete, personas_complete)
