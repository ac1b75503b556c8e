"""`status`, `log`, `inbox`, `show`: looking changes nothing."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from superindividual.approvals import pausing, pinned, rule_wording, wording
from superindividual.approvals.deadline import deadline, deadlines
from superindividual.approvals.event_wording import event_line
from superindividual.approvals.notices import notices
from superindividual.approvals.receipt import action_lines, line, settled
from superindividual.approvals.waiting import run_state
from superindividual.approvals.working import Working
from superindividual.cli.output import cells, company, emit, say
from superindividual.clock import parse, stamp
from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.ids import Digest, RunId, StepId
from superindividual.journal.decisions import Request, said
from superindividual.journal.events import Event
from superindividual.journal.runs import Run
from superindividual.text import cell_width, one_line, shown
from superindividual.text import gettext as _


def inbox(options: Namespace) -> int:
    """What waits for the founder."""
    opened = company(options)
    requests = opened.inbox()
    value = [r.record() for r in requests] if options.json else None
    return emit(options, value, lambda: inbox_lines(opened, requests))


def inbox_lines(opened: Company, requests: list[Request]) -> Iterator[str]:
    """The inbox as text, with what stands above it and the rules that are proposed."""
    yield from notices(opened.journal)
    proposed = opened.journal.rules.proposed()
    if not requests:
        yield (
            _("Nothing waits for you.")
            if opened.journal.runs.all(unfinished=True)
            else _("Nothing waits for you. No run is under way.")
        )
        yield from (line for rule in proposed for line in rule_wording.proposal(rule))
        return
    limits = {request.id: (at, then) for request, at, then in deadlines(opened.journal)}
    for request in requests:
        counts = wording.verdicts(request.question["verdicts"])
        yield f"{request.id}  {wording.question(request)}"
        yield from (f"    {again}" for again in [wording.again(request)] if again)
        told = request.question.get("claims")
        claims = wording.claims(told) if told is not None else ""
        parts = [wording.stake(request), wording.age(request.opened), counts, claims]
        yield f"    {' · '.join(filter(None, parts))}"
        if limit := limits.get(request.id):
            yield f"    {_time_decides(*limit)}"
    yield from (line for rule in proposed for line in rule_wording.proposal(rule))
    taken = "|".join(dict.fromkeys(verb for request in requests for verb in wording.verbs(request.kind)))
    yield _("Look: superindividual show ID   Decide: superindividual decide ID {verbs}").format(verbs=taken)


def state_of(opened: Company, run: Run) -> str:
    """A few words for how a run stands."""
    asked = {r.step for r in opened.journal.decisions.waiting(run.id)}
    found = run_state(run, opened.journal.runs.steps(run.id), asked, worker=opened.worker_runs())
    return wording.state(found)


def changed_lines(opened: Company, run: Run) -> Iterator[str]:
    """A line where the workflow's file is no longer what an unfinished run began with."""
    if pinned.changed(opened.paths, run):
        yield _(
            "The workflow file has changed since; this run goes on with the version it began with."
            " Move it: superindividual adopt {run}"
        ).format(run=run.id)


def status(options: Namespace) -> int:
    """All runs, or one with its steps."""
    opened = company(options)
    runs = [opened.journal.runs.get(RunId(options.run))] if options.run else opened.journal.runs.all()
    return emit(
        options,
        [
            {
                **_status(opened, run),
                **({"workflow_changed": pinned.changed(opened.paths, run)} if options.run else {}),
            }
            for run in runs
        ],
        lambda: _status_lines(opened, runs, bool(options.run)),
    )


def _status(opened: Company, run: Run) -> dict[str, Any]:
    usage = opened.journal.usage.of(run.id)
    return {
        "run": run.id,
        "product": run.product,
        "workflow": run.plan.name,
        "engine": run.engine,
        "outcome": run.outcome,
        "state": state_of(opened, run),
        "paused": run.paused,
        "notices": list(notices(opened.journal)),
        "parent": run.parent,
        "parent_step": run.parent_step,
        "fingerprint": run.fingerprint,
        "steps": {s: asdict(r) for s, r in opened.journal.runs.steps(run.id).items()},
        "of": len(run.plan.steps),
        "effects": [asdict(e) for e in opened.journal.outbox.of(run.id)],
        "outputs": run.outputs,
        "waiting": [r.id for r in opened.journal.decisions.waiting(run.id)],
        "usage": {**asdict(usage), "usd": str(usage.usd)},
        "pauses": [pausing.record(p) for p in _pauses(opened, run)],
    }


