"""A company in which one effect is under way: a post, its review, and the way out that a test chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from superindividual.ids import RunId, StepId
from superindividual.journal.decisions import Request
from superindividual.journal.outbox import Effect
from superindividual.journal.runs import Run
from superindividual.specs.company import CompanySpec
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox
from tests.engine.company import Desktop

RUN = RunId("R-test")
OUT = StepId("out")
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
FILES = {
    "calendar": {"marketing/calendar.ics": ICS},
    "compliance_report": {"compliance/report.json": '{"blocks": []}', "compliance/report.md": "fine\n"},
}


@dataclass
class Writer:
    """Writes the same files at every attempt; `files` by kind may be exchanged."""

    files: dict[str, dict[str, str]] = field(default_factory=lambda: dict(FILES))

    async def work(self, job: Job, toolbox: Toolbox) -> Handed | Declined:
        for path, content in self.files[job.kind.name].items():
            written = await toolbox.call("write_file", {"path": path, "content": content})
            assert written.ok, written.content
        submitted = await toolbox.call("submit", {"summary": job.step})
        assert submitted.ok, submitted.content
        return Handed(str(job.step), (), "test/writer@1")

    async def answer(self, job: Job, question: str) -> str:
        raise NotImplementedError


class Outward(Desktop):
    """The run `R-test` with the steps `plan`, `review` and `out`."""

    def __init__(self, root: Any, **settings: Any) -> None:
        spec = {"name": "Test", "policy": {"undo": "0s", "hosts": ["127.0.0.1"]}, **settings}
        super().__init__(root, agent=Writer(), spec=CompanySpec.model_validate(spec))  # type: ignore[arg-type]

    def begin(self, *, effect: str = "publish", steps: list[dict[str, Any]] | None = None, **out: Any) -> Run:
        """Start a run; `out` are further fields of the effect."""
        first = [
            {"id": "plan", "agent": "marketer", "deliver": "calendar"},
            {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["plan"]},
        ]
        last = {"id": OUT, "effect": effect, "from": ["plan"], "needs": ["plan", "review"], **out}
        return self.start({"name": "w", "steps": steps or [*first, last]}, run=RUN)

    async def offered(self, **out: Any) -> Request:
        """The request that waits when everything before it is done."""
        self.begin(**out)
        await self.work()
        return self.asked()

    def asked(self) -> Request:
        (request,) = self.journal.decisions.waiting()
        return request

    def effects(self) -> list[Effect]:
        return self.journal.outbox.of(RUN)

    @property
    def outcome(self) -> str | None:
        return self.journal.runs.get(RUN).outcome

    def happened(self, prefix: str = "effect.") -> list[str]:
        """What the journal tells of effects."""
        events = [e.kind for e in self.journal.events.after() if e.kind.startswith(prefix)]
        return [kind.removeprefix(prefix) for kind in events]
