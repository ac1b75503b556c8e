"""Check of the positioning, after Dunford: five parts, attributes with requirements, sourced rivals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superindividual.checks.answer import Answer, answer, checks_of, fault, not_assessed
from superindividual.checks.check import Finding, Subject
from superindividual.checks.documents import headings, section_faults
from superindividual.checks.outline import Outline, Section, outline_of
from superindividual.checks.prd import known_requirements
from superindividual.text import gettext as _

POSITIONING = "marketing/positioning.md"

_URL = re.compile(r"https?://\S+")
_DATE = re.compile(r"\b(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?|\s*年)|\b(?:19|20)\d{2}/\d{1,2}")
_NOT_RESEARCHED = re.compile(
    r"\b(?:no|none|not|never)\b[^.。]{0,80}\b(?:research|look|check|survey|examin|compar)|research\w*[^.。]{0,40}\b(?:no|none|not)\b"
    r"|(?:未|没有?|尚未|不曾)[^。]{0,16}(?:调研|研究|调查|了解|核实|比较)",
    re.IGNORECASE,
)


def positioning_complete(subject: Subject) -> Answer:
    """All parts stand in order; attributes rest on requirements; competitors have a source and a date."""
    wanted = headings(subject, "positioning")
    if not wanted:
        return not_assessed(_("The kind names no headings for this language, so none can be compared."))
    outline = outline_of(subject.bundle, POSITIONING)
    sections = {section.title: section for section in outline.of_level(2)}
    faults = list(section_faults(outline, wanted, outline.of_level(2), 1))
    requirements = known_requirements(subject)
    alternatives, attributes = sections.get(wanted[0]), sections.get(wanted[1])
    items = _items(outline, attributes) if attributes else []
    faults += _attribute_faults(items, None if requirements is None else {one.id for one in requirements})
    if alternatives:
        faults += _competitor_faults(outline, alternatives)
    evidence = {
        "sections": len(sections),
        "attributes": len(items),
        "requirements_known": len(requirements or ()),
    }
    unassessed = (
        ""
        if requirements is not None
        else _("No PRD is among the inputs, so the attributes could not be held against requirements.")
    )
    reason = _("All {count} parts stand in order; each of {attributes} attributes rests on a requirement.")
    return answer(
        faults,
        reason.format(count=len(wanted), attributes=len(items)),
        evidence=evidence,
        unassessed=unassessed,
    )


def _items(outline: Outline, section: Section) -> list[tuple[int, str]]:
    """List items, paragraphs and table rows of a section, each with its line."""
    rows = [(line, " | ".join(cells)) for table in outline.tables_of(section) for line, cells in table.rows]
    listed = [(block.line, block.text) for block in outline.blocks_of(section)]
    lines = outline.body.split("\n")
    bullets = [item for item in listed if _is_bullet(section, item[0])] if lines else []
    return rows + (bullets or ([] if rows else listed))


def _is_bullet(section: Section, line: int) -> bool:
    inside = section.body.split("\n")
    index = line - section.line - 1
    return 0 <= index < len(inside) and re.match(r"\s*(?:[-*+]|\d+[.)])\s", inside[index]) is not None


def _attribute_faults(items: Sequence[tuple[int, str]], known: set[str] | None) -> Iterator[Finding]:
    for line, text in items:
        named = re.findall(r"\bR[1-9]\d*\b|(?<=[\u3400-\u9fff])R[1-9]\d*", text)
        if not named:
            remedy = _("Name the requirement it rests on, such as R1.")
            yield fault(
                POSITIONING,
                line,
                _("This attribute rests on no requirement: {text}").format(text=text),
                remedy,
            )
        for one in named:
            if known is not None and one not in known:
                yield fault(POSITIONING, line, _("{id} is no requirement of the PRD.").format(id=one))


def _competitor_faults(outline: Outline, section: Section) -> Iterator[Finding]:
    sourced = [(line, text) for line, text in _items(outline, section) if _URL.search(text)]
    for line, text in sourced:
        if not _DATE.search(_URL.sub("", text)):
            yield fault(
                POSITIONING, line, _("This alternative has a source but no date: {text}").format(text=text)
            )
    if not sourced and not _NOT_RESEARCHED.search(section.body):
        remedy = _("Give each competitor a URL and a date, or write that none has been researched.")
        yield fault(
            POSITIONING,
            section.line,
            _("No alternative has a source, and nothing says that none was researched."),
            remedy,
        )


CHECKS = checks_of(positioning_complete)
