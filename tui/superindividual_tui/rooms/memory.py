"""Memory: what the company knows: searched, with where each record came from and which deliverables used it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from superindividual.errors import SuperindividualError
from superindividual.ids import Digest, MemoryId
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone, lines_of
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

if TYPE_CHECKING:
    from superindividual.memory.record import MemoryRecord

_SHOWN = 200


class Memory(Room):
    """What the open deliverable was made with first, then the newest; or what fits the words that were searched."""

    name = "memory"
    tab = True

    def __init__(self) -> None:
        self._words = ""
        self._open = ""

    def title(self) -> str:
        """As the tabs show it."""
        return _("Memory")

    def enter(self, view: View) -> None:
        """From the beginning."""
        self._words = self._open = ""

    def search(self, words: str) -> bool:
        """By words; no words show everything again."""
        self._words, self._open = words, ""
        return True

    def entries(self, view: View) -> Entries:
        """The records; an opened one stands with everything that is known about it."""
        entries = Entries()
        try:
            if self._words:
                found = [r.record for r in view.company.memory.search(self._words, limit=_SHOWN)]
                self._section(
                    entries,
                    view,
                    _("Found: {words}").format(words=self._words),
                    found,
                    _("Nothing fits these words."),
                )
            else:
                self._all(entries, view)
        except SuperindividualError as error:
            entries.add(*lines_of(str(error), "bad"))
        return entries

    def _all(self, entries: Entries, view: View) -> None:
        rows = view.company.memory.rows
        used = list(view.page.bundle.deliverable.memory) if view.page and view.page.bundle else []
        if view.page:
            told = [record for m in used if (record := rows.get(m))]
            title = _("What {step} was made with").format(step=view.page.request.step)
            self._section(entries, view, title, told, _("It was made without anything from memory."))
        others = [r for r in rows.live(limit=_SHOWN) if r.id not in used]
        empty = _("Nothing yet: approved steps, your feedback and your facts are kept here.")
        self._section(entries, view, _("What the company knows"), others, empty)

    def _section(
        self, entries: Entries, view: View, title: str, records: list[MemoryRecord], empty: str
    ) -> None:
        entries.section(one_line(title, 100), "" if records else empty)
        for record in records:
            entries.entry(record.id, _rows(record))
            if record.id == self._open:
                entries.add(*_whole(view, record))

    def choose(self, key: str, stage: Stage) -> None:
        """Open a record, or close it."""
        self._open = "" if self._open == key else key
        stage.draw()


def kind_word(record: MemoryRecord) -> str:
    """What sort of record it is, in a word."""
    return {
        "fact": _("fact"),
        "decision": _("decision"),
        "lesson": _("lesson"),
        "preference": _("preference"),
        "deliverable": _("deliverable"),
        "metric": _("metric"),
    }.get(record.kind, record.kind)


def _rows(record: MemoryRecord) -> Iterator[tuple[str, Tone]]:
    outside = " · " + _("from outside") if record.tainted else ""
    yield f"{one_line(record.content, 160)}", "plain"
    yield f"    {kind_word(record)} · {record.scope} · {one_line(record.source, 80)}{outside}", "dim"


def _whole(view: View, record: MemoryRecord) -> Iterator[Line]:
    yield from lines_of(record.content, indent="      ")
    since = _("{id}, by {author}, since {at}").format(
        id=record.id, author=one_line(record.author, 40), at=record.created
    )
    yield Line(f"      {since}", "dim")
    uses = view.company.memory.rows.used_by(MemoryId(record.id))
    yield Line("      " + _("used by {count} deliverables").format(count=len(uses)), "dim")
    for digest in uses[:20]:
        yield Line(f"        {_made(view, digest)}", "dim")


def _made(view: View, digest: Digest) -> str:
    """Which version of which step a deliverable is."""
    row = view.company.journal.store.row(
        "SELECT run, step, version FROM versions WHERE digest = ? ORDER BY at LIMIT 1", (digest,)
    )
    return f"{row['run']}/{row['step']} · {_('version')} {row['version']}" if row else digest[:12]
