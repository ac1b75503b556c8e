"""Worker: the one process of a company that runs graphs and owns Chroma; it holds the company's lock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from superindividual.approvals.waiting import only_founder_moves
from superindividual.engine.context import Context
from superindividual.engine.notifier import notifying
from superindividual.engine.runner import drive
from superindividual.engine.saver import open_saver
from superindividual.errors import SuperindividualError, WorkerBusy
from superindividual.ids import RunId
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run
from superindividual.process import locked
from superindividual.text import gettext as _

_log = logging.getLogger(__name__)


@contextmanager
def hold(lock: Path) -> Iterator[None]:
    """Hold the company's lock; the kernel frees it when the process dies.

    Raises:
        WorkerBusy: another worker holds it, named by its process.
    """
    with locked(lock) as owner:
        if owner:
            raise WorkerBusy(_("a worker runs already: {process}").format(process=owner))
        yield


class Worker:
    """Drives every unfinished run of the company."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tasks: dict[RunId, asyncio.Task[bool]] = {}
        self._stalled: set[RunId] = set()

    async def serve(self, *, forever: bool) -> None:
        """Work until parked; unless `forever`, also until only the founder can move anything.

        The caller holds the lock.
        """
        context = self._context
        context.memory.begin_indexing()
        tells = notifying(context.journal, context.spec.notify, context.spec.name, context.watch)
        with open_saver(context.paths.checkpoints) as saver:
            async with context.watch, tells:
                try:
                    await self._drive(saver, forever=forever)
                finally:  # a cancellation too leaves every run where it stands
                    context.watch.park()
                    await asyncio.gather(*self._tasks.values(), return_exceptions=True)
                    self._collect()
        await asyncio.to_thread(context.memory.flush)

    async def _drive(self, saver: BaseCheckpointSaver[Any], *, forever: bool) -> None:
        while not self._context.watch.parked:
            self._take_up(saver)
            await self._context.watch.until(lambda: self._news(forever))
            self._collect()
            if not forever and self._idle():
                break

    def _open(self) -> list[Run]:
        """The runs that can go on; none where the policy lets nobody do more than look."""
        if self._context.policy().readonly:
            return []
        return [
            r
            for r in self._context.journal.runs.all(unfinished=True)
            if r.id not in self._stalled and not (r.paused and not r.stop)
        ]

    def _take_up(self, saver: BaseCheckpointSaver[Any]) -> None:
        for run in self._open():
            if run.id not in self._tasks:
                task = asyncio.create_task(drive(self._context, run, saver), name=f"run {run.id}")
                task.add_done_callback(lambda _task: self._context.watch.wake())
                self._tasks[run.id] = task

    def _news(self, forever: bool) -> bool:
        runs = self._open()
        new = any(run.id not in self._tasks for run in runs)
        return (
            new
            or any(t.done() for t in self._tasks.values())
            or (not forever and all(map(self._waits, runs)))
        )

    def _idle(self) -> bool:
        return all(map(self._waits, self._open()))

    def _waits(self, run: Run) -> bool:
        """Whether only the founder can move a run."""
        journal = self._context.journal
        waiting = _parkable(journal, run.id)
        return (
            bool(waiting)  # looked at first: most often nothing waits, and the workflow need not be read
            and not run.stop
            and only_founder_moves(run.plan, journal.runs.steps(run.id), {r.step for r in waiting})
            and not any(journal.decisions.questions(r.id, open_only=True) for r in waiting)
        )

    def _collect(self) -> None:
        for run_id in [r for r, task in self._tasks.items() if task.done()]:
            task = self._tasks.pop(run_id)
            error = task.exception() if not task.cancelled() else None
            if error:
                self._stall(run_id, error)

    def _stall(self, run_id: RunId, error: BaseException) -> None:
        """Leave the run as it stands; the next worker tries again."""
        self._stalled.add(run_id)
        known = isinstance(error, SuperindividualError)
        reason = str(error) if known else f"{type(error).__name__}: {error}"
        _log.error("run %s stalled: %s", run_id, reason, exc_info=None if known else error)
        self._context.journal.events.append("run.stalled", run=run_id, reason=reason)


def _parkable(journal: Journal, run: RunId) -> list[Request]:
    """What waits for the founder and costs nothing to leave: breaking off an attempt throws away what it has paid for."""
    return [request for request in journal.decisions.waiting(run) if request.kind != "permission"]
