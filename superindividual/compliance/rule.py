"""Rule: one point of law or of a platform, as data: dated, sourced, and a candidate until a lawyer verified it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from superindividual.specs.facts import Signal
from superindividual.specs.yaml import load
from superindividual.text import Language

Texts = dict[Language, str]
FOLDER = Path(__file__).parent / "rules"


class Data(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Data):
    """Where the rule stands. Tier `K`: from common knowledge, not read at the source; `R`: read there."""

    instrument: str
    article: str
    url: str = ""
    accessed: date
    tier: Literal["R", "K"] = "K"


class InForce(Data):
    """From when until when, both included; an open end is None."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = None


class RuleCheck(Data):
    """How it is answered: by a program, by judgement, or by the founder's word."""

    kind: Literal["deterministic", "judgement", "attestation"]
    fn: str = ""


class Verified(Data):
    """Which lawyer confirmed the rule, and when; nobody yet."""

    by: str | None = None
    date_: date | None = Field(default=None, alias="date")


class Rule(Data):
    """One rule."""

    id: str
    jurisdiction: Literal["EU", "DE", "US", "CN", "ANY"]
    title: Texts
    source: Source
    in_force: InForce = InForce()
    applies_when: dict[str, Any] = {}
    """Tree of all, any, not over `{market: CN}`, `{is: SIGNAL}`, `{delivers: KIND}`; empty: always."""
    check: RuleCheck
    severity: Literal["block", "warn", "info"]
    remedy: Texts
    verified: Verified = Verified()

    @property
    def effective(self) -> Literal["block", "warn", "info"]:
        """The severity that counts: nothing that no lawyer verified blocks."""
        return "warn" if self.severity == "block" and self.verified.by is None else self.severity


@cache
def load_rules() -> tuple[Rule, ...]:
    """All rules, by id; a faulty rule raises, since rules ship with the library and are tested."""
    found: dict[str, Rule] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for fields in load(path.read_bytes(), path.name).data:
            rule = Rule.model_validate(fields)
            if rule.id in found:
                raise ValueError(f"{path.name}: rule {rule.id} stands twice")
            found[rule.id] = rule
    return tuple(found[name] for name in sorted(found))


SIGNALS: frozenset[str] = frozenset(Signal.__args__)  # type: ignore[attr-defined]
