from __future__ import annotations

from superindividual_tui.rooms.cost import Cost
from tests.tui.firm import Firm, spend, view_of


def test_cost_stands_against_the_budget(firm: Firm) -> None:
    """Drawn and in figures; the company's limit stands beside what all runs took; an unknown price is never nothing."""
    run = firm.run(engine="model", budget={"usd": 2.0, "calls": 10})
    spend(firm, run, "0.50")
    view = view_of(firm, run.id)
    text = "\n".join(line.text for line in Cost().entries(view).lines)
    assert "██░░░░░░░░ 0.5 / 2 US dollars" in text
    assert "1 / 10 calls" in text
    assert "  prd: 1 call" in text
    spend(firm, firm.run("R-other", engine="model"), "0.25")
    view.board.budgets.company = {"usd": 0.75}
    lines = Cost().entries(view).lines
    own, shared = [line for line in lines if "US dollars" in line.text]
    assert ("0.5 / 2" in own.text, own.tone) == (True, "plain")
    assert ("0.75 / 0.75" in shared.text, shared.tone) == (True, "bad")
    assert lines[lines.index(shared) - 1].text == "Cost of all runs"
    spend(firm, run, None)
    text = "\n".join(line.text for line in Cost().entries(view).lines)
    assert "price of 1 call unknown" in text


def test_a_company_that_cannot_be_read_is_said(firm: Firm) -> None:
    """Its limits are not known then, and not taken for none."""
    firm.run(engine="model")
    firm.company.paths.spec.write_text("name: [")
    view = view_of(firm)
    view.board.budgets.read(firm.company)
    assert "company.yaml" in "\n".join(line.text for line in Cost().entries(view).lines)
