"""Measurements: what an endpoint was seen to do with a model, and when; the last one counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.journal.events import Events
from superindividual.journal.store import Store


@dataclass(frozen=True)
class Measurement:
    """One endpoint and model."""

    base_url: str
    model: str
    at: str
    found: Mapping[str, Any]
    """Fields of Quirks, as far as they could be measured."""


class Measurements:
    """Keep and look up."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def keep(self, base_url: str, model: str, found: Mapping[str, Any]) -> Measurement:
        """Put what was measured now in the place of what was measured before."""
        made = Measurement(base_url, model, stamp(self._clock()), dict(found))
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO measurements (base_url, model, at, found) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (base_url, model) DO UPDATE SET at = excluded.at, found = excluded.found",
                (base_url, model, made.at, json.dumps(made.found, sort_keys=True)),
            )
            self._events.append("model.measured", base_url=base_url, model=model, found=made.found)
        return made

    def get(self, base_url: str, model: str) -> Measurement | None:
        """What was measured, if anything was."""
        row = self._store.row(
            "SELECT * FROM measurements WHERE base_url = ? AND model = ?", (base_url, model)
        )
        return _measurement(row) if row else None

    def found(self, base_url: str, model: str) -> Mapping[str, Any]:
        """The fields that were measured; none where nothing was."""
        measured = self.get(base_url, model)
        return measured.found if measured else {}

    def all(self) -> list[Measurement]:
        """All of them, by address and model."""
        return [
            _measurement(r) for r in self._store.rows("SELECT * FROM measurements ORDER BY base_url, model")
        ]


def _measurement(row: Any) -> Measurement:
    return Measurement(row["base_url"], row["model"], row["at"], json.loads(row["found"]))
