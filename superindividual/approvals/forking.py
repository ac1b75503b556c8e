"""Forking: a new run from a step of an earlier one, with a branch and a folder of its own for what it commits."""

from __future__ import annotations

from superindividual.clock import Clock
from superindividual.errors import RunRefused
from superindividual.ids import RequestId, RunId, StepId, whole_step
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run
from superindividual.paths import CompanyPaths
from superindividual.text import gettext as _


def fork(journal: Journal, paths: CompanyPaths, run: RunId, at: str, begun: RunId, clock: Clock) -> Run:
    """Begin the run `begun`, which shares everything of `run` before `at`, a step or a request's id.

    The branch is made first: a crash between the two leaves a branch that nobody uses, never a run without one.

    Raises:
        RunNotFound, RequestNotFound: there is none of that name.
        RunRefused: the run has no such step, or one that the step needs has not ended.
        JournalCorrupt: a commit of a shared step is not in the product's repository.
    """
    from superindividual.workspace.repository import ProductRepository

    found = journal.forks.plan(run, _step(journal, run, at))
    ProductRepository.branch(
        paths.products / f"{found.parent.product}@{begun}",
        paths.products / found.parent.folder,
        f"fork/{begun}",
        found.revisions,
        without=found.left,
        when=clock(),
    )
    return journal.forks.begin(begun, found)


def _step(journal: Journal, run: RunId, at: str) -> StepId:
    if not at.startswith("Q-"):
        return StepId(at)
    request = journal.decisions.request(RequestId(at))
    if request.run not in _ancestry(journal, run):
        raise RunRefused(
            _("{id} belongs to the run {run}").format(id=request.id, run=request.run),
            remedy=_("fork that one: superindividual fork {run} --from {id}").format(
                id=request.id, run=request.run
            ),
        )
    return whole_step(request.step)


def _ancestry(journal: Journal, run: RunId) -> list[RunId]:
    """The run and those that it was forked from, by whose requests its shared steps were decided."""
    parent = journal.runs.get(run).parent
    return [run, *(_ancestry(journal, parent) if parent else ())]
