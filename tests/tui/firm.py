"""A company for the cockpit's tests: real journal and objects; what agents would do is written by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from superindividual.approvals.editor import Editor
from superindividual.company import Company
from superindividual.ids import Digest, RunId, StepId, request_id
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.journal.outbox import Effect
from superindividual.journal.runs import EngineName, Run, StepRecord
from superindividual.specs.template import write_company
from superindividual.specs.workflow import WorkflowSpec
from superindividual.workspace.artifact import Deliverable
from superindividual_tui.app import Cockpit
from superindividual_tui.board import Board
from superindividual_tui.page import read_page
from superindividual_tui.view import View
from tests.conftest import SteppedClock

FLOW = {
    "name": "w",
    "steps": [
        {"id": "prd", "agent": "designer", "deliver": "prd"},
        {"id": "launch", "effect": "publish", "from": ["prd"], "needs": ["prd"]},
    ],
}


class Alone(Company):
    """A company in which no process is ever started."""

    started = 0

    def ensure_worker(self) -> bool:
        type(self).started += 1
        return False


@dataclass
class Hands:
    """A monotonic clock that moves when told."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Firm:
    """A company and ways to make things happen in it."""

    folder: Path
    clock: SteppedClock = field(default_factory=SteppedClock)

    def __post_init__(self) -> None:
        write_company(self.folder, "Firm", "en")
        self.company = Alone.open(self.folder, clock=self.clock)
        self.journal = self.company.journal

    def other_process(self) -> Company:
        """The same company, opened a second time."""
        return Alone.open(self.folder, clock=self.clock)

    def run(
        self,
        name: str = "R-one",
        product: str = "duesbook",
        *,
        engine: EngineName = "rehearsal",
        budget: Mapping[str, Any] | None = None,
    ) -> Run:
        brief = self.company.objects.put(b"A tool that counts dues.")
        return self.journal.runs.begin(
            RunId(name),
            WorkflowSpec.model_validate({**FLOW, "budget": budget or {}}),
            inputs={},
            brief=brief,
            product=product,
            language="en",
            engine=engine,
            approve="always",
        )

    def ask(
        self,
        run: Run,
        step: str = "prd",
        *,
        files: Mapping[str, bytes] | None = None,
        summary: str = "The PRD of Duesbook",
        claims: tuple[dict[str, Any], ...] = (),
        verdict: str = "pass",
        form: Mapping[str, Any] | None = None,
        action: Mapping[str, Any] | None = None,
    ) -> Request:
        """A version of a step with its checks, and the request about it; with what would leave, where a test needs that."""
        effect = step == "launch"
        made = Deliverable.model_validate(
            {
                "kind": "effect:publish" if effect else "prd",
                "files": self.company.objects.artifacts(dict(files or {"docs/prd.md": b"# Duesbook\n"})),
                "summary": summary,
                "claims": claims,
                "language": "en",
                "produced_by": "rehearsal/prd@1",
            }
        )
        digest = self.company.objects.store(made)
        version = self.journal.versions.add(
            run.id, StepId(step), attempt=1, digest=digest, by="designer", summary=summary
        )
        results = [answer(verdict)]
        self.journal.versions.record_results(run.id, StepId(step), version.version, results)
        more = {"form": form, "action": action}
        return self._open(run, step, version.version, digest, verdict, summary, len(made.files), more)

    def _open(
        self,
        run: Run,
        step: str,
        version: int,
        digest: Digest,
        verdict: str,
        summary: str,
        files: int,
        more: Mapping[str, Any] | None = None,
    ) -> Request:
        effect, failing = step == "launch", verdict == "fail"
        return self.journal.decisions.open(
            request_id(run.id, step, str(version), digest),
            run=run.id,
            step=StepId(step),
            version=version,
            kind="effect" if effect else "failing" if failing else "draft",
            binding=digest,
            question={
                "product": run.product,
                "step": step,
                "agent": "designer",
                "deliver": "prd",
                "summary": summary,
                "reason": "always",
                "files": files,
                "verdicts": {verdict: 1},
                **{name: value for name, value in (more or {}).items() if value},
            },
            risk=2 if effect else 1 if failing else 0,
        )

    def end_step(self, request: Request, status: Any = "done") -> None:
        """What a worker writes after an approval."""
        self.journal.runs.record_step(
            request.run,
            StepRecord(
                request.step, status, request.binding, "prd", request.version, request.id, "abc123", "", ""
            ),
        )

    def cockpit(self, hands: Hands, editor: Editor | None = None) -> Cockpit:
        return Cockpit(self.company, clock=self.clock, monotonic=hands, editor=editor or _no_editor)


def _no_editor(path: str, content: bytes) -> bytes:
    raise AssertionError(f"no editor was expected for {path}: {len(content)} B")


def view_of(firm: Firm, only: RunId | None = None, request: Request | None = None) -> View:
    """What a room is drawn from, read anew."""
    board = Board(firm.company)
    board.load()
    return View(
        firm.company, board, only, read_page(firm.company, request.id) if request else None, firm.clock()
    )


def spend(firm: Firm, run: Run, usd: str | None, step: str = "prd") -> None:
    """A call of a model; None where its price is not known."""
    firm.journal.usage.add(
        run.id,
        StepId(step),
        1,
        "a-model",
        input_tokens=1000,
        output_tokens=200,
        usd=Decimal(usd) if usd else None,
        seconds=1.5,
    )


def answer(verdict: str, check: str = "prd_complete") -> dict[str, Any]:
    return {
        "check": check,
        "verdict": verdict,
        "reason": "looked at 3 sections",
        "findings": [{"path": "docs/prd.md", "line": 4, "message": "thin", "remedy": "say more"}],
        "evidence": {"sections": 3},
    }


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for a condition, never for a time."""
    limit = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < limit, "the condition did not come true"
        await pilot.pause(0.01)


async def open_first(pilot: Pilot[None], hands: Hands) -> None:
    """Open the first request of the inbox and wait until its panel is armed."""
    app = pilot.app
    assert isinstance(app, Cockpit)
    panel = app.cabin.panel
    await until(pilot, lambda: app.cabin.board.seq > 0)
    await pilot.press("i", "g", "enter")
    await until(pilot, lambda: panel.arming.phase == "arming")
    hands.wait(2)
    await until(pilot, lambda: panel.arming.phase == "armed")


async def settle(pilot: Pilot[None], hands: Hands) -> None:
    """Let what is held become a decision."""
    hands.wait(1)
    await pilot.pause(0.35)


def intended(journal: Journal, request: Request, key: str = "k" * 64) -> Effect:
    """The effect of a request, written down as the executor does before it begins."""
    return journal.outbox.intend(
        request.id,
        request.run,
        request.step,
        key=Digest(key),
        effect_class="publish",
        action={"target": "x"},
        binding=request.binding,
    )


async def ticks(pilot: Pilot[None], count: int) -> None:
    """Let the cockpit's own clock look so often, as it does ten times a second."""
    app = pilot.app
    assert isinstance(app, Cockpit)
    for _look in range(count):
        app.cabin.tick()
        await pilot.pause()
