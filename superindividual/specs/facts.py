"""What is known of a product, each point with the line of the brief it came from.

This is the schema of `discovery/facts.json`, the first deliverable of the product loop. A model and the
rehearsal fill the same form; what the brief does not say stays empty and becomes a question.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from superindividual.text import Language

Evidence = Annotated[
    str,
    Field(
        pattern=r"^(brief:\d+|fact:[\w.\-\[\]]+|memory:M-[0-9a-f]+|check:\w+|founder:Q-[0-9a-f]+|assumption:\S+|https?://\S+)$"
    ),
]
"""Where a statement comes from: `brief:LINE`, `fact:KEY`, `memory:ID`, `check:NAME`, `founder:REQUEST` (the
founder's own words in a decision), `assumption:ID` or a URL."""

Signal = Literal[
    "collects_personal_data",  # the product or its page stores data about people
    "data_leaves_device",  # the product sends data anywhere
    "sells_to_consumers",
    "takes_payment",
    "subscription",
    "ships_installable_software",
    "has_web_page",
    "has_accounts",
    "user_content",  # people other than the founder put content into it
    "generates_media",  # images, audio or video made by AI are published
    "chatbot",  # people talk to an AI in the product
    "uses_model_api",  # the product calls a generative model
    "targets_minors",
    "bulk_mail",  # e-mail to more than one recipient who is no colleague
    "tracking",  # cookies or analytics
    "advertising",  # paid promotion
    "open_source",
    "mobile_app",
    "game",
    "health_or_finance_advice",
]
"""The yes/no/unknown facts that rules ask about."""


class Strict(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(Strict):
    """One statement about the product, in the brief's language."""

    text: str
    evidence: Evidence
    optional: bool = False
    """The founder would like it and can do without: `nice to have`."""


class Price(Strict):
    """A price the founder named."""

    amount: Decimal
    currency: str = Field(pattern="^[A-Z]{3}$")
    period: Literal["once", "month", "year"]
    evidence: Evidence
    free_tier: str = ""
    label: str = ""
    """What this one of several prices is for, in the founder's words: `pre-order for the first 50`."""


class SignalValue(Strict):
    """A yes/no fact; what has no evidence is not listed and counts as unknown."""

    name: Signal
    value: bool
    evidence: Evidence


class Question(Strict):
    """What the founder must say, because the brief does not."""

    id: str = Field(pattern=r"^Q\d+$")
    text: str
    why: str
    blocks: tuple[str, ...] = ()
    """Kinds of deliverable that cannot be finished without the answer."""


class RecipeChoice(Strict):
    """Which rehearsal recipe fits, if any, and why; empty when a model works."""

    name: str | None
    reason: str
    evidence: tuple[Evidence, ...] = ()


class ProductFacts(Strict):
    """The form. Empty means the brief does not say."""

    product: str
    slug: str
    language: Language
    summary: Statement | None = None
    problem: Statement | None = None
    audience: tuple[Statement, ...] = ()
    capabilities: tuple[Statement, ...] = ()
    """What it shall do, one ability each."""
    not_now: tuple[Statement, ...] = ()
    promises: tuple[Statement, ...] = ()
    """What the founder wants said in public because it is true."""
    wanted: tuple[Statement, ...] = ()
    """The deliverables the founder asked for."""
    markets: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()
    budget: Statement | None = None
    dates: tuple[Statement, ...] = ()
    signals: tuple[SignalValue, ...] = ()
    questions: tuple[Question, ...] = ()
    recipe: RecipeChoice | None = None

    def signal(self, name: Signal) -> bool | None:
        """Yes, no, or None for unknown."""
        return next((s.value for s in self.signals if s.name == name), None)
