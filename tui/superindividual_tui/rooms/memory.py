"""Memory: what the company knows: searched, opened, corrected, forgotten; lessons and contradictions that wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from superindividual.errors import SuperindividualError
from superindividual.memory.span import ANY
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, lines_of
from superindividual_tui.recollection import rows, whole
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import BY, Stage
from superindividual_tui.view import View

if TYPE_CHECKING:
    from superindividual.memory.contradiction import Contradiction
    from superindividual.memory.knowledge import Knowledge
    from superindividual.memory.lesson import Lesson
    from superindividual.memory.record import MemoryRecord

_SHOWN = 200


class Memory(Room):
    """What waits for a word first, then what the open deliverable was made with, then the newest; or what was searched."""

    name = "memory"
    tab = True

    def __init__(self) -> None:
        self._words = ""
        self._open = ""
        self._span = ANY

    def title(self) -> str:
        """As the tabs show it."""
        return _("Memory")

    def enter(self, view: View) -> None:
        """From the beginning."""
        self._words = self._open = ""
        self._span = ANY

    def search(self, words: str) -> bool:
        """By words; no words show everything again."""
        self._words, self._open = words, ""
        return True

    def entries(self, view: View) -> Entries:
        """The records; an opened one stands with everything that is known about it."""
        entries = Entries()
        try:
            if self._words:
                found = [
                    r.record for r in view.company.memory.search(self._words, limit=_SHOWN, span=self._span)
                ]
                title = _("Found: {words}").format(words=self._words)
                self._section(entries, view, title, found, _("Nothing fits these words."), timed=True)
                entries.add(Line(""))
                entries.entry("all", [(f"  → {_('show everything again')}", "plain")])
            else:
                self._all(entries, view)
        except SuperindividualError as error:
            entries.add(*lines_of(str(error), "bad"))
        return entries

    def _all(self, entries: Entries, view: View) -> None:
        known = view.company.memory
        for lesson in known.lessons():
            _lesson(entries, lesson)
        for contradiction in known.contradictions.open():
            _contradiction(entries, contradiction)
        used = list(view.page.bundle.deliverable.memory) if view.page and view.page.bundle else []
        if view.page:
            told = [record for m in used if (record := known.rows.get(m))]
            title = _("What {step} was made with").format(step=view.page.request.step)
            self._section(entries, view, title, told, _("It was made without anything from memory."))
        others = [r for r in known.rows.live(limit=_SHOWN, span=self._span) if r.id not in used]
        empty = _("Nothing yet: approved steps, your feedback and your facts are kept here.")
        if self._span != ANY:
            empty = _("Nothing of this time.")
        self._section(entries, view, _("What the company knows"), others, empty, timed=True)

    def _section(
        self,
        entries: Entries,
        view: View,
        title: str,
        records: list[MemoryRecord],
        empty: str,
        *,
        timed: bool = False,
    ) -> None:
        entries.section(one_line(title, 100), "" if records else empty)
        if timed:
            from superindividual_tui.period import told  # here, since its fields load what validates

            entries.entry(
                "time", [(f"  → {_('{time}; another time…').format(time=told(self._span))}", "dim")]
            )
        for record in records:
            entries.entry(f"open {record.id}", rows(record, view.moment.date()))
            if record.id == self._open:
                entries.add(*whole(view.company.memory.why(record.id)))
                entries.entry(f"correct {record.id}", [(f"      → {_('correct it…')}", "plain")])
                entries.entry(f"forget {record.id}", [(f"      → {_('forget it…')}", "plain")])

    def choose(self, key: str, stage: Stage) -> None:
        """Open a record, or close it; correct, forget, or answer what waits."""
        move, *named = key.split(" ")
        if move == "time":
            self._ask_time(stage)
        elif move == "all":
            self.search("")
            stage.draw()
        elif move == "open":
            self._open = "" if self._open == named[0] else named[0]
            stage.draw()
        elif move == "correct":
            self._correct(named[0], stage)
        else:
            _ask(move, named, stage)

    def _ask_time(self, stage: Stage) -> None:
        """Of which days records are to be, and as of which day."""
        from superindividual_tui.period import no_day, period, period_fields

        def accept(given: dict[str, Any]) -> Mapping[str, str]:
            try:
                self._span = period(given)
            except SuperindividualError as error:
                return {no_day(given): str(error)}
            return {}

        title = _("Of which time? Nothing in the fields is any.")
        stage.form(title, period_fields(self._span), accept, stage.draw)

    @staticmethod
    def _correct(record: str, stage: Stage) -> None:
        known = stage.view.company.memory

        def correct(words: str) -> None:
            def write() -> str:
                new = known.correct(record, words, by=BY)
                return _("{old} is told to nobody any more; {id} stands in its place").format(
                    old=record, id=new.id
                )

            stage.write(write)

        title = _("What is right instead of: {text}").format(text=one_line(known.show(record).content, 200))
        stage.words(title, correct)


def _replaced(known: Knowledge, memory_id: str) -> str:
    """What a record stands in the place of, unless that is forgotten itself; empty where it is nothing."""
    before = known.show(memory_id).supersedes
    return before if before and known.rows.get(before) else ""


def _ask(move: str, named: list[str], stage: Stage) -> None:
    """Forget, keep, decline, settle: asked once more."""
    known = stage.view.company.memory
    moves: dict[str, tuple[str, Callable[[], object], str]] = {
        "forget": (
            _("Forget this? It is told to nobody any more."),
            lambda: known.forget(named, by=BY),
            _("{id} is forgotten"),
        ),
        "keep": (
            _("Keep this lesson?"),
            lambda: known.keep_lesson(named[0], by=BY),
            _("the lesson {id} is kept"),
        ),
        "decline": (
            _("Decline this lesson, for good?"),
            lambda: known.decline_lesson(named[0], by=BY),
            _("the lesson {id} is declined"),
        ),
        "settle": (
            _("Keep this one, and forget the other?"),
            lambda: known.settle(named[0], named[1], by=BY),
            _("{id} is settled: one is kept, the other forgotten"),
        ),
    }
    title, settle, done = moves[move]
    if move == "forget" and (before := _replaced(known, named[0])):
        title += " " + _("What it stands in the place of is told again: {id}.").format(id=before)

    def write() -> str:
        settle()
        return done.format(id=named[0])

    if move in ("forget", "settle"):
        about = known.show(named[-1]).content
    else:
        about = known.learning.lessons.get(named[0]).line
    stage.confirm(title, list(lines_of(about)), write)


def _lesson(entries: Entries, lesson: Lesson) -> None:
    entries.section(_("A lesson from your corrections"))
    entries.add(*lines_of(lesson.line, indent="  "))
    entries.add(Line(f"  {lesson.scope} · {lesson.kind}", "dim"))
    entries.entry(f"keep {lesson.id}", [(f"    → {_('keep it')}", "plain")])
    entries.entry(f"decline {lesson.id}", [(f"    → {_('decline it')}", "plain")])


def _contradiction(entries: Entries, found: Contradiction) -> None:
    entries.section(_("These cannot both be right"))
    for record in (found.older, found.newer):
        told = f"{one_line(record.content, 160)} ({one_line(record.source, 60)})"
        keep = _("keep this one")
        entries.entry(f"settle {found.id} {record.id}", [(f"  {told}", "plain"), (f"    → {keep}", "dim")])
