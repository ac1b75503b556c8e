"""The policy in company.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.company_reader import load_company
from superindividual.specs.policy import AllowRule, PolicySpec


def load(folder: Path, policy: str) -> PolicySpec:
    (folder / "company.yaml").write_text(f"name: F\npolicy:\n{policy}")
    return load_company(folder / "company.yaml", {"scout", "marketer"}, {"launch"}).policy


def test_rules_by_class_agent_and_step(tmp_path: Path) -> None:
    """What is not named is asked for; what is written is told from what is not."""
    found = load(
        tmp_path,
        "  mode: auto\n"
        "  effects: {publish: ask, sign: deny, send: {allow: {at_most: 5, per: day, to: ['*@example.com']}},\n"
        "    spend: {allow: {under: 10, currency: USD, per: month}}}\n"
        "  agents: {marketer: {send: deny}}\n"
        "  steps: {launch: {publish: deny}}\n",
    )
    assert found.effects.said("publish") == "ask"
    assert found.effects.said("hire") is None
    rule = found.effects.said("spend")
    assert isinstance(rule, AllowRule)
    assert (rule.allow.under, rule.allow.per) == (10.0, "month")
    assert found.agents["marketer"].said("send") == "deny"
    assert found.steps["launch"].said("send") is None


FAULTS = [
    ("  mode: automatic\n", "3:9: “automatic” is not a value of mode"),
    ("  effects: {pubish: deny}\n", "3:13: there is no field pubish here, did you mean publish?"),
    ("  effects: {send: allow}\n", "3:19: “allow” is not a value of send"),
    (
        "  effects: {send: {allow: {at_most: 5}}}\n",
        "at_most needs the time over which it counts, add per: day",
    ),
    ("  effects: {send: {allow: {}}}\n", "this allows without a limit"),
    ("  effects: {send: {allow: {per: day, to: ['a@b.de']}}}\n", "this allows without a limit"),
    ("  effects: {spend: {allow: {under: 5}}}\n", "an amount needs its currency"),
    ("  effects: {spend: {allow: {under: 5, currency: usd}}}\n", "3:49: “usd” does not fit currency"),
    ("  effects: {spend: {allow: {under: .inf, currency: USD}}}\n", "3:36"),
    ("  effects: {send: {allow: {at_most: 5, per: day, to: ['*']}}}\n", "3:55: * names no destinations"),
    ("  effects: {send: {alow: {at_most: 5}}}\n", "there is no field alow here, did you mean allow?"),
    ("  agents: {markter: {send: deny}}\n", "3:12: there is no agent markter, did you mean marketer?"),
    ("  steps: {lunch: {send: deny}}\n", "3:11: there is no step lunch, did you mean launch?"),
    ("  deny: [send]\n  effects: {send: ask}\n", "4:19: send is denied above, so this rule never counts"),
    ("  expires: soon\n", "3:12: “soon” does not fit expires"),
]


@pytest.mark.parametrize(("policy", "said"), FAULTS)
def test_faults_are_told_at_their_place(tmp_path: Path, policy: str, said: str) -> None:
    """With file, line, column and what to write."""
    with pytest.raises(SpecErrors) as caught:
        load(tmp_path, policy)
    assert f"company.yaml:{said}" in str(caught.value) or said in str(caught.value)
    assert str(caught.value).count("company.yaml:") >= 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {"mode": "supervised"}, True),
        ({}, {"effects": {"send": "deny"}}, False),
        ({"effects": {"send": "ask"}}, {"effects": {"send": "deny"}}, False),
        ({"steps": {"s": {"send": "ask"}}}, {"steps": {"s": {}}}, False),
        ({"expires": "1d"}, {"expires": "2d"}, False),
    ],
)
def test_what_rules_differently_is_another_version(one: Any, other: Any, same: bool) -> None:
    """A default that is written out is the same policy."""
    first, second = (PolicySpec.model_validate(p).canonical() for p in (one, other))
    assert (first == second) is same


def test_a_step_of_a_used_workflow_is_named_in_three_ways(tmp_path: Path) -> None:
    """As a run knows it, as its own file does, and by what uses it; the longest name comes first."""
    (tmp_path / "company.yaml").write_text(
        "name: F\npolicy:\n  steps: {launch: {send: deny}, legal/launch: {send: ask}, legal: {publish: deny}}\n"
    )
    spec = load_company(tmp_path / "company.yaml", (), {"launch", "legal"}).policy
    assert [name for name, _ in spec.of_step("legal/launch")] == ["legal/launch", "launch", "legal"]
    assert [name for name, _ in spec.of_step("a/legal/launch")] == ["legal/launch", "launch", "legal"]
    assert [name for name, _ in spec.of_step("launch")] == ["launch"]
    assert list(spec.of_step("lunch")) == []
    with pytest.raises(SpecErrors, match="there is no step legal/lunch"):
        load(tmp_path, "  steps: {legal/lunch: {publish: deny}}\n")
