"""Runs: one execution of a workflow each, with the workflow as it stood when the run began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.errors import RunNotFound, RunRefused
from superindividual.ids import Digest, RunId, StepId, digest_of
from superindividual.journal.events import Events
from superindividual.journal.fingerprint import dumped
from superindividual.journal.store import Store
from superindividual.text import Language
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from superindividual.specs.expansion import Expansion
    from superindividual.specs.workflow import Approve, WorkflowSpec

Outcome = Literal["done", "stopped", "failed"]
EngineName = Literal["rehearsal", "model"]


@dataclass(frozen=True)
class PlannedStep:
    """A step and what it waits for."""

    id: StepId
    needs: tuple[StepId, ...]


@dataclass(frozen=True)
class Plan:
    """A workflow's name and its steps."""

    name: str
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True)
class Run:
    """A run as the journal knows it; `outcome` None means it is not over."""

    id: RunId
    spec: str
    """The workflow as JSON, as it stood when the run began."""
    fingerprint: Digest
    inputs: dict[str, Any]
    brief: Digest
    """The brief's bytes in the object store."""
    product: str
    """The product's folder name."""
    language: Language
    engine: EngineName
    approve: Approve | None
    """The script's override of when the founder is asked."""
    created: str
    stop: str | None
    outcome: Outcome | None
    reason: str
    ended: str | None
    file: str = ""
    """The file that the workflow was read from."""
    paused: str | None = None
    """Who paused it; None where it is not paused."""
    parent: RunId | None = None
    """The run that it was forked from, at `parent_step`."""
    parent_step: StepId | None = None
    outputs: dict[str, Any] = field(default_factory=dict)
    """What its workflow gave at its end, by name; empty before, and where it did not end well."""

    @property
    def folder(self) -> str:
        """The name of its product's folder below the company's `products`; a fork has one of its own."""
        return f"{self.product}@{self.id}" if self.parent else self.product

    @cached_property
    def plan(self) -> Plan:
        """Name and order of the workflow: what front ends show, without the cost of a validated workflow."""
        stored = json.loads(self.spec)
        steps = (PlannedStep(step["id"], tuple(step["needs"])) for step in stored["steps"])
        return Plan(stored["name"], tuple(steps))

    @cached_property
    def workflow(self) -> Expansion:
        """The whole workflow, validated, with the steps of those that it uses."""
        return _expansion(self.spec)


@lru_cache(maxsize=256)
def _expansion(spec: str) -> Expansion:
    """Runs of the same workflow, and every look at one run, share what is read once: it is frozen."""
    from superindividual.specs.expansion import Expansion

    return Expansion.model_validate_json(spec)


@dataclass(frozen=True)
class StepRecord:
    """How a step ended."""

    step: StepId
    status: Literal["done", "skipped", "stopped"]
    digest: Digest | None
    kind: str | None
    version: int | None
    request: str | None
    revision: str | None
    """The commit in the product's repository."""
    reason: str
    at: str


