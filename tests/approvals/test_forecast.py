"""Forecast: what a workflow does at most, read off it before it runs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from superindividual.approvals.forecast import Forecast, Rate, forecast
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.specs.expansion import Expansion

SCOUT = {"agent": "scout", "deliver": "discovery"}


def told(
    *steps: dict[str, Any], company: dict[str, Any] | None = None, rate: Rate | None = None, **rest: Any
) -> Forecast:
    """The forecast of a workflow of these steps."""
    spec = Expansion.model_validate({"name": "w", "steps": steps, **rest})
    cards = {"scout": Catalog().agent("scout")}
    return forecast(spec, CompanySpec.model_validate({"name": "C", **(company or {})}), cards, rate)


def test_every_way_of_asking_is_named() -> None:
    """As the policy will decide it."""
    found = told(
        {"id": "a", **SCOUT},
        {"id": "b", **SCOUT, "approve": "always"},
        {"id": "c", **SCOUT, "approve": "never"},
        {"id": "d", **SCOUT, "approve": {"if": "${{ run.language == 'en' }}"}},
        {"id": "e", **SCOUT, "form": {"p": {"required": True}}, "timeout": {"after": "1h"}},
        {"id": "f", "effect": "publish", "from": ["a"]},
        {"id": "g", "effect": "send", "from": ["a"]},
        company={"policy": {"deny": ["send"]}},
    )
    gates = ["policy", "always", "checks", "condition", "form", "effect", "denied"]
    assert [s.gate for s in found.steps] == gates
    assert [s.step for s in found.gates] == ["b", "e", "f"]
    assert told({"id": "a", **SCOUT}, company={"policy": {"drafts": "ask"}}).steps[0].gate == "drafts"


@pytest.mark.parametrize(
    ("policy", "approve", "gate"),
    [
        ({"effects": {"publish": "deny"}}, "policy", "denied"),
        ({"agents": {"scout": {"publish": "deny"}}}, "policy", "denied"),
        ({"effects": {"publish": {"allow": {"at_most": 1, "per": "day"}}}}, "policy", "effect"),
        (
            {"mode": "auto", "effects": {"publish": {"allow": {"at_most": 1, "per": "day"}}}},
            "policy",
            "threshold",
        ),
        (
            {"mode": "auto", "effects": {"publish": {"allow": {"at_most": 1, "per": "day"}}}},
            "always",
            "effect",
        ),
    ],
)
def test_rules_for_effects_are_foreseen(policy: dict[str, Any], approve: str, gate: str) -> None:
    """Denied by a rule of class or agent; under a threshold only in the mode auto, and never where always is asked."""
    effect = {"id": "f", "effect": "publish", "from": ["a"], "approve": approve}
    assert told({"id": "a", **SCOUT}, effect, company={"policy": policy}).steps[1].gate == gate


def test_versions_and_calls_are_counted_over_items_loops_and_ways_back() -> None:
    """Attempts times items times rounds; a way back counts for every step that it makes stale."""
    turns = Catalog().agent("scout").max_turns
    found = told(
        {"id": "plan", **SCOUT, "attempts": 1},
        {"id": "a", **SCOUT, "attempts": 2, "needs": ["plan"]},
        {
            "id": "b",
            **SCOUT,
            "attempts": 1,
            "foreach": ["x", "y", "z"],
            "needs": ["a"],
            "retry": {"at_most": 1},
        },
        {"id": "c", **SCOUT, "attempts": 1, "until": "${{ steps.c.data.ok }}", "at_most": 5, "needs": ["a"]},
        {"id": "d", **SCOUT, "attempts": 1, "needs": ["b"], "on_fail": {"goto": "a", "at_most": 2}},
    )
    assert [s.versions for s in found.steps] == [1, 6, 9, 15, 3]
    assert [s.calls for s in found.steps] == [n * turns for n in (1, 6, 18, 15, 3)]
    assert found.calls == 43 * turns


def test_what_only_the_run_can_tell_is_not_guessed() -> None:
    """A list that comes from a deliverable has no length yet; a budget bounds the calls all the same."""
    open_list = {"id": "a", **SCOUT, "foreach": "${{ inputs.markets }}"}
    assert told(open_list).calls is None
    assert told(open_list, budget={"calls": 9}).calls == 9


def test_the_tighter_limit_in_money_holds() -> None:
    """Of workflow and company; none is said to be none."""
    assert told({"id": "a", **SCOUT}, budget={"usd": 5}, company={"budget": {"usd": 2}}).usd == 2
    assert told({"id": "a", **SCOUT}).usd is None


def test_what_is_left_of_the_companys_limits_is_compared() -> None:
    """They hold over all runs: what others took is no more there for this one."""
    step = {"id": "a", **SCOUT}
    cards = {"scout": Catalog().agent("scout")}
    flow = Expansion.model_validate({"name": "w", "steps": [step], "budget": {"usd": 5, "calls": 10}})
    company = CompanySpec.model_validate({"name": "C", "budget": {"usd": 20, "calls": 100}})
    fresh = forecast(flow, company, cards)
    assert (fresh.usd, fresh.by_company, fresh.calls, fresh.used_up) == (5, False, 10, False)
    late = forecast(flow, company, cards, RATE, {"usd": 0.5, "calls": 4})
    assert (late.usd, late.by_company, late.calls, late.dollars) == (0.5, True, 4, Decimal(1))
    over = forecast(flow, company, cards, RATE, {"usd": 0, "calls": 4})
    assert (over.usd, over.used_up, over.dollars) == (0, True, 0)


RATE = Rate(call=Decimal("0.5"), token=Decimal("0.00001"))


def test_the_most_that_is_spent_is_what_is_reached_first() -> None:
    """The steps' calls, a limit in calls, in tokens or in money; what is under way at a limit goes over it."""
    step = {"id": "a", **SCOUT, "attempts": 1}
    turns = Catalog().agent("scout").max_turns
    assert told(step, rate=RATE).dollars == turns * RATE.call  # type: ignore[operator]
    assert told(step, rate=RATE, budget={"calls": 3}).dollars == Decimal("1.5")
    assert told(step, rate=RATE, budget={"tokens": 1000}).dollars == Decimal("0.51")
    assert told(step, rate=RATE, company={"budget": {"usd": 2}}).dollars == Decimal("2.5")
    items = {**step, "foreach": ["x", "y", "z"], "at_once": 3}
    assert told(items, rate=RATE, budget={"usd": 2}).dollars == Decimal("3.5")


