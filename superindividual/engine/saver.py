"""Saver: where each run's graph stands, in one private SQLite file.

LangGraph's own asynchronous saver hands every statement to a thread, four or five hops for each node. Its synchronous
one needs none; called on the loop it costs less than one hop. The statements and the tables are LangGraph's.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from superindividual.engine.proved_serializer import ProvedSerializer
from superindividual.errors import CheckpointDamaged
from superindividual.journal.commits import Commits
from superindividual.journal.store import raise_if_unwritable
from superindividual.text import gettext as _

_log = logging.getLogger(__name__)


class Saver(SqliteSaver):
    """LangGraph's SQLite saver, asynchronous without a thread.

    What many runs store before the loop comes round is one transaction, and each waits until it stands.
    """

    def __init__(self, connection: sqlite3.Connection, serializer: SerializerProtocol) -> None:
        super().__init__(connection, serde=serializer)
        self._together = False
        """Whether what is written now is committed with what others write."""
        self._commits = Commits(self)

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """As LangGraph's statements ask for one."""
        with super().cursor(transaction and not self._together) as opened:
            yield opened

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is written in the block."""
        self.conn.execute("BEGIN")
        self._together = True
        try:
            yield self.conn
            self.conn.commit()
        except BaseException:
            with suppress(sqlite3.Error):
                self.conn.rollback()
            raise
        finally:
            self._together = False

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that the configuration names, or the newest.

        Raises:
            CheckpointDamaged: it is not what was written, whatever its bytes broke.
            sqlite3.OperationalError: the disk does not give it.
        """
        try:
            return self.get_tuple(config)
        except (CheckpointDamaged, OSError, sqlite3.OperationalError):
            raise
        except Exception as error:
            raise CheckpointDamaged(_("a checkpoint is not what was written")) from error

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's word
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Checkpoints, newest first."""
        for found in self.list(config, filter=filter, before=before, limit=limit):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint and give the configuration that names it."""
        return await self._commits.begin(lambda: self.put(config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Store what a node of a checkpoint gave."""
        await self._commits.begin(lambda: self.put_writes(config, writes, task_id, task_path))

    async def adelete_thread(self, thread_id: str) -> None:
        """Remove all that is stored of a run."""
        self.delete_thread(thread_id)


@contextmanager
def open_saver(path: Path) -> Iterator[Saver]:
    """Checkpoints in a private SQLite file, plain data only: no class named in the file is ever loaded.

    WAL with synchronous=NORMAL: a killed process loses nothing, a power cut the last checkpoints at most. An older
    checkpoint is as good: every node looks into the journal, which is FULL, before it acts.

    Raises:
        JournalUnwritable: the disk is full, read-only or broken.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _drop_if_damaged(path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        saver = Saver(connection, ProvedSerializer())
        _set_up(saver, path)
        connection.execute("PRAGMA synchronous=NORMAL")
        yield saver


def _set_up(saver: Saver, path: Path) -> None:
    try:
        saver.setup()
    except sqlite3.OperationalError as error:
        raise_if_unwritable(path, error)
        raise


def _drop_if_damaged(path: Path) -> None:
    """Throw damaged checkpoints away: they only save the way over what stands in the journal.

    Raises:
        JournalUnwritable: they could not be looked at, since the disk is full.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        full = (
            getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        )  # what a damaged file is never called
        if full:
            raise_if_unwritable(path, error)
        sound = False
    if not sound:
        _log.warning("the checkpoints are damaged; runs go on from the journal without them")
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
