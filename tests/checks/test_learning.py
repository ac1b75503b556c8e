"""The learning plan."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, refused, subject

PLAN, METRICS = "learning/plan.md", "learning/metrics.csv"


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "says"),
    [
        (PLAN, "| day 30 | 10 |", "|  | 10 |", 6, "does not say: when"),
        (METRICS, "date,metric", "day,metric", 1, "first line is not"),
        (
            METRICS,
            "source\n",
            "source\n2026-12-01,visitors,4000,analytics\n",
            2,
            "before anything was measured",
        ),
    ],
)
async def test_a_plan_with_gaps_is_refused(path: str, old: str, new: str, line: int, says: str) -> None:
    """Questions, header, invented measurements."""
    await refused(
        "metrics_defined",
        subject("learning_plan", bent("learning_plan", path, old, new)),
        path=path,
        line=line,
        says=says,
    )


async def test_a_table_without_a_number_or_a_time_is_refused() -> None:
    """A value to act on and a moment to look belong to it."""
    plan = b"| question | measure | moment | action |\n| - | - | - | - |\n| Do they try it? | replies | later | ask |\n"
    result = await ask("metrics_defined", subject("learning_plan", {**good("learning_plan"), PLAN: plan}))
    assert {"No row says at which value something is done.", "No row says when we look."} <= {
        one.message for one in result.findings
    }


async def test_a_plan_in_prose_may_pass() -> None:
    """A table is not demanded."""
    plan = "发布后第 7 天看：有几个人回信？少于 5 个就去问原因。"
    result = await ask(
        "metrics_defined", subject("learning_plan", {**good("learning_plan"), PLAN: plan.encode()})
    )
    assert result.verdict is Verdict.PASS
    assert result.evidence["questions"] == 1


async def test_only_the_founder_measures() -> None:
    """The founder's own rows are read; broken ones are refused."""
    files = {**good("learning_plan"), METRICS: b"date,metric,value,source\n2026-12-15,replies,7,mailbox\n"}
    assert (
        await ask("metrics_defined", subject("learning_plan", files, by="founder"))
    ).verdict is Verdict.PASS
    files[METRICS] += b"soon,replies,many,mailbox\n"
    await refused(
        "metrics_defined",
        subject("learning_plan", files, by="founder"),
        path=METRICS,
        line=3,
        says="not a date",
    )
