"""Rebuilding: the words of all rows anew, and the index thrown away, so that the next worker builds it from the rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from superindividual.errors import WorkerBusy
from superindividual.journal.store import Store
from superindividual.memory.manifest import discard
from superindividual.memory.rows import Rows
from superindividual.memory.statement import about_of
from superindividual.memory.words import words
from superindividual.paths import CompanyPaths
from superindividual.process import locked
from superindividual.text import gettext as _


@contextmanager
def alone(paths: CompanyPaths) -> Iterator[None]:
    """No worker runs while the block does; raises WorkerBusy where one runs now."""
    with locked(paths.lock) as owner:
        if owner:
            raise WorkerBusy(
                _("a worker runs already: {process}").format(process=owner),
                remedy=_("let it end first: Ctrl-C where it runs, or wait until only you can move anything"),
            )
        yield


def rebuild(paths: CompanyPaths, store: Store, rows: Rows) -> int:
    """Build everything that is derived from the rows anew, and give how many there are; raises WorkerBusy."""
    with alone(paths):
        discard_index(paths)
        with store.transaction() as tx:
            return rewrite_words(tx, rows)


def discard_index(paths: CompanyPaths, *, vectors: bool = False) -> None:
    """Remove the index, what tells how it was left, and with `vectors` what texts were embedded to. The caller is alone."""
    discard(paths.memory_index, vectors=vectors)


def rewrite_words(tx: sqlite3.Connection, rows: Rows) -> int:
    """The words by which rows are found, and what they are about; gives how many rows there are."""
    tx.execute("INSERT INTO memory_words (memory_words) VALUES ('delete-all')")
    records = rows.all()
    for number, record in zip(
        [row[0] for row in tx.execute("SELECT number FROM memory ORDER BY number")], records, strict=True
    ):
        tx.execute(
            "INSERT INTO memory_words (rowid, words) VALUES (?, ?)", (number, " ".join(words(record.content)))
        )
        tx.execute(
            "UPDATE memory SET about = :about WHERE number = :number AND about IS NOT :about",
            {"about": about_of(record), "number": number},
        )
    return len(records)
