"""Wording: events, requests and steps as sentences in the founder's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from superindividual.approvals import pausing
from superindividual.approvals.receipt import settled
from superindividual.approvals.waiting import RunState
from superindividual.clock import now, parse
from superindividual.ids import StepId, whole_step
from superindividual.journal.decisions import Request, Verb, said
from superindividual.journal.events import Event
from superindividual.journal.stake import FINAL_STAKE
from superindividual.text import gettext as _
from superindividual.text import one_line

if TYPE_CHECKING:
    from superindividual.journal.usage import Usage
    from superindividual.specs.workflow import ScheduleSpec

VERDICTS = {"pass": "✓", "fail": "✗", "not_assessed": "?", "not_applicable": "–"}


def verdict_word(verdict: str) -> str:
    """A verdict in a word or two."""
    return {
        "pass": _("passed"),
        "fail": _("failed"),
        "not_assessed": _("not assessed"),
        "not_applicable": _("not applicable"),
    }[verdict]


def cost(used: Usage) -> str:
    """What a run took; a price that is not known is said to be so, and never counted as nothing."""
    if not used.calls:
        return "$0.00"
    known = [f"${used.usd:.4f}"] if used.unpriced < used.calls else []
    unknown = [_("price of {calls} calls unknown").format(calls=used.unpriced)] if used.unpriced else []
    priced = ", ".join([*known, *unknown])
    return _("{calls} calls, {read} tokens read, {written} written, {priced}").format(
        calls=used.calls, read=used.input_tokens, written=used.output_tokens, priced=priced
    )


def verdicts(counts: dict[str, int]) -> str:
    """`✓ 5 passed  ? 1 not assessed`: a glyph and a word, since colour alone is no status."""
    return "  ".join(f"{VERDICTS[v]} {counts[v]} {verdict_word(v)}" for v in VERDICTS if counts.get(v))


def grade_word(grade: str) -> str:
    """How far a claim is carried, in a word."""
    return {"verified": _("verified"), "inferred": _("inferred"), "asserted": _("asserted")}[grade]


def claims(counts: Mapping[str, int]) -> str:
    """`claims: 2 verified, 5 inferred, 1 asserted`, or that none was made."""
    if not counts:
        return _("no claims")
    listed = ", ".join(f"{count} {grade_word(grade)}" for grade, count in counts.items())
    return _("claims: {counts}").format(counts=listed)


def state(found: RunState) -> str:
    """A word for how a run stands."""
    return {
        "done": _("done"),
        "stopped": _("stopped"),
        "failed": _("failed"),
        "paused": _("paused: superindividual resume"),
        "waits": _("waits for you"),
        "running": _("running"),
        "stopping": _("being stopped"),
        "no_worker": _("no worker: superindividual up"),
    }[found]


def decided(verb: Verb) -> str:
    """The verb of a decision as something that happened."""
    return {
        "approve": _("approved"),
        "edit": _("edited"),
        "reject": _("sent back"),
        "stop": _("stopped"),
    }[verb]


def age(at: str, moment: datetime | None = None) -> str:
    """How long before `moment` (or now), in the largest whole unit."""
    seconds = int(((moment or now()) - parse(at)).total_seconds())
    for unit, length in ((_("d"), 86_400), (_("h"), 3_600), (_("min"), 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{max(seconds, 0)} {_('s')}"


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """A moment on a zone's clock, or on this machine's: `Mon 2026-11-30 09:00 (Asia/Shanghai)`."""
    there = at.astimezone(zone)
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{days[there.weekday()]} {there:%Y-%m-%d %H:%M} ({zone or there.tzname()})"


def begins(schedule: ScheduleSpec, now: datetime) -> str:
    """When a workflow begins by itself, and with what."""
    from superindividual.specs.cron import read_cron  # here, since looking reads no schedule

    cron = read_cron(schedule.cron, schedule.zone)
    return _("Begins by itself: {cron} in {zone}, next {moment}, with {brief}").format(
        cron=cron.text, zone=cron.zone.key, moment=moment(cron.after(now), cron.zone), brief=schedule.brief
    )


def risk(request: Request) -> str:
    """What is at stake, in words."""
    where = {"uncontained": _("runs on your machine"), "delegate": _("in its sandbox")}
    if request.kind == "permission" and (said := where.get(request.question["reason"])):
        return said
    return {0: _("stays inside"), 1: _("checks failed"), 2: _("leaves the company")}[request.risk]


def timeout(then: str) -> str:
    """What time decides, in a few words."""
    return {
        "deny": _("it is not taken"),
        "approve": _("it is approved"),
        "default": _("it is approved with the form's defaults"),
    }[then]


def stake(request: Request) -> str:
    """What is at stake, with the money that hangs on it: what an effect spends, or what the run has cost so far."""
    words = _("cannot be taken back") if request.irreversible == FINAL_STAKE else ""
    return " · ".join(part for part in (risk(request), words, _money(request)) if part)


def _money(request: Request) -> str:
    """What an effect spends in its own currency, else dollars; empty where nothing hangs on it."""
    given = (request.question.get("action") or {}).get("arguments", {})
    if given.get("amount") is not None and given.get("currency") not in (None, "USD"):
        return one_line(f"{given['amount']} {given['currency']}", 40)
    return f"${Decimal(request.usd):.2f}" if Decimal(request.usd) else ""


def question(request: Request) -> str:
    """What the founder is asked, in one sentence; a second one says which data went into what they decide about."""
    labels = request.question.get("labels") if request.version else None
    if not labels:
        return _question(request)
    told = _("Data labelled {labels} went into it.").format(labels=one_line(", ".join(labels), 200))
    return f"{_question(request)} {told}"


def _question(request: Request) -> str:
    asked = request.question
    if request.kind == "arrival":
        return _(
            "Did it arrive at {target}? Nobody answered ({said})."
            " approve says: yes, it arrived. reject says: no, send it again. stop ends the run."
        ).format(target=asked["summary"], said=asked["said"])
    if request.version and request.kind == "effect" and asked.get("action", {}).get("how") == "send_email":
        return _("Send the e-mail “{subject}” of {product} to {target}?").format(
            subject=asked["action"]["arguments"]["subject"],
            product=asked["product"],
            target=asked["summary"],
        )
    if request.version and request.kind == "effect":
        one, many = (
            _("Let 1 file of {product} out to {target}?"),
            _("Let {files} files of {product} out to {target}?"),
        )
        return (one if asked["files"] == 1 else many).format(
            files=asked["files"], product=asked["product"], target=asked["summary"]
        )
    if request.kind == "question" and asked["reason"] == "circles":
        return _("{agent} ({step} of {product}) goes round in circles: {summary}").format(**asked)
    if request.kind == "question":
        return _("{agent} ({step} of {product}) asks: {summary}").format(**asked)
    if request.kind == "permission":
        return _permission(asked)
    if request.version == 0:
        return _(
            "{step} of {product} handed nothing over ({why}): try again (reject with feedback), go on without (approve), or stop?"
        ).format(why=one_line(asked["summary"], 240), **asked)
    if request.kind == "failing":
        return _("Take {step} of {product} (version {version}) although checks failed?").format(
            version=request.version, **asked
        )
    return _("Is {step} of {product} (version {version}) right?").format(version=request.version, **asked)


def _permission(asked: dict[str, Any]) -> str:
    """What an agent wants to do in the middle of its work, and why it is not simply done."""
    sentence = {
        "tainted": _(
            "May {agent} ({step} of {product}) do this: {summary}? What it read from outside may have named where it"
            " leads ({outside})."
        ),
        "labelled": _(
            "May {agent} ({step} of {product}) do this: {summary}? It was given data labelled {labels}, and what it sends"
            " may tell of it."
        ),
        "uncontained": _(
            "May {agent} ({step} of {product}) run this on your machine, as you, uncontained: {summary}?"
        ),
        "delegate": _("May {agent} ({step} of {product}) do this in its sandbox: {summary}?"),
    }[asked["reason"]]
    listed = {name: one_line(", ".join(asked.get(name, ())), 200) for name in ("outside", "labels")}
    return sentence.format(**{**asked, **listed, "summary": one_line(asked["summary"], 400)})


def again(request: Request) -> str:
    """Why a request was asked anew; empty where it is the first of its kind."""
    why = request.question.get("again", "")
    changed = "; ".join(request.question.get("changed", ()))
    return {
        "": "",
        "expired": _("Asked again: the time to approve it, or to carry it out, was over."),
        "policy-changed": _("Asked again: the policy has changed: {changed}").format(changed=changed),
        "halted": _("Asked again: the company was halted before it could leave."),
        "readonly": _("Asked again: company.yaml said mode: readonly before it could leave."),
        "grant-void": _("Asked again: the grant that approved it was revoked or has expired."),
    }[why]


def event(entry: Event) -> str | None:
    """One line for an event, or None where it is of no interest to a founder."""
    writer = _SENTENCES.get(entry.kind)
    return writer(entry) if writer else None


def _called(entry: Event) -> str | None:
    """Only what did not go as it usually does: no answer, or one from elsewhere."""
    model, reason = one_line(entry.data["model"], 80), one_line(entry.data["called"].get("reason", ""), 200)
    if entry.data["outcome"] != "answered":
        return f"{entry.step}: " + _("{model} gave no answer that counts: {outcome}").format(
            model=model, outcome=entry.data["outcome"]
        )
    if "; " not in reason:
        return None
    return f"{entry.step}: " + _("{model} answered: {reason}").format(model=model, reason=reason)


def _checks(entry: Event) -> str:
    found: dict[str, int] = {}
    for verdict in entry.data["verdicts"].values():
        found[verdict] = found.get(verdict, 0) + 1
    failed = [name for name, verdict in entry.data["verdicts"].items() if verdict == "fail"]
    return f"{entry.step}: " + verdicts(found) + (f"  ({', '.join(failed)})" if failed else "")


def _decided_by(data: Mapping[str, Any]) -> str:
    """What was answered in the middle of the work approves nothing of what is handed over."""
    kind = data.get("request_kind")
    if kind == "permission" and data["verb"] in ("approve", "reject"):
        return (
            _("a call was allowed by {who}")
            if data["verb"] == "approve"
            else _("a call was not allowed by {who}")
        )
    if kind == "question" and data["verb"] in ("approve", "reject"):
        return _("a question was answered by {who}")
    return _("{decided} by {who}")


def _decision(entry: Event) -> str:
    by = _decided_by(entry.data).format(decided=decided(entry.data["verb"]), who=said(entry.data["by"]))
    form = "; ".join(f"{name}: {value}" for name, value in entry.data.get("form", {}).items())
    return (
        f"{entry.step}: {by}"
        + (f" ({one_line(form, 160)})" if form else "")
        + (f": {one_line(entry.data['feedback'])}" if entry.data["feedback"] else "")
    )


def _reason(entry: Event) -> str:
    return f": {one_line(entry.data['reason'], 160)}" if entry.data["reason"] else ""


def _ended(entry: Event) -> str:
    data = entry.data
    if data["status"] == "done":
        revision = f" ({data['revision'][:10]})" if data["revision"] else ""
        return f"{entry.step}: " + _("done, version {version}").format(version=data["version"]) + revision
    return f"{entry.step}: {_('left out') if data['status'] == 'skipped' else _('stopped')}: {one_line(data['reason'], 160)}"


def _sender(by: str) -> str:
    return _("a changed workflow") if by == "adopt" else by


def _forked(entry: Event) -> str:
    data = entry.data
    shared = ", ".join(s for s in data["shared"] if s == whole_step(StepId(s))) or _("nothing")
    return _("{run}: {workflow} for {product}, forked from {parent} before {step}; shared: {shared}").format(
        run=entry.run,
        workflow=data["workflow"],
        product=data["product"],
        parent=data["parent"],
        step=data["parent_step"],
        shared=shared,
    )


def _due(entry: Event) -> str:
    data = entry.data
    became = {
        "schedule.started": _("began {run}").format(run=entry.run),
        "schedule.skipped": _("skipped, since {run} had not ended").format(run=entry.run),
        "schedule.failed": _("no run could begin: {reason}").format(reason=one_line(data["reason"], 300)),
    }[entry.kind]
    return _("{name}, due at {due}: {became}").format(name=data["schedule"], due=data["due"], became=became)


def _adopted(entry: Event) -> str:
    data = entry.data
    steps = {_("changed"): data["changed"], _("added"): data["added"], _("removed"): data["removed"]}
    listed = "; ".join(f"{word}: {', '.join(names)}" for word, names in steps.items() if names)
    moved = _("{run} moved from the workflow {before} to {after}").format(
        run=entry.run, before=data["before"][:10], after=data["after"][:10]
    )
    return f"{moved} ({listed})" if listed else moved


def _remembered(entry: Event) -> str:
    became = {
        "memory.added": _("memory: {ids} added by {who}"),
        "memory.corrected": _("memory: {ids} corrected by {who}"),
        "memory.forgotten": _("memory: {ids} forgotten by {who}"),
        "memory.restored": _("memory: {ids} brought back by {who}"),
        "memory.rolled_back": _("memory: {ids} rolled back by {who}"),
        "contradiction.settled": _("memory: {ids}, a contradiction settled by {who}"),
    }[entry.kind]
    ids = entry.data["memory"]
    shown = ", ".join(ids[:5]) + (_(" and {count} more").format(count=len(ids) - 5) if len(ids) > 5 else "")
    return became.format(ids=shown, who=said(entry.data["by"]))


_SENTENCES: Mapping[str, Callable[[Event], str | None]] = {
    "run.started": lambda e: (
        _("{run}: {workflow} for {product}").format(run=e.run, **e.data)
        + (_("  [REHEARSAL - no AI]") if e.data["engine"] == "rehearsal" else _("  [a model works]"))
    ),
    "step.started": lambda e: (
        f"{e.step}: "
        + _("working, attempt {attempt}, told {count} from memory").format(
            attempt=e.data["attempt"], count=len(e.data["told"])
        )
    ),
    "model.paused": pausing.told,
    "model.called": _called,
    "version.made": lambda e: (
        f"{e.step}: "
        + _("version {version} (attempt {attempt}) by {by}: ").format(**e.data)
        + one_line(e.data["summary"], 120)
    ),
    "checks.begun": lambda e: f"{e.step}: " + _("checking: {names}").format(names=", ".join(e.data["names"])),
    "checks.answered": _checks,
    "attempt.failed": lambda e: (
        f"{e.step}: " + _("attempt {attempt} failed: ").format(**e.data) + one_line(e.data["reason"], 160)
    ),
    "server.failed": lambda e: (
        f"{e.step}: " + _("the tool server {server} could not be had: {reason}").format(**e.data)
    ),
    "context.compacted": lambda e: (
        f"{e.step}: "
        + _(
            "the conversation was shortened from {before} to {after} characters; decisions and claims stay"
        ).format(**e.data)
    ),
    "model.writes": lambda e: (
        f"{e.step}: "
        + (
            _("the model hands over as one object, held to a schema: {reason}")
            if e.data["form"] == "schema"
            else _("the model hands over as one object, asked for in words: {reason}")
        ).format(reason=one_line(e.data["reason"], 160))
    ),
    "decision.made": _decision,
    "question.asked": lambda e: f"{e.step}: " + _("asked: ") + one_line(e.data["text"], 160),
    "question.answered": lambda e: f"{e.step}: " + _("answer: ") + one_line(e.data["text"], 160),
    "step.ended": _ended,
    "decision.withdrawn": lambda e: (
        f"{e.step}: " + _("the approval was withdrawn by {who}").format(who=said(e.data["by"]))
    ),
    "effect.started": lambda e: f"{e.step}: " + _("is being let out"),
    "effect.refused": lambda e: (
        f"{e.step}: " + _("what was approved is not what stands here: ") + one_line(e.data["reason"], 160)
    ),
    "effect.done": lambda e: f"{e.step}: " + settled("done", e.data["receipt"]),
    "effect.failed": lambda e: f"{e.step}: " + settled("failed", e.data["receipt"]),
    "effect.unknown": lambda e: f"{e.step}: " + settled("unknown", e.data["receipt"]),
    "step.returned": lambda e: (
        f"{e.step}: "
        + _("sent back by {by}, round {round}: ").format(**{**e.data, "by": _sender(e.data["by"])})
        + one_line(e.data["reason"], 160)
    ),
    "rule.proposed": lambda e: _("the rule {id} is proposed").format(id=e.data["rule"]),
    "rule.accepted": lambda e: _("the rule {id} is accepted until {at}").format(
        id=e.data["rule"], at=e.data["expires"]
    ),
    "rule.declined": lambda e: _("the rule {id} is declined").format(id=e.data["rule"]),
    "rule.revoked": lambda e: _("the rule {id} is revoked").format(id=e.data["rule"]),
    "rule.lapsed": lambda e: _("the rule {id} is no longer proposed").format(id=e.data["rule"]),
    "run.paused": lambda e: _("{run} paused by {who}").format(run=e.run, who=said(e.data["by"])),
    "run.resumed": lambda e: _("{run} resumed by {who}").format(run=e.run, who=said(e.data["by"])),
    "run.stop_asked": lambda e: _("{run}: stop asked by {who}").format(run=e.run, who=said(e.data["by"])),
    "run.forked": _forked,
    "workflow.adopted": _adopted,
    "company.halted": lambda e: _("HALTED by {who}").format(who=said(e.data["by"])) + _reason(e),
    "company.halt_lifted": lambda e: _("halt lifted by {who}").format(who=said(e.data["by"])),
    "policy.in_force": lambda e: _("policy {version} is in force").format(version=e.data["version"][:12]),
    "policy.unreadable": lambda e: (
        _("company.yaml cannot be read, so you are asked about everything: ") + one_line(e.data["fault"], 160)
    ),
    "grant.made": lambda e: _(
        "grant {grant} made by {who}: {effect_class} {how}, {count} times until {expires}"
    ).format(who=said(e.data["by"]), **e.data),
    "grant.used": lambda e: f"{e.step}: " + _("{request} counted under {by}").format(**e.data),
    "grant.revoked": lambda e: _("grant {grant} revoked by {who}").format(
        grant=e.data["grant"], who=said(e.data["by"])
    ),
    "request.renewed": lambda e: f"{e.step}: " + _("{request} is asked again as {renewed}").format(**e.data),
    "schedule.started": _due,
    "schedule.skipped": _due,
    "schedule.failed": _due,
    "schedule.paused": lambda e: _("{name} paused by {who}").format(
        name=e.data["schedule"], who=said(e.data["by"])
    ),
    "schedule.resumed": lambda e: _("{name} resumed by {who}").format(
        name=e.data["schedule"], who=said(e.data["by"])
    ),
    "lesson.proposed": lambda e: (
        f"{e.step}: " + _("the lesson {id} is proposed to you").format(id=e.data["lesson"])
    ),
    "lesson.kept": lambda e: _("the lesson {id} is kept").format(id=e.data["lesson"]),
    "lesson.declined": lambda e: _("the lesson {id} is declined").format(id=e.data["lesson"]),
    "memory.added": _remembered,
    "memory.corrected": _remembered,
    "memory.forgotten": _remembered,
    "memory.restored": _remembered,
    "memory.rolled_back": _remembered,
    "contradiction.settled": _remembered,
    "subject.erased": lambda e: _("a person was erased: {count} entries and {rows} rows").format(
        count=len(e.data["entries"]), rows=sum(e.data["rows"].values())
    ),
    "run.stalled": lambda e: _("{run} stalled: ").format(run=e.run) + one_line(e.data["reason"], 160),
    "output.failed": lambda e: (
        _("{run}: the output {name} cannot be told: ").format(run=e.run, name=one_line(e.data["name"], 40))
        + one_line(e.data["reason"], 160)
    ),
    "run.ended": lambda e: (
        _("{run} ended: ").format(run=e.run)
        + state(e.data["outcome"])
        + (f" ({one_line(said(e.data['reason']))})" if e.data["reason"] else "")
    ),
}

TOLD = frozenset(_SENTENCES)
"""The kinds of events that are of interest to a founder."""
