"""Rules: what the founder lets pass without being asked again, precise and for a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.errors import RuleRefused
from superindividual.ids import Digest, RequestId, RuleId, rule_id
from superindividual.journal.events import Events
from superindividual.journal.store import Store
from superindividual.text import gettext as _

State = Literal["proposed", "accepted", "declined", "revoked", "lapsed"]
"""`lapsed`: a rejection or an edit came before the founder answered the proposal."""

DAYS, MOST_DAYS = 30, 366


@dataclass(frozen=True)
class Rule:
    """A proposal, and what the founder made of it."""

    id: RuleId
    pattern: Digest
    says: Mapping[str, Any]
    """The pattern that a request must have, word for word."""
    state: State
    requests: tuple[RequestId, ...]
    """The approvals that it was proposed from."""
    proposed: str
    by: str | None
    settled: str | None
    expires: str | None


class Rules:
    """Propose, settle, look up; every change is an event of the ledger."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def propose(self, pattern: Digest, says: Mapping[str, Any], requests: Sequence[RequestId]) -> Rule:
        """Propose a rule, or find the proposal: the same approvals propose once."""
        found = rule_id(pattern, *requests)
        with self._store.transaction() as tx:
            new = tx.execute(
                "INSERT OR IGNORE INTO rules (id, pattern, says, state, requests, proposed)"
                " VALUES (?, ?, ?, 'proposed', ?, ?)",
                (
                    found,
                    pattern,
                    json.dumps(says, ensure_ascii=False),
                    json.dumps(requests),
                    stamp(self._clock()),
                ),
            ).rowcount
            if new:
                self._events.append(
                    "rule.proposed", rule=found, pattern=pattern, says=dict(says), requests=list(requests)
                )
        return self.get(found)

    def accept(self, rule: RuleId, *, by: str, days: int = DAYS) -> Rule:
        """Let a proposed rule decide, for so many days; raises RuleRefused."""
        if not 1 <= days <= MOST_DAYS:
            raise RuleRefused(
                _("a rule holds for 1 to {most} days").format(most=MOST_DAYS), remedy=_("write --days 30")
            )
        expires = stamp(self._clock() + timedelta(days=days))
        return self._settle(rule, "proposed", "accepted", by, expires)

    def decline(self, rule: RuleId, *, by: str) -> Rule:
        """Refuse a proposal; raises RuleRefused."""
        return self._settle(rule, "proposed", "declined", by)

    def lapse(self, rule: RuleId, *, by: str) -> Rule:
        """Take a proposal back, since the founder decided otherwise meanwhile; raises RuleRefused."""
        return self._settle(rule, "proposed", "lapsed", by)

    def revoke(self, rule: RuleId, *, by: str) -> Rule:
        """End an accepted rule at once; raises RuleRefused."""
        return self._settle(rule, "accepted", "revoked", by)

    def _settle(self, rule: RuleId, before: State, after: State, by: str, expires: str | None = None) -> Rule:
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE rules SET state = ?, by = ?, settled = ?, expires = coalesce(?, expires)"
                " WHERE id = ? AND state = ?",
                (after, by, stamp(self._clock()), expires, rule, before),
            ).rowcount
            found = self.get(rule)
            if not changed:
                raise RuleRefused(
                    _("{id} is {state}, not {needed}").format(
                        id=rule, state=state_word(found.state), needed=state_word(before)
                    ),
                    remedy=_("see them: superindividual rules"),
                )
            self._events.append(
                f"rule.{after}",
                rule=rule,
                pattern=found.pattern,
                says=dict(found.says),
                by=by,
                expires=expires,
            )
        return found

    def get(self, rule: RuleId) -> Rule:
        """The rule; raises RuleRefused when there is none of that id."""
        row = self._store.row(f"SELECT {_COLUMNS} FROM rules WHERE id = ?", (rule,))
        if row is None:
            raise RuleRefused(
                _("no rule {id} in this company").format(id=rule), remedy=_("see them: superindividual rules")
            )
        return _rule(row)

    def all(self) -> list[Rule]:
        """All of them, oldest first."""
        return self._where("1")

    def proposed(self) -> list[Rule]:
        """What waits for the founder's answer, oldest first."""
        return self._where("state = 'proposed'")

    def of_pattern(self, pattern: Digest) -> list[Rule]:
        """All that were ever proposed for a pattern, oldest first."""
        return self._where("pattern = ?", pattern)

    def standing(self, pattern: Digest) -> Rule | None:
        """The accepted rule that holds for a pattern at this moment, if any."""
        held = self._where(
            "pattern = ? AND state = 'accepted' AND expires > ?", pattern, stamp(self._clock())
        )
        return held[-1] if held else None

    def uses(self, rule: RuleId) -> int:
        """How often it has decided."""
        row = self._store.row("SELECT count(*) FROM decisions WHERE by = ?", (f"rule:{rule}",))
        return int(row[0]) if row else 0

    def _where(self, condition: str, *values: str) -> list[Rule]:
        rows = self._store.rows(
            f"SELECT {_COLUMNS} FROM rules WHERE {condition} ORDER BY proposed, id", values
        )
        return [_rule(row) for row in rows]


_COLUMNS = "id, pattern, says, state, requests, proposed, by, settled, expires"


def _rule(row: Any) -> Rule:
    return Rule(
        row["id"],
        row["pattern"],
        json.loads(row["says"]),
        row["state"],
        tuple(json.loads(row["requests"])),
        row["proposed"],
        row["by"],
        row["settled"],
        row["expires"],
    )


def state_word(state: State) -> str:
    """How a rule stands, in the founder's language."""
    return {
        "proposed": _("proposed"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "revoked": _("revoked"),
        "lapsed": _("lapsed"),
    }[state]
