"""Usage: tokens and money that model calls took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import RunId, StepId
from superindividual.journal.store import Store

RESERVED = "reserved"
"""The outcome of a call that is under way."""
_BILLION = 10**9


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


@dataclass(frozen=True)
class RunUsage:
    """The calls of one run, read once to be summed up in several ways."""

    _rows: Sequence[Any]

    def of(self, step: str | None = None, *, reserved: bool = False) -> Usage:
        """The sum, or that of one step with all its items, or all steps of the workflow it uses.

        With `reserved`, calls under way count at what they take at most; else they do not count.
        """
        rows = self._rows if reserved else [row for row in self._rows if row[5] != RESERVED]
        if step:
            below = (f"{step}[", f"{step}/")
            rows = [row for row in rows if row[4] == step or row[4].startswith(below)]
        return _sum(rows)


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

    def of_run(self, run: RunId) -> RunUsage:
        """The calls of a run."""
        return RunUsage(
            self._store.rows(
                "SELECT input_tokens, output_tokens, usd, seconds, step, outcome FROM usage WHERE run = ?",
                (run,),
            )
        )

    def of(self, run: RunId, step: StepId | None = None, *, reserved: bool = False) -> Usage:
        """The sum of a run or of one of its steps, as `RunUsage.of` says."""
        return self.of_run(run).of(step, reserved=reserved)

    def of_all(self, *, reserved: bool = False) -> Usage:
        """The sum of all runs; with `reserved`, as `RunUsage.of` says. Dollars to a billionth for each call."""
        row = self._store.row(
            "SELECT sum(calls), sum(input_tokens), sum(output_tokens), sum(nanodollars), sum(unpriced),"
            " sum(unpriced_input), sum(unpriced_output), total(seconds) FROM usage_sums WHERE reserved <= ?",
            (reserved,),
        )
        calls, read, written, nanodollars, *rest = row or (0,) * 8
        return Usage(calls, read, written, Decimal(nanodollars) / _BILLION, *rest)

    def of_credit(self, credit: str, *, reserved: bool = False) -> Usage:
        """The sum of all calls that a credit paid; with `reserved`, as `RunUsage.of` says."""
        where = "" if reserved else " AND outcome <> 'reserved'"
        return _sum(
            self._store.rows(
                f"SELECT input_tokens, output_tokens, usd, seconds FROM usage WHERE credit = ?{where}",
                (credit,),
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
    read = written = unpriced = unpriced_read = unpriced_written = 0
    usd, seconds = Decimal(0), 0.0
    for row in rows:
        read += row[0]
        written += row[1]
        seconds += row[3]
        if row[2] is not None:
            usd += Decimal(row[2])
            continue
        unpriced += 1
        unpriced_read += row[0]
        unpriced_written += row[1]
    return Usage(len(rows), read, written, usd, unpriced, unpriced_read, unpriced_written, seconds)
