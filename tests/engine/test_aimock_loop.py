"""The whole product loop against an endpoint from npm: every mistake is met, and the launch folder is reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from superindividual.engine.transcript import Transcript
from superindividual.tools.sandbox import find_sandbox
from tests.engine.aimock_loop import ANSWER, KEY, MODEL, QUESTION, played, transcript


@pytest.mark.long
@pytest.mark.skipif(
    find_sandbox()[0] is None, reason="bubblewrap is missing: the package's tests cannot be run"
)
def test_a_brief_reaches_its_launch_folder_against_aimock(tmp_path: Path) -> None:
    """A wrong call, a refusal, a filter, a rate limit, a cut-off answer and a question: none passes for work done."""
    with played(tmp_path) as found:
        journal, run = found.company.journal, found.run
        steps = journal.runs.steps(run)
        waiting = journal.decisions.waiting()
        assert [(r.kind, r.step) for r in waiting] == [("effect", "launch")], list(transcript(found))
        assert {s.status for s in steps.values()} == {"done"}
        made = {
            s: found.company.objects.deliverable(r.digest).produced_by for s, r in steps.items() if r.digest
        }
        assert set(made.values()) == {f"model/{MODEL}"}

        calls = journal.calls.of(run)
        outcomes = [c.outcome for c in calls if c.outcome != "answered"]
        assert sorted(outcomes) == ["filtered", "truncated"]
        statuses = [r["response"]["status"] for r in found.requests]
        assert statuses.count(429) == 1
        assert len(calls) == len(found.requests) - 1, "only the rate limit cost a second request"

        events = journal.events.after(0, run=run, limit=100_000)
        refused = {(e.step, e.data["tool"]) for e in events if e.kind == "tool.called" and not e.data["ok"]}
        assert {("prd", "write_file"), ("prd", "no_such_tool")} <= refused
        assert [bool(v.failed) for v in journal.versions.of(run, "build")] == [True, False]
        asked = [r for r in journal.decisions.of_step(run, "posts") if r.kind == "question"]
        assert [r.question["summary"] for r in asked] == [QUESTION]
        objects = found.company.objects
        requests = [json.loads(objects.get(c.request)) for c in calls if c.step == "posts" and c.request]
        told = Transcript(objects).conversation(requests[-1]["messages"])
        assert f"The founder answers: {ANSWER}" in [m.content for m in told]

        root = found.company.paths.root
        launch = found.company.paths.products / journal.runs.get(run).product / "launch"
        assert (launch / "README.md").is_file()
        assert list(launch.glob("dist/*.whl"))
        assert [p for p in root.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()] == []
