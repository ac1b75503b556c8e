"""Carrier: one way out of the company. What it is given, what it answers, and how a lost answer is recovered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from superindividual.effects.action import Action
from superindividual.ids import Digest
from superindividual.paths import CompanyPaths
from superindividual.specs.company import CompanySpec

Receipt = dict[str, Any]
"""Plain facts about what happened, from which a front end makes a sentence. Never empty."""

Recovery = Literal["probe", "resend", "ask"]
"""After a lost answer: look it up at the receiver, send it again under the same key, or ask the founder."""


class Objects(Protocol):
    """Stored bytes by hash."""

    def get(self, name: Digest) -> bytes:
        """Bytes that are proved to have this hash; raises JournalCorrupt."""
        ...

    def put(self, content: bytes) -> Digest:
        """Store bytes and give their hash."""
        ...


@dataclass(frozen=True)
class Site:
    """The company as its ways out see it."""

    paths: CompanyPaths
    spec: CompanySpec
    objects: Objects


@dataclass(frozen=True)
class Occasion:
    """What an action is made for."""

    key: Digest
    product: str
    run: str
    when: datetime
    """When the founder is asked; every date in what leaves is this one, so that a repeat gives the same bytes."""


@dataclass(frozen=True)
class Prepared:
    """What a carrier adds to an action."""

    destination: str
    made: Mapping[str, bytes]
    seen: Mapping[str, Any]


class Carrier(Protocol):
    """One way out."""

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Make the bytes that leave and look at where they go; changes nothing outside.

        Raises:
            EffectFailed: it cannot be done like this, with the reason.
        """
        ...

    def recovery(self, action: Action) -> Recovery:
        """What becomes of a lost answer."""
        ...

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """Let it out, by stored bytes only.

        Raises:
            EffectFailed: it surely did not happen.
            EffectLost: it may have happened.
            NotApproved: what stands outside is not what the founder was shown.
            JournalCorrupt: stored bytes are not what was approved.
        """
        ...

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """The receipt when it happened, None when it surely did not.

        Raises:
            EffectLost: the receiver does not say.
        """
        ...
