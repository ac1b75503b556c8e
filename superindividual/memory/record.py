"""MemoryRecord: one thing the company knows, with where it came from."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from superindividual.ids import MemoryId, RunId

_CHANGING = frozenset({"programme", "law"})
_FRESH = timedelta(days=90)
_PLACE = re.compile(r"(?P<document>.+)[:#](?P<position>\d{1,9})")

RecordKind = Literal["fact", "decision", "lesson", "preference", "deliverable", "metric", "programme", "law"]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)
SCOPE = r"^(company|product:[^:]+|agent:[^:]+)$"

Way = Literal["lexical", "semantic", "beside"]
"""How a search found a record: by its words, by its meaning, or since it stands beside one that was found."""


class MemoryRecord(BaseModel):
    """A row of the memory; times are stamps as `superindividual.clock` writes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: MemoryId
    content: str = Field(min_length=1, max_length=8000)
    kind: RecordKind
    scope: str = Field(pattern=SCOPE)
    source: str
    """Where it came from: `decision:Q-…`, `run:R-…/step`, `founder`, `file:PATH:LINE`, or a URL."""
    author: str
    """`founder`, or an agent's name."""
    created: str
    valid_from: str | None = None
    valid_until: str | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    tainted: bool = False
    """It came from outside; it is quoted to agents and never authorises anything."""
    labels: tuple[str, ...] = Field(default=(), exclude_if=lambda labels: not labels)
    """What kind of data is in it, such as `client`, sorted: it goes only where company.yaml lets such data go."""
    supersedes: MemoryId | None = None
    as_of: date | None = None
    """The day on which its source said so, such as when a page was read; None: the day it was written down."""
    run: RunId | None = None
    """The run that wrote it; None for what the founder wrote."""
    forgotten: str | None = None
    """When it was forgotten; such a record is told to nobody."""

    @property
    def place(self) -> tuple[str, int] | None:
        """The document it is from and where in it, such as a line; None where the source is no such place."""
        found = _PLACE.fullmatch(self.source)
        return (found["document"], int(found["position"])) if found else None

    def stale(self, today: date) -> bool:
        """Whether it is of a sort that changes by itself, and old: programmes and law, after 90 days."""
        told = self.as_of or date.fromisoformat(self.created[:10])
        return self.kind in _CHANGING and today - told > _FRESH


class Recalled(BaseModel):
    """A record that a search found."""

    model_config = ConfigDict(frozen=True)

    record: MemoryRecord
    score: float
    """0 to 1, comparable within one search only."""
    found_by: tuple[Way, ...]
