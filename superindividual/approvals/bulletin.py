"""Bulletin: what `superindividual brief` tells, from the journal only; each line names the events it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from superindividual.approvals import wording
from superindividual.approvals.agreed import prices, sums
from superindividual.approvals.deadline import deadlines
from superindividual.approvals.event_wording import event_line
from superindividual.approvals.waiting import run_state
from superindividual.clock import parse, stamp
from superindividual.ids import RunId
from superindividual.journal.decisions import said
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.journal.usage import Usage
from superindividual.specs.cron import read_cron
from superindividual.text import gettext as _
from superindividual.text import one_line

Section = Literal["ran", "waits", "refused", "left", "cost", "due"]
SECTIONS: tuple[Section, ...] = ("ran", "waits", "refused", "left", "cost", "due")

_LEFT = frozenset({"effect.done", "effect.failed", "effect.unknown"})


@dataclass(frozen=True)
class Span:
    """What a bulletin looks at: all events past one, and since when that is."""

    after: int
    since: str | None
    """A stamp; None where it is the whole journal."""


@dataclass(frozen=True)
class Note:
    """One line; `events` are the sequence numbers it rests on."""

    section: Section
    text: str
    events: tuple[int, ...]
    run: str | None = None
    request: str | None = None


def span_since(journal: Journal, moment: datetime) -> Span:
    """Everything from a moment on."""
    row = journal.store.row("SELECT max(seq) FROM events WHERE at < ?", (stamp(moment),))
    return Span(int(row[0] or 0) if row else 0, stamp(moment))


def span_since_last(journal: Journal) -> Span:
    """Everything since the last bulletin was read; the whole journal where none was."""
    row = journal.store.row("SELECT seq, at FROM events WHERE kind = 'brief.read' ORDER BY seq DESC LIMIT 1")
    return Span(int(row["seq"]), row["at"]) if row else Span(0, None)


def notes(journal: Journal, span: Span, moment: datetime, *, worker: bool) -> list[Note]:
    """All lines, section by section; the same journal, span and moment give the same lines."""
    events = [e for e in journal.events.after(span.after, limit=1_000_000) if e.kind != "brief.read"]
    found = [
        *_ran(journal, events, worker=worker),
        *_waits(journal, moment),
        *_refused(events),
        *(Note("left", event_line(e) or "", (e.seq,), e.run) for e in events if e.kind in _LEFT),
        *_cost(journal, span),
        *_agreed(events),
        *_due(journal, moment),
    ]
    return sorted(found, key=lambda note: SECTIONS.index(note.section))


def _ran(journal: Journal, events: list[Event], *, worker: bool) -> Iterator[Note]:
    moved: dict[RunId, list[Event]] = {}
    for event in events:
        if event.run and event.hash:
            moved.setdefault(event.run, []).append(event)
    for run_id, own in moved.items():
        run, ended = journal.runs.get(run_id), journal.runs.steps(run_id)
        asked = {r.step for r in journal.decisions.waiting(run_id)}
        state = wording.state(run_state(run, ended, asked, worker=worker)).partition(":")[0]
        text = _("{run}: {workflow} for {product}, {ended} of {steps} steps, {state}").format(
            run=run_id,
            workflow=run.plan.name,
            product=run.product,
            ended=len([s for s in run.plan.steps if s.id in ended]),
            steps=len(run.plan.steps),
            state=state,
        )
        engine = _("  [REHEARSAL - no AI]") if run.engine == "rehearsal" else ""
        yield Note("ran", text + engine, (own[-1].seq,), run_id)


def _waits(journal: Journal, moment: datetime) -> Iterator[Note]:
    for request in journal.decisions.waiting():
        text = f"{request.id}  {wording.question(request)} {wording.stake(request)} · {wording.age(request.opened, moment)}"
        yield Note("waits", text, _opened(journal, request.run, request.id), request.run, request.id)


def _opened(journal: Journal, run: RunId, request: str) -> tuple[int, ...]:
    rows = journal.store.rows(
        "SELECT seq FROM events WHERE run = ? AND kind = 'request.opened'"
        " AND json_extract(data, '$.request') = ?",
        (run, request),
    )
    return tuple(row[0] for row in rows)


def _refused(events: list[Event]) -> Iterator[Note]:
    """What the founder or time refused, and steps left out; what a refusal led to is not told twice."""
    told: set[tuple[Any, Any]] = set()
    for event in events:
        if event.kind == "decision.made" and _refuses(event):
            told.add((event.run, event.step))
            yield _refusal(event)
        if event.kind in ("schedule.skipped", "schedule.failed"):
            yield Note("refused", event_line(event) or "", (event.seq,), event.run)
        left_out = event.kind == "step.ended" and event.data["status"] != "done"
        if left_out and (event.run, event.step) not in told:
            yield Note("refused", f"{event.run}/{event_line(event)}", (event.seq,), event.run)


def _refuses(event: Event) -> bool:
    """Whether a decision refuses; that something did not arrive is only an answer, and it goes again."""
    if event.data.get("about") == "arrival":
        return bool(event.data["verb"] == "stop")
    return event.data["verb"] in ("reject", "stop")


def _refusal(event: Event) -> Note:
    text = _("{step} of {run} {decided} by {who}").format(
        step=event.step,
        run=event.run,
        decided=wording.decided(event.data["verb"]),
        who=said(event.data["by"]),
    )
    words = one_line(event.data["feedback"], 160)
    return Note(
        "refused", f"{text}: {words}" if words else text, (event.seq,), event.run, event.data["request"]
    )


def _cost(journal: Journal, span: Span) -> Iterator[Note]:
    used = journal.usage.since(span.since or "")
    cited: list[int] = []
    for run_id, usage in used.items():
        begun = journal.store.row("SELECT min(seq) FROM events WHERE run = ?", (run_id,))
        events = (int(begun[0]),) if begun and begun[0] else ()
        cited += events
        yield Note("cost", f"{run_id}: {wording.cost(usage)}", events, run_id)
    if len(used) > 1:
        text = _("together: {cost}").format(cost=wording.cost(_together(list(used.values()))))
        yield Note("cost", text, tuple(cited))


def _agreed(events: list[Event]) -> Iterator[Note]:
    """What the founder agreed to pay, in each currency; apart, where nobody knows whether the order arrived."""
    last = {event.data["key"]: event for event in events if event.kind in _LEFT}
    for kind, words in (
        ("effect.done", _("agreed to pay: {prices} (what is charged, only the receivers know)")),
        ("effect.unknown", _("perhaps agreed to pay, as nobody knows whether it arrived: {prices}")),
    ):
        agreed = [e for e in last.values() if e.kind == kind and e.data["receipt"].get("agreed")]
        if agreed:
            told = prices(sums(event.data["receipt"] for event in agreed))
            yield Note("cost", words.format(prices=told), tuple(event.seq for event in agreed))


def _together(used: list[Usage]) -> Usage:
    return Usage(
        calls=sum(u.calls for u in used),
        input_tokens=sum(u.input_tokens for u in used),
        output_tokens=sum(u.output_tokens for u in used),
        usd=sum((u.usd for u in used), Decimal(0)),
        unpriced=sum(u.unpriced for u in used),
    )


def _due(journal: Journal, moment: datetime) -> Iterator[Note]:
    """Requests whose time runs out, schedules, and rules that expire within a week; the earliest first."""
    due: list[tuple[str, Note]] = []
    for request, at, then in deadlines(journal):
        text = _("{at}: without a decision {id} is decided by time: {then}").format(
            at=stamp(at), id=request.id, then=wording.timeout(then)
        )
        events = _opened(journal, request.run, request.id)
        due.append((stamp(at), Note("due", text, events, request.run, request.id)))
    for rule in journal.rules.all():
        if rule.state == "accepted" and stamp(moment) < (rule.expires or "") <= stamp(moment + _WEEK):
            text = _("{at}: the rule {id} expires").format(at=rule.expires, id=rule.id)
            due.append((str(rule.expires), Note("due", text, _accepted(journal, rule.id))))
    due += [(note.text, note) for note in _scheduled(journal, moment)]
    yield from (note for _at, note in sorted(due, key=lambda pair: (pair[0], pair[1].text)))


def _scheduled(journal: Journal, moment: datetime) -> Iterator[Note]:
    """The next time of every schedule; one that never was due has no event to cite."""
    for name in journal.schedules.names():
        known = journal.schedules.get(name)
        if known is None or known.paused:
            continue
        fields, _space, zone = known.words.rpartition(" ")
        next_time = stamp(read_cron(fields, zone).after(max(moment, parse(known.settled))))
        text = _("{at}: {name} begins by itself").format(at=next_time, name=name)
        last = journal.store.row(
            "SELECT max(seq) FROM events WHERE kind LIKE 'schedule.%' AND json_extract(data, '$.schedule') = ?",
            (name,),
        )
        yield Note("due", text, (int(last[0]),) if last and last[0] else ())


_WEEK = timedelta(days=7)


def _accepted(journal: Journal, rule: str) -> tuple[int, ...]:
    rows = journal.store.rows(
        "SELECT seq FROM events WHERE kind = 'rule.accepted' AND json_extract(data, '$.rule') = ?", (rule,)
    )
    return tuple(row[0] for row in rows)
