"""Ending: how a step ends or is sent back, and what the company keeps of it."""

from __future__ import annotations

from typing import Any

from superindividual.engine.desk import Desk
from superindividual.journal.decisions import Decision
from superindividual.journal.runs import StepRecord
from superindividual.journal.versions import Version
from superindividual.memory.learning import Learning
from superindividual.memory.lesson import Correction
from superindividual.memory.record import RecordKind
from superindividual.memory.replaced import replaced
from superindividual.specs.order import Order
from superindividual.text import one_line
from superindividual.workspace.artifact import Deliverable


class Ending:
    """How one step ends; each end is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def send_back(self, reason: str) -> bool:
        """Send the work back to an earlier step, if the workflow says so and has not done so too often."""
        back, run, by = self.desk.step.on_fail, self.desk.run, self.desk.step.id
        if back is None:
            return False
        order, rounds = Order(run.workflow), self.desk.journal.rounds
        taken = max((rounds.count(run.id, step, by) for step in order.within(back.goto)), default=0)
        if taken >= back.at_most:
            return False
        anew = order.onward(back.goto)
        steps = [s.id for s in run.workflow.steps if s.id in anew]
        rounds.send_back(run.id, steps, by=by, reason=reason)
        self.desk.context.watch.wake()
        return True

    def learn(self, decision: Decision, version: int) -> None:
        """Propose what a rejection teaches the agent; it is told once it is confirmed, or meant a second time."""
        self._rejected(decision, version, self._applies(decision))

    def learn_edit(self, decision: Decision, version: Version) -> None:
        """Propose what the founder's own hand changed."""
        request = self.desk.journal.decisions.request(decision.request)
        before = self.desk.journal.versions.get(request.run, request.step, request.version)
        old, new = (self.desk.context.objects.bundle(v.digest) for v in (before, version))
        tainted = self._tainted(old.deliverable)  # the words that were replaced may be a stranger's
        for wrong, wanted in replaced(old.files, new.files):
            flags: dict[str, Any] = {"edit": True, "tainted": tainted, "labels": old.deliverable.labels}
            self._correct(Correction(wrong, wanted, **flags, **self._applies(decision)))

    def learn_refusal(self, decision: Decision, version: int) -> None:
        """Propose what the founder said when they let something not leave; several agents made it, so it is for all."""
        if decision.who != "founder" or not decision.feedback:
            return
        applies = {"scope": "company", "kind": self.desk.step.effect or ""}
        self._rejected(decision, version, self._from(decision) | applies)

    def _rejected(self, decision: Decision, version: int, applies: dict[str, Any]) -> None:
        about = next((v for v in self.desk.versions() if v.version == version), None)
        made = self.desk.context.objects.deliverable(about.digest) if about else None
        wrong, labels = (one_line(made.summary, 120), made.labels) if made else ("", ())
        self._correct(Correction(wrong, decision.feedback, labels=labels, **applies))

    def _applies(self, decision: Decision) -> dict[str, Any]:
        """Where a lesson applies, and where it comes from."""
        applies = {"scope": f"agent:{self.desk.card.name}", "kind": self.desk.kind.name}
        return self._from(decision) | applies

    def _from(self, decision: Decision) -> dict[str, Any]:
        return {"source": f"decision:{decision.request}", "run": self.desk.run.id}

    def _correct(self, correction: Correction) -> None:
        Learning(self.desk.journal, self.desk.context.memory).correct(correction, self.desk.step.id)

    def _remember(
        self, text: str, kind: RecordKind, scope: str, source: str, author: str, **marks: Any
    ) -> None:
        """Keep a record; `marks` are other fields of it."""
        memory, run = self.desk.context.memory, self.desk.run.id
        record = memory.compose(
            text[:4000], kind=kind, scope=scope, source=source, author=author, run=run, **marks
        )
        memory.add(record)

    def record(self, version: Version, decision: Decision, revision: str) -> None:
        """One transaction: the step's end, what the company learned from it, and what was used."""
        deliverable = self.desk.context.objects.deliverable(version.digest)
        scope = f"product:{self.desk.run.product}"
        with self.desk.journal.transaction():
            self.desk.journal.runs.record_step(
                self.desk.run.id,
                StepRecord(
                    self.desk.step.id,
                    "done",
                    version.digest,
                    deliverable.kind,
                    version.version,
                    decision.request,
                    revision,
                    "",
                    "",
                ),
            )
            self._remember(
                f"{deliverable.kind}: {deliverable.summary}",
                "deliverable",
                scope,
                f"run:{self.desk.run.id}/{self.desk.step.id}",
                self.desk.step.agent or "company",
                tainted=self._tainted(deliverable),
                labels=deliverable.labels,
            )
            if decision.who == "founder":
                words = f": {decision.feedback}" if decision.feedback else ""
                self._remember(
                    f"{self.desk.step.id} v{version.version}: {decision.verb}{words}",
                    "decision",
                    scope,
                    f"decision:{decision.request}",
                    decision.by,
                    labels=deliverable.labels,
                )
        self.desk.context.watch.wake()  # lanes of this process that wait for the step need no poll

    def _tainted(self, deliverable: Deliverable) -> bool:
        """Whether anything from outside went into it: files the run was given, what tools read, records it was told, or steps before it."""
        rows, run = self.desk.context.memory.rows, self.desk.run.id
        before = [f"run:{run}/{step}" for step in deliverable.inputs]
        return (
            bool(self.desk.materials or deliverable.outside)
            or any(record.tainted for record in rows.these(deliverable.memory))
            or rows.any_tainted(before)
        )

    def skip(self, reason: str) -> None:
        """Record that the step ended without a deliverable."""
        self.desk.journal.runs.record_step(
            self.desk.run.id,
            StepRecord(
                self.desk.step.id, "skipped", None, self.desk.step.deliver, None, None, None, reason, ""
            ),
        )
        self.desk.context.watch.wake()
