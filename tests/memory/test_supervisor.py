"""The index's own process: what becomes of it, and of those who ask it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.errors import MemoryUnavailable
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import hashed_words
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.supervisor import Opening, Supervisor
from tests.memory.indexes import apart


class Ticks:
    """A monotonic clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def supervisor(tmp_path: Path, ticks: Ticks) -> Iterator[Supervisor]:
    made = Supervisor(Opening(tmp_path / "index", hashed_words().name, "test"), ticks)
    yield made
    made.close()


@pytest.fixture
def memory(journal: Journal, supervisor: Supervisor) -> Memory:
    made = Memory(journal.store, Index(supervisor, hashed_words()))
    know(made, "ships lie in the harbour")
    return made


def know(memory: Memory, text: str) -> None:
    memory.add(memory.compose(text, kind="fact", scope="company", source="founder", author="founder"))


def ways(memory: Memory) -> tuple[str, ...]:
    return memory.search("harbour")[0].found_by


def ended(pid: int) -> None:
    """Wait until a process is gone."""
    watched = os.pidfd_open(pid)
    assert select.select([watched], [], [], 60)[0]
    os.close(watched)


def test_a_crash_in_native_code_leaves_the_worker_alive(
    memory: Memory, supervisor: Supervisor, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    """While the process is down words are searched, which is said once; then it is begun again and knows everything."""
    memory.index_new()
    assert ways(memory) == ("lexical", "semantic")
    assert supervisor.pid
    os.kill(supervisor.pid, signal.SIGSEGV)
    assert ways(memory) == ("lexical",)
    assert ways(memory) == ("lexical",)
    assert caplog.text.count("searched by words alone") == 1
    assert "-11" in caplog.text
    ticks.at += 1.1
    memory.index_new()
    assert ways(memory) == ("lexical", "semantic")


def test_one_that_falls_again_and_again_is_begun_ever_more_seldom(
    memory: Memory, supervisor: Supervisor, ticks: Ticks
) -> None:
    """Its pause doubles up to a minute; one that lived long is begun soon again."""
    pauses = []
    for lived in (1, 1, 1, 100):
        memory.index_new()
        assert supervisor.pid
        ticks.at += lived
        os.kill(supervisor.pid, signal.SIGKILL)
        with pytest.raises(MemoryUnavailable):
            supervisor.ask("flush")
        pauses.append(supervisor._not_before - ticks.at)
        with pytest.raises(MemoryUnavailable, match="is down"):
            supervisor.ask("flush")
        ticks.at += pauses[-1]
    assert pauses == [1, 2, 4, 1]


def test_a_second_opener_is_refused_with_the_owners_name(
    memory: Memory, supervisor: Supervisor, tmp_path: Path
) -> None:
    """Two that write lose records: it is told which process keeps the index, and nothing is opened."""
    memory.index_new()
    with pytest.raises(MemoryUnavailable, match=f'"pid": {supervisor.pid}'):
        apart(tmp_path / "index").align([])
    assert ways(memory) == ("lexical", "semantic")


def test_it_ends_in_order_when_its_worker_is_killed(tmp_path: Path, journal: Journal) -> None:
    """Killed with -9, the worker leaves an index that the next one finds whole."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from superindividual.memory.frames import packed\n"
        "from superindividual.memory.supervisor import Opening, Supervisor\n"
        f"made = Supervisor(Opening(Path({str(tmp_path / 'index')!r}), {hashed_words().name!r}, 'test'))\n"
        "made.ask('add', packed([[1.0] * 512]), scope='company', ids=['M-1'], hashes=['h'], new=['h'])\n"
        "print(made.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert run.returncode == -signal.SIGKILL
    ended(int(run.stdout))
    assert (tmp_path / "index.json").exists()
    index = apart(tmp_path / "index")
    assert index.search([1.0] * 512, ("company",), 1).keys() == {"M-1"}
    index.close()


def test_it_is_told_none_of_the_workers_secrets(
    memory: Memory, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What loads foreign native code gets no key."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never")
    memory.index_new()
    assert b"sk-never" not in Path(f"/proc/{supervisor.pid}/environ").read_bytes()


def test_a_package_of_its_name_where_it_is_begun_is_not_run(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that agents write to may hold anything."""
    (tmp_path / "superindividual").mkdir()
    (tmp_path / "superindividual" / "__init__.py").write_text("raise SystemExit('not ours')")
    monkeypatch.chdir(tmp_path)
    memory.index_new()
    assert ways(memory) == ("lexical", "semantic")
    run = subprocess.run(
        [sys.executable, "-m", "superindividual"], capture_output=True, text=True, timeout=60
    )
    assert "not ours" in run.stderr, "control: without -P it is"


def test_what_was_embedded_is_not_embedded_again(tmp_path: Path, journal: Journal) -> None:
    """Neither after a kill nor when the index is built anew, whatever became of Chroma's files."""
    calls: list[str] = []
    plain = hashed_words()

    def embed(texts: list[str]) -> list[list[float]]:
        calls.extend(texts)
        return plain.embed(texts)  # type: ignore[misc]

    counting = type(plain)(plain.name, True, embed)  # type: ignore[arg-type]
    first = apart(tmp_path / "index", counting)
    memory = Memory(journal.store, first)
    for n in range(20):
        know(memory, f"fact {n}")
    assert memory.index_new() == 20
    assert len(calls) == 20
    os.kill(first._supervisor.pid or 0, signal.SIGKILL)
    first.close()
    again = apart(tmp_path / "index", counting)
    assert Memory(journal.store, again).index_new() == 20
    assert len(calls) == 20
    again.close()


def test_each_embedder_has_an_index_of_its_own(tmp_path: Path, journal: Journal) -> None:
    """Another embedder indexes everything anew; going back to the first costs nothing."""
    plain = hashed_words()
    other = type(plain)("other", True, lambda texts: [[1.0, *v[:63]] for v in plain.embed(texts)])  # type: ignore[misc]
    counts = []
    for chosen in (plain, other, plain):
        index = apart(tmp_path / "index", chosen)
        memory = Memory(journal.store, index)
        know(memory, "ships lie in the harbour")
        counts.append(memory.index_new())
        index.close()
    assert counts == [1, 1, 0]


def test_a_model_that_was_exchanged_behind_its_name_is_noticed(tmp_path: Path, journal: Journal) -> None:
    """Vectors of another length are another space: the old ones go, and all is indexed anew."""
    plain = hashed_words()
    short = type(plain)(plain.name, True, lambda texts: [[1.0, *v[:63]] for v in plain.embed(texts)])  # type: ignore[misc]
    for chosen in (plain, short):
        index = apart(tmp_path / "index", chosen)
        memory = Memory(journal.store, index)
        know(memory, "ships lie in the harbour")
        know(memory, f"told to {len(chosen.embed(['x'])[0])}")  # type: ignore[misc]
        memory.index_new()
        memory.index_new()
        assert ways(memory) == ("lexical", "semantic")
        memory.flush()
        index.close()
