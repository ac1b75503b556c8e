"""Condition: when a rule applies, evaluated with three values: yes, no, unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, model_validator

from superindividual.specs.facts import ProductFacts, Signal

EU_MEMBERS = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905 - a list of codes
)
"""ISO 3166-1 alpha-2 codes of the 27 member states (since 2020-02-01)."""

MARKETS = "markets"
"""The name under which unknown markets are listed as missing."""


class Condition(BaseModel):
    """A tree with one word at each node."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    all_: tuple[Condition, ...] | None = Field(default=None, alias="all")
    """Every part holds; an empty list always holds."""
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any", min_length=1)
    not_: Condition | None = Field(default=None, alias="not")
    market: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    """Offered there; `EU` holds for every member state, and a member state's code for `EU`."""
    is_: Signal | None = Field(default=None, alias="is")
    delivers: str | None = None
    """A deliverable of that kind is at hand."""

    @model_validator(mode="after")
    def _one_word(self) -> Condition:
        if len(self.model_fields_set) != 1:
            raise ValueError("one of all, any, not, market, is, delivers at each place")
        return self


@dataclass(frozen=True)
class Holds:
    """`answer` None: unknown, for want of the facts in `missing`; `reasons` are the leaves that decided."""

    answer: bool | None
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """What is so, such as `market CN` or `not is game`; empty when the answer is unknown."""


def holds(condition: Condition, facts: ProductFacts, kinds: Collection[str]) -> Holds:
    """Evaluate a condition over what is known and the kinds of deliverable at hand."""
    if condition.all_ is not None:
        return _joined((holds(part, facts, kinds) for part in condition.all_), decisive=False)
    if condition.any_ is not None:
        return _joined((holds(part, facts, kinds) for part in condition.any_), decisive=True)
    if condition.not_ is not None:
        inner = holds(condition.not_, facts, kinds)
        return Holds(None if inner.answer is None else not inner.answer, inner.missing, inner.reasons)
    if condition.market is not None:
        return _in_market(condition.market, facts.markets)
    if condition.is_ is not None:
        known = facts.signal(condition.is_)
        return Holds(None, (condition.is_,)) if known is None else _known(known, f"is {condition.is_}")
    return _known(condition.delivers in kinds, f"delivers {condition.delivers}")


def _joined(parts: Iterable[Holds], *, decisive: bool) -> Holds:
    """For `any` one yes decides, for `all` one no; else one unknown makes the whole unknown."""
    found = list(parts)
    deciding = [part for part in found if part.answer is decisive]
    if deciding:
        # the first is reason enough; for a reader the market comes first in every rule
        return Holds(decisive, (), deciding[0].reasons)
    unknown = [part for part in found if part.answer is None]
    if unknown:
        return Holds(None, tuple(dict.fromkeys(name for part in unknown for name in part.missing)))
    return Holds(not decisive, (), tuple(reason for part in found for reason in part.reasons))


def _in_market(code: str, markets: Collection[str]) -> Holds:
    """Whether the product is offered there; who offers it in the EU offers it in each member state."""
    if not markets:
        return Holds(None, (MARKETS,))
    held = set(markets)
    if EU_MEMBERS & held:
        held.add("EU")
    if "EU" in markets:
        held |= EU_MEMBERS
    return _known(code in held, f"market {code}")


def _known(value: bool, leaf: str) -> Holds:
    return Holds(value, (), (leaf if value else f"not {leaf}",))
