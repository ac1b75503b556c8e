"""Bit flips and truncations of journal, checkpoints and memory index: each is noticed, or changes no answer."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import ledger
from superindividual.errors import JournalCorrupt, SuperindividualError
from superindividual.journal.journal import Journal
from superindividual.memory.index import Index
from superindividual.memory.manifest import leave, prove
from superindividual.memory.memory import Memory
from superindividual.paths import CompanyPaths
from tests.campaigns.damage import harm
from tests.campaigns.life import PATIENCE
from tests.engine.company import Desktop
from tests.journal.attacks import filled
from tests.memory.indexes import apart

QUERIES = ("club dues", "fees in Leeds", "会员费用", "nothing of this kind", "reminder")


ON_DISK = 1100
"""Records with which Chroma writes its graph: of fewer it has only empty ones, and what they are in its database."""


def remembered(journal: Journal, index: Index | None = None) -> Memory:
    memory = Memory(journal.store, index)
    for number in range(12):
        text = f"Fact {number}: the club in Leeds collects dues and fees, 会员费用 {number}, reminder {number % 3}"
        memory.add(memory.compose(text, kind="fact", scope="company", source="founder", author="founder"))
    return memory


def answers(path: Path) -> Any:
    """Every row of every table, and what searches find."""
    journal = Journal(path)
    try:
        tables = [
            r[0]
            for r in journal.store.rows(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        rows = {name: [tuple(row) for row in journal.store.rows(f"SELECT * FROM {name}")] for name in tables}
        memory = Memory(journal.store)
        found = [[(r.record.id, r.score) for r in memory.search(query)] for query in QUERIES]
        return rows, found
    finally:
        journal.close()


def noticed(path: Path) -> bool:
    """Whether opening or verifying says that something is wrong; never by any other error."""
    paths = CompanyPaths(path.parent.parent)
    if ledger._verified(paths).faults:
        return True
    try:
        Journal(path).close()
    except JournalCorrupt:
        return True
    return False


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled(tmp_path_factory.mktemp("damage") / ".superindividual" / "journal.db")
    journal = Journal(path)
    remembered(journal)
    journal.close()
    return path


def damage_journal(state: Path, root: Path, count: int, *, looking: bool = True) -> Counter[str]:
    """So many damages, and what came of them: noticed, harmless, or silently wrong."""
    expected, outcome = None, Counter[str]()
    for seed in range(count):
        folder = root / ".superindividual"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(state.parent, folder)
        path = folder / state.name
        if expected is None:
            assert not noticed(path)
            expected = answers(path)
            shutil.rmtree(folder)
            shutil.copytree(state.parent, folder)
        done = harm(sorted(folder.glob("journal.*")), random.Random(seed))
        if looking and noticed(path):
            outcome["noticed"] += 1
            continue
        try:
            same = answers(path) == expected
        except (SuperindividualError, sqlite3.DatabaseError):
            outcome["noticed"] += 1
            continue
        outcome["harmless" if same else "silently wrong"] += 1
        assert same or not looking, (seed, done)
    return outcome


def test_a_damaged_journal_answers_as_before_or_says_so(state: Path, tmp_path: Path) -> None:
    """Flips and truncations of the database, its marker and its anchor."""
    outcome = damage_journal(state, tmp_path, 60)
    assert outcome["silently wrong"] == 0
    assert outcome["noticed"] > 20


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_thousand_damages_of_the_journal(state: Path, tmp_path: Path) -> None:
    """The long form."""
    assert damage_journal(state, tmp_path, 1000)["silently wrong"] == 0


def test_unverified_the_same_damage_answers_wrongly(state: Path, tmp_path: Path) -> None:
    """Control: SQLite's own look at its pages lets changed content pass."""
    assert damage_journal(state, tmp_path, 60, looking=False)["silently wrong"] > 0


async def damage_checkpoints(root: Path, seeds: range) -> None:
    """A run that waits is damaged and goes on: it ends as the undamaged one does, with one effect."""
    desk = Desktop(root / "whole", patience=PATIENCE)
    run = desk.start(approve="always")
    await desk.work()
    desk.decide()
    await desk.work()
    desk.journal.close()
    ends = []
    for seed in (None, *seeds):
        here = root / f"damaged-{seed}"
        shutil.copytree(root / "whole", here)
        if seed is not None:
            folder = here / ".superindividual"
            harm(sorted(folder.glob("checkpoints.db*")), random.Random(seed))
        other = Desktop(here, patience=PATIENCE)
        for _ in range(12):
            await other.work()
            if other.journal.runs.get(run.id).outcome:
                break
            for request in other.journal.decisions.waiting():
                other.journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
        steps = {s: (r.status, r.digest, r.version) for s, r in other.journal.runs.steps(run.id).items()}
        effects = [(e.key, e.state) for e in other.journal.outbox.of(run.id)]
        ends.append((seed, other.journal.runs.get(run.id).outcome, steps, effects))
        other.journal.close()
        shutil.rmtree(here)
    assert ends[0][1] == "done"
    assert [end for end in ends if end[1:] != ends[0][1:]] == []


