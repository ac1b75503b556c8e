"""Adoptions: an unfinished run moves to the workflow as it is written today, and keeps what it has done."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from superindividual.clock import Clock, stamp
from superindividual.errors import RunRefused
from superindividual.ids import Digest, RunId, StepId, whole_step
from superindividual.journal.events import Events
from superindividual.journal.fingerprint import dumped, fingerprint_of
from superindividual.journal.rounds import Rounds
from superindividual.journal.runs import Run, Runs
from superindividual.journal.store import Store
from superindividual.text import gettext as _
from superindividual.text import one_line

if TYPE_CHECKING:
    from superindividual.specs.workflow import WorkflowSpec

BY = "adopt"
"""Who sends a step back whose words have changed."""


@dataclass(frozen=True)
class Adoption:
    """What moving a run to another text changes; steps in the order of the workflow."""

    before: Digest
    after: Digest
    changed: tuple[StepId, ...] = ()
    """Unfinished steps that mean something else now."""
    added: tuple[StepId, ...] = ()
    removed: tuple[StepId, ...] = ()


class Adoptions:
    """Move a run to another workflow."""

    def __init__(self, store: Store, events: Events, runs: Runs, rounds: Rounds, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._runs = runs
        self._rounds = rounds
        self._clock = clock

    def adopt(
        self, run_id: RunId, workflow: WorkflowSpec, *, inputs: dict[str, Any], file: str, by: str
    ) -> Adoption:
        """Replace the run's workflow in one transaction, if every step that has ended is in it unchanged.

        A step that is under way and changed begins anew. The same workflow again changes nothing.

        Raises:
            RunNotFound: there is no such run.
            RunRefused: it has ended, or a finished step is missing or means something else.
        """
        with self._store.transaction() as tx:
            run = self._runs.moving(run_id)
            adoption = self._compared(run, workflow)
            if adoption.before == adoption.after:
                return adoption
            tx.execute(
                "UPDATE runs SET workflow = ?, spec = ?, fingerprint = ?, inputs = ?, file = ? WHERE id = ?",
                (
                    workflow.name,
                    json.dumps(dumped(workflow)),
                    adoption.after,
                    json.dumps(inputs, ensure_ascii=False),
                    file,
                    run_id,
                ),
            )
            self._begin_anew(run_id, adoption)
            self._events.append(
                "workflow.adopted",
                run=run_id,
                before=adoption.before,
                after=adoption.after,
                changed=adoption.changed,
                added=adoption.added,
                removed=adoption.removed,
                by=by,
            )
        return adoption

    def _compared(self, run: Run, workflow: WorkflowSpec) -> Adoption:
        from superindividual.specs.expansion import meaning  # here, since looking at runs moves none

        before = {s.id: meaning(run.workflow, s) for s in run.workflow.steps}
        after = {s.id: meaning(workflow, s) for s in workflow.steps}
        ended = self._runs.steps(run.id)
        for step in before:
            if step in ended:
                _refuse_unless_same(step, before[step], after.get(step))
        return Adoption(
            before=fingerprint_of(run.workflow),
            after=fingerprint_of(workflow),
            changed=tuple(s for s in after if s in before and after[s] != before[s]),
            added=tuple(s for s in after if s not in before),
            removed=tuple(s for s in before if s not in after),
        )

    def _begin_anew(self, run_id: RunId, adoption: Adoption) -> None:
        """Send back what changed and had begun; close what is asked about steps that are gone."""
        begun = self._begun(run_id)
        changed = [s for s in begun if whole_step(s) in adoption.changed]
        self._rounds.send_back(run_id, changed, by=StepId(BY), reason=_("the workflow has changed"))
        with self._store.transaction() as tx:
            for step in (s for s in begun if whole_step(s) in adoption.removed):
                tx.execute(
                    "UPDATE requests SET closed = ? WHERE run = ? AND step = ? AND closed IS NULL",
                    (stamp(self._clock()), run_id, step),
                )
                tx.execute("DELETE FROM steps WHERE run = ? AND step = ?", (run_id, step))

    def _begun(self, run_id: RunId) -> Collection[StepId]:
        sql = "SELECT DISTINCT step FROM events WHERE run = ? AND step IS NOT NULL ORDER BY step"
        return [row[0] for row in self._store.rows(sql, (run_id,))]


def _refuse_unless_same(step: StepId, before: Mapping[str, Any], after: Mapping[str, Any] | None) -> None:
    remedy = _("leave that step as it was, or fork the run and begin anew from it")
    if after is None:
        raise RunRefused(
            _("the step {step} has ended, and the workflow no longer has it").format(step=step), remedy=remedy
        )
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if was != now:
            raise RunRefused(
                _("the step {step} has ended, and its {field} differs: {was} before, {now} now").format(
                    step=step, field=name, was=_shown(was), now=_shown(now)
                ),
                remedy=remedy,
            )


def _shown(value: Any) -> str:
    """The value on one line; an empty text in quotes, so that a sentence with it can be read."""
    written = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return one_line(written, 60)
