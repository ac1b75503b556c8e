"""Policies: every policy that was in force, so that a ruling can be held against the one it was made by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest
from superindividual.journal.events import Events
from superindividual.journal.store import Store


@dataclass(frozen=True)
class NotedPolicy:
    """A policy that came into force; `policy` is None where company.yaml could not be read, and `fault` says why."""

    version: Digest
    policy: dict[str, Any] | None
    fault: str
    at: str


class Policies:
    """Note and read."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def note(self, version: Digest, policy: dict[str, Any] | None, fault: str) -> None:
        """Record the policy in force, unless it was so already: a change, or a fault, is told once."""
        with self._store.transaction() as tx:
            before = self.latest()
            if before and (before.version, before.fault) == (version, fault):
                return
            text = json.dumps(policy, ensure_ascii=False) if policy is not None else None
            tx.execute(
                "INSERT INTO policies (version, policy, fault, at) VALUES (?, ?, ?, ?)",
                (version, text, fault, stamp(self._clock())),
            )
            kind = "policy.unreadable" if policy is None else "policy.in_force"
            self._events.append(kind, version=version, fault=fault)

    def latest(self) -> NotedPolicy | None:
        """The policy that a worker found last."""
        return self._row("SELECT version, policy, fault, at FROM policies ORDER BY id DESC LIMIT 1", ())

    def readable(self) -> NotedPolicy | None:
        """The last one that could be read."""
        return self._row(
            "SELECT version, policy, fault, at FROM policies WHERE policy IS NOT NULL ORDER BY id DESC LIMIT 1",
            (),
        )

    def of(self, version: str) -> NotedPolicy | None:
        """The policy of a version, if it ever was in force."""
        return self._row(
            "SELECT version, policy, fault, at FROM policies WHERE version = ? LIMIT 1", (version,)
        )

    def _row(self, sql: str, values: tuple[Any, ...]) -> NotedPolicy | None:
        row = self._store.row(sql, values)
        if row is None:
            return None
        policy = json.loads(row["policy"]) if row["policy"] is not None else None
        return NotedPolicy(row["version"], policy, row["fault"], row["at"])