def test_damaged_checkpoints_change_no_end(tmp_path: Path) -> None:
    """What is decided and what leaves is the journal's; checkpoints only save the way."""
    asyncio.run(damage_checkpoints(tmp_path, range(3)))


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_a_hundred_damages_of_the_checkpoints(tmp_path: Path) -> None:
    """The long form."""
    asyncio.run(damage_checkpoints(tmp_path, range(150)))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes this slow, and not wrong."""
    monkeypatch.setattr("superindividual.memory.supervisor._BEGIN_SECONDS", 600.0)
    monkeypatch.setattr("superindividual.memory.index._SECONDS", 600.0)


def indexed(folder: Path, rows: Path) -> list[Any]:
    """What the index finds, as a worker would open it, in a process of its own."""
    journal = Journal(rows)
    index = apart(folder)
    memory = Memory(journal.store, index)
    memory.index_new()
    found = [list(index.search(index.vector(query), ["company"], 12).items()) for query in QUERIES[:3]]
    index.close()
    journal.close()
    return [[(i, round(score, 4)) for i, score in one] for one in found]


CHROMAS = (
    "chroma.sqlite3",
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
)


def files_of(folder: Path) -> list[Path]:
    """Chroma's files, the cache of vectors and the manifest."""
    beside = [folder.with_name(f"{folder.name}{end}") for end in (".vectors", ".json")]
    return sorted(f for f in (*folder.rglob("*"), *beside) if f.is_file() and f.stat().st_size)


def whole(root: Path) -> tuple[Path, Path, list[Any]]:
    """A memory and its index: the rows, the index's folder, and what it finds."""
    rows, folder = root / "rows" / "journal.db", root / "index"
    journal, chance = Journal(rows), random.Random(1)
    memory = remembered(journal)
    with journal.transaction():
        for number in range(ON_DISK):
            text = f"Note {number}: {' '.join(f'word{chance.randrange(400)}' for _ in range(chance.randrange(4, 12)))}"
            memory.add(memory.compose(text, kind="fact", scope="company", source="founder", author="founder"))
    journal.close()
    return rows, folder, indexed(folder, rows)


def damage_index(root: Path, seeds: range) -> None:
    rows, folder, expected = whole(root)
    for seed in seeds:
        done = harm(files_of(folder), random.Random(seed))
        assert indexed(folder, rows) == expected, (seed, done)
        print(seed, done)


def test_a_flipped_byte_in_each_file_of_the_index_is_noticed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever file it is in: it is said, nothing is answered from it, and the worker lives."""
    rows, folder, expected = whole(tmp_path)
    names = [f.name for f in files_of(folder)]
    assert {*CHROMAS, "index.vectors", "index.json"} == set(names)
    for number in range(len(names)):
        file = files_of(folder)[number]  # a collection's folder has another name each time
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0x10
        file.write_bytes(bytes(content))
        capfd.readouterr()
        assert indexed(folder, rows) == expected, file
        if file.suffix != ".vectors":  # a vector that is not what was stored is embedded anew without a word
            assert "is not what its worker left" in capfd.readouterr().err, file


CONTROL = """
import sys
import numpy as np
from superindividual.memory.collections import Collections, local
made = Collections(local(sys.argv[1]), "test", "e")
vectors = np.random.default_rng(1).normal(size=(1500, 16)).astype("f4")
if not made.count("company"):
    for start in range(0, 1500, 250):
        made.upsert("company", [f"M-{n}" for n in range(start, start + 250)], vectors[start : start + 250])
print([list(made.nearest("company", vectors[n], 10)) for n in range(0, 1500, 10)])
made.close()
"""


def test_unproved_a_damaged_index_crashes_or_answers_wrongly(tmp_path: Path) -> None:
    """Control: Chroma itself notices nothing."""

    def answered(folder: Path) -> tuple[int, str]:
        run = subprocess.run(
            [sys.executable, "-c", CONTROL, str(folder)], capture_output=True, text=True, timeout=120
        )
        return run.returncode, run.stdout

    expected = answered(tmp_path / "whole")
    assert expected == answered(tmp_path / "whole")
    outcomes = set()
    for seed in range(4):
        damaged = tmp_path / f"damaged-{seed}"
        shutil.copytree(tmp_path / "whole", damaged)
        level, chance = next(damaged.rglob("data_level0.bin")), random.Random(seed)
        content = bytearray(level.read_bytes())
        for _ in range(200):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        level.write_bytes(bytes(content))
        status, found = answered(damaged)
        outcomes.add("crashed" if status < 0 else "wrong" if found != expected[1] and not status else "same")
    assert outcomes & {"crashed", "wrong"}


def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    """It is proved before anything of it is loaded, and searches find what they found."""
    damage_index(tmp_path, range(3))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_hundred_damages_of_the_index(tmp_path: Path) -> None:
    """The long form."""
    damage_index(tmp_path, range(100))


def test_an_index_whose_worker_died_is_not_trusted(tmp_path: Path) -> None:
    """Without what a worker leaves at its end, with one that is for other bytes, and emptied; an untouched one is kept."""
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    leave(folder)
    assert prove(folder)
    assert not prove(folder)
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    leave(folder)
    (folder / "x").write_bytes(b"2")
    assert not prove(folder)
    assert not folder.exists()
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    leave(folder)
    shutil.rmtree(folder)
    assert not prove(folder)
