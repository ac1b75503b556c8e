from __future__ import annotations

from superindividual.ids import digest_of
from superindividual_tui.keys import Keymap
from superindividual_tui.status import hints, money, status
from tests.tui.firm import Firm, spend, view_of


def test_the_bottom_line(firm: Firm) -> None:
    """Count and age of what waits, the worker, and what plays the agents."""
    assert status(view_of(firm)) == "⚑ nothing waits · worker not needed · no run yet"
    firm.ask(firm.run())
    view = view_of(firm)
    view.board.worker = True
    assert status(view).startswith("⚑ 1 waiting (oldest ")
    assert status(view).endswith("s) · worker ok · rehearsal, no AI")
    view.board.starting = True
    assert "· worker starting ·" in status(view)
    firm.journal.halts.halt("founder", "")
    assert status(view).startswith("⛔ HALTED · ⚑ 1 waiting")


def test_it_tells_of_a_proposed_rule(firm: Firm) -> None:
    """Nothing of it once it is answered."""
    rule = firm.journal.rules.propose(digest_of("pattern"), {"workflow": "w"}, [])
    assert "rule proposed" in status(view_of(firm))
    firm.journal.rules.decline(rule.id, by="founder")
    assert "rule" not in status(view_of(firm))


def test_money_stands_beside_its_limit(firm: Firm) -> None:
    """Of the one run that is looked at; an unknown price is said to be one; a rehearsal costs nothing."""
    firm.run()
    assert money(view_of(firm)) == ""
    run = firm.run("R-two", engine="model", budget={"usd": 5.0})
    spend(firm, run, "0.41")
    assert money(view_of(firm, run.id)) == "$0.41/$5.00"
    assert money(view_of(firm)) == "$0.41"
    spend(firm, run, None)
    assert money(view_of(firm, run.id)) == "$0.41+?/$5.00"


def test_the_companys_limit_is_compared_with_what_all_runs_took(firm: Firm) -> None:
    """It is shown where less of it is left than of the run's own, and never beside what one run took."""
    spend(firm, firm.run("R-one", engine="model"), "4.00")
    run = firm.run("R-two", engine="model", budget={"usd": 5.0})
    spend(firm, run, "0.41")
    view = view_of(firm, run.id)
    view.board.budgets.company = {"usd": 6.0}
    assert money(view) == "$0.41/$5.00 (all runs $4.41/$6.00)"
    view.board.budgets.company = {"usd": 20.0}
    assert money(view) == "$0.41/$5.00"
    assert money(view_of(firm)) == "$4.41"
    both = view_of(firm)
    both.board.budgets.company = {"usd": 20.0}
    assert money(both) == "$4.41 (all runs $4.41/$20.00)"


def test_the_hints_are_the_keys_in_force(firm: Firm) -> None:
    """Also where the founder has set others."""
    keymap = Keymap({"help": "f1"})
    assert ("  f1 help", "help") in hints(keymap, wide=True)
    assert hints(keymap, wide=False) == [("  f1 help", "help")]


def test_a_run_that_nobody_works_on_is_told(firm: Firm) -> None:
    """Which is another thing than that nobody is needed."""
    firm.run()
    assert "· no worker ·" in status(view_of(firm))
