from __future__ import annotations

from superindividual_tui.budgets import Budgets, of_steps, taken
from tests.tui.firm import Firm, spend


def test_a_runs_limits_are_its_workflows(firm: Firm) -> None:
    """The company's hold over all runs together, and are not one run's."""
    run = firm.run(engine="model", budget={"usd": 5.0, "calls": 10})
    budgets = Budgets()
    assert budgets.of(run) == {"usd": 5.0, "calls": 10}
    firm.company.paths.spec.write_text("name: Firm\nbudget: {usd: 2.0, tokens: 9000}\n")
    budgets.read(firm.company)
    assert budgets.fault == ""
    assert budgets.of(run) == {"usd": 5.0, "calls": 10}
    assert budgets.company == {"usd": 2.0, "tokens": 9000}
    assert of_steps(run) == {}


def test_what_was_used_has_the_limits_names(firm: Firm) -> None:
    """So that each stands against its own."""
    run = firm.run(engine="model")
    spend(firm, run, "0.25")
    used = taken(firm.journal.usage.of(run.id))
    assert used == {"usd": 0.25, "tokens": 1200, "calls": 1, "hours": 1.5 / 3600}
