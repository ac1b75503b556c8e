"""Lesson: what the founder's rejections and edits teach an agent, told to it only once it is known to be meant.

A correction proposes a lesson: what was wrong, what is wanted, where it applies. It is kept when the founder confirms it
or corrects the same a second time; a declined one is not proposed again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.errors import MemoryRefused
from superindividual.ids import MemoryId, RunId, digest_of
from superindividual.journal.store import Store
from superindividual.memory.words import stem, telling
from superindividual.text import gettext as _
from superindividual.text import language_of

State = Literal["proposed", "kept", "declined"]
_ALIKE = 0.6
"""Share of their telling words that two corrections have in common when they mean the same."""
TWICE = "twice"
"""Who kept a lesson that the founder never confirmed: the second correction did."""


@dataclass(frozen=True)
class Correction:
    """One rejection or edit, as far as it teaches."""

    wrong: str
    """The words that were wrong, or what was rejected; may be empty."""
    wanted: str
    """What is wanted; empty where something is only to be left out."""
    scope: str
    """Where it applies: `agent:NAME`."""
    kind: str
    """The kind of deliverable it was about."""
    source: str
    """`decision:Q-…`."""
    run: RunId | None
    edit: bool = False
    """The words were replaced by the founder's own hand, so they compare as they are."""
    tainted: bool = False
    """The words that an edit replaced may come from outside."""
    labels: tuple[str, ...] = ()
    """Of the data that the corrected work was made with."""


