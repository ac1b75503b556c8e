"""Wording: requests, steps and figures as sentences in the founder's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from superindividual.approvals.agreed import price
from superindividual.approvals.waiting import RunState
from superindividual.clock import now, parse
from superindividual.journal.decisions import Request, RequestKind, Verb
from superindividual.journal.stake import FINAL_STAKE
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line

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
    unknown = (
        [
            ngettext("price of {calls} call unknown", "price of {calls} calls unknown", used.unpriced).format(
                calls=used.unpriced
            )
        ]
        if used.unpriced
        else []
    )
    priced = ", ".join([*known, *unknown])
    return ngettext(
        "{calls} call, {read} tokens read, {written} written, {priced}",
        "{calls} calls, {read} tokens read, {written} written, {priced}",
        used.calls,
    ).format(calls=used.calls, read=used.input_tokens, written=used.output_tokens, priced=priced)


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


def decided(verb: Verb, about: str = "") -> str:
    """The verb of a decision as something that happened; of an `arrival` it is what the founder knows, and no approval."""
    if about == "arrival" and verb in ("approve", "reject"):
        return _("answered: it arrived") if verb == "approve" else _("answered: it did not arrive")
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
    if request.kind == "failing" and not request.version:
        return _("nothing was handed over")
    return {0: _("stays inside"), 1: _("checks failed"), 2: _("leaves the company")}[request.risk]


def about(request: Request) -> str:
    """Where a request stands: run, step, the version if there is one, and what a decision binds."""
    version = [f"{_('version')} {request.version}"] if request.version else []
    return " · ".join([f"{request.run}/{request.step}", *version, request.binding[:12]])


def made_by(maker: str, outside: Iterable[str]) -> list[str]:
    """Who made a deliverable, and what that one had read from outside, which may have led it; a line each."""
    read = one_line(", ".join(outside), 300)
    told = [_("its maker read from outside the company: {sources}").format(sources=read)] if read else []
    return [_("produced by {by}").format(by=one_line(maker, 80)), *told]


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
    """What you would agree to pay, else what the run has cost in dollars; empty where nothing hangs on it."""
    spends = (request.question.get("action") or {}).get("spends")
    if spends:
        return price(spends)
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
            "Did it arrive at {target}? Nobody answered ({said}). yes: it arrived; no: send it again; stop: end the run."
        ).format(target=asked["summary"], said=asked["said"])
    if request.version and request.kind == "effect" and asked.get("action", {}).get("how") == "send_email":
        return _("Send the e-mail “{subject}” of {product} to {target}?").format(
            subject=asked["action"]["arguments"]["subject"],
            product=asked["product"],
            target=asked["summary"],
        )
    if request.version and request.kind == "effect":
        return ngettext(
            "Let {files} file of {product} out to {target}?",
            "Let {files} files of {product} out to {target}?",
            asked["files"],
        ).format(files=asked["files"], product=asked["product"], target=asked["summary"])
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


def verbs(kind: RequestKind) -> tuple[str, ...]:
    """What `superindividual decide` takes about such a request."""
    known: dict[RequestKind, tuple[str, ...]] = {
        "effect": ("approve", "reject", "stop"),
        "arrival": ("yes", "no", "stop"),
        "permission": ("approve", "reject", "ask", "stop"),
        "question": ("answer", "stop"),
    }
    return known.get(kind, ("approve", "edit", "reject", "ask", "stop"))


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
