"""Batch: low-risk requests of one kind, decided together after they were looked at as a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from superindividual.approvals.pattern import SETTLED
from superindividual.ids import Digest, digest_of
from superindividual.journal.decisions import Request

SHOWN = 16
"""Digits of the digest that are shown, and the fewest that name a list."""


@dataclass(frozen=True)
class Batch:
    """A list of requests as the founder saw it."""

    deliver: str
    requests: tuple[Request, ...]

    @property
    def digest(self) -> Digest:
        """Names exactly these requests about exactly these bytes; another list, another digest."""
        return digest_of([self.deliver, sorted([r.id, r.binding] for r in self.requests)])

    def is_named_by(self, typed: str) -> bool:
        """Whether somebody meant this list and no other."""
        return len(typed) >= SHOWN and self.digest.startswith(typed.lower())


def batch_of(deliver: str, waiting: Iterable[Request]) -> Batch:
    """The waiting requests of one kind of deliverable that may be decided together, in the inbox's order."""
    return Batch(
        deliver, tuple(r for r in waiting if r.question.get("deliver") == deliver and is_low_risk(r))
    )


def is_low_risk(request: Request) -> bool:
    """A draft that stays inside, whose every check answered and none failed, and that asks for nothing to be filled in."""
    verdicts = request.question.get("verdicts") or {}
    return (
        request.kind == "draft"
        and request.risk == 0
        and request.version > 0
        and bool(verdicts)
        and set(verdicts) <= SETTLED
        and not request.question.get("form")
        and request.question.get("reason") != "questions-open"
    )
