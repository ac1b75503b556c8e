"""Events as sentences in the founder's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from superindividual.approvals import pausing
from superindividual.approvals.receipt import settled
from superindividual.approvals.wording import decided, state, verdicts
from superindividual.ids import StepId, whole_step
from superindividual.journal.decisions import said
from superindividual.journal.events import Event
from superindividual.models.ending import ending
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line


def event_line(entry: Event) -> str | None:
    """One line for an event, or None where it is of no interest to a founder."""
    writer = _SENTENCES.get(entry.kind)
    return writer(entry) if writer else None


def _called(entry: Event) -> str | None:
    """Only what did not go as it usually does: no answer, or one from elsewhere."""
    model, reason = one_line(entry.data["model"], 80), one_line(entry.data["called"].get("reason", ""), 200)
    if entry.data["outcome"] != "answered":
        return f"{entry.step}: " + _("{model} gave no answer that counts: {outcome}").format(
            model=model, outcome=ending(entry.data["outcome"])
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
    about, allowed = data.get("about", ""), data["verb"] == "approve"
    if about == "arrival":
        return _("{who} {decided}")
    if data["verb"] not in ("approve", "reject"):
        return _("{decided} by {who}")
    if about == "permission":
        return _("a call was allowed by {who}") if allowed else _("a call was not allowed by {who}")
    return _("a question was answered by {who}") if about == "question" else _("{decided} by {who}")


def _decision(entry: Event) -> str:
    who = said(entry.data["by"])
    by = _decided_by(entry.data).format(
        decided=decided(entry.data["verb"], entry.data.get("about", "")), who=who
    )
    words = entry.data["feedback"]
    form = "; ".join(f"{name}: {value}" for name, value in entry.data.get("form", {}).items())
    return (
        f"{entry.step}: {by}"
        + (f" ({one_line(form, 160)})" if form else "")
        + (f": {one_line(words)}" if words and words != who else "")
    )


def _reason(entry: Event) -> str:
    return f": {one_line(entry.data['reason'], 160)}" if entry.data["reason"] else ""


def _writes(entry: Event) -> str:
    reason = one_line(entry.data["reason"], 160)
    told = {
        "schema": _("the model hands over as one object, held to a schema: {reason}"),
        "between": _(
            "the object that the model handed over stood between words, which were left out: {reason}"
        ),
    }
    asked = _("the model hands over as one object, asked for in words: {reason}")
    return f"{entry.step}: {told.get(entry.data['form'], asked).format(reason=reason)}"


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
    "tool.denied": lambda e: (
        f"{e.step}: "
        + _("{tool} was tried and denied: {reason}").format(
            tool=one_line(e.data["tool"], 60), reason=one_line(e.data["reason"], 160)
        )
    ),
    "version.made": lambda e: (
        f"{e.step}: "
        + _("version {version} (attempt {attempt}) by {by}: ").format(**e.data)
        + (one_line(e.data["summary"], 120) or _("edited"))
    ),
    "checks.begun": lambda e: f"{e.step}: " + _("checking: {names}").format(names=", ".join(e.data["names"])),
    "checks.answered": _checks,
    "attempt.failed": lambda e: (
        f"{e.step}: " + _("attempt {attempt} failed: ").format(**e.data) + one_line(e.data["reason"], 160)
    ),
    "server.failed": lambda e: (
        f"{e.step}: " + _("the tool server {server} could not be had: {reason}").format(**e.data)
    ),
    "server.unanswered": lambda e: (
        f"{e.step}: "
        + _("the tool {tool} of the server {server} failed: {reason}").format(
            tool=one_line(e.data["tool"], 60), server=e.data["server"], reason=one_line(e.data["reason"], 300)
        )
    ),
    "context.compacted": lambda e: (
        f"{e.step}: "
        + _(
            "the conversation was shortened from {before} to {after} characters; decisions and claims stay"
        ).format(**e.data)
    ),
    "model.writes": _writes,
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
    "grant.made": lambda e: ngettext(
        "grant {grant} made by {who}: {effect_class} {how}, {count} time until {expires}",
        "grant {grant} made by {who}: {effect_class} {how}, {count} times until {expires}",
        e.data["count"],
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
