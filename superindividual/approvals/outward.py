"""Outward: an effect as policy and grants see it: its class, its arguments, where it comes from, what it costs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from superindividual.journal.grants import Money

CONTENT = frozenset({"files"})
"""Arguments that are what leaves, by hash; checks and the compliance report speak about them, not a grant."""

DESTINATIONS = ("to", "cc", "bcc", "url", "remote", "path", "payee")
"""Arguments that say where it goes; `target` sums them up in one line."""

MONEY = frozenset({"amount", "currency"})
"""Arguments that say what it costs."""


def plain(stored: Mapping[str, Any]) -> dict[str, Any]:
    """An action as the journal keeps it, as one mapping of the arguments it has, with its destination as `target`.

    What is no text, a number or `true`, stands as it is typed in a grant.
    """
    given = {name: _text(value) for name, value in stored["arguments"].items() if value is not None}
    return {"how": stored["how"], **given, "target": stored["destination"], **stored.get("spends", {})}


def _text(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, bool | int | float) else value


@dataclass(frozen=True)
class Outward:
    """One effect before it is decided."""

    effect_class: str
    action: Mapping[str, Any]
    """`how`, and all arguments."""
    product: str
    workflow: str
    step: str
    makers: Collection[str] = ()
    """The agents whose deliverables leave."""
    tainted: Collection[str] = ()
    """Arguments that an agent or a page from outside had a hand in."""

    @property
    def how(self) -> str:
        """What performs it."""
        return str(self.action.get("how", ""))

    @property
    def classes(self) -> set[str]:
        """Its class and that of its way out: what is forbidden to be sent is not sent to spend money either."""
        from superindividual.specs.effect import EFFECTS

        way = EFFECTS.get(self.how)
        return {self.effect_class, way.effect_class} if way else {self.effect_class}

    @property
    def arguments(self) -> dict[str, Any]:
        """What a grant must name: every argument but the content, the price, and how."""
        return {k: v for k, v in self.action.items() if k not in CONTENT | MONEY | {"how"}}

    @property
    def costs(self) -> bool:
        """Whether it costs money, known or not."""
        return self.effect_class == "spend" or bool(MONEY & self.action.keys())

    @property
    def money(self) -> Money | None:
        """What it costs; None where that is nothing, or cannot be told."""
        try:
            amount = Decimal(str(self.action["amount"]))
        except (KeyError, InvalidOperation):
            return None
        currency = self.action.get("currency")
        if not amount.is_finite() or amount < 0 or not isinstance(currency, str):
            return None
        return Money(amount, currency)

    @property
    def destinations(self) -> list[str]:
        """Where it goes: what its arguments name; the line that sums them up only where none of them does."""
        return list(self._named()) or [str(self.action["target"])] * ("target" in self.action)

    def _named(self) -> Iterator[str]:
        for name in DESTINATIONS:
            value = self.action.get(name, ())
            yield from [value] if isinstance(value, str) else map(str, value)
