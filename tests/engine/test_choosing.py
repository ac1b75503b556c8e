"""Models of company.yaml at work: each step's calls go where they may, what paid and why stands in the journal."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.company import Company
from superindividual.engine.desk import Desk
from superindividual.journal.calls import Call
from superindividual.paths import bundled
from superindividual.specs.template import write_company
from superindividual.tools.sandbox import find_sandbox
from tests.engine.clients import know_a_client
from tests.models.server import ModelServer, calls, serving

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
KEY = "sk-far-secret-0123456789"
WRITE = ("write_file", {"path": "marketing/posts/x.md", "content": "Hello\n"})
SUBMIT = ("submit", {"summary": "One post.", "claims": [{"text": "It counts.", "evidence": ["brief:1"]}]})
FLOW = """\
name: two
inputs: {{brief: {{type: file, required: true}}}}
steps:
  open: {{agent: marketer, deliver: posts, task: "Write.", approve: always, attempts: 1}}
  closed: {{agent: marketer, deliver: posts, task: "Write to clients.", approve: always, attempts: 1, data: [{label}]{more}}}
"""
MODELS = """\
prices: {{far/big: {{input: 1, output: 1, context: 1000000}}}}
models:
  endpoints:
    far: {{base_url: "{far}", key: env:FAR_KEY, region: US}}
    near: {{base_url: "{near}", region: EU}}
  tiers:
    strong: [far/big, near/small]
    fast: [near/tiny]
  data:
    client: {{regions: [EU]}}
  credits:
    voucher: {{endpoint: far, usd: 0.00001, until: 2099-12-31}}
"""


def work(body: dict[str, Any]) -> Any:
    """Write, then hand over."""
    return calls(SUBMIT if any(m["role"] == "tool" for m in body["messages"]) else WRITE)


class Firm:
    """A company with two endpoints."""

    def __init__(self, root: Path, far: ModelServer, near: ModelServer) -> None:
        self.far, self.near = far, near
        write_company(root, "firm", "en")
        with (root / "company.yaml").open("a", encoding="utf-8") as file:
            file.write(MODELS.format(far=far.url, near=near.url))
        self.company = Company.open(root)

    def run(self, label: str, more: str = "") -> dict[str, list[Call]]:
        """All calls of a run, by step."""
        flow = self.company.paths.workflows / "two.yaml"
        flow.write_text(FLOW.format(label=label, more=more), encoding="utf-8")
        run = self.company.start("two", brief=BRIEF)
        assert run.engine == "model"
        self.company.work()
        made = self.company.journal.calls.of(run.id)
        return {step: [c for c in made if c.step == step] for step in ("open", "closed")}


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    monkeypatch.setenv("FAR_KEY", KEY)
    with serving(work) as far, serving(work) as near:
        made = Firm(tmp_path / "firm", far, near)
        yield made
        made.company.journal.close()


def test_each_steps_calls_go_where_its_data_may(firm: Firm) -> None:
    """The labelled step's to the one in the EU, the other's to the first listed; a credit pays as far as it goes."""
    made = firm.run("client")
    assert {(c.model, c.endpoint) for c in made["closed"]} == {("near/small", "near")}
    assert {(c.model, c.endpoint) for c in made["open"]} == {("far/big", "far")}
    assert [c.credit for c in made["open"]] == ["voucher", ""]
    assert "voucher" in made["open"][0].chosen and made["open"][1].chosen == "the first one listed"
    assert [c.usd for c in made["open"]] == ["0.000018", "0.000018"]
    assert {c.usd for c in made["closed"]} == {None}
    assert len(firm.far.asked) == len(firm.near.asked) == 2
    assert "Write to clients." not in str(firm.far.asked)
    told = [e.data["called"] for e in firm.company.journal.events.after(0) if e.kind == "model.called"]
    assert all(called["reason"] for called in told)
    waiting = {
        r.step: firm.company.objects.bundle(r.binding) for r in firm.company.journal.decisions.waiting()
    }
    made_by = {step: bundle.deliverable.produced_by for step, bundle in waiting.items()}
    assert made_by == {"open": "model/far/big", "closed": "model/near/small"}


def test_data_without_a_place_goes_nowhere(firm: Firm) -> None:
    """The founder is asked at once, by name; nothing of the step was sent."""
    made = firm.run("patients")
    assert made["closed"] == []
    (request,) = [r for r in firm.company.journal.decisions.waiting() if r.step == "closed"]
    assert request.version == 0
    assert "patients" in request.question["summary"] and "far/big (US)" in request.question["summary"]
    assert "Write to clients." not in str([firm.far.asked, firm.near.asked])


def test_what_is_recalled_tells_where_a_step_may_go(firm: Firm) -> None:
    """Both steps are told a record about a client: both go to the EU, and nothing of it anywhere else."""
    know_a_client(firm.company.memory)
    made = firm.run("client")
    assert {c.endpoint for calls_ in made.values() for c in calls_} == {"near"}
    assert "Meyer" in str(firm.near.asked) and firm.far.asked == []


def test_without_its_label_the_record_would_go_abroad(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the workflow's labels alone."""
    monkeypatch.setattr(Desk, "_labels_with", lambda self, _told, _given: self._labels)
    know_a_client(firm.company.memory)
    firm.run("client")
    assert "Meyer" in str(firm.far.asked)


def test_a_step_says_which_model_works(firm: Firm) -> None:
    """In the place of what its card says."""
    made = firm.run("client", ", model: fast")
    assert {c.model for c in made["closed"]} == {"near/tiny"}


def test_the_key_is_in_no_file_and_no_childs_environment(firm: Firm) -> None:
    """After a run; and commands in the sandbox see none of the worker's environment, in which it stands."""
    firm.run("client")
    assert set(firm.far.keys) == {f"Bearer {KEY}"}
    root = firm.company.paths.root
    assert [p for p in root.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()] == []
    control = subprocess.run(["env"], capture_output=True, text=True, check=True)
    assert KEY in control.stdout and KEY in os.environ["FAR_KEY"]


@pytest.mark.skipif(find_sandbox()[0] is None, reason="bubblewrap is missing")
async def test_the_sandbox_has_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in its environment, nor in that of any process it sees."""
    monkeypatch.setenv("FAR_KEY", KEY)
    sandbox = find_sandbox()[0]
    assert sandbox is not None
    tmp_path.chmod(0o777)
    look = "import os,glob; print(dict(os.environ), [open(p,'rb').read() for p in glob.glob('/proc/[0-9]*/environ')])"
    done = await sandbox.run(["python3", "-c", look], folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stdout + done.stderr
    assert "PATH" in done.stdout
