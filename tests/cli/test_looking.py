"""What the command line says when it shows things."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from superindividual.approvals import wording
from superindividual.cli import main
from superindividual.clock import parse, stamp
from superindividual.company import Company
from superindividual.engine.worker import hold
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.decisions import RequestKind
from superindividual.paths import bundled


def test_a_search_that_finds_nothing_says_no_more_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty memory teaches what goes into it; a full one that holds none of the words is not called empty."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    assert main(["memory"]) == 0
    assert "Nothing yet" in capsys.readouterr().out
    assert main(["memory", "add", "We never name competitors"]) == 0
    capsys.readouterr()
    assert main(["memory", "search", "freight"]) == 0
    assert capsys.readouterr().out.strip() == "Nothing fits these words."
    assert main(["memory", "search", "competitors"]) == 0
    assert "We never name competitors" in capsys.readouterr().out


GIVING = """\
name: giving
inputs:
  brief: {type: file, required: true}
steps:
  legal: {uses: compliance_review}
outputs:
  said: {value: "${{ steps.legal.outputs.verdict }}"}
  blocks: {value: "${{ steps.legal.outputs.blocks }}"}
"""


def test_what_a_run_gives_is_shown_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each output on one line, whatever it holds; in JSON as it is; before the end there is none."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    (tmp_path / "firm" / "workflows" / "giving.yaml").write_text(GIVING)
    company = Company.open()
    run = company.start("giving", brief=bundled("examples") / "briefs" / "club-dues.md").id
    capsys.readouterr()
    assert main(["status", run]) == 0
    shown = capsys.readouterr().out
    assert "legal/discover" in shown
    assert "What it gives" not in shown
    given = {"said": "one\x1b[2J\ntwo", "blocks": ["EU-1"]}
    company.journal.runs.end(run, "done", outputs=given)
    assert main(["status", run]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert shown.splitlines()[-3:] == ["  What it gives:", "    said: one two", '    blocks: ["EU-1"]']
    assert main(["status", run, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["outputs"] == given


def test_a_plan_tells_of_what_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gates and calls of the used workflow's steps, under their whole names."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    assert main(["rehearse", str(bundled("examples") / "workflows" / "with_review.yaml"), "--plan"]) == 0
    assert "You are asked for certain: legal/review" in capsys.readouterr().out


TIMED = """\
name: timed
steps:
  discover: {agent: scout, deliver: discovery, timeout: {after: 1h, then: approve}}
  prd: {agent: designer, deliver: prd, needs: discover}
"""


def timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Company, RunId]:
    """A company that one stands in, with a run of that workflow."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    (tmp_path / "firm" / "workflows" / "timed.yaml").write_text(TIMED)
    company = Company.open()
    run = company.start("timed").id
    return company, run


def test_what_time_will_decide_is_told_wherever_a_request_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What and when, and that no worker watches the clock; a version that failed is never taken; no limit, no word."""
    company, run = timed(tmp_path, monkeypatch)
    kinds: dict[str, RequestKind] = {"Q-1": "draft", "Q-2": "failing", "Q-3": "draft"}
    for name, kind in kinds.items():
        step = "prd" if name == "Q-3" else "discover"
        company.journal.decisions.open(
            RequestId(name),
            run=run,
            step=StepId(step),
            version=0,
            kind=kind,
            binding=Digest(name[-1] * 64),
            question={"product": "thing", "step": step, "summary": "s", "verdicts": {}},
            risk=0,
        )
    opened = parse(company.journal.decisions.request(RequestId("Q-1")).opened)
    by_time = f"time decides at {wording.moment(opened + timedelta(hours=1))}: it is"
    capsys.readouterr()
    main(["inbox"])
    told = capsys.readouterr().out
    assert told.count("without a decision") == 2
    assert f"{by_time} approved" in told
    main(["show", "Q-2"])
    told = capsys.readouterr().out
    assert "it is not taken" in told
    assert "no worker runs, so time decides when the next one does" in told
    main(["show", "Q-3"])
    assert "without a decision" not in capsys.readouterr().out
    main(["show", "Q-1", "--json"])
    assert json.loads(capsys.readouterr().out)["deadline"] == {
        "at": stamp(opened + timedelta(hours=1)),
        "then": "approve",
    }


def test_the_status_of_a_run_says_which_steps_are_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the attempt, and what its call waits for; without a worker nothing is worked on."""
    company, run = timed(tmp_path, monkeypatch)
    step = StepId("discover")
    company.journal.events.append("step.started", run=run, step=step, attempt=2, told=[])
    company.journal.events.append(
        "model.paused", run=run, step=step, endpoint="lab", seconds=900.0, reason="it is away"
    )

    def told() -> str:
        capsys.readouterr()
        main(["status", run])
        return capsys.readouterr().out

    assert "discover       not yet" in told()
    with hold(company.paths.lock):
        assert "discover       working, attempt 2" in told()
        assert "discover: waits for lab until" in told()
        company.journal.events.append("step.ended", run=run, step=step, status="skipped", reason="")
        assert "working" not in told().replace("running", "")
