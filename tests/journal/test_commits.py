"""Writes of many callers in one commit: fewer waits for the disk, and nobody's promise or fault is another's."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from superindividual.errors import JournalUnwritable
from superindividual.ids import RunId
from superindividual.journal.commits import Commits
from superindividual.journal.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def told(journal: Journal, name: str) -> Callable[[], int]:
    return lambda: journal.events.append("note", run=RunId(name))


def names(journal: Journal) -> list[str | None]:
    return [event.run for event in journal.events.after(0)]


def sealed(journal: Journal) -> int:
    seal = journal.store.last_seal()
    return seal.number if seal else 0


async def test_what_is_asked_for_at_once_is_one_commit(journal: Journal) -> None:
    """A hundred callers cost one seal, each is told its own, and the ledger holds."""
    commits, before = Commits(journal.store), sealed(journal)
    found = await asyncio.gather(*(commits.begin(told(journal, f"R-{n}")) for n in range(100)))
    assert found == list(range(1, 101)) and names(journal) == [f"R-{n}" for n in range(100)]
    assert sealed(journal) == before + 1 and journal.events.first_broken() is None
    for n in range(3):  # the control: alone, each is a commit of its own
        await commits.begin(told(journal, f"R-alone-{n}"))
    assert sealed(journal) == before + 4


async def test_nobody_is_told_before_it_stands(journal: Journal) -> None:
    """When a caller goes on, another connection reads what it wrote."""
    other = sqlite3.connect(journal.store.path)

    async def write(name: str) -> int:
        await Commits(journal.store).begin(told(journal, name))
        return int(other.execute("SELECT count(*) FROM events WHERE run = ?", (name,)).fetchone()[0])

    assert await asyncio.gather(*(write(f"R-{n}") for n in range(5))) == [1] * 5
    other.close()


async def test_a_fault_takes_back_its_own_writes_only(journal: Journal) -> None:
    """What one caller wrote before it failed is gone; those beside it stand."""

    def broken() -> None:
        journal.events.append("note", run=RunId("R-broken"))
        raise ValueError("no")

    commits = Commits(journal.store)
    asked = [commits.begin(told(journal, "R-a")), commits.begin(broken), commits.begin(told(journal, "R-b"))]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(found[1], ValueError)
    assert names(journal) == ["R-a", "R-b"] and journal.events.first_broken() is None


async def test_what_is_written_again_is_written_once(journal: Journal) -> None:
    """Beside another's fault each is called twice, and stands once; the control: without a fault, or alone, once."""
    called: list[str] = []

    def counted(name: str) -> Callable[[], int]:
        def write() -> int:
            called.append(name)
            return told(journal, name)()

        return write

    def broken() -> None:
        called.append("R-broken")
        raise ValueError("no")

    commits = Commits(journal.store)
    await asyncio.gather(*map(commits.begin, map(counted, ("R-a", "R-b"))))
    assert called == names(journal) == ["R-a", "R-b"]
    asked = [commits.begin(counted("R-c")), commits.begin(broken), commits.begin(counted("R-d"))]
    await asyncio.gather(*asked, return_exceptions=True)
    assert called[2:] == ["R-c", "R-broken", "R-c", "R-broken", "R-d"]
    assert names(journal)[2:] == ["R-c", "R-d"]
    with pytest.raises(ValueError, match="no"):
        await commits.begin(broken)
    assert called[7:] == ["R-broken"] and journal.events.first_broken() is None


async def test_what_was_cancelled_hurries_no_commit(journal: Journal) -> None:
    """Whoever asks after it waits for the round's others, as if it had not been; the control: without it."""
    for cancelled in (False, True):
        commits, before = Commits(journal.store), sealed(journal)
        if cancelled:
            commits.begin(told(journal, "R-gone")).cancel()
        loop, asked = asyncio.get_running_loop(), []
        loop.call_soon(lambda: asked.append(commits.begin(told(journal, "R-later"))))  # noqa: B023 - run in this round
        await commits.begin(told(journal, "R-now"))
        await asked[0]
        assert sealed(journal) == before + 1


async def test_a_commit_that_fails_is_told_to_all(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing stands, nobody goes on as if it did, and the next commit is as usual."""
    commits = Commits(journal.store)
    usual = journal.store._commit

    def full(connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(journal.store, "_commit", full)
    asked = [commits.begin(told(journal, f"R-{n}")) for n in range(3)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, JournalUnwritable) for one in found) and names(journal) == []
    monkeypatch.setattr(journal.store, "_commit", usual)
    await commits.begin(told(journal, "R-later"))
    assert names(journal) == ["R-later"]


async def test_what_is_cancelled_before_it_is_written_is_not_written(journal: Journal) -> None:
    """Alone it makes no commit; beside others it takes none of them back."""
    commits = Commits(journal.store)
    commits.begin(told(journal, "R-gone")).cancel()
    await asyncio.sleep(0)
    gone, kept = commits.begin(told(journal, "R-gone")), commits.begin(told(journal, "R-kept"))
    gone.cancel()
    await kept
    assert names(journal) == ["R-kept"]


async def test_what_rows_will_name_stands_before_them(journal: Journal) -> None:
    """It comes first, once for all; where it fails nothing is written, and all are told."""
    done: list[str] = []

    def first() -> None:
        done.append("first")
        if len(done) > 3:
            raise JournalUnwritable("full")

    def work() -> int:
        done.append("row")
        return told(journal, "R-1")()

    commits = Commits(journal.store, first)
    await asyncio.gather(commits.begin(work), commits.begin(work))
    assert done == ["first", "row", "row"]
    done.append("again")
    found = await asyncio.gather(commits.begin(work), commits.begin(work), return_exceptions=True)
    assert [type(one) for one in found] == [JournalUnwritable] * 2
    assert names(journal) == ["R-1"] * 2