def test_what_a_coding_agent_takes_is_not_promised() -> None:
    """Its own calls are not ours to count: a session is one of ours, and no amount is the most."""
    step = {"id": "a", **SCOUT, "attempts": 2, "via": "acp:codex"}
    found = told(step, {"id": "b", **SCOUT}, rate=RATE, budget={"usd": 2})
    assert (found.steps[0].calls, found.steps[0].dollars, found.dollars) == (2, None, None)
    assert [s.step for s in found.delegated] == ["a"]


def test_without_a_price_or_the_size_of_a_call_nothing_is_promised() -> None:
    """A limit in money holds only where the price of a call has a bound."""
    step = {"id": "a", **SCOUT}
    assert told(step, budget={"usd": 2}).dollars is None
    assert told(step, rate=Rate(None, Decimal("0.00001")), budget={"usd": 2}).dollars is None
    assert told({**step, "foreach": "${{ inputs.l }}"}, rate=RATE).dollars is None


def test_used_workflows_are_counted_with_their_own_limits() -> None:
    """The tighter of a used workflow's limit and its steps, inside the run's; conditions from the outermost on."""
    turns = Catalog().agent("scout").max_turns
    steps = (
        {"id": "a", **SCOUT, "attempts": 1},
        {"id": "u/b", **SCOUT, "attempts": 1, "if": "${{ b }}"},
        {"id": "u/v/c", **SCOUT, "attempts": 1},
        {"id": "u/v/d", **SCOUT, "attempts": 1, "approve": "always"},
        {"id": "e", **SCOUT, "attempts": 1, "on_fail": {"goto": "u", "at_most": 1}},
    )
    parts = {
        "u": {"workflow": "u", "if": "${{ u }}"},
        "u/v": {"workflow": "v", "budget": {"calls": 5}},
    }
    found = told(*steps, parts=parts)
    assert [s.step for s in found.gates] == ["u/v/d"]
    assert [s.condition for s in found.steps] == ["", "${{ u }}; ${{ b }}", "${{ u }}", "${{ u }}", ""]
    assert [s.versions for s in found.steps] == [1, 2, 2, 2, 1]
    assert found.calls == 4 * turns + 5
    assert (
        told(*steps, parts={**parts, "u": {"workflow": "u", "budget": {"calls": 2}}}).calls == 2 * turns + 2
    )
