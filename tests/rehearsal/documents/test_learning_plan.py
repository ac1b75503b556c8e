"""The learning plan recipe: questions with measures, days and decisions; a metrics file without figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from superindividual.rehearsal.documents.wording import wording
from superindividual.rehearsal.proposal import Proposal

from .conftest import PRODUCTS
from .reading import CITATION, assumptions_listed, table_of

Propose = Callable[..., Proposal]


def plan_of(proposal: Proposal) -> str:
    """The plan; the metrics file is a head and nothing else."""
    assert set(proposal.files) == {"learning/plan.md", "learning/metrics.csv"}
    assert proposal.files["learning/metrics.csv"] == b"date,metric,value,source\n"
    return proposal.files["learning/plan.md"].decode()


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_question_has_a_measure_a_day_two_decisions_and_a_marked_value(
    product: str, propose: Propose, products: Mapping[str, Any]
) -> None:
    """No cell is empty, each row rests on a listed assumption, and each metric is explained once."""
    lang = products[product]["facts"]["language"]
    plan = plan_of(propose("learning_plan", product))
    rows = table_of(plan, tuple(wording(lang).table("learning.columns")))
    assert len(rows) >= 6
    for row in rows:
        assert all(row)
        assert re.search(r"\d+", row[2])
        assert any(
            e.removeprefix("assumption:") in assumptions_listed(plan) for e in CITATION.findall(row[5])
        )
    explained = re.findall(r"^- `(\w+)`[:：]", plan, re.MULTILINE)
    assert len(explained) == len(set(explained)) == len(rows)
    columns = {"date", "metric", "value", "source"}
    assert set(re.findall(r"`(\w+)`", plan)) - columns == set(explained)


def test_each_channel_is_asked_about_by_its_usual_name(propose: Propose) -> None:
    """A metric per channel, and the name that people use in the text."""
    plan = plan_of(propose("learning_plan", "converter"))
    assert "replies_wechat_mp" in plan and "微信公众号" in plan
    assert "replies_xiaohongshu" in plan and "小红书" in plan


def test_a_known_price_is_tested_and_an_unknown_one_asked_for(propose: Propose) -> None:
    """With a price the plan asks whether people pay it, without one what they would pay."""
    assert "Do they pay 19 EUR once?" in plan_of(propose("learning_plan", "csv"))
    assert "`price_named`" in plan_of(propose("learning_plan", "game"))


def test_the_plan_stands_without_a_prd(propose: Propose, products: Any, make_job: Any) -> None:
    """A workflow may leave the PRD out; the plan then names no requirement."""
    from superindividual.specs.facts import ProductFacts

    facts = ProductFacts.model_validate(products["csv"]["facts"])
    inputs = {k: v for k, v in make_job("learning_plan", facts).inputs.items() if k == "discovery"}
    assert "R1" not in plan_of(propose("learning_plan", "csv", inputs=inputs))
