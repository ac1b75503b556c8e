"""Sorting: which answer belongs into which part of a report; each belongs into exactly one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from superindividual.compliance.condition import MARKETS
from superindividual.compliance.evaluate import Answer, RuleAnswer
from superindividual.compliance.rule import Rule

IDENTITY = "identity"
"""The key of the question about the company itself, beside the facts."""

_WEIGHT = {"block": 0, "warn": 1, "info": 2}


def weighed(answers: Iterable[RuleAnswer]) -> list[RuleAnswer]:
    """What would block first, else in the rules' order."""
    return sorted(answers, key=lambda answer: _WEIGHT[answer.severity_once_verified])


@dataclass(frozen=True)
class Sorted:
    """The answers of one evaluation, sorted for a reader."""

    answers: Sequence[RuleAnswer]
    rules: Mapping[str, Rule]
    asked: bool
    """The brief asks whether the thing may be done: then filings that open a site count too."""

    def now(self, answer: Answer) -> list[RuleAnswer]:
        """Of that answer, in force and decided, permissions left out."""
        apart = {a.rule for a in (*self.coming, *self.gates)}
        return [a for a in self.answers if a.answer == answer and a.rule not in apart and not a.missing]

    @cached_property
    def coming(self) -> list[RuleAnswer]:
        """Not in force yet, and not ruled out."""
        found = [a for a in self.answers if a.comes_into_force and not a.missing]
        return [a for a in found if a.answer != "not_applicable"]

    @cached_property
    def gates(self) -> list[RuleAnswer]:
        """Permissions that are open today, by what is known."""
        closed = ("met", "not_applicable")
        return [
            a
            for a in self._permissions
            if a.answer not in closed and not a.missing and not a.comes_into_force
        ]

    @cached_property
    def gates_unknown(self) -> list[RuleAnswer]:
        """Permissions that may be needed, depending on facts that are missing."""
        return [a for a in self._permissions if a.missing]

    @property
    def _permissions(self) -> list[RuleAnswer]:
        wanted = ("product", "opening") if self.asked else ("product",)
        return [a for a in self.answers if self.rules[a.rule].gate in wanted]

    @cached_property
    def blocking(self) -> list[RuleAnswer]:
        """Gaps that block today."""
        return [a for a in self.answers if a.blocks]

    @cached_property
    def would_block(self) -> list[RuleAnswer]:
        """Gaps that would block once verified."""
        return [a for a in self.now("gap") if a.would_block and not a.blocks]

    @cached_property
    def to_mend(self) -> list[RuleAnswer]:
        """The other gaps."""
        return weighed(a for a in self.now("gap") if not a.would_block and not a.blocks)

    @cached_property
    def attestations(self) -> list[RuleAnswer]:
        """What only the founder can attest."""
        return weighed(a for a in self.now("needs_founder") if a.check.kind == "attestation")

    @cached_property
    def waiting(self) -> list[RuleAnswer]:
        """Whether they apply is not known, or what must be shown is not."""
        identity = [a for a in self.now("needs_founder") if a.check.kind == "deterministic"]
        return [*identity, *(a for a in self.answers if a.missing)]

    @cached_property
    def questions(self) -> list[tuple[str, list[RuleAnswer]]]:
        """Each unknown with the rules that wait for it: markets first, then by their number."""
        found: dict[str, list[RuleAnswer]] = {}
        for answer in self.waiting:
            for fact in answer.missing or (IDENTITY,):
                found.setdefault(fact, []).append(answer)
        return sorted(found.items(), key=lambda item: (item[0] != MARKETS, -len(item[1])))
