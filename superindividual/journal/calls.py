"""Calls: every call to a model, from before it is made: what it may take is reserved, and settled by what it took.

A reservation stands in the journal, so a worker that is killed during a call leaves one behind; the next worker counts it
as lost, at what the call was expected to take, since the provider may have answered it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RunId, StepId
from superindividual.journal.store import Store
from superindividual.journal.usage import RESERVED

LOST = "lost"
"""The outcome of a call that was under way when its worker ended."""


@dataclass(frozen=True)
class Expected:
    """What a call is expected to take, and what it takes at most as far as that is known."""

    read: int
    written: int
    usd: Decimal | None
    most_read: int
    most_written: int
    most_usd: Decimal | None
    most_seconds: float


@dataclass(frozen=True)
class Taken:
    """What a call took; `usd` is None without a known price."""

    read: int = 0
    written: int = 0
    usd: Decimal | None = None
    seconds: float = 0.0
    cached: int = 0
    """Of the tokens read, those from the provider's cache."""
    estimated: bool = False
    """The endpoint told no tokens that can be true: they are guessed by the length of what was said."""


@dataclass(frozen=True)
class Call:
    """One call as the journal keeps it; the fields are the columns."""

    id: int
    run: RunId
    step: StepId
    attempt: int
    agent: str
    model: str
    outcome: str
    """`answered`, `reserved` while it is under way, `lost`, or the outcome of its ModelError."""
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    usd: str | None
    seconds: float
    expected_tokens: int | None
    """None for calls of before there were reservations."""
    expected_usd: str | None
    request: Digest | None
    """The hash of what was asked: an object that lists the messages. None for the session of a coding agent."""
    answer: Digest | None
    at: str
    endpoint: str
    """Where it was asked, as company.yaml calls it; empty for calls of before there were several."""
    chosen: str
    """Why it was asked there."""
    credit: str
    """The credit that paid; empty: the founder did."""
    estimated: int
    """1 where its endpoint told no tokens that can be true, and they are guessed."""

    @property
    def priced(self) -> Decimal | None:
        """Dollars; None without a known price."""
        return None if self.usd is None else Decimal(self.usd)


_COLUMNS = ", ".join(Call.__dataclass_fields__)


class Calls:
    """Reserve, settle, list."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def reserve(
        self,
        run: RunId,
        step: StepId,
        attempt: int,
        *,
        agent: str,
        model: str,
        request: Digest | None,
        most: Expected,
    ) -> int:
        """Write down a call that is about to be made, and give its number."""
        with self._store.transaction() as tx:
            cursor = tx.execute(
                "INSERT INTO usage (run, step, attempt, agent, model, outcome, input_tokens, output_tokens, usd, seconds,"
                " expected_tokens, expected_usd, request, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(run, step, attempt, agent, model, RESERVED),
                    *(most.most_read, most.most_written, _text(most.most_usd), most.most_seconds),
                    *(most.read + most.written, _text(most.usd), request, stamp(self._clock())),
                ),
            )
            return int(cursor.lastrowid or 0)

    def assign(self, call: int, credit: str, most_usd: Decimal | None) -> None:
        """Let a credit pay for a call under way, which takes so much of it at most; empty: none does any more."""
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE usage SET credit = :credit, usd = iif(:credit = '', usd, :most) WHERE id = :call",
                {"credit": credit, "most": _text(most_usd), "call": call},
            )

    def settle(
        self,
        call: int,
        taken: Taken,
        outcome: str,
        *,
        model: str = "",
        answer: Digest | None = None,
        called: Mapping[str, Any] | None = None,
    ) -> None:
        """Put what the call took in place of what was reserved; `model` where another one answered.

        `called` tells the `endpoint`, the `reason` for it, and the `credit` that pays.
        """
        told = _told(called or {})
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE usage SET input_tokens = ?, output_tokens = ?, cached_tokens = ?, usd = ?, seconds = ?, outcome = ?,"
                " answer = ?, endpoint = ?, chosen = ?, credit = ?, estimated = ?, model = coalesce(nullif(?, ''), model)"
                " WHERE id = ?",
                (
                    *(taken.read, taken.written, taken.cached, _text(taken.usd), taken.seconds, outcome),
                    *(answer, *told, taken.estimated, model, call),
                ),
            )

    def settle_before(
        self, call: int, taken: Taken, outcome: str, *, model: str, called: Mapping[str, Any]
    ) -> None:
        """Write down what another endpoint took for the same call before it failed; nobody expected that."""
        told = _told(called)
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO usage (run, step, attempt, agent, request, at, model, input_tokens, output_tokens, cached_tokens,"
                " usd, seconds, outcome, endpoint, chosen, credit, estimated, expected_tokens)"
                " SELECT run, step, attempt, agent, request, at, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0 FROM usage WHERE id = ?",
                (
                    *(model, taken.read, taken.written, taken.cached, _text(taken.usd), outcome),
                    *(*told, taken.estimated, call),
                ),
            )

    def lose_open(self) -> int:
        """Count what a killed worker left under way as lost, and give how many calls that were."""
        with self._store.transaction() as tx:
            return tx.execute(
                "UPDATE usage SET outcome = ?, input_tokens = coalesce(expected_tokens, 0), output_tokens = 0,"
                " usd = expected_usd, seconds = 0 WHERE outcome = ?",
                (LOST, RESERVED),
            ).rowcount

    def of(self, run: RunId | None = None, step: StepId | None = None) -> list[Call]:
        """All calls, or those of a run or a step, oldest first."""
        given: Mapping[str, Any] = {n: v for n, v in (("run", run), ("step", step)) if v is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        sql = f"SELECT {_COLUMNS} FROM usage WHERE {where} ORDER BY id"
        return [Call(*row) for row in self._store.rows(sql, list(given.values()))]

    def usual_answer(self, agent: str, model: str) -> int | None:
        """Tokens that the agent's last answers from that model had on average; None where there was none."""
        row = self._store.row(
            "SELECT avg(output_tokens) FROM (SELECT output_tokens FROM usage WHERE agent = ? AND model = ?"
            " AND outcome = 'answered' ORDER BY id DESC LIMIT 50)",
            (agent, model),
        )
        return None if row is None or row[0] is None else round(row[0])


def _told(called: Mapping[str, Any]) -> list[str]:
    return [str(called.get(name) or "") for name in ("endpoint", "reason", "credit")]


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
