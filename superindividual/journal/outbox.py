"""Outbox: what leaves the company, written down before it goes and after it went.

intent -> sending -> done | failed | unknown. Only what stands as `intent` has surely not begun; what stands as
`sending` when a worker starts was broken off, and is recovered as its way out declares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.events import Events
from superindividual.journal.store import Store

State = Literal["intent", "sending", "done", "failed", "unknown"]
Settlement = Literal["done", "failed", "unknown"]
_COLUMNS = "key, request, run, step, class, action, binding, state, receipt, losses"


@dataclass(frozen=True)
class Effect:
    """One effect; `key` makes a repeat recognisable, here and at receivers that look at it."""

    key: Digest
    request: RequestId | None
    """What the founder approved; None in what older versions wrote."""
    run: RunId
    step: StepId
    effect_class: str
    action: dict[str, Any]
    binding: Digest
    state: State
    receipt: dict[str, Any] | None
    losses: int
    """How often it became unknown whether it arrived; each of them is one question."""


class Outbox:
    """Intend, start, settle, read."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def intend(
        self,
        request: RequestId,
        run: RunId,
        step: StepId,
        *,
        key: Digest,
        effect_class: str,
        action: Mapping[str, Any],
        binding: Digest,
    ) -> Effect:
        """Write the intent, or find it: the same key is one effect."""
        with self._store.transaction() as tx:
            text = json.dumps(action, ensure_ascii=False)
            values = (key, request, run, step, effect_class, text, binding, stamp(self._clock()))
            new = tx.execute(
                "INSERT OR IGNORE INTO outbox (key, request, run, step, class, action, binding, state, intended)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'intent', ?)",
                values,
            ).rowcount
            if new:
                self._events.append(
                    "effect.intended",
                    run=run,
                    step=step,
                    key=key,
                    request=request,
                    effect_class=effect_class,
                    binding=binding,
                )
        return self.get(key)

    def start(self, key: Digest, refusal: Callable[[Effect], str | None]) -> str | None:
        """Begin what is intended, if its approval still stands and nothing refuses; gives the reason where not.

        `refusal` is asked inside the transaction, so that what is written to the journal before it counts and what
        is written after it comes too late. An empty reason means that the approval was withdrawn, or it has begun.
        """
        with self._store.transaction() as tx:
            effect = self.get(key)
            reason = refusal(effect)
            if reason is not None:
                return reason
            changed = tx.execute(
                "UPDATE outbox SET state = 'sending' WHERE key = ? AND state = 'intent' AND EXISTS"
                " (SELECT 1 FROM decisions WHERE request = outbox.request AND verb = 'approve'"
                " AND binding = outbox.binding)",
                (key,),
            ).rowcount
            if not changed:
                return ""
            self._events.append("effect.started", run=effect.run, step=effect.step, key=key)
        return None

    def start_again(
        self, key: Digest, losses: int, refusal: Callable[[Effect], str | None], *, by: str
    ) -> str | None:
        """Begin anew what the founder says did not arrive, under the same key; gives the reason where not, as `start`."""
        with self._store.transaction() as tx:
            reason = refusal(self.get(key))
            if reason is not None:
                return reason
            changed = tx.execute(
                "UPDATE outbox SET state = 'sending' WHERE key = ? AND state = 'unknown' AND losses = ?",
                (key, losses),
            ).rowcount
            if not changed:
                return ""
            effect = self.get(key)
            self._events.append("effect.started", run=effect.run, step=effect.step, key=key, again=by)
        return None

    def settle(self, key: Digest, state: Settlement, receipt: Mapping[str, Any]) -> Effect:
        """Record how it went, once for each time it was begun; nothing is done without a receipt.

        Raises:
            ValueError: done, and no receipt.
        """
        if not receipt:
            raise ValueError("an effect is settled with a receipt")
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE outbox SET state = ?, receipt = ?, settled = ?, losses = losses + ?"
                " WHERE key = ? AND (state IN ('intent', 'sending') OR state = 'unknown' AND ? != 'unknown')",
                (
                    state,
                    json.dumps(receipt, ensure_ascii=False),
                    stamp(self._clock()),
                    int(state == "unknown"),
                    key,
                    state,
                ),
            ).rowcount
            effect = self.get(key)
            if changed:
                self._events.append(
                    f"effect.{state}", run=effect.run, step=effect.step, key=key, receipt=dict(receipt)
                )
        return effect

    def get(self, key: Digest) -> Effect:
        """The effect; LookupError when there is none."""
        row = self._store.row(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,))
        if row is None:
            raise LookupError(f"no effect {key}")
        return _effect(row)

    def of(self, run: RunId) -> list[Effect]:
        """All effects of a run."""
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE run = ? ORDER BY intended, rowid"
        return [_effect(row) for row in self._store.rows(sql, (run,))]

    def of_request(self, request: RequestId) -> Effect | None:
        """What came of an approval; None where nothing was intended yet."""
        row = self._store.row(f"SELECT {_COLUMNS} FROM outbox WHERE request = ?", (request,))
        return _effect(row) if row else None


def _effect(row: Any) -> Effect:
    receipt = json.loads(row["receipt"]) if row["receipt"] else None
    return Effect(
        row["key"],
        row["request"],
        row["run"],
        row["step"],
        row["class"],
        json.loads(row["action"]),
        row["binding"],
        row["state"],
        receipt,
        row["losses"],
    )
