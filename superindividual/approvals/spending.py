"""Spending: what calls to models took, beside what they were expected to take, by run, step, agent, model or product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from superindividual.ids import RunId, whole_step
from superindividual.journal.calls import Call
from superindividual.journal.usage import RESERVED

By = Literal["run", "step", "agent", "model", "product"]


@dataclass(frozen=True)
class Spending:
    """A sum of calls; `usd` counts those with a known price only."""

    name: str
    calls: int
    failed: int
    """Calls without a usable answer; they count at what they took as far as anybody knows, else at what was expected."""
    under_way: int
    """Calls that have not ended; they are no part of the sums."""
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    expected_tokens: int
    """What the same calls were expected to take before they were made."""
    usd: Decimal
    expected_usd: Decimal
    credited: Decimal
    """Of `usd`, what credits and vouchers paid."""
    unpriced: int
    """Calls without a known price."""
    estimated: int
    """Calls whose endpoint told no tokens that can be true: they are guessed by the length of what was said."""
    seconds: float

    def record(self) -> dict[str, Any]:
        """All of it as JSON values; amounts as text, which keeps every digit."""
        amounts = {"usd": self.usd, "expected_usd": self.expected_usd, "credited": self.credited}
        return {**asdict(self), **{name: str(amount) for name, amount in amounts.items()}}


def spending(calls: Iterable[Call], by: By, products: Mapping[RunId, str]) -> list[Spending]:
    """A sum for each name, the dearest first."""
    name = _namer(by, products)
    grouped: dict[str, list[Call]] = {}
    for call in calls:
        grouped.setdefault(name(call), []).append(call)
    return sorted(
        (total(group, key) for key, group in grouped.items()),
        key=lambda one: (-one.usd, -one.input_tokens - one.output_tokens, one.name),
    )


def total(calls: Iterable[Call], name: str = "") -> Spending:
    """The sum of all."""
    given = list(calls)
    ended = [call for call in given if call.outcome != RESERVED]
    return Spending(
        name,
        calls=len(ended),
        failed=sum(call.outcome != "answered" for call in ended),
        under_way=len(given) - len(ended),
        input_tokens=sum(call.input_tokens for call in ended),
        cached_tokens=sum(call.cached_tokens for call in ended),
        output_tokens=sum(call.output_tokens for call in ended),
        expected_tokens=sum(_expected(call) for call in ended),
        usd=sum((call.priced for call in ended if call.priced is not None), Decimal(0)),
        expected_usd=sum((Decimal(call.expected_usd) for call in ended if call.expected_usd), Decimal(0)),
        credited=sum((call.priced for call in ended if call.credit and call.priced is not None), Decimal(0)),
        unpriced=sum(call.priced is None for call in ended),
        estimated=sum(call.estimated for call in ended),
        seconds=sum(call.seconds for call in ended),
    )


def _expected(call: Call) -> int:
    """For calls of before there were reservations, what they took."""
    taken = call.input_tokens + call.output_tokens
    return taken if call.expected_tokens is None else call.expected_tokens


def _namer(by: By, products: Mapping[RunId, str]) -> Callable[[Call], str]:
    names: dict[By, Callable[[Call], str]] = {
        "run": lambda call: call.run,
        "step": lambda call: whole_step(call.step),
        "agent": lambda call: call.agent or "?",
        "model": lambda call: call.model,
        "product": lambda call: products.get(call.run, "?"),
    }
    return names[by]
