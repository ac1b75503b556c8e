"""Budget: the limits of a run, looked at before every call to a model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from superindividual.errors import BudgetExceeded
from superindividual.journal.usage import Usage
from superindividual.specs.workflow import BudgetSpec
from superindividual.text import gettext as _

ASSUMED_INPUT, ASSUMED_OUTPUT = Decimal(10), Decimal(50)
"""Dollars per million tokens by which calls without a known price count against a limit in money. A cautious
assumption, no price: it is never shown as a cost."""
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Budget:
    """What the workflow and the company allow one run; the tighter limit holds."""

    limits: tuple[BudgetSpec, ...]

    def allow(self, used: Usage) -> None:
        """Let one more call be made.

        At most the call that crosses a limit goes over it: what a call will take is not known before.

        Raises:
            BudgetExceeded: a limit is reached, by name and figure.
        """
        for limit in self.limits:
            self._hold(_("tokens"), limit.tokens, used.input_tokens + used.output_tokens)
            self._hold(_("calls"), limit.calls, used.calls)
            self._hold(_("hours of model time"), limit.hours, round(used.seconds / 3600, 2))
            self._hold(_("US dollars"), limit.usd, float(round(counted(used), 4)))

    def _hold(self, what: str, limit: float | None, used: float) -> None:
        if limit is not None and used >= limit:
            raise BudgetExceeded(
                _("the run's budget of {limit} {what} is used up ({used})").format(
                    limit=f"{limit:g}", what=what, used=f"{used:g}"
                ),
                remedy=_("approve to go on without this step, or stop and start again with a larger budget"),
            )


def counted(used: Usage) -> Decimal:
    """Dollars as they count against a limit: known prices, and the assumed one for the rest."""
    assumed = used.unpriced_input * ASSUMED_INPUT + used.unpriced_output * ASSUMED_OUTPUT
    return used.usd + assumed / _MILLION
