from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.report import CapabilityReport

from superindividual.engine import runner
from superindividual.engine.desk import Desk
from superindividual.engine.saver import Saver, open_saver
from superindividual.errors import JournalCorrupt, JournalUnwritable
from superindividual.ids import RunId, StepId
from tests.engine.company import Desktop


async def conformance(folder: Path) -> CapabilityReport:
    """What LangGraph's own tests of checkpointers say of ours."""
    number = iter(range(100))

    async def factory() -> AsyncGenerator[BaseCheckpointSaver[str], None]:
        with open_saver(folder / f"{next(number)}.db") as saver:
            yield saver

    return await validate(checkpointer_test("ours")(factory))  # type: ignore[arg-type]


async def test_it_passes_langgraphs_conformance_tests(tmp_path: Path) -> None:
    """All that LangGraph expects of every checkpointer holds."""
    report = await conformance(tmp_path)
    assert report.passed_all_base(), report.to_dict()


async def test_a_forgetful_saver_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a saver that keeps nothing of what nodes gave is found out."""

    async def forget(
        _: Saver, config: RunnableConfig, writes: Sequence[Any], task_id: str, task_path: str = ""
    ) -> None:
        return None

    monkeypatch.setattr(Saver, "aput_writes", forget)
    assert not (await conformance(tmp_path)).passed_all_base()


def test_the_file_is_private_and_a_killed_process_loses_nothing_of_it(tmp_path: Path) -> None:
    """Only the founder reads it; what is committed stands in the write-ahead log at once."""
    path = tmp_path / "state" / "checkpoints.db"
    with open_saver(path) as saver:
        assert saver.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert path.stat().st_mode & 0o077 == 0


async def run_until_the_effect(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Work to the open effect with one rejection on the way; the checkpoints' file as it stood at every put."""
    found: list[bytes] = []
    put = Saver.put

    def kept(self: Saver, *arguments: Any) -> RunnableConfig:
        config = put(self, *arguments)
        found.append(self.conn.serialize())
        return config

    desk.start(approve="always")
    with monkeypatch.context() as patch:
        patch.setattr(Saver, "put", kept)
        await desk.work()
        desk.decide("reject", "shorter", step="discover")
        while not any(r.kind == "effect" for r in desk.journal.decisions.waiting()):
            await desk.work()
            for request in desk.journal.decisions.waiting():
                if request.kind != "effect":
                    desk.decide(step=request.step)
    return found


async def worked_from(desk: Desktop, checkpoints: bytes, folder: Path) -> Desktop:
    """A copy of the company whose checkpoints are older than its journal, after a worker was over it."""
    copy = Desktop(Path(shutil.copytree(desk.root, folder)))
    for file in folder.glob(f"**/{copy.paths.checkpoints.name}*"):
        file.unlink()
    copy.paths.checkpoints.write_bytes(checkpoints)
    await copy.work()
    return copy


