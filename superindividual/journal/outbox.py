"""Outbox: what leaves the company, written down before it goes and after it went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RunId, StepId, digest_of
from superindividual.journal.events import Events
from superindividual.journal.store import Store

State = Literal["intent", "done", "failed", "unknown"]


@dataclass(frozen=True)
class Effect:
    """One effect; `key` makes a repeat recognisable."""

    key: Digest
    run: RunId
    step: StepId
    effect_class: str
    action: dict[str, Any]
    binding: Digest
    state: State
    receipt: dict[str, Any] | None


class Outbox:
    """Intend, settle, read."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def intend(self, run: RunId, step: StepId, effect_class: str, action: dict[str, Any]) -> Effect:
        """Write the intent, or find it: the same action of the same step is one effect."""
        binding = digest_of(action)
        key = digest_of([run, step, binding])
        with self._store.transaction() as tx:
            new = tx.execute(
                "INSERT OR IGNORE INTO outbox (key, run, step, class, action, binding, state, intended) VALUES (?, ?, ?, ?, ?, ?, 'intent', ?)",
                (
                    key,
                    run,
                    step,
                    effect_class,
                    json.dumps(action, ensure_ascii=False),
                    binding,
                    stamp(self._clock()),
                ),
            ).rowcount
            if new:
                self._events.append(
                    "effect.intended", run=run, step=step, key=key, effect_class=effect_class, binding=binding
                )
        return self.get(key)

    def settle(self, key: Digest, state: State, receipt: dict[str, Any]) -> Effect:
        """Record how it went, once."""
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE outbox SET state = ?, receipt = ?, settled = ? WHERE key = ? AND state IN ('intent', 'unknown')",
                (state, json.dumps(receipt, ensure_ascii=False), stamp(self._clock()), key),
            ).rowcount
            effect = self.get(key)
            if changed:
                self._events.append(
                    f"effect.{state}", run=effect.run, step=effect.step, key=key, receipt=receipt
                )
        return effect

    def get(self, key: Digest) -> Effect:
        """The effect; LookupError when there is none."""
        row = self._store.row("SELECT * FROM outbox WHERE key = ?", (key,))
        if row is None:
            raise LookupError(f"no effect {key}")
        return _effect(row)

    def of(self, run: RunId) -> list[Effect]:
        """All effects of a run."""
        return [
            _effect(row)
            for row in self._store.rows("SELECT * FROM outbox WHERE run = ? ORDER BY intended", (run,))
        ]


def _effect(row: Any) -> Effect:
    receipt = json.loads(row["receipt"]) if row["receipt"] else None
    return Effect(
        row["key"],
        row["run"],
        row["step"],
        row["class"],
        json.loads(row["action"]),
        row["binding"],
        row["state"],
        receipt,
    )
