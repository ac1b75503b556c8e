"""A company with requests that wait, opened as the engine opens them, without running one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import RequestId, RunId, StepId, digest_of
from superindividual.journal.decisions import Request
from superindividual.journal.stake import stake_of
from superindividual.specs.workflow import WorkflowSpec
from superindividual.workspace.artifact import Deliverable

PATTERN: dict[str, Any] = {
    "workflow": "weekly",
    "product": "thing",
    "step": "posts",
    "agent": "marketer",
    "deliver": "posts",
    "engine": "model",
    "language": "en",
    "files": ["posts/#.md"],
    "checks": ["post_lengths: pass"],
    "meant": "0" * 64,
}
STEPS = [
    {"id": "posts", "agent": "marketer", "deliver": "posts"},
    {"id": "prd", "agent": "designer", "deliver": "prd", "needs": ["posts"]},
    {"id": "out", "effect": "publish", "from": ["posts"], "needs": ["posts"]},
]


class Attended:
    """Opens requests, and types commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.company = Company.open(folder)
        self._capsys = capsys
        self.run = self.begin("R-test")

    def begin(self, name: str, product: str = "thing") -> RunId:
        spec = WorkflowSpec.model_validate({"name": "weekly", "steps": STEPS})
        self.company.journal.runs.begin(
            RunId(name),
            spec,
            inputs={},
            brief=digest_of("brief"),
            product=product,
            language="en",
            engine="model",
            approve=None,
        )
        return RunId(name)

    def ask(self, name: str, *, run: RunId | None = None, step: str = "posts", **other: Any) -> Request:
        """A draft of posts whose every check passed, unless said otherwise."""
        kind, risk = other.pop("kind", "draft"), other.pop("risk", 0)
        facts = {
            "product": "thing",
            "step": step,
            "agent": "marketer",
            "deliver": "posts",
            "summary": f"the summary of {name}",
            "reason": "policy-asks",
            "files": 1,
            "verdicts": {"pass": 3},
            "pattern": PATTERN,
            **other,
        }
        run = run or self.run
        objects = self.company.objects
        deliverable = Deliverable(
            kind=str(facts["deliver"]),
            files=objects.artifacts({f"{step}/1.md": name.encode()}),
            summary=str(facts["summary"]),
            language="en",
            produced_by="test/1",
        )
        made = self.company.journal.versions.add(
            run, StepId(step), attempt=1, digest=objects.store(deliverable), by="marketer", summary=name
        )
        return self.company.journal.decisions.open(
            RequestId(name),
            run=run,
            step=StepId(step),
            version=made.version,
            kind=kind,
            binding=made.digest,
            question=facts,
            risk=risk,
            stake=stake_of(self.company.journal.usage.of(run).usd, risk, None),
            pattern=digest_of(PATTERN) if kind == "draft" and facts["pattern"] else None,
        )

    def types(self, *words: str, code: int = 0) -> str:
        """What a command prints, on either stream."""
        self._capsys.readouterr()
        assert main(list(words)) == code
        captured = self._capsys.readouterr()
        return captured.out + captured.err

    def answers(self, *words: str, code: int = 0) -> Any:
        """The same as JSON."""
        return json.loads(self.types(*words, "--json", code=code))

    @property
    def waiting(self) -> list[str]:
        return sorted(r.id for r in self.company.inbox())
