"""Golden runs: what earlier versions wrote is read and gone on with by today's code."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from superindividual.cli import main
from superindividual.company import Company
from superindividual.engine import graph, runner
from superindividual.engine.runner import SHAPE, shape_of
from superindividual.engine.saver import open_saver
from superindividual.engine.state import RunState
from superindividual.ids import RunId
from superindividual.paths import CompanyPaths
from tests.engine.company import Desktop
from tests.engine.golden.make import BACK, ENDED, FOLDER, FORM, ITEMS, MID, RUNS

VERSIONS = sorted(FOLDER.glob("*.tar.xz"))


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(archive.read_bytes()))) as packed:
        packed.extractall(folder, filter="data")
    return folder


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name.removesuffix(".tar.xz"))
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A company as a worker of that version left it; 0.1.0.dev0 sealed nothing and checked no checkpoint."""
    return unpacked(request.param, tmp_path)


@pytest.fixture
def newest(tmp_path: Path) -> Path:
    """The company of the newest version, whose checkpoints have today's form."""
    return unpacked(VERSIONS[-1], tmp_path)


def missing(recorded: Any, now: Any, path: str = "") -> list[str]:
    """Where what was recorded is no longer said; more may be said than before."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        return [
            fault
            for key, value in recorded.items()
            for fault in missing(value, now.get(key, "(gone)"), f"{path}.{key}")
        ]
    if isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        return [
            fault
            for number, (a, b) in enumerate(zip(recorded, now, strict=True))
            for fault in missing(a, b, f"{path}[{number}]")
        ]
    return [] if recorded == now else [f"{path}: {recorded!r} became {now!r}"]


def test_the_comparison_notices_what_is_gone() -> None:
    """A renamed field, a changed value, a lost row; a new field beside them is none."""
    recorded = {"run": "R", "steps": {"a": {"status": "done"}}, "log": [1, 2]}
    assert missing(recorded, {**recorded, "more": 1}) == []
    assert missing(recorded, {**recorded, "steps": {"a": {"state": "done"}}})
    assert missing(recorded, {**recorded, "log": [1]})
    assert missing(recorded, {**recorded, "run": "S"})


def test_there_are_golden_runs_and_they_are_small() -> None:
    """Without any, the tests below would look at nothing."""
    assert VERSIONS
    assert sum(path.stat().st_size for path in VERSIONS) < 300_000


def test_every_run_reads_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status, log and inbox of the ended run, and of those that wait, say all that they said."""
    expected = json.loads((root / "expected.json").read_text())

    def answered(*words: str) -> Any:
        assert main([*words, "--json", "--company", str(root)]) == 0
        return json.loads(capsys.readouterr().out)

    for run in RUNS:
        now = {name: answered(name, run) for name in ("status", "log")}
        assert missing(expected["runs"][run], now) == []
    assert missing(expected["inbox"], answered("inbox")) == []
    assert expected["runs"][ENDED]["status"][0]["outcome"] == "done"


async def gone_on(root: Path, run: str) -> dict[str, tuple[str, int | None]]:
    """How a run's steps ended, once all that it asks is approved and today's worker has gone on with it."""
    desktop, company = Desktop(root), Company(CompanyPaths(root))
    company.__dict__["policy"] = desktop.context().policy
    for other in RUNS:
        if other not in (run, ENDED):
            company.pause(RunId(other))
    await desktop.work()
    while asked := [r for r in company.inbox() if r.run == run]:
        company.decide(asked[0], "approve", form={"price": 5} if "form" in asked[0].question else {})
        await desktop.work()
    ended = desktop.journal.runs.steps(RunId(run))
    assert desktop.journal.runs.get(RunId(run)).outcome == "done"
    desktop.journal.close()
    return {str(step): (record.status, record.version) for step, record in ended.items()}


GOES_ON = [
    (FORM, {"ask", "then"}),
    (MID, {"discover", "prd", "build", "posts", "review", "kit", "launch"}),
    (BACK, {"build", "page", "review"}),
    (ITEMS, {"plan", "parts"}),
]


@pytest.mark.parametrize(("run", "steps"), GOES_ON)
async def test_a_parked_run_is_decided_and_goes_on_to_its_end(root: Path, run: str, steps: set[str]) -> None:
    """At a form, in mid-lane, in a lane that work may come back to, over items; nothing is done a second time."""
    ended = await gone_on(root, run)
    assert set(ended) == steps
    assert set(ended.values()) <= {("done", 1), ("done", None)}


def renamed_node(patch: pytest.MonkeyPatch) -> None:
    """Let graphs call the node `decide` of every step otherwise."""
    patch.setattr(graph, "_place", lambda step, node: f"{step}/{'judge' if node == 'decide' else node}")


class Renamed(RunState, total=False):
    """A step's state that calls the request otherwise."""

    round: int
    attempt: int
    granted: int
    told: list[str]
    version: int
    asked: str


