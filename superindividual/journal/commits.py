"""Commits: what many callers write at once stands in one transaction, and each waits for it.

A commit waits for the disk twice; with a hundred runs under way that alone would be most of what a call of a model takes.
Everything that is asked for before the loop comes round is written together. Where that raises, nothing of it stands, and
each is written again, alone, so that nobody fails by another's fault; a savepoint for each would cost all that do not fail.
Nobody is told that a thing stands before it stands on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
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

        Cancelled before that, it is not called; taken back with another's, it is called again, so it changes nothing but
        the database. Raises what `work` raises, and what `first` and the transaction do: of the journal JournalUnwritable
        and JournalCorrupt.
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
        except Exception as error:  # noqa: BLE001 - nothing stands: whoever waits is told, whatever it is
            for _work, future in waiting:
                future.set_exception(error)
            return
        self._commit(waiting)

    def _commit(self, waiting: Sequence[_Waiting]) -> None:
        try:
            with self._database.transaction():
                given = [work() for work, _future in waiting]
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            if len(waiting) == 1:
                waiting[0][1].set_exception(error)
                return
            for one in waiting:  # whose fault it is shows when each is written alone
                self._commit([one])
            return
        for (_work, future), one_given in zip(waiting, given, strict=True):
            future.set_result(one_given)