async def test_checkpoints_that_a_power_cut_took_back_do_no_harm(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From whichever older checkpoint the graph goes on, nothing is worked on, asked or recorded a second time."""
    stood = await run_until_the_effect(desk, monkeypatch)
    before = desk.journal.events.last_seq()
    for number in range(0, len(stood), max(1, len(stood) // 9)):
        copy = await worked_from(desk, stood[number], tmp_path / str(number))
        assert copy.journal.events.last_seq() == before
        assert not copy.agent.jobs
        copy.decide()
        await copy.work()
        assert copy.journal.runs.get(RunId("R-test")).outcome == "done"
        copy.journal.close()


async def test_without_the_look_into_the_journal_they_would(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: nodes that look for no version of theirs work a second time from an older checkpoint."""
    stood = await run_until_the_effect(desk, monkeypatch)
    monkeypatch.setattr(Desk, "ended", lambda _: None)
    monkeypatch.setattr(Desk, "versions", lambda _: [])
    copy = await worked_from(desk, stood[len(stood) // 9], tmp_path / "older")
    assert copy.agent.jobs
    copy.journal.close()


def damage_lanes(desk: Desktop) -> int:
    """Change what every checkpoint of a lane holds; how many there are."""
    with closing(sqlite3.connect(desk.paths.checkpoints)) as connection:
        changed = connection.execute(
            "UPDATE checkpoints SET checkpoint = zeroblob(length(checkpoint)) WHERE checkpoint_ns != ''"
        ).rowcount
        connection.commit()
    return changed


@pytest.mark.parametrize("thrown_away", [True, False])
async def test_a_lane_whose_checkpoint_is_damaged_goes_on_from_the_journal(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, thrown_away: bool
) -> None:
    """It is read only when the lane goes on, long after the run's own was proved. Control: not thrown away, it stalls."""
    if not thrown_away:

        async def kept(*_: Any) -> None:
            raise JournalCorrupt("a checkpoint is not what was written")

        monkeypatch.setattr(runner, "_throw_away", kept)
    run = desk.start(approve="always")
    await desk.work()
    desk.decide()
    assert damage_lanes(desk) > 0
    await desk.work()
    stalled = [e for e in desk.journal.events.after() if e.kind == "run.stalled"]
    assert bool(stalled) != thrown_away
    assert bool(desk.journal.decisions.waiting()) == thrown_away
    assert len(desk.journal.versions.of(run.id, StepId("discover"))) == 1


def checkpoint(number: int) -> tuple[RunnableConfig, Any, Any, Any]:
    config: RunnableConfig = {"configurable": {"thread_id": f"R-{number}", "checkpoint_ns": ""}}
    return config, empty_checkpoint(), {"source": "loop", "step": 0, "parents": {}}, {}


def stored(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        return int(other.execute("SELECT count(*) FROM checkpoints").fetchone()[0])


async def test_what_many_runs_store_at_once_is_one_commit(tmp_path: Path) -> None:
    """Each goes on when another connection sees what it stored, and fifty of them cost one commit."""
    path, told = tmp_path / "c.db", []
    with open_saver(path) as saver:
        saver.conn.set_trace_callback(told.append)

        async def put(number: int) -> int:
            await saver.aput(*checkpoint(number))
            return stored(path)

        assert await asyncio.gather(*map(put, range(50))) == [50] * 50
        assert told.count("COMMIT") == 1
        for number in range(50, 53):  # the control: one after the other, each is a commit of its own
            await put(number)
        assert told.count("COMMIT") == 4


async def test_nobody_goes_on_over_a_checkpoint_that_was_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes back the writes of all in the transaction: they are written again, but for the one it refuses."""
    path, put = tmp_path / "c.db", Saver.put

    def full(self: Saver, config: RunnableConfig, *given: Any) -> RunnableConfig:
        if config["configurable"]["thread_id"] == "R-2":
            self.conn.rollback()
            raise sqlite3.OperationalError("database or disk is full")
        return put(self, config, *given)

    with open_saver(path) as saver:
        monkeypatch.setattr(Saver, "put", full)
        found = await asyncio.gather(*(saver.aput(*checkpoint(n)) for n in range(4)), return_exceptions=True)
        assert [isinstance(one, sqlite3.OperationalError) for one in found] == [False, False, True, False]
        assert stored(path) == 3
        monkeypatch.setattr(Saver, "put", put)
        await saver.aput(*checkpoint(5))
    assert stored(path) == 4


async def test_a_run_broken_off_takes_no_other_with_it(tmp_path: Path) -> None:
    """Whoever waits for the same commit gets it."""
    with open_saver(tmp_path / "c.db") as saver:
        gone, kept = (asyncio.create_task(saver.aput(*checkpoint(n))) for n in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        assert (await kept)["configurable"]["thread_id"] == "R-1"
        assert gone.cancelled()


def test_a_full_disk_is_told_as_that_when_the_checkpoints_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear error with what to do, and not what SQLite says of it; sound checkpoints stay where they are."""
    path, set_up = tmp_path / "c.db", Saver.setup

    def full(self: Saver) -> None:
        self.conn.execute("PRAGMA max_page_count=1")
        set_up(self)

    with monkeypatch.context() as patched, pytest.raises(JournalUnwritable, match="make room"):
        patched.setattr(Saver, "setup", full)
        with open_saver(path):
            pass
    with open_saver(path):
        assert path.exists()