class RenamedNode(graph.StepNode):
    """A node that reads and writes that state."""

    async def __call__(self, state: Renamed) -> Command[Any]:  # type: ignore[override]
        inward: Any = {("request" if key == "asked" else key): value for key, value in state.items()}
        command = await super().__call__(inward)
        update = {("asked" if k == "request" else k): v for k, v in (command.update or {}).items()}  # type: ignore[attr-defined]
        return replace(command, update=update)


def renamed_field(patch: pytest.MonkeyPatch) -> None:
    """Let graphs call the field `request` of a step's state otherwise."""
    patch.setattr(graph, "StepState", Renamed)
    patch.setattr(graph, "StepNode", RenamedNode)


RENAMED = [renamed_node, renamed_field]


async def shape_at(root: Path, run: str) -> str:
    """The shape that the run's checkpoint keeps."""
    with open_saver(CompanyPaths(root).checkpoints) as saver:
        stored = await saver.aget_tuple({"configurable": {"thread_id": run}})
    assert stored is not None
    return str(stored.metadata[SHAPE])  # type: ignore[typeddict-item]


@pytest.mark.parametrize("renamed", RENAMED)
async def test_a_run_goes_on_after_a_node_or_a_field_was_renamed(
    root: Path, monkeypatch: pytest.MonkeyPatch, renamed: Any
) -> None:
    """Over the journal, from the beginning of its graph; what stands is not done again."""
    renamed(monkeypatch)
    ended = await gone_on(root, MID)
    assert len(ended) == 7
    assert set(ended.values()) <= {("done", 1), ("done", None)}


async def resumed(root: Path) -> set[str]:
    """The steps of a run that have ended once its checkpoint, as it is, was gone on from after a decision."""
    desktop, company = Desktop(root), Company(CompanyPaths(root))
    company.__dict__["policy"] = desktop.context().policy
    [asked] = [r for r in company.inbox() if r.run == MID]
    company.decide(asked, "approve")
    context = desktop.context()
    context.watch.park()  # what waits parks at once, so that a graph that has lost a lane ends too
    config: Any = {"configurable": {"thread_id": MID}, "recursion_limit": 100}
    with open_saver(desktop.paths.checkpoints) as saver:
        run = desktop.journal.runs.get(RunId(MID))
        made = graph.compile_run(context, run).compile(checkpointer=saver)
        try:
            await made.ainvoke(None, config, durability="sync")
        finally:
            ended = set(map(str, desktop.journal.runs.steps(run.id)))
            desktop.journal.close()
    return ended


async def test_a_checkpoint_of_the_same_shape_is_gone_on_from(newest: Path) -> None:
    """What the controls below break: the node that waited follows the decision."""
    desktop = Desktop(newest)
    run = desktop.journal.runs.get(RunId(MID))
    with open_saver(desktop.paths.checkpoints) as saver:
        today = shape_of(graph.compile_run(desktop.context(), run).compile(checkpointer=saver))
    desktop.journal.close()
    if (
        await shape_at(newest, MID) == today
    ):  # what an older shape wrote is begun anew, as the tests above show
        assert "build" in await resumed(newest)


async def test_without_the_shape_a_renamed_node_loses_its_lane(
    newest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the decision stands, and no node follows it; nothing says so, and other lanes wait for ever."""
    renamed_node(monkeypatch)
    assert "build" not in await resumed(newest)


async def test_without_the_shape_a_renamed_field_breaks_the_run(
    newest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the checkpoint calls `request` is not found under its new name."""
    renamed_field(monkeypatch)
    with pytest.raises(KeyError, match="request"):
        await resumed(newest)


async def test_a_lane_that_was_lost_is_begun_anew(newest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the shape says nothing: a lane that ends and leaves a step open ends the graph, and a new one is begun."""
    shape = await shape_at(newest, MID)
    renamed_node(monkeypatch)
    monkeypatch.setattr(runner, "shape_of", lambda _graph: shape)
    assert len(await gone_on(newest, MID)) == 7


async def test_the_same_graph_goes_on_from_its_checkpoint(
    newest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other control: with the names as they were, the run takes up its checkpoint where the versions are alike."""
    shapes: list[bool] = []
    go = runner._go

    async def noting(*given: Any, fresh: bool) -> None:
        shapes.append(fresh)
        await go(*given, fresh=fresh)

    desktop = Desktop(newest)
    run = desktop.journal.runs.get(RunId(FORM))
    with open_saver(desktop.paths.checkpoints) as saver:
        today = shape_of(graph.compile_run(desktop.context(), run).compile(checkpointer=saver))
    same = await shape_at(newest, FORM) == today
    desktop.journal.close()
    monkeypatch.setattr(runner, "_go", noting)
    await gone_on(newest, FORM)
    assert shapes[0] is not same
