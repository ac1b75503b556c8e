"""Budgets: what a run, and all runs together, may take, beside what they took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage

Limits = Mapping[str, float]
"""`usd`, `tokens`, `calls`, `hours`: those that are set."""


@dataclass
class Budgets:
    """The company's limits, which hold over all runs together, once they are read; and each run's own."""

    company: Limits = field(default_factory=dict)
    fault: str = ""
    """Why the company's limits are not known, where they cannot be read."""
    _of: dict[tuple[str, str], Limits] = field(default_factory=dict)

    def read(self, company: Company) -> None:
        """Read `company.yaml`; slow, since it loads what validates."""
        try:
            spec = company.spec.budget
        except SuperindividualError as error:
            self.fault = str(error)
            return
        self.company = {n: v for n, v in spec.model_dump().items() if v is not None}

    def of(self, run: Run) -> Limits:
        """What holds for a run by its workflow."""
        key = (run.id, run.fingerprint)
        if key not in self._of:
            self._of[key] = _set(json.loads(run.spec).get("budget"))
        return self._of[key]


def of_steps(run: Run) -> dict[str, Limits]:
    """The limits of the steps that have some."""
    found = {step["id"]: _set(step.get("budget")) for step in json.loads(run.spec)["steps"]}
    return {step: limits for step, limits in found.items() if limits}


def taken(used: Usage) -> dict[str, float]:
    """What was used, under the names of the limits."""
    return {
        "usd": float(used.usd),
        "tokens": used.input_tokens + used.output_tokens,
        "calls": used.calls,
        "hours": used.seconds / 3600,
    }


def _set(budget: Mapping[str, float | None] | None) -> Limits:
    return {name: value for name, value in (budget or {}).items() if value is not None}
