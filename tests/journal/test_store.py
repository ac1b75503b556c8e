from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from superindividual.errors import JournalCorrupt, JournalUnwritable
from superindividual.journal.store import Store


def test_a_new_store_is_private_and_durable(tmp_path: Path) -> None:
    """Nobody else reads the journal, and a commit survives a power cut."""
    store = Store(tmp_path / "s" / "journal.db")
    assert (tmp_path / "s" / "journal.db").stat().st_mode & 0o777 == 0o600
    assert store.row("PRAGMA synchronous")[0] == 2
    assert store.row("PRAGMA journal_mode")[0] == "wal"
    store.close()


@pytest.mark.parametrize("damage", ["emptied", "removed", "exchanged", "overwritten"])
def test_a_damaged_store_is_never_taken_for_a_new_one(tmp_path: Path, damage: str) -> None:
    """An emptied, removed, exchanged or overwritten database is refused by name."""
    path = tmp_path / "journal.db"
    Store(path).close()
    if damage == "emptied":
        path.write_bytes(b"")
    elif damage == "removed":
        path.unlink()
    elif damage == "overwritten":
        path.write_bytes(b"x" * 4096)
    else:
        Store(tmp_path / "other.db").close()
        path.write_bytes((tmp_path / "other.db").read_bytes())
    with pytest.raises(JournalCorrupt):
        Store(path)


def test_without_the_marker_an_emptied_store_would_pass_for_new(tmp_path: Path) -> None:
    """Control: it is the marker, and the anchor, that tell emptied from new."""
    path = tmp_path / "journal.db"
    Store(path).close()
    path.write_bytes(b"")
    path.with_suffix(".id").unlink()
    with pytest.raises(JournalCorrupt, match="older than its anchor"):
        Store(path)
    path.with_suffix(".anchor").unlink()
    Store(path).close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    """What fails midway leaves no trace, nested or not."""
    store = Store(tmp_path / "journal.db")
    store.migrate("t", ("CREATE TABLE t (x INTEGER);",))
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.execute("INSERT INTO t VALUES (1)")
        with store.transaction() as inner:
            inner.execute("INSERT INTO t VALUES (2)")
        1 / 0  # noqa: B018
    assert store.rows("SELECT * FROM t") == []
    store.close()


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    """A second opening runs only what is new; a database from the future is refused."""
    store = Store(tmp_path / "journal.db")
    first = ("CREATE TABLE t (x INTEGER);",)
    store.migrate("t", first)
    store.migrate("t", (*first, "ALTER TABLE t ADD COLUMN y INTEGER;"))
    assert [row["name"] for row in store.rows("PRAGMA table_info(t)")] == ["x", "y"]
    with pytest.raises(JournalCorrupt, match="newer"):
        store.migrate("t", ())
    store.close()


def test_another_process_sees_what_is_committed(tmp_path: Path) -> None:
    """`data_version` changes when another process writes."""
    path = tmp_path / "journal.db"
    store = Store(path)
    store.migrate("t", ("CREATE TABLE t (x INTEGER);",))
    seen = store.data_version()
    program = textwrap.dedent(f"""
        from pathlib import Path
        from superindividual.journal.store import Store
        s = Store(Path({str(path)!r}))
        with s.transaction() as tx:
            tx.execute("INSERT INTO t VALUES (7)")
    """)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
    assert store.data_version() != seen
    assert store.row("SELECT x FROM t")[0] == 7
    store.close()


def test_sqlite_knows_what_we_rely_on() -> None:
    """FTS5 is compiled in."""
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (x)")


def test_a_disk_that_cannot_be_written_is_told_and_leaves_no_transaction(tmp_path: Path) -> None:
    """Nothing of it stands, the next one is not taken into it, and mended it goes on."""
    store = Store(tmp_path / "state" / "journal.db")
    with store.transaction() as tx:
        tx.execute("CREATE TABLE t (x)")
    for fault, mended in (
        ("query_only=ON", "query_only=OFF"),
        ("max_page_count=1", "max_page_count=1000000"),
    ):
        store.connection.execute(f"PRAGMA {fault}")
        with pytest.raises(JournalUnwritable, match="cannot be written"), store.transaction() as tx:
            for _ in range(100):
                tx.execute("INSERT INTO t VALUES (zeroblob(4000))")
        assert not store.connection.in_transaction
        store.connection.execute(f"PRAGMA {mended}")
    with store.transaction() as tx:
        tx.execute("INSERT INTO t VALUES (1)")
    assert [tuple(row) for row in store.rows("SELECT x FROM t")] == [(1,)]
    store.close()


def test_a_commit_that_fails_is_taken_back(tmp_path: Path) -> None:
    """In a process whose files may grow no further; left open, it would swallow all that follows."""
    path = tmp_path / "state" / "journal.db"
    Store(path).close()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            store = Store(path)
            with store.transaction() as tx:
                tx.execute("CREATE TABLE t (x)")
            size = (path.parent / "journal.db-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4200, resource.RLIM_INFINITY))
            try:
                with store.transaction() as tx:
                    tx.execute("INSERT INTO t VALUES (zeroblob(20000))")
            except JournalUnwritable:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                status = int(store.connection.in_transaction)
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
