"""The line after each commit, and what a kill between the two leaves."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest

from superindividual.errors import JournalCorrupt, JournalUnwritable
from superindividual.journal import anchor
from superindividual.journal.anchor import Anchor
from superindividual.journal.journal import Journal
from superindividual.journal.verification import verify

_DYING = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from superindividual.journal import anchor
    from superindividual.journal.journal import Journal

    journal = Journal(Path(sys.argv[1]))
    journal.events.append("run.noted", number=1)
    die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
    if sys.argv[2] == "after the commit":
        anchor.Anchor._append = die
    elif sys.argv[2] == "before the commit":
        anchor.Anchor.refuse_unless_agreeing = die
    else:
        write = os.write
        def torn(descriptor, text):
            write(descriptor, text[: len(text) // 2])
            die()
        os.write = torn
    journal.events.append("run.noted", number=2)
""")


_ONE_MORE = textwrap.dedent("""
    import sys
    from pathlib import Path
    from superindividual.journal.journal import Journal

    Journal(Path(sys.argv[1])).events.append("run.noted", number=100)
""")


def killed(path: Path, when: str) -> None:
    """A process that dies by SIGKILL in its second commit."""
    done = subprocess.run(
        [sys.executable, "-c", _DYING, str(path), when], cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == -signal.SIGKILL


def numbers(path: Path) -> list[int]:
    """What the ledger's entries tell."""
    journal = Journal(path)
    found = [e.data["number"] for e in journal.events.after() if e.kind == "run.noted"]
    journal.close()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    Journal(path).close()
    return path


def test_every_commit_of_the_ledger_has_a_line(path: Path) -> None:
    """Private, one line for one commit, each following from the one before; progress has none."""
    journal = Journal(path)
    before = len(journal.store.anchor.lines())
    for number in range(3):
        journal.events.append("run.noted", number=number)
        journal.events.append("tool.called", number=number)
    with journal.transaction():
        journal.events.append("run.noted", number=4)
        journal.events.append("run.noted", number=5)
    lines = journal.store.anchor.lines()
    assert len(lines) - before == 4
    assert (lines[-1].head, lines[-1].entries) == (journal.events.head(), 5)
    assert path.with_suffix(".anchor").stat().st_mode & 0o777 == 0o600
    journal.close()


@pytest.mark.parametrize("when", ["after the commit", "midway in the line"])
def test_a_line_that_a_kill_prevented_is_no_alarm(path: Path, when: str) -> None:
    """The commit stands, the file lags by one, and the next commit writes the line and says that it is late."""
    killed(path, when)
    found = verify(path)
    assert (found.faults, found.unanchored, found.late) == ((), 1, ())
    assert numbers(path) == [1, 2]
    journal = Journal(path)
    journal.events.append("run.noted", number=3)
    journal.close()
    found = verify(path)
    assert (found.faults, found.unanchored) == ((), 0)
    assert found.late == (2,)


def test_a_kill_before_the_commit_leaves_nothing_behind(path: Path) -> None:
    """Neither an entry nor a line."""
    killed(path, "before the commit")
    found = verify(path)
    assert (found.faults, found.unanchored) == ((), 0)
    assert numbers(path) == [1]


def test_a_second_kill_leaves_no_more_than_the_first(path: Path) -> None:
    """A commit brings the line before its own up first, so that the file never lags by two."""
    for _ in range(3):
        killed(path, "after the commit")
        assert (verify(path).faults, verify(path).unanchored) == ((), 1)


def test_an_anchor_that_is_ahead_is_an_alarm(path: Path) -> None:
    """Its last line tells of a commit that the journal has not: the journal is refused."""
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    content = path.with_suffix(".anchor").read_bytes()
    journal.close()
    older = path.read_bytes()
    journal = Journal(path)
    journal.events.append("run.noted", number=2)
    journal.close()
    path.write_bytes(older)
    assert next((f.place, f.seq) for f in verify(path).faults) == ("anchor", 2)
    with pytest.raises(JournalCorrupt, match="older than its anchor"):
        Journal(path)
    path.with_suffix(".anchor").write_bytes(content)
    assert verify(path).faults == ()  # control: without the last line nothing tells that it was rolled back


def test_an_anchor_that_lags_by_two_is_an_alarm(path: Path) -> None:
    """No kill leaves that; what was added is named."""
    journal = Journal(path)
    for number in range(3):
        journal.events.append("run.noted", number=number)
    journal.close()
    file = path.with_suffix(".anchor")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-2]))
    fault = verify(path).faults[0]
    assert (fault.place, fault.seq) == ("anchor", 2)
    with pytest.raises(JournalCorrupt, match="tells of"):
        Journal(path)


