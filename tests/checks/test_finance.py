"""The cash flow and its assumptions."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, refused, subject

FLOW, NUMBERS, PLAN = "finance/cash_flow.csv", "finance/assumptions.yaml", "finance/plan.md"


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "says"),
    [
        (
            FLOW,
            "1,100.00,29.00,10.50,118.50",
            "1,100.00,29.00,10.50,118.60",
            2,
            "100.00 + 29.00 - 10.50 is 118.50, not 118.60",
        ),
        (
            FLOW,
            "1,100.00,29.00,10.50,118.50",
            "1,100.00,29.00,10.50,118.60",
            3,
            "the last one closed with 118.60",
        ),
        (FLOW, "1,100.00,29.00,10.50,118.50", "1,100.00,-29.00,10.50,60.50", 2, "negative amount"),
        (
            FLOW,
            "1,100.00,29.00,10.50,118.50",
            "1,€100,29.00,10.50,118.50",
            2,
            "“€100” under opening is no number",
        ),
        (FLOW, "1,100.00,29.00,10.50,118.50", "1,1e999,29.00,10.50,118.50", 2, "is no number"),
        (FLOW, "1,100.00,29.00,10.50,118.50", "1,100.00,29.00,118.50", 2, "has 4 cells"),
        (FLOW, "1,100.00,29.00,10.50,118.50\n", "", 1, "There are 12 weeks"),
        (FLOW, "\n2,", "\n7,", 3, "Week 2 is called “7”"),
        (FLOW, "week,opening", "week,start", 1, "first line is not"),
        (NUMBERS, 'evidence: "brief:10"', 'evidence: "brief:99"', 1, "no line 99"),
        (NUMBERS, ', evidence: "brief:10"', "", 1, "does not say: evidence"),
        (NUMBERS, "id: A1", "id: price", 2, "stands twice"),
        (NUMBERS, "- {id: price", "- price\n- {id: price", 1, "must say id"),
        (
            PLAN,
            "- Runway: unknown, because the opening balance is unknown\n",
            "",
            1,
            "does not speak of: runway",
        ),
    ],
)
async def test_numbers_that_do_not_hold_are_refused(
    path: str, old: str, new: str, line: int, says: str
) -> None:
    """Sums, carry-over, forms, weeks, evidence, topics."""
    files = bent("finance", path, old, new)
    await refused("cash_flow_balances", subject("finance", files), path=path, line=line, says=says)


async def test_unknown_figures_are_not_assessed() -> None:
    """Unknown stays unknown, and is neither pass nor failure."""
    files = bent("finance", FLOW, "13,322.00,29.00,10.50,340.50", "13,322.00,unknown,10.50,")
    result = await ask("cash_flow_balances", subject("finance", files))
    assert result.verdict is Verdict.NOT_ASSESSED
    assert result.evidence["unknown"] == 1


async def test_decimals_are_exact() -> None:
    """Ten cents added thirteen times are 1.30."""
    weeks = [f"{n},{(n - 1) / 10:.1f},0.1,0,{n / 10:.1f}" for n in range(1, 14)]
    files = {**good("finance"), FLOW: "\n".join(["week,opening,in,out,closing", *weeks]).encode()}
    result = await ask("cash_flow_balances", subject("finance", files))
    assert result.verdict is Verdict.PASS, result
    assert result.evidence["closing"] == "1.3"


async def test_no_assumption_is_no_pass() -> None:
    """A plan whose numbers come from nowhere fails."""
    for content in (b"", b"[]", b"assumptions: []", b"just words"):
        assert (
            await ask("cash_flow_balances", subject("finance", {**good("finance"), NUMBERS: content}))
        ).verdict is Verdict.FAIL
