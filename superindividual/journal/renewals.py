"""Renewals: a request is asked again when what it rested on has changed, and the old one decides nothing any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RequestId, request_id
from superindividual.journal.decisions import Decisions, Request
from superindividual.journal.events import Events
from superindividual.journal.stake import Stake
from superindividual.journal.store import Store

Why = Literal["expired", "policy-changed", "halted", "readonly", "grant-void"]
"""What had changed."""


class Renewals:
    """Ask again, and find what took a request's place."""

    def __init__(self, store: Store, events: Events, decisions: Decisions, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._decisions = decisions
        self._clock = clock

    def renew(
        self,
        request: Request,
        why: Why,
        *,
        changed: Sequence[str] = (),
        policy: Digest | None,
        expires: str | None,
        binding: Digest | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Request:
        """Open a request in the place of another, once; an approval of the old one is void from then on.

        `binding` and `facts` replace those of the old one, where an approval binds what has changed.
        """
        with self._store.transaction() as tx:
            standing = self._decisions.request(request.id)
            if standing.renewed:
                return self._decisions.request(standing.renewed)
            new = self._decisions.open(
                request_id("renewed", request.id),
                run=request.run,
                step=request.step,
                version=request.version,
                kind=request.kind,
                binding=binding or request.binding,
                question={**request.question, **(facts or {}), "again": why, "changed": list(changed)},
                risk=request.risk,
                policy=policy,
                expires=expires,
                stake=Stake(Decimal(request.usd), request.irreversible),
            )
            at = stamp(self._clock())
            tx.execute(
                "UPDATE requests SET closed = coalesce(closed, ?), renewed = ? WHERE id = ?",
                (at, new.id, request.id),
            )
            tx.execute(  # what was intended under the old one waits for the new one
                "UPDATE outbox SET request = ?, binding = ? WHERE request = ? AND state = 'intent'",
                (new.id, new.binding, request.id),
            )
            self._events.append(
                "request.renewed",
                run=request.run,
                step=request.step,
                request=request.id,
                renewed=new.id,
                why=why,
                changed=list(changed),
            )
        return new

    def current(self, request: RequestId) -> RequestId:
        """The request that stands in the place of this one; itself, where none does."""
        row = self._store.row("SELECT renewed FROM requests WHERE id = ?", (request,))
        while row and row["renewed"]:
            request = RequestId(row["renewed"])
            row = self._store.row("SELECT renewed FROM requests WHERE id = ?", (request,))
        return request
