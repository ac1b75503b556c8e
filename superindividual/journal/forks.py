"""Forks: a new run that shares what an earlier one had done before a step, and goes its own way from there."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.clock import Clock, stamp
from superindividual.errors import RunRefused
from superindividual.ids import RunId, StepId, whole_step
from superindividual.journal.events import Events
from superindividual.journal.runs import Run, Runs, StepRecord
from superindividual.journal.store import Store
from superindividual.text import gettext as _
from superindividual.text import one_line


@dataclass(frozen=True)
class Fork:
    """What a fork of a run at a step would share."""

    parent: Run
    step: StepId
    shared: tuple[StepRecord, ...]
    """In the order in which they ended; items such as `posts[3]` with their step."""
    left: tuple[StepId, ...]
    """Steps that have ended in the parent and are open in the fork."""

    @property
    def revisions(self) -> tuple[str, ...]:
        """The commits of the shared steps."""
        return tuple(r.revision for r in self.shared if r.revision)


class Forks:
    """Plan a fork, then begin it."""

    def __init__(self, store: Store, events: Events, runs: Runs, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._runs = runs
        self._clock = clock

    def plan(self, run_id: RunId, step: StepId) -> Fork:
        """What a fork before `step` shares: every step that has ended, but it and what follows from it.

        Raises:
            RunNotFound: there is no such run.
            RunRefused: it has no such step, or one that the step needs has not ended.
        """
        from superindividual.specs.order import Order  # here, since looking at runs forks none

        parent, ended = self._runs.get(run_id), self._runs.steps(run_id)
        planned = {s.id: s for s in parent.plan.steps}
        if step not in planned:
            from superindividual.specs.nearest import nearest

            raise RunRefused(
                _("{run} has no step {step}").format(run=run_id, step=one_line(step, 40)),
                remedy=nearest(step, planned),
            )
        over = {s for s, record in ended.items() if record.status != "stopped"}
        missing = [need for need in planned[step].needs if need not in over]
        if missing:
            raise RunRefused(
                _("{step} needs {need}, which has not ended in {run}").format(
                    step=step, need=missing[0], run=run_id
                ),
                remedy=_("fork from {need}, or wait for it").format(need=missing[0]),
            )
        shared = over & set(planned) - Order(parent.plan).onward(step)
        return Fork(
            parent,
            step,
            tuple(r for s, r in ended.items() if whole_step(s) in shared),
            tuple(s for s in planned if s in ended and s not in shared),
        )

    def begin(self, run_id: RunId, fork: Fork) -> Run:
        """Record the fork under a new id, with what it shares, in one transaction; a worker picks it up.

        The records keep the requests by which their steps were decided: those stay the parent's.
        """
        parent = fork.parent
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO runs (id, workflow, fingerprint, spec, inputs, brief, product, language, engine, approve,"
                " created, file, parent, parent_step) SELECT ?, ?, ?, ?, inputs, brief, product, language, engine,"
                " approve, ?, file, id, ? FROM runs WHERE id = ?",
                (
                    run_id,
                    parent.plan.name,
                    parent.fingerprint,
                    parent.spec,
                    stamp(self._clock()),
                    fork.step,
                    parent.id,
                ),
            )
            for record in fork.shared:
                for table, columns in _SHARED.items():
                    tx.execute(
                        f"INSERT INTO {table} (run, {columns}) SELECT ?, {columns} FROM {table}"
                        " WHERE run = ? AND step = ?",
                        (run_id, parent.id, record.step),
                    )
            self._events.append(
                "run.forked",
                run=run_id,
                parent=parent.id,
                parent_step=fork.step,
                workflow=parent.plan.name,
                fingerprint=parent.fingerprint,
                product=parent.product,
                engine=parent.engine,
                shared={r.step: r.digest for r in fork.shared},
            )
        return self._runs.get(run_id)


_SHARED = {
    "steps": "step, status, digest, kind, version, request, revision, reason, at",
    "versions": "step, version, attempt, digest, by, at, results, claims",
}
