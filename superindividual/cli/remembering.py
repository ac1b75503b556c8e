"""`memory`: what the company knows: search it, see where it came from, correct it, forget it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from superindividual.cli.output import cells, company, emit
from superindividual.clock import now, stamp
from superindividual.company import Company
from superindividual.errors import MemoryRefused
from superindividual.ids import MemoryId, RunId
from superindividual.journal.decisions import said
from superindividual.memory.contradiction import Contradiction
from superindividual.memory.lesson import Lesson
from superindividual.memory.record import MemoryRecord
from superindividual.memory.span import Span, day
from superindividual.memory.trace import Trace, Use
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line


def listing(options: Namespace) -> int:
    """List what is valid, or all that ever was."""
    opened = company(options)
    known = opened.memory
    scopes, kinds = [options.scope] * bool(options.scope), [options.kind] * bool(options.kind)
    records = known.rows.live(scopes, kinds)
    if options.all:
        records = [
            r
            for r in reversed(known.rows.all())
            if r.scope in (scopes or [r.scope]) and r.kind in (kinds or [r.kind])
        ]
    empty = _("Nothing yet: approved steps, your feedback and your facts are kept here.")
    if scopes or kinds:
        empty = _("Nothing of this kind and scope.")
    return _emit(options, opened, records, empty)


def search(options: Namespace) -> int:
    """What fits some words."""
    opened = company(options)
    scopes, kinds = [options.scope] * bool(options.scope), [options.kind] * bool(options.kind)
    span = Span(day(options.since), day(options.until), day(options.at))
    found = opened.memory.search(
        " ".join(options.words), scopes=scopes, kinds=kinds, limit=options.limit, span=span
    )
    return _emit(options, opened, [r.record for r in found], _("Nothing fits these words."))


def _emit(options: Namespace, opened: Company, records: Sequence[MemoryRecord], empty: str) -> int:
    later = opened.memory.rows.superseded([r.id for r in records])
    against = len(opened.memory.contradictions.open())
    value = {
        "embedder": opened.memory.embedder,
        "records": [r.model_dump(mode="json") for r in records],
        "superseded": later,
        "contradictions": against,
        "lessons": len(opened.memory.lessons()),
    }
    return emit(options, value, lambda: _listed(records, later, against, empty))


def _listed(
    records: Sequence[MemoryRecord], later: Mapping[MemoryId, MemoryId], against: int, empty: str
) -> Iterator[str]:
    for one in records:
        told = f"{one_line(one.content)}{_marks(one, later.get(one.id))}"
        yield f"{one.id}  {cells(sort(one), 11)} {cells(one.scope, 22)} {told}"
    if not records:
        yield empty
    if against:
        yield ngettext(
            "{count} contradiction waits for you: superindividual memory contradictions",
            "{count} contradictions wait for you: superindividual memory contradictions",
            against,
        ).format(count=against)


def _marks(record: MemoryRecord, later: MemoryId | None = None) -> str:
    """What to know before relying on it; `later`: what stands in its place."""
    moment = stamp(now())
    marks = [_("from outside")] * record.tainted
    marks += [_("data: {labels}").format(labels=one_line(", ".join(record.labels), 80))] * bool(record.labels)
    marks += [_("verify before relying on it: older than 90 days")] * record.stale(now().date())
    marks += [_("expired")] * ((record.valid_until or moment) < moment)
    marks += [_("not valid yet")] * ((record.valid_from or moment) > moment)
    marks += [_("superseded by {id}").format(id=later)] * bool(later)
    marks += [_("forgotten")] * bool(record.forgotten)
    return f"  [{'; '.join(marks)}]" if marks else ""


def show(options: Namespace) -> int:
    """One record."""
    opened = company(options)
    found = opened.memory.show(options.id)
    uses = opened.memory.rows.used_by(found.id)
    later = opened.memory.rows.superseded([found.id]).get(found.id)
    more = {"stale": found.stale(now().date()), "used_by": uses, "superseded_by": later}
    return emit(options, {**found.model_dump(mode="json"), **more}, lambda: _told(found, len(uses), later))


def _told(record: MemoryRecord, uses: int, later: MemoryId | None = None) -> Iterator[str]:
    yield f"{record.id}  {sort(record)}  {record.scope}{_marks(record, later)}"
    yield record.content
    yield _("from {source}, by {who}, {at}").format(
        source=record.source, who=said(record.author), at=record.created
    )
    if record.as_of:
        yield _("as of {day}").format(day=record.as_of)
    window = [
        _("from {day}").format(day=record.valid_from[:10]) if record.valid_from else "",
        _("until {day}").format(day=record.valid_until[:10]) if record.valid_until else "",
    ]
    if any(window):
        yield _("valid {window}").format(window=" ".join(filter(None, window)))
    if record.confidence < 1:
        yield _("confidence {share}").format(share=record.confidence)
    yield ngettext("used by {count} deliverable", "used by {count} deliverables", uses).format(count=uses)


def why(options: Namespace) -> int:
    """Where a record came from, and what was made with it."""
    found = company(options).memory.why(options.id)
    value = {
        **asdict(found),
        "record": found.record.model_dump(mode="json"),
        "earlier": [r.model_dump(mode="json") for r in found.earlier],
        "later": [r.model_dump(mode="json") for r in found.later],
        "contradictions": [_against(c) for c in found.contradictions],
    }
    return emit(options, value, lambda: _reasons(found))


def _reasons(found: Trace) -> Iterator[str]:
    yield from _told(found.record, len(found.uses))
    yield from _origin(found)
    for one in found.later:
        yield _("superseded by {id} on {day}: {text}").format(
            id=one.id, day=one.created[:10], text=one_line(one.content, 80)
        )
    for one in found.earlier:
        yield _("in the place of {id}: {text}").format(id=one.id, text=one_line(one.content, 80))
    for against in found.contradictions:
        other = against.beside(found.record.id)
        line = _("contradicts {id} ({source}): {text}").format(
            id=other.id, source=other.source, text=one_line(other.content, 80)
        )
        yield f"{line}  [{_('settled')}]" if against.settled else line
    yield from map(_use, found.uses)


def _origin(found: Trace) -> Iterator[str]:
    origin = found.origin
    if origin.request:
        yield _("origin: {verb} of {request}, {run} {step}, by {who}").format(
            verb=origin.verb, request=origin.request, run=origin.run, step=origin.step, who=said(origin.by)
        )
        if origin.words:
            yield f"    {one_line(origin.words, 160)}"
    elif origin.run:
        yield _("origin: {run} {step}, by {who}").format(
            run=origin.run, step=origin.step or "", who=said(origin.by)
        )


def _use(one: Use) -> str:
    marks = [_("stands")] * one.standing + [_("cites it")] * one.cites
    line = _("used in {run} {step} version {version} by {who}, {at}").format(
        run=one.run, step=one.step, version=one.version, who=said(one.by), at=one.at
    )
    return f"  {line} ({', '.join(marks)})" if marks else f"  {line}"


def add(options: Namespace) -> int:
    """Tell the company something."""
    known = company(options).memory
    try:
        record = known.said(
            " ".join(options.words),
            kind=options.kind,
            scope=options.scope,
            source=options.source,
            tainted=options.source.startswith(("http://", "https://")),
            as_of=day(options.as_of),
            valid_from=_begin(options.valid_from),
            valid_until=_end(options.until),
            confidence=options.confidence,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise MemoryRefused(
            _("this is no record: {fault}").format(fault=f"{first['loc'][0]}: {first['msg']}"),
            remedy=_("see what can be said: superindividual memory add --help"),
        ) from error
    stored = known.learn(record)
    against = [c for c in known.contradictions.open() if stored.id in (c.older.id, c.newer.id)]
    return emit(
        options,
        {**stored.model_dump(mode="json"), "contradicts": [_against(c) for c in against]},
        lambda: [
            f"{stored.id}  {stored.content}{_marks(stored)}",
            *(line for c in against for line in _pair(c)),
        ],
    )


def _begin(typed: str | None) -> str | None:
    return f"{day(typed)}T00:00:00.000Z" if typed else None


def _end(typed: str | None) -> str | None:
    return f"{day(typed)}T23:59:59.999Z" if typed else None


def correct(options: Namespace) -> int:
    """Put the right thing in a record's place."""
    new = company(options).memory.correct(options.id, " ".join(options.words))
    return emit(
        options,
        new.model_dump(mode="json"),
        lambda: [
            f"{new.id}  {new.content}",
            _("{old} stays readable and is told to nobody any more").format(old=new.supersedes),
        ],
    )


