from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from superindividual.errors import JournalCorrupt
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
