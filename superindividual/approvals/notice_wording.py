"""Wording of notices: the exact question, where it stands, and what to type. A message tells, and never decides.

Text from models and from outside is data: secrets are taken out, addresses too (nothing in a message can be clicked),
and what chat services read as markup or as a call to everybody is shown as plain characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from superindividual.approvals import wording
from superindividual.approvals.event_wording import event_line
from superindividual.checks.secrets import redacted
from superindividual.ids import RequestId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.journal.notices import Notice
from superindividual.specs.notify import Occasion
from superindividual.text import gettext as _
from superindividual.text import one_line, safe_text

_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://\S*|\bwww\.\S+|\b(?:mailto|tel|tg|slack|javascript):\S+", re.I
)
_MARKUP = str.maketrans(
    {"<": "‹", ">": "›", "@": "＠", "&": "＆", "[": "［", "]": "］", "`": "'", "*": "＊", "|": "¦"}
)
_LONGEST = 300


def occasion(event: Event) -> Occasion | None:
    """What an event is an occasion of; None where nobody is told."""
    if event.kind == "run.ended":
        ends: dict[str, Occasion] = {"failed": "failed", "stopped": "halted"}
        return ends.get(event.data["outcome"])
    if event.kind == "attempt.failed":
        return "budget" if event.data.get("error") == "BudgetExceeded" else None
    return _OCCASIONS.get(event.kind)


_OCCASIONS: dict[str, Occasion] = {
    "request.opened": "request",
    "run.stalled": "failed",
    "schedule.failed": "failed",
    "run.paused": "halted",
    "company.halted": "halted",
    "effect.done": "effect",
    "effect.failed": "effect",
    "effect.unknown": "effect",
}


def subject(event: Event) -> str:
    """The stable id under which an event is told once: the request's, or the event's own."""
    return str(event.data["request"]) if event.kind == "request.opened" else f"#{event.seq}"


def message(journal: Journal, notice: Notice, known: Sequence[str]) -> str | None:
    """The text of one notice; None when nobody needs it any more. `known` are secrets that must not be in it."""
    event = journal.events.get(notice.event)
    if event is None:
        return None
    if event.kind == "request.opened":
        return _request(journal, notice, known)
    line = event_line(event) or event.kind
    return f"{harmless(line, known)}\n" + _("Event: {subject}. Look: {command}").format(
        subject=notice.subject, command=f"superindividual log --event {event.seq}"
    )


def _request(journal: Journal, notice: Notice, known: Sequence[str]) -> str | None:
    request = journal.decisions.request(RequestId(notice.subject))
    if request.closed:
        return None
    place = _("Product: {product} · step: {step} · request: {id} · {stake}").format(
        product=harmless(str(request.question.get("product", "")), known),
        step=harmless(request.step, known),
        id=request.id,
        stake=wording.stake(request),
    )
    look = _("Look: {command}").format(command=f"superindividual show {request.id}")
    answer = _("Answer on the company's machine: {command}").format(
        command=f"superindividual decide {request.id} {', '.join(wording.verbs(request.kind))}"
    )
    return "\n".join([harmless(wording.question(request), known), place, look, answer])


def harmless(text: str, known: Sequence[str]) -> str:
    """Foreign text on one line without secrets, addresses, markup or anything hidden."""
    plain = _ADDRESS.sub(_("(address removed)"), redacted(safe_text(text), known))
    return one_line(plain, _LONGEST).translate(_MARKUP)


def together(texts: Sequence[str], *, repeated: bool) -> str:
    """Several notices as one message."""
    head = [_("This may be a repeat: it is not known whether it was sent before.")] if repeated else []
    return "\n\n".join([*head, *texts])


def title(company: str, count: int) -> str:
    """The message's title."""
    return _("{company}: {count} for you").format(company=harmless(company, ()), count=count)
