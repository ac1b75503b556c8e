"""Commits: what many callers write at once stands in one transaction, and each waits for it.

A commit waits for the disk twice; with a hundred runs under way that alone would be most of what a call of a model takes.
Everything that is asked for before the loop comes round is written together. What one caller's work raises takes back that
work alone; what the commit raises is raised to all. Nobody is told that a thing stands before it stands on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from sqlite3 import Connection
from typing import Any, Protocol, TypeVar

Given = TypeVar("Given")

_Waiting = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Database(Protocol):
    """What commits: the journal's store, or the checkpoints'."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """All or nothing."""
        ...


class Commits:
    """For callers on one loop."""

    def __init__(self, database: Database, first: Callable[[], None] = lambda: None) -> None:
        """`first` lets stand, before each commit, what the commit's rows will name."""
        self._database = database
        self._first = first
        self._waiting: list[_Waiting] = []
        self._next: asyncio.Handle | None = None
        """The next commit."""

    def begin(self, work: Callable[[], Given]) -> asyncio.Future[Given]:
        """What `work` gives, once it stands on the disk; it is called on the loop, in a transaction, in the order of asking.

        Cancelled before that, it is not called. Raises what `work` raises, and what `first` and the transaction do: of
        the journal JournalUnwritable and JournalCorrupt.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Given] = loop.create_future()
        if all(waiting.cancelled() for _work, waiting in self._waiting):
            # begun anew: else the commit would come too early for those that ask in the same round
            if self._next is not None:
                self._next.cancel()
            self._next = loop.call_soon(self._write)
            self._waiting = []
        self._waiting.append((work, future))
        return future

    def _write(self) -> None:
        waiting = [(work, future) for work, future in self._waiting if not future.cancelled()]
        self._waiting = []
        if not waiting:
            return
        try:
            self._first()
            with self._database.transaction() as tx:
                done = [(future, self._apart(tx, work)) for work, future in waiting]
        except Exception as error:  # noqa: BLE001 - nothing stands: whoever waits is told, whatever it is
            for _work, future in waiting:
                future.set_exception(error)
            return
        for future, (given, fault) in done:
            if fault is not None:
                future.set_exception(fault)
            else:
                future.set_result(given)

    def _apart(self, tx: Connection, work: Callable[[], Any]) -> tuple[Any, Exception | None]:
        """What the work gives, or raises; then nothing that it wrote stands."""
        tx.execute("SAVEPOINT apart")
        try:
            given = work()
        except Exception as error:
            if not tx.in_transaction:  # the database itself has taken everything back, that of the others too
                raise
            tx.execute("ROLLBACK TO apart")
            tx.execute("RELEASE apart")
            return None, error
        tx.execute("RELEASE apart")
        return given, None
