"""Budget: the limits of a run, looked at before every call to a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from superindividual.errors import BudgetExceeded
from superindividual.journal.usage import Usage
from superindividual.specs.workflow import BudgetSpec
from superindividual.text import gettext as _

ASSUMED_INPUT, ASSUMED_OUTPUT = Decimal(10), Decimal(50)
"""Dollars per million tokens by which calls without a known price count against a limit in money. A cautious
assumption, no price: it is never shown as a cost."""
NO_LIMIT = BudgetSpec()
NOTHING = Usage()
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Used:
    """What was used so far."""

    run: Usage = NOTHING
    step: Usage = NOTHING
    """By the step with all its items."""
    parts: tuple[Usage, ...] = ()
    """By all steps of each used workflow that the step stands in, the innermost first."""
    company: Usage = NOTHING
    """By all runs."""


@dataclass(frozen=True)
class Budget:
    """What the workflow allows one run, and the company all of them; the tighter limit holds."""

    limits: tuple[BudgetSpec, ...]
    step: BudgetSpec = NO_LIMIT
    parts: tuple[BudgetSpec, ...] = ()
    """The limits of the used workflows that the step stands in, the innermost first."""
    company: BudgetSpec = NO_LIMIT
    """Of all runs together."""

    def allow(self, used: Used) -> None:
        """Let one more call be made by what was used.

        At most the call that crosses a limit goes over it: what a call will take is not known before.

        Raises:
            BudgetExceeded: a limit is reached, by name and figure.
        """
        for limit in self.limits:
            _hold(limit, used.run, lambda: _("the run's budget of {limit} {what} is used up ({used})"))
        _hold(self.step, used.step, lambda: _("the step's budget of {limit} {what} is used up ({used})"))
        for limit, by_part in zip(self.parts, used.parts, strict=True):
            _hold(
                limit, by_part, lambda: _("the used workflow's budget of {limit} {what} is used up ({used})")
            )
        _hold(
            self.company,
            used.company,
            lambda: _("the company's budget of {limit} {what} for all runs is used up ({used})"),
            lambda: _("raise it in company.yaml: budget; then reject, and the step tries again"),
        )

    def admits(self, used: Used) -> bool:
        """Whether `allow` would let one more call be made."""
        try:
            self.allow(used)
        except BudgetExceeded:
            return False
        return True


def _another_try() -> str:
    return _("approve to go on without this step, or stop and start again with a larger budget")


def _hold(
    limit: BudgetSpec, used: Usage, message: Callable[[], str], remedy: Callable[[], str] = _another_try
) -> None:
    """Raise BudgetExceeded where a limit is reached; words are only made then, since every call comes here."""
    amounts = (
        (limit.tokens, used.input_tokens + used.output_tokens),
        (limit.calls, used.calls),
        (limit.hours, round(used.seconds / 3600, 2)),
        (limit.usd, 0.0 if limit.usd is None else float(round(counted(used), 4))),
    )
    for number, (most, amount) in enumerate(amounts):
        if most is not None and amount >= most:
            what = (_("tokens"), _("calls"), _("hours of model time"), _("US dollars"))[number]
            raise BudgetExceeded(
                message().format(limit=f"{most:g}", what=what, used=f"{amount:g}"),
                remedy=remedy(),
            )


def left(limit: BudgetSpec, used: Usage) -> dict[str, float]:
    """What remains of each limit that is set, by its name; never less than nothing."""
    taken = {
        "usd": float(counted(used)),
        "tokens": used.input_tokens + used.output_tokens,
        "calls": used.calls,
        "hours": used.seconds / 3600,
    }
    return {name: max(most - taken[name], 0) for name, most in limit.model_dump(exclude_none=True).items()}


def counted(used: Usage) -> Decimal:
    """Dollars as they count against a limit: known prices, and the assumed one for the rest."""
    assumed = used.unpriced_input * ASSUMED_INPUT + used.unpriced_output * ASSUMED_OUTPUT
    return used.usd + assumed / _MILLION
