"""Learning: from a founder's decision to lessons, and from a kept lesson to the record that tells it."""

from __future__ import annotations

from dataclasses import replace

from superindividual.ids import MemoryId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.memory.lesson import Correction, Lesson, Lessons
from superindividual.memory.memory import Memory


class Learning:
    """Joins the transaction under way with everything it does."""

    def __init__(self, journal: Journal, memory: Memory) -> None:
        self._journal = journal
        self._memory = memory
        self.lessons = Lessons(journal.store, journal.clock)

    def correct(self, correction: Correction, step: StepId | None = None) -> Lesson:
        """Propose what a correction teaches; keep it where it was said before. The same correction again is nothing."""
        with self._journal.transaction():
            lesson, new = self.lessons.propose(correction)
            if lesson.memory:
                self._memory.rows.mark(lesson.memory, correction.labels)
            if not new or lesson.state == "declined":
                return lesson
            self._journal.events.append(
                f"lesson.{lesson.state}", run=correction.run, step=step, lesson=lesson.id, by=lesson.by
            )
            return self._told(lesson, correction.run) if lesson.state == "kept" else lesson

    def keep(self, name: str, by: str) -> Lesson:
        """Keep a proposed lesson; the line that the founder confirmed is theirs, so no taint is left. Raises MemoryRefused."""
        with self._journal.transaction():
            return self._told(replace(self.lessons.settle(name, "kept", by), tainted=False), None)

    def _told(self, lesson: Lesson, run: RunId | None) -> Lesson:
        """The lesson with the record that tells it; a record that was forgotten since stays so."""
        if lesson.memory:
            return lesson
        record = self._memory.compose(
            lesson.line[:4000],
            kind="lesson",
            scope=lesson.scope,
            source=lesson.sources[0],
            author="founder",
            tainted=lesson.tainted,
            labels=lesson.labels,
            run=run,
        )
        self._memory.add(record)
        return self.lessons.bind(lesson, MemoryId(record.id))
