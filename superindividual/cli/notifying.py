"""`notify`: where messages to the founder stand, and whether they arrive."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from superindividual.cli.output import company, emit
from superindividual.company import Company
from superindividual.engine.delivery import address, send
from superindividual.errors import NotifyFailed
from superindividual.journal.notices import Notice
from superindividual.text import gettext as _


def notify(options: Namespace) -> int:
    """Show how messages stand, or send one to every target; 1 when one cannot be sent."""
    opened = company(options)
    targets = opened.spec.notify.to
    if options.action == "test":
        answers = {target: _test(opened, target) for target in targets}
        emit(
            options,
            [{"target": t, "sent": not a, "error": a} for t, a in answers.items()],
            lambda: _tested(answers),
        )
        return 1 if any(answers.values()) or not answers else 0
    found = opened.journal.notices.all()
    value = {
        "targets": [{"target": t, "error": _unset(t), **_counts(found, t)} for t in targets],
        "notices": [asdict(n) for n in found],
    }
    return emit(options, value, lambda: _lines(opened, found))


def _test(opened: Company, target: str) -> str:
    """Send to one target; what went wrong, or nothing."""
    text = _(
        "This is a test. Messages tell what waits; decisions are taken with superindividual decide only."
    )
    try:
        send(address(target), _("{company}: test").format(company=opened.spec.name), text)
    except NotifyFailed as error:
        return str(error)
    return ""


def _tested(answers: dict[str, str]) -> Iterator[str]:
    if not answers:
        yield _nobody()
    for target, error in answers.items():
        yield f"{target}  {error or _('sent')}"


def _nobody() -> str:
    return _("No target: write notify: {to: [env:SUPERINDIVIDUAL_NOTIFY_PHONE]} into company.yaml.")


def _unset(target: str) -> str:
    try:
        address(target)
    except NotifyFailed as error:
        return str(error)
    return ""


def _counts(found: list[Notice], target: str) -> dict[str, Any]:
    own = [n for n in found if n.target == target]
    return {
        state: sum(n.state == state for n in own) for state in ("due", "sending", "sent", "failed", "dropped")
    }


def _lines(opened: Company, found: list[Notice]) -> Iterator[str]:
    targets = opened.spec.notify.to
    if not targets:
        yield _nobody()
    for target in targets:
        counts = ", ".join(
            f"{count} {state_word(state)}" for state, count in _counts(found, target).items() if count
        )
        yield f"{target}  {_unset(target) or counts or _('nothing was to be sent yet')}"
    for notice in found:
        if notice.state in ("due", "sending", "failed"):
            tries = _("{tries} tries").format(tries=notice.tries)
            yield f"  {notice.subject}  {notice.target}  {state_word(notice.state)}  {tries}  {notice.due}  {notice.error}".rstrip()
    if any(n.state in ("due", "sending") for n in found) and not opened.worker_runs():
        yield _("Messages are sent by the worker: superindividual up")


def state_word(state: str) -> str:
    """How a notice stands."""
    return {
        "due": _("to be sent"),
        "sending": _("broken off while it was sent"),
        "sent": _("sent"),
        "failed": _("given up"),
        "dropped": _("answered before it was sent"),
    }[state]
