"""Pausing, stopping, forking, comparing and adopting as a founder types it, over a real run and repository."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.journal.runs import Run
from superindividual.paths import bundled

WORKFLOW = """\
name: small
inputs:
  brief: {type: file, required: true}
steps:
  discover: {agent: scout, deliver: discovery, task: Read the brief.}
  prd: {agent: designer, deliver: prd, needs: [discover], task: Write the PRD., approve: always}
"""
BRIEF = str(bundled("examples") / "briefs" / "club-dues.md")
START = ("rehearse", "small", "--brief", BRIEF)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose run has one step behind it and waits with the second."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERINDIVIDUAL_LANG", "en")
        patch.chdir(root)
        assert main(["init", "firm"]) == 0
        patch.chdir(root / "firm")
        (root / "firm" / "workflows").mkdir(exist_ok=True)
        (root / "firm" / "workflows" / "small.yaml").write_text(WORKFLOW)
        assert main([*START, "--in-process"]) == 0
        company = Company.open(root / "firm")
        for request in company.inbox():
            if request.step == "discover":
                company.decide(request, "approve")
        assert main(["up", "--until-idle"]) == 0
        company.journal.close()
    return root / "firm"


class Founder:
    """Types commands in a company of its own and reads the answers; `works` is the worker."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.company = Company.open(folder)
        self.asked = 0
        self._capsys = capsys
        (self.first,) = self.company.journal.runs.all()

    def types(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        captured = self._capsys.readouterr()
        return captured.out if code == 0 else captured.err

    def reads(self, *words: str) -> Any:
        return json.loads(self.types(*words, "--json"))

    def works(self) -> None:
        self.types("up", "--until-idle")

    def writes(self, workflow: str) -> None:
        (self.folder / "workflows" / "small.yaml").write_text(workflow)

    def run(self, run: str) -> Run:
        return next(r for r in self.company.journal.runs.all() if r.id == run)


@pytest.fixture
def founder(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Founder]:
    folder = Path(shutil.copytree(made, tmp_path / "firm"))
    monkeypatch.chdir(folder)
    found: list[Founder] = []

    def ensure_worker(_self: Company) -> bool:
        found[0].asked += 1
        return True

    monkeypatch.setattr(Company, "ensure_worker", ensure_worker)
    found.append(Founder(folder, capsys))
    yield found[0]
    found[0].company.journal.close()


def test_pause_and_resume_show_in_status_and_log(founder: Founder) -> None:
    """The only unfinished run needs no name; pausing starts no worker, resuming does."""
    run = founder.first.id
    assert f"{run} is paused" in founder.types("pause")
    assert founder.asked == 0
    assert "paused: superindividual resume" in founder.types("status")
    assert founder.reads("status", run)[0]["paused"] == "founder"
    assert founder.reads("pause") == {"run": run, "state": "paused"}
    assert founder.reads("resume", run)["state"] == "resumed"
    assert founder.asked == 1
    assert "waits for you" in founder.types("status", run)
    log = founder.types("log", run)
    assert f"{run} paused by the founder" in log
    assert f"{run} resumed by the founder" in log
    assert "is not paused" in founder.types("resume", code=2)


def test_a_stop_takes_effect_on_a_paused_run(founder: Founder) -> None:
    """The worker that is started for it ends the run; after that it can be neither stopped nor paused."""
    founder.types("pause")
    assert founder.reads("stop")["worker_started"] is True
    founder.works()
    assert founder.run(founder.first.id).outcome == "stopped"
    assert founder.company.inbox() == []
    for verb in ("stop", "pause"):
        assert "has ended" in founder.types(verb, founder.first.id, code=2)
        assert "no run is unfinished" in founder.types(verb, code=2)


def test_several_unfinished_runs_must_be_named(founder: Founder) -> None:
    """Nothing is guessed."""
    founder.types(*START, "--detach")
    refusal = founder.types("pause", code=2)
    assert "several runs are unfinished" in refusal
    assert founder.first.id in refusal


def test_a_fork_goes_its_own_way_in_its_own_folder(founder: Founder) -> None:
    """It shares the first step without work, and hands over, is decided and commits on its own branch."""
    original = founder.first
    answer = founder.reads("fork", original.id, "--from", "prd")
    fork = founder.run(answer["run"])
    assert (fork.parent, fork.parent_step) == (original.id, "prd")
    assert answer["worker_started"] is True
    founder.works()
    (request,) = [r for r in founder.company.inbox() if r.run == fork.id]
    assert request.step == "prd"
    founder.company.decide(request, "approve")
    founder.works()
    assert founder.run(fork.id).outcome == "done"
    products = founder.company.paths.products
    assert list((products / fork.folder / "design").iterdir())
    assert not (products / original.folder / "design").exists()
    assert f"forked from {original.id} before prd" in founder.types("status", fork.id)
    assert "shared: discover" in founder.types("log", fork.id)


def test_a_fork_from_a_request_is_one_from_its_step(founder: Founder) -> None:
    """The founder sees a request's id rather than a step's name; one of another run names that run."""
    (request,) = founder.company.inbox()
    answer = founder.reads("fork", founder.first.id, "--from", request.id)
    assert answer["parent_step"] == "prd"
    shared = founder.company.journal.runs.steps(founder.run(answer["run"]).id)["discover"]  # type: ignore[index]
    again = founder.reads("fork", answer["run"], "--from", str(shared.request))
    assert (again["parent"], again["parent_step"]) == (answer["run"], "discover")
    other = founder.types(*START, "--detach").strip()
    assert f"belongs to the run {founder.first.id}" in founder.types(
        "fork", other, "--from", request.id, code=2
    )


def test_a_fork_that_cannot_be_is_refused(founder: Founder) -> None:
    """A mistyped step, one whose needs have not ended, an unknown request; and no folder is left behind."""
    other = founder.types(*START, "--detach").strip()
    assert "did you mean prd" in founder.types("fork", other, "--from", "pdr", code=2)
    assert "prd needs discover" in founder.types("fork", other, "--from", "prd", code=2)
    assert "no request Q-none" in founder.types("fork", other, "--from", "Q-none", code=2)
    assert [p.name for p in founder.company.paths.products.iterdir()] == [founder.first.folder]


def test_comparing_shows_what_differs_down_to_the_lines(founder: Founder) -> None:
    """The shared step is said to be the same; the founder's edit in the fork is a file with line counts and a diff."""
    fork = founder.run(founder.reads("fork", founder.first.id, "--from", "prd")["run"])
    founder.works()
    (request,) = [r for r in founder.company.inbox() if r.run == fork.id]
    path, content = next(iter(sorted(founder.company.bundle(request.binding).files.items())))
    founder.company.edit(request, {path: content + b"\nOne more line.\n"})
    founder.works()
    runs = (founder.first.id, fork.id)
    answer = founder.reads("compare", *runs)
    discover, prd = answer["steps"]
    assert (discover["step"], discover["same"], discover["files"]) == ("discover", True, [])
    assert (prd["same"], prd["left"]["status"]) == (False, "waits")
    assert {"path": path, "change": "changed", "plus": 2, "minus": 0} in prd["files"]
    text = founder.types("compare", *runs)
    assert "discover: the same in both" in text
    assert f"~ {path}: changed (+2 −0)" in text
    diff = founder.types("compare", *runs, "prd")
    assert f"--- {founder.first.id}/{path}" in diff
    assert "+One more line." in diff
    assert "did you mean prd" in founder.types("compare", *runs, "pdr", code=2)


def test_a_changed_workflow_file_is_said_and_adopted(founder: Founder) -> None:
    """The run goes on with what it began with until it is moved; comments and layout are no change."""
    run = founder.first.id
    notice = "The workflow file has changed since"
    assert notice not in founder.types("status", run)
    founder.writes("# a remark\n" + WORKFLOW)
    assert founder.reads("status", run)[0]["workflow_changed"] is False
    founder.writes(WORKFLOW.replace("Write the PRD.", "Write a short PRD."))
    assert notice in founder.types("status", run)
    assert founder.reads("status", run)[0]["workflow_changed"] is True
    founder.types("pause")  # so that no worker is needed
    answer = founder.reads("adopt")
    assert (answer["adopted"], answer["changed"]) == (True, ["prd"])
    assert founder.run(run).workflow.steps[1].task == "Write a short PRD."
    assert notice not in founder.types("status", run)
    assert founder.company.inbox() == []
    log = founder.types("log", run)
    assert "moved from the workflow" in log
    assert "prd: sent back by a changed workflow, round 2" in log
    assert "follows this workflow already" in founder.types("adopt", run)


def test_adopting_is_refused_where_a_finished_step_differs(founder: Founder) -> None:
    """The step and the field are named; a file with faults is shown with them; the run stays as it was."""
    before = founder.run(founder.first.id)
    founder.writes(WORKFLOW.replace("Read the brief.", "Read it twice."))
    refusal = founder.types("adopt", code=2)
    assert "the step discover has ended, and its task differs" in refusal
    assert "Read it twice." in refusal
    founder.writes(WORKFLOW.replace("agent: designer", "agent: desinger"))
    assert "small.yaml:6" in founder.types("adopt", code=2)
    (founder.folder / "workflows" / "small.yaml").unlink()
    assert "changed since" in founder.types("status", before.id)
    assert founder.run(before.id) == before


def test_another_file_can_be_adopted(founder: Founder) -> None:
    """The run is asked about that file from then on."""
    other = founder.folder / "workflows" / "other.yaml"
    other.write_text(WORKFLOW.replace("name: small", "name: other"))
    founder.types("pause")
    assert founder.reads("adopt", "--workflow", "other")["adopted"] is True
    run = founder.run(founder.first.id)
    assert (run.plan.name, run.file) == ("other", "workflows/other.yaml")
