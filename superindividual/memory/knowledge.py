"""Knowledge: the memory in the founder's hands. Every change is one transaction, and stands in the ledger by ids alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from superindividual.clock import Clock, now
from superindividual.errors import MemoryRefused
from superindividual.ids import MemoryId, RunId
from superindividual.journal.journal import Journal
from superindividual.memory.contradiction import Contradiction
from superindividual.memory.erasure import Erasure
from superindividual.memory.learning import Learning
from superindividual.memory.lesson import Lesson
from superindividual.memory.memory import Memory
from superindividual.memory.metrics import Metric
from superindividual.memory.rebuilding import rebuild
from superindividual.memory.record import MemoryRecord, RecordKind
from superindividual.memory.subject import Subject
from superindividual.memory.tombstone import Tombstones
from superindividual.memory.trace import Trace, trace
from superindividual.memory.transfer import restore
from superindividual.paths import CompanyPaths
from superindividual.text import gettext as _
from superindividual.workspace.objects import ObjectStore


@dataclass(frozen=True)
class Undone:
    """What a rollback changed."""

    forgotten: tuple[MemoryId, ...] = ()
    restored: tuple[MemoryId, ...] = ()
    """Those that were forgotten, or superseded by what is forgotten now, and are told again."""


class Knowledge(Memory):
    """What front ends are given: search, show, why, add, correct, forget, undo, lessons, contradictions."""

    def __init__(
        self, journal: Journal, paths: CompanyPaths, objects: ObjectStore, clock: Clock = now
    ) -> None:
        super().__init__(journal.store, clock=clock)
        self._journal = journal
        self._paths = paths
        self._objects = objects
        self.tombstones = Tombstones(journal.store, clock)
        self.learning = Learning(journal, self)

    def show(self, typed: str) -> MemoryRecord:
        """A record by its id, or by an unmistakable part of it, also when it is superseded or forgotten.

        Raises:
            MemoryRefused: there is none, or several could be meant.
        """
        exact = self.rows.read(typed)
        ids = [] if exact or not typed else self.rows.ids_like(typed)
        found = exact or (self.rows.read(ids[0]) if len(ids) == 1 else None)
        if found is None:
            raise MemoryRefused(
                _("no record {id}").format(id=typed)
                if not ids
                else _("{id} could be any of: {ids}").format(id=typed, ids=", ".join(ids)),
                remedy=_("see them: superindividual memory"),
            )
        return found

    def why(self, typed: str) -> Trace:
        """Where a record came from, what became of it, and which deliverables used it; raises MemoryRefused."""
        return trace(self, self._journal, self.show(typed))

    def learn(self, record: MemoryRecord, *, by: str = "founder") -> MemoryRecord:
        """Store what the founder says; the same once more is the record that stands, and a forgotten one comes back."""
        with self._journal.transaction():
            standing = self.rows.read(record.id)
            if standing is None:
                self.add(record)
                self._note("memory.added", by, [record.id])
            elif standing.forgotten:
                self.undo([record.id], by=by)
        return self.show(record.id)

    def said(
        self,
        content: str,
        *,
        kind: RecordKind = "fact",
        scope: str = "company",
        source: str = "founder",
        tainted: bool = False,
        as_of: date | None = None,
        **more: Any,
    ) -> MemoryRecord:
        """A record of what the founder says, not stored yet; from a source outside it is tainted by what is given."""
        return self.compose(
            content,
            kind=kind,
            scope=scope,
            source=source,
            author="founder",
            tainted=tainted,
            as_of=as_of,
            **more,
        )

    def correct(self, typed: str, content: str, *, by: str = "founder") -> MemoryRecord:
        """Put a new record in the place of one that is wrong; the wrong one stays readable and is told to nobody.

        Raises:
            MemoryRefused: there is none, it is forgotten or was corrected before, or says the same.
        """
        old = self.show(typed)
        self._refuse_unless_standing(old)
        if old.content == content:
            raise MemoryRefused(_("{id} says exactly that already").format(id=old.id))
        with self._journal.transaction():
            new = self.compose(
                content,
                kind=old.kind,
                scope=old.scope,
                source="founder",
                author=by,
                supersedes=old.id,
                labels=old.labels,
                valid_until=old.valid_until,
            )
            self.add(new)
            self._note("memory.corrected", by, [old.id, new.id])
        return new

    def _refuse_unless_standing(self, record: MemoryRecord) -> None:
        if record.forgotten:
            raise MemoryRefused(
                _("{id} is forgotten").format(id=record.id),
                remedy=_("let it come back: superindividual memory undo {id}").format(id=record.id),
            )
        later = [one for one in self.rows.later(record.id) if not one.forgotten]
        if later:
            raise MemoryRefused(
                _("{id} was corrected before, by {later}").format(id=record.id, later=later[-1].id),
                remedy=_("correct that one"),
            )

    def forget(self, typed: Sequence[str], *, by: str = "founder") -> list[MemoryRecord]:
        """Let records be told to nobody any more; they stay readable, and `undo` brings them back.

        Raises:
            MemoryRefused: there is no such record; nothing was forgotten.
        """
        ids = [self.show(one).id for one in typed]
        with self._journal.transaction():
            done = self.tombstones.forget(ids)
            if done:
                self._note("memory.forgotten", by, done)
        return [self.show(one) for one in done]

    def undo(self, typed: Sequence[str], *, by: str = "founder") -> Undone:
        """Let forgotten records come back; raises MemoryRefused."""
        ids = [self.show(one).id for one in typed]
        with self._journal.transaction():
            restored = self.tombstones.restore(ids)
            if restored:
                self._note("memory.restored", by, restored)
        return Undone(restored=tuple(restored))

    def roll_back(self, *, run: RunId | None = None, source: str = "", by: str = "founder") -> Undone:
        """Forget everything that one run or one source wrote; what it had superseded is told again.

        Raises:
            RunNotFound: there is no such run.
            MemoryRefused: nothing of it stands.
        """
        if run:
            self._journal.runs.get(run)
        ids = self.tombstones.of_run(run) if run else self.tombstones.of_source(source)
        with self._journal.transaction():
            gone = self.tombstones.forget(ids)
            if not gone:
                raise MemoryRefused(
                    _("nothing in the memory came from {source}").format(source=run or source)
                )
            self._note("memory.rolled_back", by, gone, run=run)
            replaced = [one.supersedes for one in map(self.rows.read, gone) if one and one.supersedes]
            back = [r.id for r in self.rows.among([i for i in replaced if i not in gone])]
        return Undone(tuple(gone), tuple(back))

    def lessons(self, *, settled: bool = False) -> list[Lesson]:
        """The proposed ones, oldest first; with `settled` also those that were kept or declined."""
        return self.learning.lessons.all(("proposed", "kept", "declined") if settled else ("proposed",))

    def keep_lesson(self, name: str, *, by: str = "founder") -> Lesson:
        """Confirm a proposed lesson; raises MemoryRefused."""
        with self._journal.transaction():
            kept = self.learning.keep(name, by)
            self._note("lesson.kept", by, [kept.memory] if kept.memory else [], lesson=name)
        return kept

    def decline_lesson(self, name: str, *, by: str = "founder") -> Lesson:
        """Decline a proposed lesson, for good; raises MemoryRefused."""
        with self._journal.transaction():
            declined = self.learning.lessons.settle(name, "declined", by)
            self._note("lesson.declined", by, [], lesson=name)
        return declined

    def settle(self, name: str, keep: str, *, by: str = "founder") -> Contradiction:
        """Keep one of two records that contradict each other and forget the other; raises MemoryRefused."""
        kept = self.show(keep).id
        with self._journal.transaction():
            settled = self.contradictions.settle(name, kept, by)
            other = settled.beside(kept)
            self.tombstones.forget([other.id])
            self._note("contradiction.settled", by, [kept, other.id], contradiction=name)
        return self.contradictions.get(name)

    def restore(self, records: Sequence[MemoryRecord], *, by: str = "founder") -> list[MemoryRecord]:
        """Store records of an export that never stood here, as they are, and give them."""
        with self._journal.transaction():
            added = restore(self._journal.store, self.rows, records)
            if added:
                self._note("memory.added", by, [r.id for r in added])
        return added

    def measure(
        self, metrics: Sequence[Metric], product: str, file: str, *, by: str = "founder"
    ) -> list[MemoryRecord]:
        """Store the numbers of a launch, told to whoever works on the product next; gives those that are new."""
        added = []
        with self._journal.transaction():
            for one in metrics:
                record = self.said(
                    one.content,
                    kind="metric",
                    scope=f"product:{product}",
                    source=f"file:{file}:{one.line}",
                    tainted=True,
                    as_of=one.day,
                )
                if self.rows.read(record.id) is None:
                    self.add(record)
                    added.append(record)
            if added:
                self._note("memory.added", by, [r.id for r in added])
        return added

    def erasure(self, *names: str) -> Erasure:
        """What looks for a person by these names, and erases them for good; raises ErasureRefused for a name too short."""
        return Erasure(self._journal, self.rows, self._objects, self._paths, Subject(names))

    def rebuild(self) -> int:
        """Build what is derived from the rows anew, and give how many there are; raises WorkerBusy."""
        return rebuild(self._paths, self._journal.store, self.rows)

    def _note(self, kind: str, by: str, ids: Sequence[MemoryId], **more: Any) -> None:
        """The ledger gets ids, never contents: what is forgotten or erased must not stand there for good."""
        self._journal.events.append(kind, by=by, memory=list(ids), **more)
