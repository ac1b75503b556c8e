"""Withdrawals: an approval of what leaves the company, taken back before it is carried out."""

from __future__ import annotations

from superindividual.errors import DecisionRefused
from superindividual.ids import RequestId
from superindividual.journal.decisions import Decision, Decisions, Request
from superindividual.journal.events import Events
from superindividual.journal.store import Store
from superindividual.text import gettext as _


class Withdrawals:
    """Withdraw; against the start of the effect exactly one of the two wins."""

    def __init__(self, store: Store, events: Events, decisions: Decisions) -> None:
        self._store = store
        self._events = events
        self._decisions = decisions

    def withdraw(self, request_id: RequestId, *, by: str) -> Request:
        """Take back an approval of what leaves, as long as it has not begun; the request waits again.

        Raises:
            DecisionRefused: nothing is decided, it has begun, or it is no such approval.
        """
        with self._store.transaction() as tx:
            request, taken = self._decisions.request(request_id), self._decisions.decision(request_id)
            reason = self._why_not(request, taken)
            if reason:
                raise DecisionRefused(
                    reason, remedy=_("look at it: superindividual show {id}").format(id=request_id)
                )
            tx.execute("DELETE FROM decisions WHERE request = ?", (request_id,))
            tx.execute("UPDATE requests SET closed = NULL WHERE id = ?", (request_id,))
            self._events.append(
                "decision.withdrawn",
                run=request.run,
                step=request.step,
                request=request_id,
                by=by,
                binding=request.binding,
            )
        return self._decisions.request(request_id)

    def _why_not(self, request: Request, taken: Decision | None) -> str:
        """Why an approval stands; empty where it can be taken back."""
        if taken is None:
            return _("nothing is decided about {id}").format(id=request.id)
        if request.kind != "effect" or taken.verb != "approve":
            return _("only an approval of what leaves can be withdrawn")
        if taken.final:
            return _("the approval of {id} was given for good").format(id=request.id)
        begun = "SELECT 1 FROM outbox WHERE request = ? AND state != 'intent'"
        if self._store.row(begun, (request.id,)):
            return _("too late: {id} is being carried out, or was").format(id=request.id)
        over = (
            "SELECT 1 FROM runs WHERE id = ? AND (outcome IS NOT NULL OR stop IS NOT NULL)"
            " UNION ALL SELECT 1 FROM steps WHERE run = ? AND step = ?"
            " UNION ALL SELECT 1 FROM returns WHERE run = ? AND step = ? AND at >= ?"
        )
        where = (request.run, request.run, request.step, request.run, request.step, request.opened)
        if request.renewed or self._store.row(over, where):
            return self._decisions.why_closed(request)
        return ""
