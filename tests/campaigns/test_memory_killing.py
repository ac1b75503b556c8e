"""kill -9 while the memory is written, of the worker or of the index's process: no acknowledged record is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from superindividual.journal.journal import Journal
from superindividual.memory.memory import Memory
from tests.memory.indexes import apart


def one_life(folder: Path, seed: int) -> tuple[list[str], bool]:
    """Let a worker write and kill it after so many lines, now and then its index's process before; what it acknowledged."""
    chance = random.Random(seed)
    lines, kills_index = chance.randrange(2, 150), chance.random() < 0.5
    command = [sys.executable, "-m", "tests.campaigns.remembering", str(folder), str(seed)]
    acknowledged: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as worker:
        assert worker.stdout
        for line in worker.stdout:
            word, _, pid = line.strip().partition(" ")
            if word == "index" and kills_index and pid != "None":
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
                kills_index = False
            if word.startswith("M-"):
                acknowledged.append(word)
            if len(acknowledged) >= lines:
                worker.kill()
                break
        acknowledged += [
            line.strip() for line in worker.stdout if line.startswith("M-") and line.endswith("\n")
        ]
    return acknowledged, worker.returncode == -signal.SIGKILL


def lives(folder: Path, seeds: range) -> dict[str, int]:
    """So many lives over one memory; at the end every acknowledged record is in the rows and found in the index."""
    acknowledged: set[str] = set()
    killed = 0
    for seed in seeds:
        more, was_killed = one_life(folder, seed)
        acknowledged.update(more)
        killed += was_killed
    index = apart(folder / "index")
    memory = Memory(Journal(folder / "state" / "journal.db").store, index)
    rows = {text.id for text in memory.rows.texts()}
    memory.index_new()
    memory.flush()
    unindexed = index.align(memory.rows.texts())
    index.close()
    return {
        "killed": killed,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - rows),
        "not indexed": len(unindexed),
    }


def test_no_acknowledged_record_is_lost(tmp_path: Path) -> None:
    """Killed in the midst of writing, whichever process dies first."""
    found = lives(tmp_path, range(4))
    assert found.pop("acknowledged") > 100
    assert found == {"killed": 4, "lost": 0, "not indexed": 0}


def test_what_was_not_acknowledged_may_be_lost(tmp_path: Path) -> None:
    """Control: a record whose transaction never ended is not there, and the count says so."""
    acknowledged, _ = one_life(tmp_path, 1)
    journal = Journal(tmp_path / "state" / "journal.db")
    rows = {text.id for text in Memory(journal.store).rows.texts()}
    journal.close()
    assert set(acknowledged) <= rows
    assert {*acknowledged, "M-never"} - rows == {"M-never"}


@pytest.mark.campaign
@pytest.mark.timeout(14_400)
def test_five_hundred_kills(tmp_path: Path) -> None:
    """The long form."""
    found = lives(tmp_path, range(500))
    print(found)
    assert (found["killed"], found["lost"], found["not indexed"]) == (500, 0, 0)
