"""`decide --batch KIND approve`: several low-risk drafts of one kind, as a list that was looked at."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from superindividual.approvals import wording
from superindividual.approvals.batch import SHOWN, Batch, batch_of
from superindividual.cli.output import company, emit, say
from superindividual.company import Company
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Request
from superindividual.text import gettext as _
from superindividual.text import one_line


def decide_batch(options: Namespace) -> int:
    """Show the list, have it confirmed, and decide about each; 1 when something was left undecided."""
    if options.verb != "approve":
        raise DecisionRefused(
            _("only an approval is given to several at once"), remedy=_("decide about each by its ID")
        )
    opened = company(options)
    batch = batch_of(options.id, opened.inbox())
    if not batch.requests:
        emit(options, _value(batch, {}), lambda: _nothing(opened, batch))
        return 1
    if not _is_meant(options, batch):
        emit(options, _value(batch, {}), lambda: _how(options, batch))
        return 1
    answers = {r.id: _approve(opened, r) for r in batch.requests}
    opened.ensure_worker()
    emit(options, _value(batch, answers), lambda: _answered(batch, answers))
    return 1 if any(answers.values()) else 0


def _is_meant(options: Namespace, batch: Batch) -> bool:
    """Whether the founder confirmed this list: by its digest, or by typing how many it holds."""
    if options.yes_to:
        if batch.is_named_by(options.yes_to):
            return True
        raise DecisionRefused(
            _("the list is another one than you saw: it is {digest} now").format(digest=batch.digest[:SHOWN]),
            remedy=_("look again: superindividual decide --batch {kind} approve").format(kind=batch.deliver),
        )
    if options.json or not sys.stdin.isatty():
        return False
    for line in _listed(batch):
        say(line)
    print(_("Type {count} to approve all of them: ").format(count=len(batch.requests)), end="", flush=True)
    return sys.stdin.readline().strip() == str(len(batch.requests))


def _approve(opened: Company, request: Request) -> str:
    """Decide about one; the reason where that was refused."""
    try:
        opened.decide(request, "approve")
    except DecisionRefused as refused:
        return str(refused)
    return ""


def _value(batch: Batch, answers: dict[Any, str]) -> dict[str, Any]:
    return {
        "kind": batch.deliver,
        "digest": batch.digest,
        "requests": [
            {**r.record(), "decided": r.id in answers and not answers[r.id], "refused": answers.get(r.id, "")}
            for r in batch.requests
        ],
    }


def _listed(batch: Batch) -> Iterator[str]:
    for request in batch.requests:
        yield f"{request.id}  {request.binding[:12]}  {wording.question(request)}"
        summary = one_line(str(request.question.get("summary", "")), 140)
        yield f"    {wording.verdicts(request.question['verdicts'])} · {wording.age(request.opened)} · {summary}"


def _nothing(opened: Company, batch: Batch) -> Iterator[str]:
    yield _(
        "No {kind} waits that could be approved with others: only drafts without failing or open checks."
    ).format(kind=batch.deliver)
    kinds = sorted(
        {
            str(r.question.get("deliver"))
            for r in opened.inbox()
            if batch_of(str(r.question.get("deliver")), [r]).requests
        }
    )
    if kinds:
        yield _("Kinds that could: {kinds}").format(kinds=", ".join(kinds))


def _how(options: Namespace, batch: Batch) -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from _listed(batch)
    yield _(
        "Nothing is decided. Approve exactly this list: superindividual decide --batch {kind} approve --yes-to {digest}"
    ).format(kind=batch.deliver, digest=batch.digest[:SHOWN])


def _answered(batch: Batch, answers: dict[Any, str]) -> Iterator[str]:
    for request in batch.requests:
        refused = answers[request.id]
        yield f"{request.id}  " + (
            _("refused: {reason}").format(reason=refused) if refused else _("approved")
        )
    done = sum(not reason for reason in answers.values())
    yield _("{done} of {count} approved").format(done=done, count=len(answers))
