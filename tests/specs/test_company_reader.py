"""company.yaml."""

from __future__ import annotations

from pathlib import Path

from superindividual.specs.company_reader import load_company


def test_a_name_is_enough(tmp_path: Path) -> None:
    """Everything else has a safe default: checked drafts pass, nothing is limited, nobody is invented."""
    (tmp_path / "company.yaml").write_text("name: F\n")
    spec = load_company(tmp_path / "company.yaml")
    assert spec.policy.drafts == "allow_checked"
    assert spec.identity.legal_name == ""
    assert spec.budget.usd is None


def test_all_settings(tmp_path: Path) -> None:
    """Whole numbers are numbers for amounts too."""
    (tmp_path / "company.yaml").write_text(
        "name: 轻换算工作室\nlanguage: zh-CN\nidentity: {legal_name: '某某', registration: '0913'}\n"
        "policy: {drafts: ask, deny: [spend, sign]}\nbudget: {usd: 20, tokens: 100000, hours: 1.5}\n"
    )
    spec = load_company(tmp_path / "company.yaml")
    assert spec.policy.deny == ("spend", "sign")
    assert (spec.budget.usd, spec.budget.tokens, spec.budget.hours) == (20.0, 100_000, 1.5)
    assert spec.identity.registration == "0913"
