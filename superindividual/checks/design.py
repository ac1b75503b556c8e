"""Checks of the design: the flow is valid Mermaid, every screen is reached and is there for a requirement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, failed, fault, not_assessed
from superindividual.checks.check import Finding, Subject
from superindividual.checks.prd import Requirement, known_requirements
from superindividual.checks.source import is_words, mapping, text_of, yaml_of
from superindividual.text import gettext as _

FLOW = "design/flow.mmd"
SCREENS = "design/screens.yaml"

MOST_LINES = 120
"""The renderer's time grows with the square of the nodes (12 s for 150, measured 2026-11)."""

_MOST_LENGTH = 12_000
_LONGEST_LINE = 400
_NODE = re.compile(r'id="my-svg-flowchart-([^"]+)-\d+"')
_EDGE = re.compile(r'id="L_([^"]+)_\d+"')


class TooLarge(Exception):
    """The flow is too large to be drawn here."""


@dataclass(frozen=True)
class Flow:
    """A flowchart as Mermaid itself understood it."""

    nodes: tuple[str, ...]
    links: int


@dataclass(frozen=True)
class Screen:
    """One screen as `screens.yaml` says it."""

    line: int
    id: str
    requirements: tuple[str, ...]
    leads_to: tuple[str, ...]


def _drawn(subject: Subject) -> Flow:
    """The flow; raises Unreadable when Mermaid refuses it, TooLarge when it was not asked."""
    text = text_of(subject.bundle, FLOW)
    if not text.strip():
        raise Unreadable(fault(FLOW, 1, _("The flow is empty.")))
    lines = re.split(r"[\n;]", text)
    if len(lines) > MOST_LINES or len(text) > _MOST_LENGTH or len(max(lines, key=len)) > _LONGEST_LINE:
        raise TooLarge
    first = _first_statement(text)
    if not re.match(r"(?:flowchart|graph)\b", text.split("\n")[first - 1].strip()):
        remedy = _("Begin with `flowchart LR` or `flowchart TD`.")
        raise Unreadable(fault(FLOW, first, _("The diagram is no flowchart."), remedy))
    return _render(text)


def _first_statement(text: str) -> int:
    lines = text.split("\n")
    front = lines[0].strip() == "---"
    for number, line in enumerate(lines, start=1):
        words = line.strip()
        if front:
            front = number == 1 or words != "---"
        elif words and not words.startswith("%%"):
            return number
    return 1


@lru_cache(maxsize=8)
def _render(text: str) -> Flow:
    import mermaidx

    try:
        svg = mermaidx.render(text).svg()
    except (RuntimeError, UnicodeDecodeError) as error:
        # it quotes the file, and may cut a character beyond the basic plane in half
        said = error.object.decode(errors="replace") if isinstance(error, UnicodeDecodeError) else str(error)
        reason = said.removeprefix("Mermaid rendering failed: ").removeprefix("Error: ")
        found = re.search(r"Parse error on line (\d+)", reason)
        line = _written_line(text, int(found.group(1))) if found else 1
        first, *more = reason.split("\n")
        near = " ".join(part.strip() for part in more[:1])
        raise Unreadable(
            fault(FLOW, line, _("Mermaid cannot read the flow: {reason}").format(reason=near or first))
        ) from error
    return Flow(tuple(dict.fromkeys(_NODE.findall(svg))), len(set(_EDGE.findall(svg))))


def _written_line(text: str, counted: int) -> int:
    """The line of the file that Mermaid means, which takes out front matter and comment lines before it counts."""
    lines = text.split("\n")
    first = _first_statement(text)
    kept = [n for n in range(first, len(lines) + 1) if not lines[n - 1].strip().startswith("%%")]
    filled = [n for n in kept if lines[n - 1].strip()] or [first]
    return min(kept[counted - 1] if 0 < counted <= len(kept) else filled[-1], filled[-1])


def flow_valid(subject: Subject) -> Answer:
    """Mermaid itself draws the flow; it has nodes, and links between them."""
    try:
        flow = _drawn(subject)
    except TooLarge:
        return not_assessed(
            _("The flow is too large to be drawn here; at most {lines} lines are.").format(lines=MOST_LINES)
        )
    evidence = {"nodes": len(flow.nodes), "links": flow.links}
    if not flow.nodes:
        return failed(_("The flowchart has no node."), FLOW, 1)
    faults = (
        [fault(FLOW, 1, _("The flowchart links nothing."))] if len(flow.nodes) > 1 and not flow.links else []
    )
    reason = _("Mermaid draws the flow: {nodes} nodes, {links} links.")
    return answer(faults, reason.format(nodes=len(flow.nodes), links=flow.links), evidence=evidence)


