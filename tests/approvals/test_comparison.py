"""Two runs side by side, of the same workflow or not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from superindividual.approvals.comparison import Comparison, FileChange
from superindividual.errors import RunRefused
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.journal.runs import StepRecord
from superindividual.specs.workflow import WorkflowSpec
from superindividual.workspace.artifact import Deliverable
from superindividual.workspace.objects import ObjectStore
from tests.journal.flow import STEPS, begin

PRD = StepId("prd")


class Runs:
    """Two runs of which each has handed something over."""

    def __init__(self, journal: Journal, objects: ObjectStore, right: WorkflowSpec | None = None) -> None:
        self.journal, self.objects = journal, objects
        self.left, self.right = begin(journal, "R-a"), begin(journal, "R-b", right)

    def hands_over(self, run: str, files: dict[str, bytes], verdicts: dict[str, str], by: str) -> None:
        made = Deliverable(
            kind="prd",
            files=self.objects.artifacts(files),
            summary="s",
            language="en",
            produced_by="test/scripted@1",
        )
        digest, journal, run_id = self.objects.store(made), self.journal, RunId(run)
        journal.versions.add(run_id, PRD, attempt=2, digest=digest, by="designer", summary="s")
        answers = [{"check": c, "verdict": v} for c, v in verdicts.items()]
        journal.versions.record_results(run_id, PRD, 1, answers)
        request = journal.decisions.open(
            RequestId(f"Q-{run}"), run=run_id, step=PRD, version=1, kind="draft", binding=digest, question={}, risk=0
        )  # fmt: skip
        journal.decisions.decide(request.id, "approve", by=by, binding=digest)
        journal.runs.record_step(run_id, StepRecord(PRD, "done", digest, "prd", 1, request.id, None, "", ""))
        journal.usage.add(
            run_id, PRD, 1, "m", input_tokens=10, output_tokens=5, usd=Decimal("0.25"), seconds=1.5
        )

    @property
    def compared(self) -> Comparison:
        return Comparison(self.journal, self.objects, self.left, self.right)


@pytest.fixture
def runs(journal: Journal, objects: ObjectStore) -> Runs:
    found = Runs(journal, objects)
    found.hands_over(
        "R-a", {"a.md": b"1\n2\n3\n", "gone.md": b"x\n", "i.png": b"\xff"}, {"outline": "pass", "tokens": "fail"}, "founder"
    )  # fmt: skip
    return found


def test_files_checks_and_deciders_are_set_side_by_side(runs: Runs) -> None:
    """Lines are counted, what is no text is only said to differ, and a verdict that changed is named."""
    runs.hands_over(
        "R-b",
        {"a.md": b"1\nII\n3\n4\n", "new.md": b"y\n", "i.png": b"\xfe"},
        {"outline": "pass", "tokens": "pass", "markup": "pass"},
        "policy:checks-passed",
    )
    pair = runs.compared.pair(PRD)
    assert pair.left is not None
    assert pair.right is not None
    assert not pair.same
    assert pair.files == (
        FileChange("a.md", "changed", 2, 1),
        FileChange("gone.md", "removed", 0, 1),
        FileChange("i.png", "changed", None, None),
        FileChange("new.md", "added", 1, 0),
    )
    assert pair.checks == (("tokens", "fail", "pass"), ("markup", None, "pass"))
    assert (pair.left.counts, pair.left.failing) == ({"pass": 1, "fail": 1}, ("tokens",))
    assert [s.decision.by for s in (pair.left, pair.right) if s.decision] == [
        "founder",
        "policy:checks-passed",
    ]
    assert (pair.left.attempts, pair.left.usage.usd, pair.left.usage.seconds) == (2, Decimal("0.25"), 1.5)
    diff = list(runs.compared.diff(PRD))
    assert diff[:2] == ["--- R-a/a.md", "+++ R-b/a.md"]
    assert {"-2", "+II", "+4", "-x", "+y", "i.png: no text, and not the same bytes"} <= set(diff)


def test_the_same_bytes_are_the_same(runs: Runs) -> None:
    """A fork's shared step is not searched for differences, and costs the fork nothing."""
    fork = runs.journal.forks.begin(RunId("R-c"), runs.journal.forks.plan(RunId("R-a"), StepId("discover")))
    assert runs.journal.runs.steps(fork.id) == {}
    runs.journal.runs.record_step(
        RunId("R-a"), StepRecord(StepId("discover"), "skipped", None, None, None, None, None, "", "")
    )
    fork = runs.journal.forks.begin(RunId("R-d"), runs.journal.forks.plan(RunId("R-a"), StepId("build")))
    pair = Comparison(runs.journal, runs.objects, runs.left, fork).pair(PRD)
    assert pair.same
    assert pair.left is not None
    assert pair.right is not None
    assert pair.right.decision == pair.left.decision
    assert pair.files == ()
    assert pair.right.usage.calls == 0


def test_a_step_of_one_workflow_only_is_shown_so(journal: Journal, objects: ObjectStore) -> None:
    """Runs of different workflows can be compared; steps stand in the order of the first, then the second."""
    other = WorkflowSpec.model_validate(
        {"name": "o", "steps": [STEPS[0], {"id": "site", "agent": "developer", "deliver": "site"}]}
    )
    pairs = Runs(journal, objects, other).compared.pairs()
    assert [p.step for p in pairs] == ["discover", "prd", "build", "posts", "kit", "site"]
    assert [p.step for p in pairs if p.left is None] == ["site"]
    assert [p.step for p in pairs if p.right is None] == ["prd", "build", "posts", "kit"]
    assert not any(p.same for p in pairs)
    with pytest.raises(RunRefused, match="neither run has a step sit"):
        Comparison(journal, objects, *journal.runs.all()).pair(StepId("sit"))


def test_what_has_not_ended_shows_its_newest_version(runs: Runs, objects: ObjectStore) -> None:
    """A request that waits says so; a step not begun has nothing."""
    digest = objects.store(
        Deliverable(
            kind="prd", files=objects.artifacts({"a.md": b"1\n"}), summary="", language="en", produced_by="t"
        )
    )
    runs.journal.versions.add(RunId("R-b"), PRD, attempt=1, digest=digest, by="designer", summary="")
    pair = runs.compared.pair(PRD)
    assert pair.right is not None
    assert (pair.right.status, pair.right.version, pair.right.digest) == ("open", 1, digest)
    runs.journal.decisions.open(
        RequestId("Q-w"),
        run=RunId("R-b"),
        step=PRD,
        version=1,
        kind="draft",
        binding=Digest(digest),
        question={},
        risk=0,
    )
    waiting = runs.compared.pair(PRD).right
    assert waiting is not None
    assert waiting.status == "waits"