@dataclass(frozen=True)
class Lesson:
    """A proposed, kept or declined lesson."""

    id: str
    """`L-` and 10 hex digits."""
    wrong: str
    wanted: str
    scope: str
    kind: str
    edit: bool
    tainted: bool
    proposed: str
    state: State
    by: str | None
    memory: MemoryId | None
    """The record that tells it to the agent."""
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The lesson in one line, as it is proposed and told, in the language of its own words."""
        if not self.edit:
            return f"{self.kind}: {self.wanted}"
        lang = language_of(self.wanted or self.wrong)
        if not self.wanted:
            words = _("{kind}: leave out “{wrong}”", lang)
        elif not self.wrong:
            words = _("{kind}: add “{wanted}”", lang)
        else:
            words = _("{kind}: write “{wanted}” instead of “{wrong}”", lang)
        return words.format(kind=self.kind, wanted=self.wanted, wrong=self.wrong)


class Lessons:
    """Propose, keep, decline."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def propose(self, correction: Correction) -> tuple[Lesson, bool]:
        """Note a correction, and give whether it was new; the lesson is `kept` by it where another said the same before.

        Joins the transaction under way.
        """
        with self._store.transaction() as tx:
            found = self._alike(correction)
            name = found.id if found else _name(correction)
            at = stamp(self._clock())
            tx.execute(
                "INSERT OR IGNORE INTO memory_lessons (id, wrong, wanted, scope, kind, edit, tainted, labels,"
                " proposed, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'proposed')",
                (
                    name,
                    correction.wrong,
                    correction.wanted,
                    correction.scope,
                    correction.kind,
                    correction.edit,
                    correction.tainted,
                    json.dumps(correction.labels),
                    at,
                ),
            )
            new = tx.execute(
                "INSERT OR IGNORE INTO memory_lesson_sources VALUES (?, ?, ?, ?, ?)",
                (name, correction.source, correction.run, correction.wanted or correction.wrong, at),
            ).rowcount
            lesson = self._marked(self.get(name), correction)
            if lesson.state == "proposed" and len(lesson.sources) > 1:
                lesson = self._settle(lesson, "kept", TWICE)
            return lesson, bool(new)

    def _marked(self, lesson: Lesson, correction: Correction) -> Lesson:
        """With the labels of every correction that says so, and, until the founder confirmed it, with the taint of each."""
        labels = tuple(sorted({*lesson.labels, *correction.labels}))
        tainted = lesson.tainted or (correction.tainted and lesson.state == "proposed")
        if (labels, tainted) == (lesson.labels, lesson.tainted):
            return lesson
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE memory_lessons SET labels = ?, tainted = ? WHERE id = ?",
                (json.dumps(labels), tainted, lesson.id),
            )
        return replace(lesson, labels=labels, tainted=tainted)

    def _alike(self, correction: Correction) -> Lesson | None:
        sql = "SELECT * FROM memory_lessons WHERE scope = ? AND kind = ? ORDER BY proposed, id"
        rows = self._store.rows(sql, (correction.scope, correction.kind))
        return next((one for one in map(self._read, rows) if _same(one, correction)), None)

    def get(self, name: str) -> Lesson:
        """One by its id; raises MemoryRefused."""
        row = self._store.row("SELECT * FROM memory_lessons WHERE id = ?", (name,))
        if row is None:
            raise MemoryRefused(
                _("no lesson {id}").format(id=name), remedy=_("see them: superindividual memory lessons")
            )
        return self._read(row)

    def all(self, states: Sequence[State] = ("proposed",)) -> list[Lesson]:
        """Those in these states, oldest first."""
        marks = ", ".join("?" * len(states))
        sql = f"SELECT * FROM memory_lessons WHERE state IN ({marks}) ORDER BY proposed, id"
        return [self._read(row) for row in self._store.rows(sql, list(states))]

    def settle(self, name: str, state: Literal["kept", "declined"], by: str) -> Lesson:
        """The founder's word about a proposal.

        Raises:
            MemoryRefused: there is none of that id, or it is settled already.
        """
        lesson = self.get(name)
        if lesson.state != "proposed":
            raise MemoryRefused(
                _("{id} is settled already: {state}").format(id=name, state=lesson.state),
                remedy=_("forget or correct its record: {memory}").format(memory=lesson.memory)
                if lesson.memory
                else "",
            )
        return self._settle(lesson, state, by)

    def _settle(self, lesson: Lesson, state: State, by: str) -> Lesson:
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE memory_lessons SET state = ?, settled = ?, by = ? WHERE id = ?",
                (state, stamp(self._clock()), by, lesson.id),
            )
        return replace(lesson, state=state, by=by)

    def bind(self, lesson: Lesson, memory: MemoryId) -> Lesson:
        """Note the record that tells a kept lesson."""
        with self._store.transaction() as tx:
            tx.execute("UPDATE memory_lessons SET memory = ? WHERE id = ?", (memory, lesson.id))
        return replace(lesson, memory=memory)

    def _read(self, row: Any) -> Lesson:
        told = self._store.rows(
            "SELECT source FROM memory_lesson_sources WHERE lesson = ? ORDER BY at, source", (row["id"],)
        )
        fields = {name: value for name, value in dict(row).items() if name != "settled"}
        flags = {name: bool(row[name]) for name in ("edit", "tainted")}
        labels = tuple(json.loads(row["labels"]))
        return Lesson(**{**fields, **flags, "labels": labels}, sources=tuple(one[0] for one in told))


def _name(correction: Correction) -> str:
    said = [correction.scope, correction.kind, correction.wrong, correction.wanted, correction.source]
    return f"L-{digest_of(said)[:10]}"


def _same(lesson: Lesson, correction: Correction) -> bool:
    """Whether a correction says what a lesson says: the same words replaced, or mostly the same telling words wanted."""
    if lesson.edit != correction.edit:
        return False
    if correction.edit:
        return (lesson.wrong, lesson.wanted) == (correction.wrong, correction.wanted)
    if _forbids(lesson.wanted) != _forbids(correction.wanted):
        return False
    one, other = ({stem(word) for word in telling(text)} for text in (lesson.wanted, correction.wanted))
    return bool(one & other) and len(one & other) / len(one | other) >= _ALIKE


def _forbids(text: str) -> bool:
    """Whether something is not wanted: “use emojis” and “no emojis” share all words but this."""
    lowered = f" {text.casefold()} "
    marks = (" no ", " not ", "n't ", " never ", " without ", " stop ", "不", "别", "勿")
    return any(mark in lowered for mark in marks)
