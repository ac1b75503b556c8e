"""Whether verify finds what was changed behind the journal's back, and nothing where nothing was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from superindividual.errors import JournalCorrupt
from superindividual.journal.journal import Journal
from superindividual.journal.verification import verify
from tests.journal.attacks import copied, filled, foreign, recomputed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return filled(tmp_path / "state" / "journal.db")


def test_an_untouched_journal_is_sound(path: Path) -> None:
    """No fault, all anchored, and the head is the last entry's."""
    found = verify(path)
    assert found.faults == ()
    assert (found.unanchored, found.late) == (0, ())
    journal = Journal(path)
    assert found.head == journal.events.head()
    assert found.entries == journal.store.row("SELECT count(*) FROM events WHERE hash IS NOT NULL")[0]
    journal.close()


@pytest.mark.parametrize(
    ("attack", "place"),
    [
        ("UPDATE decisions SET verb = 'approve' WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("UPDATE decisions SET by = 'somebody' WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("UPDATE decisions SET feedback = '' WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("UPDATE decisions SET binding = 'x' WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("UPDATE decisions SET form = '{\"a\": 1}' WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("DELETE FROM decisions WHERE request = 'Q-R-a-build-2'", "decisions"),
        ("INSERT INTO decisions SELECT 'Q-new', verb, '', by, binding, NULL, at, NULL, 0 FROM decisions LIMIT 1", "decisions"),
        ("UPDATE versions SET results = '[]' WHERE step = 'build' AND version = 2", "versions"),
        ("DELETE FROM versions WHERE step = 'build' AND version = 1", "versions"),
        ("UPDATE outbox SET receipt = '{}'", "outbox"),
        ("UPDATE outbox SET state = 'failed'", "outbox"),
        ("UPDATE runs SET approve = 'never'", "runs"),
        ("UPDATE usage SET usd = '0' WHERE id = 1", "usage"),
        ("DELETE FROM usage WHERE id = 3", "usage"),
        ("INSERT INTO usage (run, step, attempt, model, input_tokens, output_tokens, at) VALUES ('R-a', 's', 1, 'm', 1, 1, '')", "usage"),
        ("UPDATE questions SET answer = 'never mind' WHERE id = 1", "questions"),
        ("UPDATE requests SET question = '{\"files\": 2}' WHERE id = 'Q-R-a-build-1'", "requests"),
        ("UPDATE steps SET revision = 'f00' WHERE step = 'prd'", "steps"),
        ("UPDATE returns SET reason = 'x'", "returns"),
        ("UPDATE meta SET value = '0' WHERE key = 'schema:journal'", "meta"),
        ("DROP TABLE questions", "questions"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_what_was_written_is_named(path: Path, attack: str, place: str) -> None:
    """An edited, a deleted and an added row, in every table."""
    with foreign(path) as connection:
        connection.execute(attack)
    found = verify(path).faults
    assert any(fault.place.split()[0] == place for fault in found), found


def test_what_differs_is_said(path: Path) -> None:
    """The entry that the row belongs to, with both sides."""
    with foreign(path) as connection:
        connection.execute("UPDATE decisions SET verb = 'approve' WHERE request = 'Q-R-a-build-2'")
        made = connection.execute(
            "SELECT * FROM events WHERE kind = 'decision.made' AND data LIKE '%Q-R-a-build-2%'"
        ).fetchone()
    first = verify(path).faults[0]
    assert (first.seq, first.at, first.kind, first.run) == (made["seq"], made["at"], "decision.made", "R-a")
    assert "verb is approve, in the ledger reject" in first.what


def test_progress_is_outside(path: Path) -> None:
    """What only shows what is under way may be changed, or thrown away."""
    with foreign(path) as connection:
        assert connection.execute("DELETE FROM events WHERE hash IS NULL").rowcount
    assert verify(path).faults == ()


@pytest.mark.parametrize("kind", ["decision.made", "effect.done"])
def test_nothing_passes_for_an_entry_outside_the_chain(path: Path, kind: str) -> None:
    """An approval or a receipt that was put beside the chain stands in the log like any other, and is named."""
    with foreign(path) as connection:
        seq = connection.execute(
            "INSERT INTO events (at, kind, run, data) VALUES ('2026-01-01T00:00:00.000Z', ?, 'R-a', '{}')",
            (kind,),
        ).lastrowid
    assert [(f.place, f.seq, f.kind) for f in verify(path).faults] == [("events", seq, kind)]


def test_dropped_triggers_are_found(path: Path) -> None:
    """The tables' form is sealed, so that nobody takes the database's own refusals away unseen."""
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER events_stay")
    connection.close()
    assert [fault.place for fault in verify(path).faults] == ["form"]


def test_the_anchor_finds_one_who_recomputes_every_hash(path: Path, tmp_path: Path) -> None:
    """The entry that was forged is named. Control: without the anchor the same forgery passes."""
    with foreign(path) as connection:
        connection.execute(
            "UPDATE decisions SET verb = 'approve', feedback = '' WHERE request = 'Q-R-a-build-2'"
        )
        entry = connection.execute(
            "SELECT seq, data FROM events WHERE kind = 'decision.made' AND data LIKE '%Q-R-a-build-2%'"
        ).fetchone()
        forged = entry["data"].replace('"reject"', '"approve"').replace('"not yet 2"', '""')
        connection.execute("UPDATE events SET data = ? WHERE seq = ?", (forged, entry["seq"]))
        recomputed(connection)
    first = verify(path).faults[0]
    assert (first.place, first.seq) == ("anchor", entry["seq"])
    without = copied(path, tmp_path / "without")
    without.with_suffix(".anchor").unlink()
    assert {fault.place for fault in verify(without).faults} == {"anchor"}
    assert "tells of 0 commits" in verify(without).faults[0].what


def test_an_older_copy_put_back_is_refused_and_named(path: Path, tmp_path: Path) -> None:
    """Rolled back, the journal is behind its anchor: it is neither opened nor gone on with."""
    older = copied(path, tmp_path / "older")
    journal = Journal(path)
    seq = journal.events.append("run.noted", number=1)
    journal.events.append("run.noted", number=2)
    journal.close()
    path.write_bytes(older.read_bytes())
    first = verify(path).faults[0]
    assert first.seq == seq
    with pytest.raises(JournalCorrupt, match="older than its anchor"):
        Journal(path)


def test_a_database_that_cannot_be_read_says_so(path: Path) -> None:
    """The error names the file."""
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(JournalCorrupt, match=r"journal\.db cannot be read"):
        verify(path)


def test_reading_changes_nothing(path: Path) -> None:
    """Not a byte of what lies in the folder."""
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    verify(path)
    after = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert {name: content for name, content in after.items() if not name.endswith(("-wal", "-shm"))} == before
