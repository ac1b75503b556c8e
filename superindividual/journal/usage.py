"""Usage: tokens and money that model calls took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import RunId, StepId
from superindividual.journal.store import Store


@dataclass(frozen=True)
class Usage:
    """A sum; `usd` counts the calls with a known price only."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: Decimal = Decimal(0)
    unpriced: int = 0
    """Calls without a known price."""
    unpriced_input: int = 0
    unpriced_output: int = 0
    seconds: float = 0.0
    """Time that the calls took."""


class UsageLog:
    """Add and sum up."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(
        self,
        run: RunId,
        step: StepId,
        attempt: int,
        model: str,
        *,
        input_tokens: int,
        output_tokens: int,
        usd: Decimal | None,
        seconds: float,
        outcome: str = "answered",
    ) -> None:
        """Record one call; `outcome` is `answered` or that of its ModelError."""
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO usage (run, step, attempt, model, input_tokens, output_tokens, usd, seconds, outcome, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run,
                    step,
                    attempt,
                    model,
                    input_tokens,
                    output_tokens,
                    None if usd is None else str(usd),
                    seconds,
                    outcome,
                    stamp(self._clock()),
                ),
            )

    def of(self, run: RunId, step: StepId | None = None, *, reserved: bool = False) -> Usage:
        """The sum of a run, or of one of its steps with all its items, or all steps of the workflow it uses.

        With `reserved`, calls under way count at what they take at most; else they do not count.
        """
        whole = "AND (step = ? OR substr(step, 1, length(?) + 1) IN (? || '[', ? || '/'))"
        where, values = (whole, [run, step, step, step, step]) if step else ("", [run])
        settled = "" if reserved else "AND outcome <> 'reserved'"
        rows = self._store.rows(
            f"SELECT input_tokens, output_tokens, usd, seconds FROM usage WHERE run = ? {where} {settled}",
            values,
        )
        return _sum(rows)

    def of_credit(self, credit: str) -> Usage:
        """The sum of all calls that a credit paid."""
        return _sum(
            self._store.rows(
                "SELECT input_tokens, output_tokens, usd, seconds FROM usage WHERE credit = ?", (credit,)
            )
        )

    def since(self, at: str) -> dict[RunId, Usage]:
        """The sums of all runs from a stamp on, in the order of their first call."""
        rows = self._store.rows(
            "SELECT input_tokens, output_tokens, usd, seconds, run FROM usage WHERE at >= ? AND outcome <> 'reserved'"
            " ORDER BY id",
            (at,),
        )
        own: dict[RunId, list[Any]] = {}
        for row in rows:
            own.setdefault(row["run"], []).append(row)
        return {run: _sum(of_run) for run, of_run in own.items()}


def _sum(rows: Sequence[Any]) -> Usage:
    """Of rows that begin with tokens read, tokens written, dollars or None, seconds."""
    unpriced = [r for r in rows if r[2] is None]
    return Usage(
        calls=len(rows),
        input_tokens=sum(r[0] for r in rows),
        output_tokens=sum(r[1] for r in rows),
        usd=sum((Decimal(r[2]) for r in rows if r[2] is not None), Decimal(0)),
        unpriced=len(unpriced),
        unpriced_input=sum(r[0] for r in unpriced),
        unpriced_output=sum(r[1] for r in unpriced),
        seconds=sum(r[3] for r in rows),
    )
