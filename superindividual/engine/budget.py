"""Budget: the limits of a run, looked at before every call to a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from superindividual.errors import BudgetExceeded
from superindividual.ids import StepId, whole_step
from superindividual.journal.journal import Journal
from superindividual.journal.usage import RunUsage, Usage, UsageLog
from superindividual.specs.expansion import around
from superindividual.specs.workflow import BudgetSpec
from superindividual.text import gettext as _
from superindividual.text import number
from superindividual.tools.job import Job

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
    for place, (most, amount) in enumerate(amounts):
        if most is not None and amount >= most:
            what = (_("tokens"), _("calls"), _("hours of model time"), _("US dollars"))[place]
            raise BudgetExceeded(
                message().format(limit=number(most), what=what, used=number(amount)),
                remedy=remedy(),
            )


def budgets(journal: Journal, company: BudgetSpec) -> Callable[[Job], Budget]:
    """What limits the calls of a job: the run's workflow, the step, every used workflow around it, and the company."""

    def budget(job: Job) -> Budget:
        flow = journal.runs.workflow(job.run)
        of_step = flow.step(whole_step(job.step)).budget
        used = tuple(flow.parts[name].budget for name in around(job.step))
        return Budget((flow.budget,), of_step, used, company)

    return budget


def used_by(usage: UsageLog, by_run: RunUsage, step: StepId, budget: Budget, *, reserved: bool) -> Used:
    """What counts against the budget of a step; nothing is summed up that nothing limits."""
    return Used(
        by_run.of(reserved=reserved),
        NOTHING if budget.step == NO_LIMIT else by_run.of(whole_step(step), reserved=reserved),
        tuple(by_run.of(part, reserved=reserved) for part in around(step)[: len(budget.parts)]),
        NOTHING if budget.company == NO_LIMIT else usage.of_all(reserved=reserved),
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