def _pauses(opened: Company, run: Run) -> list[Event]:
    return [] if run.outcome else pausing.pauses(opened.journal, run.id)


def _begun(opened: Company, run: Run) -> dict[StepId, int]:
    """The steps that are worked on at this moment, with the attempt."""
    if run.outcome or run.paused or not opened.worker_runs():
        return {}
    return Working().of(opened.journal, run.id, opened.journal.events.last_seq())


def _status_lines(opened: Company, runs: list[Run], with_steps: bool) -> Iterator[str]:
    yield from notices(opened.journal)
    if not runs:
        yield _("No run yet. Start one: superindividual rehearse --brief FILE")
    for run in runs:
        ended = opened.journal.runs.steps(run.id)
        engine = _("rehearsal, no AI") if run.engine == "rehearsal" else _("model")
        cost = wording.cost(opened.journal.usage.of(run.id))
        yield f"{run.id}  {run.product}  {run.plan.name} ({engine})  {len(ended)}/{len(run.plan.steps)}  {state_of(opened, run)}  {cost}"
        yield from (f"  {pausing.told(pause)}" for pause in _pauses(opened, run))
        if run.parent:
            yield "  " + _("forked from {parent} before {step}").format(
                parent=run.parent, step=run.parent_step
            )
        yield from (f"  {line}" for line in (changed_lines(opened, run) if with_steps else ()))
        waiting = {r.step: r.id for r in opened.journal.decisions.waiting(run.id)}
        effects = {e.step: e for e in opened.journal.outbox.of(run.id)}
        begun = _begun(opened, run) if with_steps else {}
        width = max(14, *(cell_width(step.id) for step in run.plan.steps))
        for step in run.plan.steps if with_steps else ():
            record = ended.get(step.id)
            words = {"done": _("done"), "skipped": _("left out"), "stopped": _("stopped")}
            state = (
                words[record.status]
                if record
                else _("waits for you: {id}").format(id=waiting[step.id])
                if step.id in waiting
                else _("working, attempt {attempt}").format(attempt=begun[step.id])
                if step.id in begun
                else _("not reached")
                if run.outcome
                else _("not yet")
            )
            yield f"  {cells(step.id, width)} {state}" + (
                f"  {one_line(record.reason)}" if record and record.reason else ""
            )
            if step.id in effects:
                yield f"      {line(effects[step.id])}"
        yield from _outputs_lines(run) if with_steps else ()


def _outputs_lines(run: Run) -> Iterator[str]:
    if run.outputs:
        yield "  " + _("What it gives:")
    for name, value in run.outputs.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"    {name}: {one_line(text, 160)}"


def log(options: Namespace) -> int:
    """The events of a run, or of the company."""
    opened = company(options)
    if options.event is not None:
        return _log_event(options, opened)
    if options.prompts:
        from superindividual.cli.costing import prompts

        return prompts(options, opened)
    run = opened.journal.runs.get(RunId(options.run)).id if options.run else None
    events = opened.journal.events.after(options.after, run=run, limit=100_000)
    return emit(
        options,
        [asdict(e) for e in events],
        lambda: (f"{e.seq:>5}  {e.at}  {line}" for e in events if (line := event_line(e))),
    )


def _log_event(options: Namespace, opened: Company) -> int:
    found = opened.journal.events.get(options.event)
    if found is None:
        raise SuperindividualError(
            _("no event {number} in this journal").format(number=options.event),
            remedy=_("see them: superindividual log"),
        )
    return emit(options, asdict(found), lambda: _event_lines(found))


def _event_lines(found: Event) -> Iterator[str]:
    yield f"{found.seq:>5}  {found.at}  {event_line(found) or found.kind}"
    place = "/".join(part for part in (found.run, found.step) if part)
    yield f"{found.kind}  {place}".rstrip()
    yield from (f"  {name}: {shown(str(value))}" for name, value in found.data.items())
    yield _("in the ledger: {hash}").format(hash=found.hash) if found.hash else _("not in the ledger")


