"""Wording: events, requests and steps as sentences in the founder's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from superindividual.approvals.waiting import RunState
from superindividual.clock import now, parse
from superindividual.ids import StepId, whole_step
from superindividual.journal.decisions import Request, Verb, said
from superindividual.journal.events import Event
from superindividual.journal.usage import Usage
from superindividual.text import gettext as _
from superindividual.text import one_line

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


def state(found: RunState) -> str:
    """A word for how a run stands."""
    return {
        "done": _("done"),
        "stopped": _("stopped"),
        "failed": _("failed"),
        "paused": _("paused: superindividual resume"),
        "waits": _("waits for you"),
        "running": _("running"),
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


def risk(request: Request) -> str:
    """What is at stake, in words."""
    return {0: _("stays inside"), 1: _("checks failed"), 2: _("leaves the company")}[request.risk]


def question(request: Request) -> str:
    """What the founder is asked, in one sentence."""
    asked = request.question
    if request.kind == "effect":
        return _("Let {files} files of {product} out to {target}?").format(
            files=asked["files"], product=asked["product"], target=asked["summary"]
        )
    if request.version == 0:
        return _(
            "{step} of {product} handed nothing over: try again (reject with feedback), go on without (approve), or stop?"
        ).format(**asked)
    if request.kind == "failing":
        return _("Take {step} of {product} (version {version}) although checks failed?").format(
            version=request.version, **asked
        )
    return _("Is {step} of {product} (version {version}) right?").format(version=request.version, **asked)


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


def _checks(entry: Event) -> str:
    found: dict[str, int] = {}
    for verdict in entry.data["verdicts"].values():
        found[verdict] = found.get(verdict, 0) + 1
    failed = [name for name, verdict in entry.data["verdicts"].items() if verdict == "fail"]
    return f"{entry.step}: " + verdicts(found) + (f"  ({', '.join(failed)})" if failed else "")


def _decision(entry: Event) -> str:
    by = _("{decided} by {who}").format(decided=decided(entry.data["verb"]), who=said(entry.data["by"]))
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


def _adopted(entry: Event) -> str:
    data = entry.data
    steps = {_("changed"): data["changed"], _("added"): data["added"], _("removed"): data["removed"]}
    listed = "; ".join(f"{word}: {', '.join(names)}" for word, names in steps.items() if names)
    moved = _("{run} moved from the workflow {before} to {after}").format(
        run=entry.run, before=data["before"][:10], after=data["after"][:10]
    )
    return f"{moved} ({listed})" if listed else moved


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
    "request.opened": lambda e: None,
    "decision.made": _decision,
    "question.asked": lambda e: f"{e.step}: " + _("asked: ") + one_line(e.data["text"], 160),
    "question.answered": lambda e: f"{e.step}: " + _("answer: ") + one_line(e.data["text"], 160),
    "step.ended": _ended,
    "effect.done": lambda e: (
        f"{e.step}: "
        + _("let out: {files} files in {folder}, every hash read back").format(**e.data["receipt"])
    ),
    "effect.failed": lambda e: (
        f"{e.step}: " + _("did not go out: ") + one_line(str(e.data["receipt"].get("reason", "")))
    ),
    "effect.unknown": lambda e: (
        f"{e.step}: "
        + _("unknown whether it went out: ")
        + one_line(str(e.data["receipt"].get("reason", "")))
    ),
    "step.returned": lambda e: (
        f"{e.step}: "
        + _("sent back by {by}, round {round}: ").format(**{**e.data, "by": _sender(e.data["by"])})
        + one_line(e.data["reason"], 160)
    ),
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
    "run.stalled": lambda e: _("{run} stalled: ").format(run=e.run) + one_line(e.data["reason"], 160),
    "run.ended": lambda e: (
        _("{run} ended: ").format(run=e.run)
        + state(e.data["outcome"])
        + (f" ({one_line(said(e.data['reason']))})" if e.data["reason"] else "")
    ),
}
