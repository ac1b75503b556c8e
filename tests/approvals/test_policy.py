from __future__ import annotations

from typing import Any

import pytest

from superindividual.approvals.policy import policy_of, rule
from superindividual.specs.policy import PolicySpec
from superindividual.specs.workflow import StepSpec

PASS = {"verdict": "pass", "evidence": {}}
FAIL = {"verdict": "fail", "evidence": {}}
BLIND = {"verdict": "not_assessed", "evidence": {}}
OPEN = {"verdict": "pass", "evidence": {"blocking": ["prd"]}}


def asks(
    results: list[Any],
    *,
    override: Any = None,
    approve: str = "policy",
    drafts: str = "allow_checked",
    effect: bool = False,
) -> bool:
    step = StepSpec.model_validate(
        {"id": "s", "approve": approve, **({"effect": "publish"} if effect else {})}
    )
    return rule(step, override, policy_of(PolicySpec.model_validate({"drafts": drafts})), results).ask


@pytest.mark.parametrize("override", [None, "always", "never", "policy"])
def test_what_leaves_the_company_is_always_asked_for(override: str | None) -> None:
    """No flag of a script lets an effect pass."""
    assert asks([PASS], override=override, approve="never", effect=True)


@pytest.mark.parametrize(
    ("results", "expected"), [([PASS], False), ([PASS, FAIL], True), ([PASS, BLIND], True), ([OPEN], True)]
)
def test_policy_lets_only_checked_drafts_pass(results: list[Any], expected: bool) -> None:
    """A failure, a check that could not look, and an open question each bring the founder in."""
    assert asks(results) is expected


def test_never_still_asks_about_failures() -> None:
    """`never` trusts checks; it does not overrule them."""
    assert not asks([PASS, BLIND], override="never")
    assert asks([FAIL], override="never")


def test_a_strict_company_is_asked_about_everything() -> None:
    """`drafts: ask` and `--approve always` ask, whatever passed."""
    assert asks([PASS], drafts="ask")
    assert asks([PASS], override="always", approve="never")