def show(options: Namespace) -> int:
    """A request with what it is about."""
    opened = company(options)
    request = opened.request(options.id)
    if options.file:
        return _show_file(opened, request, options.file)
    version = (
        opened.journal.versions.get(request.run, request.step, request.version) if request.version else None
    )
    deliverable = opened.objects.deliverable(version.digest) if version else None
    value = {
        **request.record(),
        "deliverable": deliverable.model_dump(mode="json") if deliverable else None,
        "results": version.results if version else None,
        "weights": version.claims if version else None,
        "questions": [asdict(q) for q in opened.journal.decisions.questions(request.id)],
        "effect": asdict(e) if (e := opened.journal.outbox.of_request(request.id)) else None,
        "decision": asdict(d) if (d := opened.journal.decisions.decision(request.id)) else None,
    }
    limit = None if value["decision"] else deadline(opened.journal, request)
    value["deadline"] = {"at": stamp(limit[0]), "then": limit[1]} if limit else None
    return emit(options, value, lambda: _show_lines(opened, request, value))


def _by_time(opened: Company, limit: dict[str, str] | None) -> Iterator[str]:
    """What becomes of it without a decision, and that nobody looks at the clock while no worker runs."""
    if limit is None:
        return
    yield _time_decides(parse(limit["at"]), limit["then"])
    if not opened.worker_runs():
        yield _("no worker runs, so time decides when the next one does: superindividual up")


def _time_decides(at: datetime, then: str) -> str:
    return _("without a decision, time decides at {at}: {then}").format(
        at=wording.moment(at), then=wording.timeout(then)
    )


def _show_file(opened: Company, request: Request, path: str) -> int:
    files = opened.shown(request).files if request.version else {}
    if path not in files:
        raise SuperindividualError(
            _("no file {path} in this version").format(path=path),
            remedy=_("its files: {files}").format(files=", ".join(sorted(files))),
        )
    say(files[path].decode("utf-8", "replace"))
    return 0


def _form_line(name: str, field: dict[str, Any]) -> str:
    """What the founder is to fill in, and how."""
    choices = f" ({' | '.join(map(str, field['choices']))})" if field["choices"] else ""
    default = f" = {field['default']}" if field["default"] is not None else ""
    required = _("required") if field["required"] else _("may be left out")
    return (
        f"  --field {name}=…  {field['type']}{choices}{default}, {required}  {field['description']}".rstrip()
    )


def _claim_lines(
    request: Request, claims: list[dict[str, Any]], weights: tuple[dict[str, Any], ...]
) -> Iterator[str]:
    """How many claims are carried how far, and those that are only asserted, with the reason."""
    if "claims" not in request.question:
        return
    yield wording.claims(request.question["claims"])
    for claim, weight in zip(claims, weights, strict=False):
        if weight["grade"] == "asserted":
            yield f"  {wording.grade_word('asserted')}: {one_line(claim['text'], 120)} ({weight['why']})"
        else:
            carried = ", ".join(weight["by"])
            yield f"  {wording.grade_word(weight['grade'])}: {one_line(claim['text'], 120)} [{carried}]"


def _show_lines(opened: Company, request: Request, value: dict[str, Any]) -> Iterator[str]:
    yield f"{request.id}  {wording.question(request)}"
    yield f"{wording.stake(request)} · {wording.about(request)}"
    yield from filter(None, [wording.again(request)])
    if request.expires:
        yield _("can be approved until {at}").format(at=wording.moment(parse(request.expires)))
    yield from _by_time(opened, value["deadline"])
    deliverable = value["deliverable"]
    if deliverable:
        yield ""
        yield deliverable["summary"]
        yield from wording.made_by(deliverable["produced_by"], deliverable.get("outside", ()))
        yield from (f"  {a['path']}  {a['size']} B  {a['sha256'][:12]}" for a in deliverable["files"])
        yield from _claim_lines(request, deliverable["claims"], value["weights"])
    if "action" in request.question:
        yield from action_lines(request.question["action"])
    for name, field in request.question.get("form", {}).items():
        yield _form_line(name, field)
    for result in value["results"] or ():
        yield f"{wording.VERDICTS[result['verdict']]} {result['check']}: {result['reason']}"
        yield from (
            f"    {f['path']}:{f['line'] or ''} {f['message']} {f['remedy']}".rstrip()
            for f in result["findings"][:5]
        )
    for question in value["questions"]:
        yield _("asked: {text}").format(text=question["text"])
        yield _("answer: {text}").format(text=question["answer"] or _("not yet"))
    for rule in opened.journal.rules.of_pattern(Digest(request.pattern)) if request.pattern else ():
        yield from rule_wording.proposal(rule) if rule.state == "proposed" else ()
    if value["decision"]:
        yield _("decided: {verb} by {by} at {at}").format(
            **{**value["decision"], "by": said(value["decision"]["by"])}
        )
    if value["effect"]:
        yield settled(value["effect"]["state"], value["effect"]["receipt"] or {})