class Runs:
    """Begin, read and end runs; a run is over when, and only when, its outcome stands here."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def begin(
        self,
        run_id: RunId,
        workflow: WorkflowSpec,
        *,
        inputs: dict[str, Any],
        brief: Digest,
        product: str,
        language: Language,
        engine: EngineName,
        approve: Approve | None,
        file: str = "",
    ) -> Run:
        """Record a new run; a worker picks it up."""
        from superindividual.specs.bound import is_bound  # here, since looking at runs begins none

        spec = dumped(workflow)
        fingerprint = digest_of(spec)
        given = {name: value["material"] for name, value in inputs.items() if is_bound(value)}
        bound: dict[str, Any] = {"given": given} if given else {}
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO runs (id, workflow, fingerprint, spec, inputs, brief, product, language, engine, approve, created, file)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id,
                    workflow.name,
                    fingerprint,
                    json.dumps(spec),
                    json.dumps(inputs, ensure_ascii=False),
                    brief,
                    product,
                    language,
                    engine,
                    approve,
                    stamp(self._clock()),
                    file,
                ),
            )
            self._events.append(
                "run.started",
                run=run_id,
                workflow=workflow.name,
                fingerprint=fingerprint,
                product=product,
                engine=engine,
                approve=approve,
                brief=brief,
                **bound,
            )
        return self.get(run_id)

    def get(self, run_id: RunId) -> Run:
        """The run.

        Raises:
            RunNotFound: there is none of that id.
        """
        row = self._store.row("SELECT * FROM runs WHERE id = ?", (run_id,))
        if row is None:
            raise RunNotFound(
                _("no run {run} in this company").format(run=run_id),
                remedy=_("see the list: superindividual status"),
            )
        return _run(row)

    def workflow(self, run_id: RunId) -> Expansion:
        """The run's workflow as it stands now, without the rest of the run; raises RunNotFound."""
        row = self._store.row("SELECT spec FROM runs WHERE id = ?", (run_id,))
        return _expansion(row[0]) if row else self.get(run_id).workflow

    def all(self, *, unfinished: bool = False) -> list[Run]:
        """All runs, oldest first."""
        where = "WHERE outcome IS NULL" if unfinished else ""
        return [_run(row) for row in self._store.rows(f"SELECT * FROM runs {where} ORDER BY created, id")]

    def only(self) -> Run:
        """The one run that has not ended; raises RunNotFound where there is none, or several could be meant."""
        unfinished = self.all(unfinished=True)
        if len(unfinished) == 1:
            return unfinished[0]
        raise RunNotFound(
            _("several runs are unfinished") if unfinished else _("no run is unfinished"),
            remedy=_("name one: {runs}").format(runs=", ".join(r.id for r in unfinished))
            if unfinished
            else _("see the list: superindividual status"),
        )

    def ask_to_stop(self, run_id: RunId, by: str) -> None:
        """Ask the worker to end the run; nothing further leaves it."""
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE runs SET stop = ?, paused = NULL WHERE id = ? AND stop IS NULL AND outcome IS NULL",
                (by, run_id),
            ).rowcount
            if changed:
                self._events.append("run.stop_asked", run=run_id, by=by)

    def pause(self, run_id: RunId, by: str) -> None:
        """Let the run go no further until it is resumed; twice is once.

        Raises:
            RunNotFound: there is no such run.
            RunRefused: it has ended, or is being stopped.
        """
        with self._store.transaction() as tx:
            run = self.moving(run_id)
            if run.stop:
                raise RunRefused(_("{run} is being stopped").format(run=run_id))
            if not run.paused:
                tx.execute("UPDATE runs SET paused = ? WHERE id = ?", (by, run_id))
                self._events.append("run.paused", run=run_id, by=by)

    def resume(self, run_id: RunId, by: str) -> None:
        """Let a paused run go on from what stands in the journal.

        Raises:
            RunNotFound: there is no such run.
            RunRefused: it has ended, or is not paused.
        """
        with self._store.transaction() as tx:
            if not self.moving(run_id).paused:
                raise RunRefused(
                    _("{run} is not paused").format(run=run_id),
                    remedy=_("see how it stands: superindividual status {run}").format(run=run_id),
                )
            tx.execute("UPDATE runs SET paused = NULL WHERE id = ?", (run_id,))
            self._events.append("run.resumed", run=run_id, by=by)

    def moving(self, run_id: RunId) -> Run:
        """The run, if it has not ended; raises RunNotFound and RunRefused."""
        run = self.get(run_id)
        if run.outcome:
            raise RunRefused(
                _("{run} has ended").format(run=run_id),
                remedy=_("begin anew from one of its steps: superindividual fork {run} --from STEP").format(
                    run=run_id
                ),
            )
        return run

    def stopping(self, run_id: RunId) -> bool:
        """Whether the run was asked to stop or is over."""
        row = self._store.row(
            "SELECT stop IS NOT NULL OR outcome IS NOT NULL FROM runs WHERE id = ?", (run_id,)
        )
        return bool(row and row[0])

    def halting(self, run_id: RunId, fingerprint: Digest) -> bool:
        """Whether a graph made from the workflow of that fingerprint must go no further: stopped, paused, or adopted."""
        row = self._store.row(
            "SELECT stop IS NOT NULL OR outcome IS NOT NULL OR paused IS NOT NULL OR fingerprint != ?"
            " FROM runs WHERE id = ?",
            (fingerprint, run_id),
        )
        return bool(row and row[0])

    def end(
        self, run_id: RunId, outcome: Outcome, reason: str = "", outputs: Mapping[str, Any] | None = None
    ) -> None:
        """Record the run's end and what its workflow gives, once; open requests are closed with it."""
        at = stamp(self._clock())
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE runs SET outcome = ?, reason = ?, ended = ?, outputs = ? WHERE id = ? AND outcome IS NULL",
                (outcome, reason, at, json.dumps(dict(outputs or {}), ensure_ascii=False), run_id),
            ).rowcount
            if changed:
                tx.execute("UPDATE requests SET closed = ? WHERE run = ? AND closed IS NULL", (at, run_id))
                given = dict(outputs or {})
                self._events.append("run.ended", run=run_id, outcome=outcome, reason=reason, outputs=given)

    def record_step(self, run_id: RunId, record: StepRecord) -> bool:
        """Record a step's end, once; False when it stood already."""
        with self._store.transaction() as tx:
            changed = tx.execute(
                "INSERT OR IGNORE INTO steps (run, step, status, digest, kind, version, request, revision, reason, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id,
                    record.step,
                    record.status,
                    record.digest,
                    record.kind,
                    record.version,
                    record.request,
                    record.revision,
                    record.reason,
                    stamp(self._clock()),
                ),
            ).rowcount
            if changed:
                self._events.append(
                    "step.ended",
                    run=run_id,
                    step=record.step,
                    status=record.status,
                    digest=record.digest,
                    version=record.version,
                    revision=record.revision,
                    reason=record.reason,
                )
            return bool(changed)

    def steps(self, run_id: RunId) -> dict[StepId, StepRecord]:
        """The steps that have ended."""
        rows = self._store.rows("SELECT * FROM steps WHERE run = ? ORDER BY at", (run_id,))
        return {
            row["step"]: StepRecord(**{key: row[key] for key in row.keys() if key != "run"}) for row in rows
        }


def _run(row: Any) -> Run:
    return Run(
        id=row["id"],
        spec=row["spec"],
        fingerprint=row["fingerprint"],
        inputs=json.loads(row["inputs"]),
        brief=row["brief"],
        product=row["product"],
        language=row["language"],
        engine=row["engine"],
        approve=row["approve"],
        created=row["created"],
        stop=row["stop"],
        outcome=row["outcome"],
        reason=row["reason"] or "",
        ended=row["ended"],
        file=row["file"],
        paused=row["paused"],
        parent=row["parent"],
        parent_step=row["parent_step"],
        outputs=json.loads(row["outputs"]),
    )
