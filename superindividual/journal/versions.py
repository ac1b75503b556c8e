"""Versions: every deliverable that a step's attempts handed over, with the answers of its checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RunId, StepId
from superindividual.journal.events import Events
from superindividual.journal.store import Store


@dataclass(frozen=True)
class Version:
    """One version; `results` None means its checks have not answered yet."""

    version: int
    attempt: int
    """The agent's attempt it came from; an edit by the founder keeps the number of the attempt it edits."""
    digest: Digest
    by: str
    at: str
    results: tuple[dict[str, Any], ...] | None
    claims: tuple[dict[str, Any], ...] = ()
    """What became of each claim of the deliverable, in its order: `grade`, `by`, `why`."""

    @property
    def failed(self) -> tuple[dict[str, Any], ...]:
        """The answers that say `fail`."""
        return tuple(r for r in self.results or () if r["verdict"] == "fail")


class Versions:
    """Append and read."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def add(
        self, run: RunId, step: StepId, *, attempt: int, digest: Digest, by: str, summary: str
    ) -> Version:
        """Record a new version."""
        with self._store.transaction() as tx:
            row = tx.execute(
                "SELECT max(version) FROM versions WHERE run = ? AND step = ?", (run, step)
            ).fetchone()
            number = int(row[0] or 0) + 1
            tx.execute(
                "INSERT INTO versions (run, step, version, attempt, digest, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run, step, number, attempt, digest, by, stamp(self._clock())),
            )
            self._events.append(
                "version.made",
                run=run,
                step=step,
                version=number,
                attempt=attempt,
                digest=digest,
                by=by,
                summary=summary,
            )
        return self.of(run, step)[-1]

    def of(self, run: RunId, step: StepId) -> list[Version]:
        """All versions of a step, oldest first."""
        rows = self._store.rows(
            "SELECT * FROM versions WHERE run = ? AND step = ? ORDER BY version", (run, step)
        )
        return [_version(row) for row in rows]

    def get(self, run: RunId, step: StepId, version: int) -> Version:
        """One version; LookupError when there is none."""
        row = self._store.row(
            "SELECT * FROM versions WHERE run = ? AND step = ? AND version = ?", (run, step, version)
        )
        if row is None:
            raise LookupError(f"{run}/{step} has no version {version}")
        return _version(row)

    def record_results(
        self,
        run: RunId,
        step: StepId,
        version: int,
        results: list[dict[str, Any]],
        claims: Sequence[dict[str, Any]] = (),
    ) -> None:
        """Store the answers of a version's checks with what became of its claims, once."""
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE versions SET results = ?, claims = ?"
                " WHERE run = ? AND step = ? AND version = ? AND results IS NULL",
                (
                    json.dumps(results, ensure_ascii=False),
                    json.dumps(list(claims), ensure_ascii=False),
                    run,
                    step,
                    version,
                ),
            ).rowcount
            if changed:
                verdicts = {r["check"]: r["verdict"] for r in results}
                self._events.append("checks.answered", run=run, step=step, version=version, verdicts=verdicts)


def _version(row: Any) -> Version:
    results = tuple(json.loads(row["results"])) if row["results"] is not None else None
    claims = tuple(json.loads(row["claims"] or "[]"))
    return Version(row["version"], row["attempt"], row["digest"], row["by"], row["at"], results, claims)
