"""MemoryRecord: one thing the company knows, with where it came from."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from superindividual.ids import MemoryId

_PLACE = re.compile(r"(?P<document>.+)[:#](?P<position>\d{1,9})")

RecordKind = Literal["fact", "decision", "lesson", "preference", "deliverable", "metric"]


Way = Literal["lexical", "semantic", "beside"]
"""How a search found a record: by its words, by its meaning, or since it stands beside one that was found."""


class MemoryRecord(BaseModel):
    """A row of the memory; times are stamps as `superindividual.clock` writes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: MemoryId
    content: str = Field(min_length=1, max_length=8000)
    kind: RecordKind
    scope: str = Field(pattern=r"^(company|product:[^:]+|agent:[^:]+)$")
    source: str
    """Where it came from: `decision:Q-…`, `run:R-…/step`, `founder`, `file:PATH:LINE`, or a URL."""
    author: str
    """`founder`, or an agent's name."""
    created: str
    valid_until: str | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    tainted: bool = False
    """It came from outside; it is quoted to agents and never authorises anything."""
    supersedes: MemoryId | None = None

    @property
    def place(self) -> tuple[str, int] | None:
        """The document it is from and where in it, such as a line; None where the source is no such place."""
        found = _PLACE.fullmatch(self.source)
        return (found["document"], int(found["position"])) if found else None


class Recalled(BaseModel):
    """A record that a search found."""

    model_config = ConfigDict(frozen=True)

    record: MemoryRecord
    score: float
    """0 to 1, comparable within one search only."""
    found_by: tuple[Way, ...]
