"""`run`, `rehearse`, `up`."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from superindividual.approvals import wording
from superindividual.approvals.event_wording import event_line
from superindividual.approvals.waiting import only_founder_moves
from superindividual.cli.looking import changed_lines, inbox_lines, state_of
from superindividual.cli.output import company, named, say
from superindividual.company import Company
from superindividual.errors import WorkerBusy
from superindividual.journal.runs import EngineName, Run
from superindividual.process import collect_rarely
from superindividual.specs.bound import is_bound
from superindividual.text import gettext as _
from superindividual.text import one_line

_LOOK = 0.05
"""Seconds between two looks at a run."""
_MISSING = 40
"""Looks without a worker after which none is about to begin."""


def rehearse(options: Namespace) -> int:
    """Run without a model, or only tell what would be run."""
    if options.plan:
        from superindividual.cli.planning import plan

        return plan(options)
    return _start(options, "rehearsal")


def run(options: Namespace) -> int:
    """Run a workflow with the model that the environment names; without one it is a rehearsal and says so."""
    return _start(options, None)


def up(options: Namespace) -> int:
    """Be the worker."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    collect_rarely()
    opened = company(options)
    opened.work(forever=not options.until_idle, unsafe_shell=options.unsafe_shell)
    return 0


def _start(options: Namespace, engine: EngineName | None) -> int:
    opened = company(options)
    inputs = named(options.input)
    begun = opened.start(
        options.workflow, brief=options.brief, inputs=inputs, engine=engine, approve=options.approve
    )
    if not options.json:
        for line in _given(begun):
            say(line)
    if options.detach:
        opened.ensure_worker()
        say(json.dumps({"run": begun.id}) if options.json else begun.id)
        return 0
    if options.in_process:
        _work_beside(opened, lambda: _follow(options, opened, begun))
    else:
        opened.ensure_worker()
        _follow(options, opened, begun)
    return _report(options, opened, begun)


def _given(begun: Run) -> Iterator[str]:
    """What was read of files and folders, and what was not."""
    for name, value in begun.inputs.items():
        if is_bound(value):
            yield _("{input}: {name}, files kept as they stand now: {count}").format(
                input=name, name=one_line(value["name"]), count=value["count"]
            )
            for path, why in value["left_out"].items():
                yield "    " + _("left out: {path} ({why})").format(path=one_line(path), why=why)


def _work_beside(opened: Company, follow: Callable[[], None]) -> None:
    """Show progress in a second thread while this one works, since signals reach the main thread only."""

    def told() -> None:
        with suppress(BrokenPipeError):  # nobody reads any more; the work goes on
            follow()

    shown = threading.Thread(target=told, daemon=True)
    shown.start()
    try:
        opened.work()
    except WorkerBusy:
        say(_("a worker runs already and has taken this run up"))
    shown.join()


def _follow(options: Namespace, opened: Company, begun: Run) -> None:
    asyncio.run(_print_events(options, opened, begun))


async def _print_events(options: Namespace, opened: Company, begun: Run) -> None:
    """Print events until the run ends or only the founder can move it."""
    after, missing = 0, 0
    while True:
        for event in opened.journal.events.after(after, run=begun.id):
            after = event.seq
            line = json.dumps(asdict(event), ensure_ascii=False) if options.json else event_line(event)
            if line:
                say(line)
                sys.stdout.flush()
            if event.kind in ("run.ended", "run.stalled"):
                return
        if _settled(opened, begun) and opened.journal.events.last_seq() == after:
            return
        served = options.in_process or opened.worker_runs() or opened.worker_starts()
        missing = 0 if served else missing + 1
        if missing == _MISSING:
            _without_worker(opened, begun)
        await asyncio.sleep(_LOOK)


def _without_worker(opened: Company, begun: Run) -> None:
    """Start another worker where the one that ran was about to end, and took nothing up; of one that was ended it is told."""
    newest = opened.journal.events.newest(begun.id)
    if newest and newest.kind == "run.started":
        opened.ensure_worker()
        return
    print(
        _("no worker runs any more, so {run} stands still; it goes on with: superindividual up").format(
            run=begun.id
        ),
        file=sys.stderr,
        flush=True,
    )


def _settled(opened: Company, begun: Run) -> bool:
    journal = opened.journal
    run_now = journal.runs.get(begun.id)
    if run_now.outcome:
        return False
    if run_now.paused:
        return True
    asked = {r.step for r in journal.decisions.waiting(begun.id)}
    return only_founder_moves(begun.plan, journal.runs.steps(begun.id), asked)


def _report(options: Namespace, opened: Company, begun: Run) -> int:
    run_now = opened.journal.runs.get(begun.id)
    waiting = opened.journal.decisions.waiting(begun.id)
    product = opened.paths.products / run_now.folder
    launch = product / "launch"
    stalled = _stalled(opened, begun)
    code = 1 if stalled or run_now.outcome == "failed" else 0
    if options.json:
        say(
            json.dumps(
                {
                    "run": run_now.id,
                    "outcome": run_now.outcome,
                    "stalled": stalled,
                    "waiting": [r.id for r in waiting],
                    "product": str(product),
                    "launch": str(launch) if launch.is_dir() else None,
                },
                ensure_ascii=False,
            )
        )
        return code
    say()
    if run_now.engine == "rehearsal":
        say(_("REHEARSAL - no AI was used; tokens 0, cost $0.00"))
    else:
        say(_("Cost:           {cost}").format(cost=wording.cost(opened.journal.usage.of(begun.id))))
    say(_("State:          {state}").format(state=state_of(opened, run_now)))
    say(_("Product folder: {folder}").format(folder=product))
    say(_("Launch folder:  {folder}").format(folder=_launch(launch)))
    for line in changed_lines(opened, run_now):
        say(line)
    for line in inbox_lines(opened, waiting) if waiting else ():
        say(line)
    return code


def _stalled(opened: Company, begun: Run) -> str:
    """Why the run stands still, and nothing that waits would move it; empty where it does not."""
    last = opened.journal.events.newest(begun.id)
    return str(last.data["reason"]) if last and last.kind == "run.stalled" else ""


def _launch(folder: Path) -> str:
    return str(folder) if folder.is_dir() else _("not there yet")
