"""Grants: standing approvals of the founder, and what was let out under them and under the policy's thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.errors import GrantRefused
from superindividual.ids import RequestId, digest_of
from superindividual.journal.decisions import BY_GRANT
from superindividual.journal.events import Events
from superindividual.journal.store import Store
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Money:
    """An amount in one currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Used:
    """What was let out so far under one name: how often, and for how much."""

    times: int
    amount: Decimal


@dataclass(frozen=True)
class Terms:
    """What a grant allows: exact in its arguments, limited in time, count and amount."""

    effect_class: str
    how: str
    fields: Mapping[str, str]
    """Every argument of the action: its exact value, or a pattern with one `*`."""
    scope: Mapping[str, str]
    """`product`, `workflow`, `step`, `agent`: what it is limited to; none of them means the whole company."""
    count: int
    limit: Money | None
    """What all uses together may cost; None fits only actions that cost nothing."""
    expires: str

    def as_json(self) -> dict[str, Any]:
        """The terms as the ledger says them."""
        return {
            "effect_class": self.effect_class,
            "how": self.how,
            "fields": dict(self.fields),
            "scope": dict(self.scope),
            "count": self.count,
            "amount": str(self.limit.amount) if self.limit else None,
            "currency": self.limit.currency if self.limit else None,
            "expires": self.expires,
        }


@dataclass(frozen=True)
class Grant(Terms):
    """A standing approval of the founder."""

    id: str
    request: RequestId | None
    """The request it was made from."""
    by: str
    made: str
    revoked: str | None


class Grants:
    """Make, list, revoke, use."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def make(self, terms: Terms, *, by: str, request: RequestId | None = None) -> Grant:
        """Record a grant; what it may say was looked at before."""
        at, said = stamp(self._clock()), terms.as_json()
        with self._store.transaction() as tx:
            number = tx.execute("SELECT count(*) FROM grants").fetchone()[0]
            grant_id = f"G-{digest_of([said, at, number])[:10]}"
            row = {**said, "fields": _json(terms.fields), "scope": _json(terms.scope)}
            tx.execute(
                "INSERT INTO grants (class, how, fields, scope, count, amount, currency, expires, id, request, by, made)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row.values(), grant_id, request, by, at),
            )
            self._events.append("grant.made", grant=grant_id, request=request, by=by, **said)
        return self.get(grant_id)

    def get(self, grant_id: str) -> Grant:
        """The grant; raises GrantRefused when there is none of that id."""
        row = self._store.row("SELECT * FROM grants WHERE id = ?", (grant_id,))
        if row is None:
            raise GrantRefused(
                _("no grant {id} in this company").format(id=grant_id),
                remedy=_("see them: superindividual grants"),
            )
        return _grant(row)

    def all(self) -> list[Grant]:
        """All grants, oldest first."""
        return [_grant(row) for row in self._store.rows("SELECT * FROM grants ORDER BY made, id")]

    def revoke(self, grant_id: str, by: str) -> Grant:
        """Let nothing more be let out under a grant, not even what it approved and has not started; twice is once."""
        with self._store.transaction() as tx:
            grant = self.get(grant_id)
            if grant.revoked is None:
                tx.execute("UPDATE grants SET revoked = ? WHERE id = ?", (stamp(self._clock()), grant_id))
                self._events.append("grant.revoked", grant=grant_id, by=by)
        return self.get(grant_id)

    def fault(self, grant: Grant, money: Money | None) -> str:
        """Why the grant lets nothing more of that cost out; empty when it does."""
        if grant.revoked:
            return "revoked"
        if grant.expires <= stamp(self._clock()):
            return "expired"
        used = self.used(BY_GRANT + grant.id)
        if used.times >= grant.count:
            return "count"
        if money and (grant.limit is None or money.currency != grant.limit.currency):
            return "amount"
        if money and grant.limit and used.amount + money.amount > grant.limit.amount:
            return "amount"
        return ""

    def used(self, by: str, since: str = "", currency: str | None = None) -> Used:
        """What was let out under that signature, after a stamp and in one currency where these are given."""
        sql = "SELECT amount FROM uses WHERE by = ? AND at > ? AND (? IS NULL OR currency = ?)"
        rows = self._store.rows(sql, (by, since, currency, currency))
        return Used(len(rows), sum((Decimal(row[0]) for row in rows if row[0]), Decimal()))

    def counted(self, request: RequestId) -> bool:
        """Whether a request was answered under any signature."""
        return self._store.row("SELECT 1 FROM uses WHERE request = ? LIMIT 1", (request,)) is not None

    def record_use(self, request: RequestId, by: str, money: Money | None) -> None:
        """Count a request that was answered under that signature; joins the transaction that answers it."""
        with self._store.transaction() as tx:
            amount, currency = (str(money.amount), money.currency) if money else (None, None)
            tx.execute(
                "INSERT INTO uses (request, by, amount, currency, at) VALUES (?, ?, ?, ?, ?)",
                (request, by, amount, currency, stamp(self._clock())),
            )
            row = tx.execute("SELECT run, step FROM requests WHERE id = ?", (request,)).fetchone()
            self._events.append(
                "grant.used",
                run=row["run"],
                step=row["step"],
                by=by,
                request=request,
                amount=amount,
                currency=currency,
            )

    def requests_of(self, grant_id: str) -> list[RequestId]:
        """The requests that a grant answered, oldest first."""
        sql = "SELECT request FROM uses WHERE by = ? ORDER BY at, request"
        return [row[0] for row in self._store.rows(sql, (BY_GRANT + grant_id,))]


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def _grant(row: Any) -> Grant:
    limit = Money(Decimal(row["amount"]), row["currency"]) if row["amount"] else None
    return Grant(
        row["class"],
        row["how"],
        json.loads(row["fields"]),
        json.loads(row["scope"]),
        row["count"],
        limit,
        row["expires"],
        row["id"],
        row["request"],
        row["by"],
        row["made"],
        row["revoked"],
    )
