"""Budget: the limits of a run, looked at before every call to a model."""

from __future__ import annotations

from collections.abc import Sequence
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
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Budget:
    """What the workflow and the company allow one run; the tighter limit holds."""

    limits: tuple[BudgetSpec, ...]
    step: BudgetSpec = NO_LIMIT
    parts: tuple[BudgetSpec, ...] = ()
    """The limits of the used workflows that the step stands in, the innermost first."""

    def allow(self, used: Usage, by_step: Usage, by_parts: Sequence[Usage] = ()) -> None:
        """Let one more call be made, by what the run, its step, and all steps of each used workflow have used.

        At most the call that crosses a limit goes over it: what a call will take is not known before.

        Raises:
            BudgetExceeded: a limit is reached, by name and figure.
        """
        of_run = _("the run's budget of {limit} {what} is used up ({used})")
        of_step = _("the step's budget of {limit} {what} is used up ({used})")
        of_part = _("the used workflow's budget of {limit} {what} is used up ({used})")
        for limit in self.limits:
            _hold(limit, used, of_run)
        _hold(self.step, by_step, of_step)
        for limit, by_part in zip(self.parts, by_parts, strict=True):
            _hold(limit, by_part, of_part)

    def admits(self, used: Usage, by_step: Usage, by_parts: Sequence[Usage] = ()) -> bool:
        """Whether `allow` would let one more call be made."""
        try:
            self.allow(used, by_step, by_parts)
        except BudgetExceeded:
            return False
        return True


def _hold(limit: BudgetSpec, used: Usage, message: str) -> None:
    amounts: tuple[tuple[str, float | None, float], ...] = (
        (_("tokens"), limit.tokens, used.input_tokens + used.output_tokens),
        (_("calls"), limit.calls, used.calls),
        (_("hours of model time"), limit.hours, round(used.seconds / 3600, 2)),
        (_("US dollars"), limit.usd, float(round(counted(used), 4))),
    )
    for what, most, amount in amounts:
        if most is not None and amount >= most:
            raise BudgetExceeded(
                message.format(limit=f"{most:g}", what=what, used=f"{amount:g}"),
                remedy=_("approve to go on without this step, or stop and start again with a larger budget"),
            )


def counted(used: Usage) -> Decimal:
    """Dollars as they count against a limit: known prices, and the assumed one for the rest."""
    assumed = used.unpriced_input * ASSUMED_INPUT + used.unpriced_output * ASSUMED_OUTPUT
    return used.usd + assumed / _MILLION
