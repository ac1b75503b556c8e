from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from superindividual.journal.halts import HALT_FILE, Halts, raise_flag
from superindividual.journal.journal import Journal


def killed(act: Callable[[], object]) -> None:
    """Act in a process of its own, which is then killed before it can clean anything up."""
    pid = os.fork()
    if pid == 0:
        act()
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def opened(state: Path) -> Journal:
    return Journal(state / "journal.db")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    opened(tmp_path / "state").close()
    return tmp_path / "state"


def test_a_halt_survives_the_process_that_called_it(state: Path) -> None:
    """Every other process, and every later one, finds it; so after a kill between the file and the journal's row."""
    killed(lambda: opened(state).halts.halt("founder", "wrong price"))
    journal = opened(state)
    standing = journal.halts.standing()
    assert standing
    assert (standing.by, standing.reason) == ("founder", "wrong price")
    assert journal.halts.lift("founder") == standing
    assert journal.halts.standing() is None
    killed(lambda: raise_flag(state, "by its file alone"))
    standing = journal.halts.standing()
    assert standing
    assert standing.reason == "by its file alone"
    journal.close()


def test_either_of_file_and_row_halts(state: Path) -> None:
    """Removing the file lifts nothing."""
    journal = opened(state)
    journal.halts.halt("founder", "")
    (state / HALT_FILE).unlink()
    assert opened(state).halts.standing()
    journal.close()


def test_a_lift_that_is_broken_off_leaves_it_halted(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file goes last."""
    journal = opened(state)
    journal.halts.halt("founder", "")

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def lift() -> None:
        monkeypatch.setattr(Path, "unlink", die)
        opened(state).halts.lift("founder")

    killed(lift)
    assert journal.halts.standing()
    journal.halts.lift("founder")
    assert journal.halts.standing() is None
    journal.close()


def test_twice_is_once(journal: Journal) -> None:
    """The first reason stands, and each is one entry of the ledger."""
    journal.halts.halt("founder", "one")
    journal.halts.halt("founder", "two")
    assert journal.halts.lift("founder")
    assert journal.halts.lift("founder") is None
    events = [(e.kind, e.data.get("reason")) for e in journal.events.after()]
    assert events == [("company.halted", "one"), ("company.halt_lifted", None)]


def test_a_file_that_cannot_be_read_halts(journal: Journal) -> None:
    """That it stands is enough."""
    (journal.store.path.parent / HALT_FILE).mkdir()
    assert Halts(journal.store, journal.events, journal.clock).standing()