def forget(options: Namespace) -> int:
    """Forget records, or erase a person."""
    if options.subject:
        from superindividual.cli.erasing import erase

        return erase(options)
    if not options.ids:
        raise MemoryRefused(_("forget what?"), remedy=_("name records by their ids, or --subject NAME"))
    done = company(options).memory.forget(options.ids)
    text = _("{id} is told to nobody any more; bring it back: superindividual memory undo {id}")
    return emit(
        options,
        [r.model_dump(mode="json") for r in done],
        lambda: [text.format(id=r.id) for r in done] or [_("Forgotten before: nothing changed.")],
    )


def undo(options: Namespace) -> int:
    """Bring records back, or roll back what one run or source wrote."""
    known = company(options).memory
    if sum(map(bool, (options.ids, options.run, options.source))) != 1:
        raise MemoryRefused(
            _("undo what?"), remedy=_("name records by their ids, or one of --run RUN and --source SOURCE")
        )
    if options.ids:
        done = known.undo(options.ids)
    else:
        done = known.roll_back(run=RunId(options.run) if options.run else None, source=options.source or "")
    return emit(
        options,
        asdict(done),
        lambda: (
            [
                *(_("{id} is told to nobody any more").format(id=i) for i in done.forgotten),
                *(_("{id} is told again").format(id=i) for i in done.restored),
            ]
            or [_("Nothing changed: none of them was forgotten.")]
        ),
    )