def screens_reachable(subject: Subject) -> Answer:
    """Every screen is reached, every node of the flow is a screen, every must requirement is on one."""
    document = yaml_of(subject.bundle, SCREENS)
    data = mapping(document.data, SCREENS)
    entries = data.get("screens")
    if not isinstance(entries, list) or not entries:
        return failed(_("No screen is listed."), SCREENS, 1)
    faults: list[Finding] = []
    screens = [
        screen
        for index, entry in enumerate(entries)
        if (screen := _screen(entry, document.at(("screens", index)).line, faults)) is not None
    ]
    start = data.get("start")
    reached = _reached(screens, start)
    faults += _map_faults(screens, start, reached, document.key_at(("start",)).line)
    requirements = known_requirements(subject)
    faults += _requirement_faults(screens, requirements or ())
    notes, unassessed = _flow_faults(subject, {screen.id for screen in screens}, faults)
    if requirements is None:
        unassessed = _("No PRD is among the inputs, so the screens could not be held against requirements.")
    musts = sum(one.priority == "must" for one in requirements or ())
    evidence = {"screens": len(screens), "reached": len(reached), "must_requirements": musts}
    reason = _(
        "All {count} screens are reached from “{start}”; all {musts} must requirements are on a screen."
    )
    said = reason.format(count=len(screens), start=start, musts=musts)
    return answer(faults, said, evidence=evidence, notes=notes, unassessed=unassessed)


def _screen(entry: object, line: int, faults: list[Finding]) -> Screen | None:
    if not isinstance(entry, Mapping) or not is_words(entry.get("id")):
        faults.append(fault(SCREENS, line, _("A screen has no id.")))
        return None
    name = entry["id"]
    for field in ("title", "purpose"):
        if not is_words(entry.get(field)):
            faults.append(
                fault(SCREENS, line, _("Screen {id} does not say its {field}.").format(id=name, field=field))
            )
    lists: dict[str, tuple[str, ...]] = {}
    for field in ("requirements", "leads_to"):
        value = entry.get(field)
        if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            faults.append(
                fault(
                    SCREENS,
                    line,
                    _("In screen {id}, {field} is no list of ids.").format(id=name, field=field),
                )
            )
            value = None
        lists[field] = tuple(value or ())
    return Screen(line, name, lists["requirements"], lists["leads_to"])


def _reached(screens: Sequence[Screen], start: object) -> set[str]:
    ways = {screen.id: screen.leads_to for screen in screens}
    reached: set[str] = set()
    waiting = [start] if isinstance(start, str) and start in ways else []
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(one for one in ways[name] if one in ways)
    return reached


def _map_faults(
    screens: Sequence[Screen], start: object, reached: set[str], start_line: int
) -> Iterator[Finding]:
    known = {screen.id for screen in screens}
    if not isinstance(start, str) or start not in known:
        yield fault(SCREENS, start_line, _("`start` names no screen."))
    seen: set[str] = set()
    for screen in screens:
        if screen.id in seen:
            yield fault(SCREENS, screen.line, _("Screen {id} stands twice.").format(id=screen.id))
        seen.add(screen.id)
        for target in screen.leads_to:
            if target not in known:
                message = _("Screen {id} leads to “{target}”, which is no screen.")
                yield fault(SCREENS, screen.line, message.format(id=screen.id, target=target))
        if reached and screen.id not in reached:
            message = _("Screen {id} cannot be reached from “{start}”.")
            yield fault(
                SCREENS,
                screen.line,
                message.format(id=screen.id, start=start),
                _("Lead to it from a screen, or drop it."),
            )


def _requirement_faults(screens: Sequence[Screen], requirements: Sequence[Requirement]) -> Iterator[Finding]:
    if not requirements:
        return
    known = {one.id for one in requirements}
    shown = {name for screen in screens for name in screen.requirements}
    for screen in screens:
        for name in screen.requirements:
            if name not in known:
                message = _("Screen {id} names {requirement}, which is no requirement of the PRD.")
                yield fault(SCREENS, screen.line, message.format(id=screen.id, requirement=name))
    for one in requirements:
        if one.priority == "must" and one.id not in shown:
            yield fault(
                SCREENS, None, _("{id} is a must, but on no screen: {text}").format(id=one.id, text=one.text)
            )


def _flow_faults(subject: Subject, screens: set[str], faults: list[Finding]) -> tuple[list[Finding], str]:
    """Adds nodes that are no screens to the faults; gives notes, and why the flow could not be compared."""
    try:
        flow = _drawn(subject)
    except TooLarge:
        return [], _("The flow is too large to be drawn here; at most {lines} lines are.").format(
            lines=MOST_LINES
        )
    lines = text_of(subject.bundle, FLOW).split("\n")
    for node in flow.nodes:
        if node not in screens:
            line = next(
                (
                    n
                    for n, text in enumerate(lines, start=1)
                    if re.search(rf"(?<![\w\-]){re.escape(node)}(?![\w])", text)
                ),
                1,
            )
            faults.append(
                fault(
                    FLOW,
                    line,
                    _("Node “{node}” is no screen.").format(node=node),
                    _("Use the ids of screens.yaml."),
                )
            )
    absent = sorted(screens - set(flow.nodes))
    return [fault(FLOW, None, _("Screen {id} is not in the flow.").format(id=name)) for name in absent], ""


CHECKS = checks_of(flow_valid, screens_reachable)