@pytest.mark.parametrize("damage", ["removed", "another's", "a line changed", "a line removed", "no JSON"])
def test_a_changed_anchor_is_an_alarm(path: Path, tmp_path: Path, damage: str) -> None:
    """Whatever was done to it."""
    journal = Journal(path)
    for number in range(5):
        journal.events.append("run.noted", number=number)
    journal.close()
    file = path.with_suffix(".anchor")
    lines = file.read_bytes().splitlines(keepends=True)
    if damage == "removed":
        file.unlink()
    elif damage == "another's":
        other = Journal(tmp_path / "other" / "journal.db")
        for number in range(5):
            other.events.append("run.noted", number=number)
        other.close()
        file.write_bytes((tmp_path / "other" / "journal.anchor").read_bytes())
    elif damage == "a line changed":
        changed = {**json.loads(lines[3]), "entries": 7}
        file.write_bytes(b"".join([*lines[:3], json.dumps(changed).encode() + b"\n", *lines[4:]]))
    elif damage == "a line removed":
        file.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    else:
        file.write_bytes(b"".join([*lines[:3], b"{}\n", *lines[4:]]))
    assert {fault.place for fault in verify(path).faults} == {"anchor"}


def test_a_refused_commit_writes_nothing(path: Path) -> None:
    """A journal that is open while its anchor is exchanged takes no further entry."""
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    file = path.with_suffix(".anchor")
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-2]))
    with pytest.raises(JournalCorrupt):
        journal.events.append("run.noted", number=2)
    assert [e.data["number"] for e in journal.events.after()] == [1]
    journal.close()


def with_another_seal(line: bytes) -> bytes:
    """The line, as long as before."""
    seal = json.loads(line)["seal"].encode()
    return line.replace(seal, seal[::-1])


@pytest.mark.parametrize("looked_at", [True, False], ids=["looked at", "control: remembered only"])
def test_a_line_that_this_process_wrote_is_looked_at_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, looked_at: bool
) -> None:
    """What is not read a second time is known by all of its bytes; without that look nobody would notice."""
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    if not looked_at:
        monkeypatch.setattr(Anchor, "_last", lambda self, _descriptor: self._known[1])
    file = path.with_suffix(".anchor")
    *before, last = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*before, with_another_seal(last)]))
    with pytest.raises(JournalCorrupt, match="tells of another ledger") if looked_at else nullcontext():
        journal.events.append("run.noted", number=2)
    assert len(journal.events.after()) == (1 if looked_at else 2)
    journal.close()


def test_a_line_that_this_process_wrote_is_not_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first commit reads the line before it, and one after another process's commit."""
    journal = Journal(path)
    read: list[bytes] = []
    monkeypatch.setattr(anchor, "_read", lambda text, whole=anchor._read: read.append(text) or whole(text))
    for number in range(3):
        journal.events.append("run.noted", number=number)
    assert len(read) == 1
    subprocess.run([sys.executable, "-c", _ONE_MORE, str(path)], cwd=Path(__file__).parents[2], check=True)
    journal.events.append("run.noted", number=3)
    journal.events.append("run.noted", number=4)
    assert len(read) == 2 and verify(path).faults == ()
    journal.close()


