"""`pause`, `resume`, `stop`, `fork`, `adopt`, `halt`: from any process, at any moment."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from superindividual.cli.output import company, emit
from superindividual.company import Company
from superindividual.journal.adoptions import Adoption
from superindividual.journal.runs import Run
from superindividual.text import gettext as _


def pause(options: Namespace) -> int:
    """Pause a run."""
    opened = company(options)
    run = opened.run(options.run)
    opened.pause(run.id)
    text = _("{run} is paused. Go on: superindividual resume {run}").format(run=run.id)
    return emit(options, {"run": run.id, "state": "paused"}, lambda: [text])


def resume(options: Namespace) -> int:
    """Resume a run, and make sure that a worker takes it up."""
    opened = company(options)
    run = opened.run(options.run)
    opened.resume(run.id)
    text = _("{run} goes on. Follow it: superindividual status {run}").format(run=run.id)
    return _worked(options, opened, run, "resumed", [text])


def stop(options: Namespace) -> int:
    """Stop a run, and make sure that a worker ends it."""
    opened = company(options)
    run = opened.run(options.run)
    opened.stop(run.id)
    return _worked(options, opened, run, "stopping", [_("{run} is being stopped").format(run=run.id)])


def halt(options: Namespace) -> int:
    """Let nothing leave the company any more, or lift that."""
    opened = company(options)
    if options.lift:
        lifted = opened.journal.halts.lift("founder")
        text = (
            _("Things can leave the company again. What was approved before the halt is asked for anew.")
            if lifted
            else _("The company is not halted.")
        )
        return emit(options, {"halted": False, "lifted": lifted is not None}, lambda: [text])
    fault = opened.halt(" ".join(options.reason))
    lines = [_("HALTED: nothing leaves the company any more. Lift it: superindividual halt --lift")]
    if fault:
        lines.append(
            _("The halt stands by its file alone, since the journal says: {fault}").format(fault=fault)
        )
    return emit(options, {"halted": True, "journal": fault}, lambda: lines)


def fork(options: Namespace) -> int:
    """Begin a run from a step of another."""
    opened = company(options)
    begun = opened.fork(opened.run(options.run).id, options.step)
    return _worked(options, opened, begun, "begun", _forked(opened, begun))


def _forked(opened: Company, begun: Run) -> Iterator[str]:
    shared = [s.id for s in begun.plan.steps if s.id in opened.journal.runs.steps(begun.id)]
    yield _("{run} begins at {step}; it shares with {parent}: {shared}").format(
        run=begun.id, step=begun.parent_step, parent=begun.parent, shared=", ".join(shared) or _("nothing")
    )
    yield _("Product folder: {folder}").format(folder=opened.paths.products / begun.folder)
    yield _("Compare: superindividual compare {parent} {run}").format(parent=begun.parent, run=begun.id)


def adopt(options: Namespace) -> int:
    """Move a run to the current text of its workflow."""
    opened = company(options)
    run = opened.run(options.run)
    adoption = opened.adopt(run.id, options.workflow)
    if not run.paused:
        opened.ensure_worker()
    value = {"run": run.id, "adopted": adoption.before != adoption.after, **asdict(adoption)}
    return emit(options, value, lambda: _adopted(run, adoption))


def _adopted(run: Run, adoption: Adoption) -> Iterator[str]:
    if adoption.before == adoption.after:
        yield _("{run} follows this workflow already").format(run=run.id)
        return
    yield _("{run} follows the workflow as it is written now").format(run=run.id)
    for word, steps in (
        (_("changed"), adoption.changed),
        (_("added"), adoption.added),
        (_("removed"), adoption.removed),
    ):
        if steps:
            yield f"  {word}: {', '.join(steps)}"


def _worked(
    options: Namespace, opened: Company, run: Run, state: str, lines: Iterator[str] | list[str]
) -> int:
    started = bool(opened.ensure_worker())
    value = {
        "run": run.id,
        "state": state,
        "parent": run.parent,
        "parent_step": run.parent_step,
        "worker_started": started,
    }
    return emit(options, value, lambda: lines)