def lessons(options: Namespace) -> int:
    """List proposed lessons, keep or decline them."""
    known = company(options).memory
    if options.action == "list":
        found = known.lessons(settled=options.all)
    else:
        if not options.ids:
            raise MemoryRefused(_("which lesson?"), remedy=_("see them: superindividual memory lessons"))
        act = known.keep_lesson if options.action == "keep" else known.decline_lesson
        found = [act(one) for one in options.ids]
    empty = _("No lessons wait: your rejections and edits propose them.")
    return emit(
        options,
        [{**asdict(one), "line": one.line} for one in found],
        lambda: [line for one in found for line in _lesson(one)] or [empty],
    )


def _lesson(one: Lesson) -> Iterator[str]:
    state = {"proposed": _("proposed"), "kept": _("kept"), "declined": _("declined")}[one.state]
    yield f"{one.id}  {cells(state, 9)} {cells(one.scope, 18)} {one_line(one.line, 120)}"
    if one.state == "proposed":
        yield "    " + _("keep it: superindividual memory lessons keep {id}").format(id=one.id)


def contradictions(options: Namespace) -> int:
    """List contradictions, or keep one of two records."""
    known = company(options).memory
    if options.action == "keep":
        if not options.id or not options.record:
            raise MemoryRefused(
                _("keep which of the two?"),
                remedy=_("superindividual memory contradictions keep ID RECORD"),
            )
        found = [known.settle(options.id, options.record)]
    else:
        found = known.contradictions.open()
    empty = _("No contradictions were found; only statements like “SUBJECT is VALUE” are compared.")
    return emit(
        options,
        [_against(one) for one in found],
        lambda: [line for one in found for line in _pair(one)] or [empty],
    )


def _against(one: Contradiction) -> dict[str, Any]:
    return {
        **asdict(one),
        "older": one.older.model_dump(mode="json"),
        "newer": one.newer.model_dump(mode="json"),
    }


def _pair(one: Contradiction) -> Iterator[str]:
    yield _("{id}: these cannot both be right").format(id=one.id)
    for record in (one.older, one.newer):
        kept = f"  [{_('kept')}]" if one.kept == record.id else ""
        yield f"    {record.id}  {one_line(record.content)}  ({record.source}, {record.created[:10]}){kept}"


def sort(record: MemoryRecord) -> str:
    """A record's kind in the founder's words."""
    return {
        "fact": _("fact"),
        "decision": _("decision"),
        "lesson": _("lesson"),
        "preference": _("preference"),
        "deliverable": _("deliverable"),
        "metric": _("metric"),
        "programme": _("programme"),
        "law": _("law"),
    }[record.kind]