def test_two_processes_extend_one_anchor(path: Path) -> None:
    """Commits of many at once: every line follows, none is late, nothing is lost."""
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from superindividual.journal.journal import Journal
        journal = Journal(Path(sys.argv[1]))
        for number in range(20):
            journal.events.append("run.noted", number=number)
    """)
    command = [sys.executable, "-c", program, str(path)]
    running = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(3)]
    while any(process.poll() is None for process in running):
        assert verify(path).faults == ()
    assert [process.returncode for process in running] == [0, 0, 0]
    found = verify(path)
    assert (found.faults, found.unanchored, found.late, found.entries) == ((), 0, (), 60)
    assert len(Anchor(path.with_suffix(".anchor")).lines()) == found.commits


def test_whole_lines_are_read_where_a_kill_cut_one_off(path: Path) -> None:
    """The fragment is dropped by the next line and never read."""
    with path.with_suffix(".anchor").open("ab") as file:
        file.write(b'{"number": 99')
    assert verify(path).faults == ()
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    journal.close()
    assert b'"number": 99' not in path.with_suffix(".anchor").read_bytes().splitlines()[-1]
    assert verify(path).faults == ()


@pytest.mark.parametrize("when", ["before", "after", "torn"])
def test_a_commit_stands_or_was_refused(path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """No room for a line: before the commit it is refused and nothing stands; after it, nobody is told that it failed."""
    journal, write = Journal(path), os.write
    journal.events.append("run.noted", number=1)

    def full(descriptor: int, text: bytes) -> int:
        if when == "torn":
            return write(descriptor, text[: len(text) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    journal.events.append("run.noted", number=2)
    if when == "before":  # the line that is missing cannot be written either
        with pytest.raises(JournalUnwritable, match="No space left"):
            journal.events.append("run.noted", number=3)
    monkeypatch.setattr(os, "write", write)
    assert numbers(path) == [1, 2]
    journal.events.append("run.noted", number=4)
    assert numbers(path) == [1, 2, 4]
    assert verify(path).faults == ()
    assert len(verify(path).late) == 1
    journal.close()


def test_a_lock_that_nobody_lets_go_of_is_told(path: Path) -> None:
    """A process that hangs with the anchor in its hands holds no other up for ever; nothing was written meanwhile."""
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    journal.store.anchor = Anchor(journal.store.anchor.path, patience=0)
    with journal.store.anchor.path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(JournalUnwritable, match="locked by another process") as told:
            journal.events.append("run.noted", number=2)
        with pytest.raises(JournalUnwritable), journal.store.anchor.quiet():
            raise AssertionError
    assert "fuser" in told.value.remedy
    journal.events.append("run.noted", number=3)
    journal.close()
    assert numbers(path) == [1, 3]
    assert not verify(path).faults


def test_a_lock_that_is_let_go_of_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a commit that finds another one under way is made after it, and nobody is told anything."""
    journal = Journal(path)
    journal.events.append("run.noted", number=1)
    with journal.store.anchor.path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waited: list[float] = []

        def let_go(seconds: float) -> None:
            waited.append(seconds)
            fcntl.flock(held, fcntl.LOCK_UN)

        monkeypatch.setattr(anchor.time, "sleep", let_go)
        journal.events.append("run.noted", number=2)
    assert len(waited) == 1
    journal.close()
    assert numbers(path) == [1, 2]


def test_no_commit_goes_before_the_line_of_the_one_before_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the thread, each line is on the disk once when the next commit begins; without it, the commit waits itself."""
    journal = Journal(tmp_path / "journal.db")
    by: list[bool] = []
    fdatasync = os.fdatasync

    def counted(descriptor: int) -> None:
        by.append(threading.current_thread() is threading.main_thread())
        fdatasync(descriptor)

    monkeypatch.setattr(os, "fdatasync", counted)
    journal.events.append("run.noted", number=1)
    with journal.store.anchor.written_ahead():
        for number in range(2, 5):
            journal.events.append("run.noted", number=number)
    assert by == [True, True, False, False, False]
    journal.events.append("run.noted", number=5)
    assert by[5:] == [], "the last line was on the disk already"
    journal.events.append("run.noted", number=6)
    assert by[5:] == [True], "control: without the thread the commit waits"
    assert not verify(tmp_path / "journal.db").faults


def test_a_line_that_the_thread_could_not_bring_to_the_disk_stops_the_next_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the thread was told by the disk is told to the next commit, which does not stand."""
    journal = Journal(tmp_path / "journal.db")

    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with journal.store.anchor.written_ahead():
        with monkeypatch.context() as patched:
            journal.events.append("run.noted", number=1)
            patched.setattr(os, "fdatasync", broken)
            journal.store.anchor._ahead = None  # so that the next line is the first that the broken disk gets
            with pytest.raises(JournalUnwritable):
                journal.events.append("run.noted", number=2)
        journal.events.append("run.noted", number=3)
        assert journal.store.anchor._thread is not None
        failed = journal.store.anchor._thread.submit(broken, 0)
        last = journal.store.anchor.last()
        assert last is not None
        journal.store.anchor._ahead = last.hash, failed
        with pytest.raises(JournalUnwritable):
            journal.events.append("run.noted", number=4)
        journal.events.append("run.noted", number=5)
    assert numbers(tmp_path / "journal.db") == [1, 3, 5]


def test_a_line_of_another_process_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread brought its own line to the disk, and says nothing of one that came after it."""
    journal, other = Journal(tmp_path / "journal.db"), Journal(tmp_path / "journal.db")
    waited: list[int] = []
    with journal.store.anchor.written_ahead():
        journal.events.append("run.noted", number=1)
        other.events.append("run.noted", number=2)
        assert journal.store.anchor._ahead is not None
        journal.store.anchor._ahead[1].result()
        monkeypatch.setattr(os, "fdatasync", waited.append)
        journal.store.anchor._thread = None
        journal.events.append("run.noted", number=3)
    assert len(waited) == 1
    assert not verify(tmp_path / "journal.db").faults
