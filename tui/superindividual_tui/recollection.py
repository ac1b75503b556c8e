"""Recollection: one memory record as it is read: what it says, where it is from, what became of it, what used it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from superindividual.approvals import wording
from superindividual.clock import parse
from superindividual.journal.decisions import said
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line
from superindividual_tui.line import Line, Tone, lines_of

if TYPE_CHECKING:
    from superindividual.memory.contradiction import Contradiction
    from superindividual.memory.record import MemoryRecord
    from superindividual.memory.trace import Origin, Trace, Use

_USES = 20


def rows(record: MemoryRecord, today: date) -> Iterator[tuple[str, Tone]]:
    """In the list: what it says, then what sort it is, where it is from, and what to mind."""
    yield one_line(record.content, 160), "plain"
    marks = [_("from outside")] * record.tainted
    marks += [_("data: {labels}").format(labels=one_line(", ".join(record.labels), 80))] * bool(record.labels)
    marks += [_("verify before relying on it: older than 90 days")] * record.stale(today)
    parts = [kind_word(record), record.scope, one_line(record.source, 80), *marks]
    yield "    " + " · ".join(parts), "warn" if marks else "dim"


def whole(found: Trace) -> Iterator[Line]:
    """Opened: all of it."""
    record = found.record
    yield from lines_of(record.content, indent="      ")
    since = _("{id}, by {author}, since {at}").format(
        id=record.id, author=one_line(said(record.author), 40), at=wording.moment(parse(record.created))
    )
    yield Line(f"      {since}", "dim")
    yield from _origin(found.origin)
    for one in found.earlier:
        replaced = _("in the place of {id}: {text}").format(id=one.id, text=one_line(one.content, 80))
        yield Line(f"      {replaced}", "dim")
    yield from (_against(one, one.beside(record.id)) for one in found.contradictions)
    used = ngettext("used by {count} deliverable", "used by {count} deliverables", len(found.uses))
    told = used.format(count=len(found.uses)) if found.uses else _("no deliverable used it")
    yield Line("      " + told, "dim")
    yield from map(_use, found.uses[:_USES])


def _against(one: Contradiction, other: MemoryRecord) -> Line:
    line = _("contradicts {id} ({source}): {text}").format(
        id=other.id, source=one_line(other.source, 60), text=one_line(other.content, 80)
    )
    return Line(f"      {line}  [{_('settled')}]", "dim") if one.settled else Line(f"      {line}", "warn")


def _origin(origin: Origin) -> Iterator[Line]:
    place = "/".join(filter(None, (origin.run, origin.step)))
    asked = f"{origin.request} ({origin.verb})" if origin.request else ""
    if place or asked:
        yield Line("      " + " · ".join(filter(None, (place, asked))), "dim")
    if origin.words:
        yield from lines_of(one_line(origin.words, 300), "dim", indent="        ")


def _use(use: Use) -> Line:
    marks = [_("stands")] * use.standing + [_("cites it")] * use.cites
    told = f"{use.run}/{use.step} · {_('version')} {use.version}"
    return Line("        " + " · ".join([told, *marks]), "dim")


def kind_word(record: MemoryRecord) -> str:
    """What sort of record it is, in a word."""
    return {
        "fact": _("fact"),
        "decision": _("decision"),
        "lesson": _("lesson"),
        "preference": _("preference"),
        "deliverable": _("deliverable"),
        "metric": _("metric"),
        "programme": _("programme"),
        "law": _("law"),
    }[record.kind]
