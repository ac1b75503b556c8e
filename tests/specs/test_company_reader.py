"""company.yaml."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.company_reader import load_company
from superindividual.specs.notify import QuietSpec


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


ADDRESS = "tgram://123456789:AAsecretsecretsecret/42"
NOTIFY = "name: Firm\nnotify:\n  to:\n    - env:SUPERINDIVIDUAL_NOTIFY_PHONE\n    - {entry}\n"


@pytest.mark.parametrize(
    "entry",
    [ADDRESS, "env:HOME", "env:OPENAI_API_KEY", "keyring:superindividual", "env:superindividual_notify_x"],
)
def test_an_address_in_the_file_is_refused_by_line_and_never_quoted(tmp_path: Path, entry: str) -> None:
    """Nor is the environment read for anything but addresses; what is wrong beside it is told too."""
    file = tmp_path / "company.yaml"
    file.write_text(NOTIFY.format(entry=entry) + "colour: red\n")
    with pytest.raises(SpecErrors) as caught:
        load_company(file)
    first, second = caught.value.faults
    assert (first.position.line, first.position.column) == (5, 7)
    assert "an address stands here itself" in str(first)
    assert entry not in str(caught.value)
    assert "colour" in str(second)


def test_an_address_that_is_no_list_is_not_quoted_either(tmp_path: Path) -> None:
    """Pydantic's own fault would say the value."""
    file = tmp_path / "company.yaml"
    file.write_text(f"name: Firm\nnotify: {{to: '{ADDRESS}'}}\n")
    with pytest.raises(SpecErrors) as caught:
        load_company(file)
    assert "AAsecret" not in str(caught.value)
    assert "an address stands here itself" in str(caught.value)


def test_references_quiet_hours_and_a_digest_are_read(tmp_path: Path) -> None:
    """From the environment or the keyring."""
    file = tmp_path / "company.yaml"
    file.write_text(
        NOTIFY.format(entry="keyring:superindividual/phone")
        + '  quiet: {from: "22:00", until: "07:30", zone: Asia/Shanghai}\n  digest: 15m\n  when: [request]\n'
    )
    notify = load_company(file).notify
    assert notify.to == ("env:SUPERINDIVIDUAL_NOTIFY_PHONE", "keyring:superindividual/phone")
    assert (notify.when, notify.digest) == (("request",), "15m")
    assert notify.quiet
    assert notify.quiet.zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        ('{from: "22:00", until: "07:30", zone: Asia/Shangai}', "there is no time zone"),
        ('{from: "22:00", until: "07:30", zone: ../../etc/passwd}', "there is no time zone"),
        ('{from: "24:00", until: "07:30"}', "from"),
        ('{from: "22:00"}', "until"),
    ],
)
def test_quiet_hours_that_are_none_are_refused(tmp_path: Path, quiet: str, said: str) -> None:
    """Before anything runs."""
    file = tmp_path / "company.yaml"
    file.write_text(f"name: Firm\nnotify: {{quiet: {quiet}}}\n")
    with pytest.raises(SpecErrors, match=said):
        load_company(file)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("21:59", False), ("22:00", True), ("03:00", True), ("07:29", True), ("07:30", False), ("12:00", False)],
)
def test_quiet_hours_go_over_midnight(at: str, quiet: bool) -> None:
    """From their beginning until before their end."""
    hours = QuietSpec.model_validate({"from": "22:00", "until": "07:30", "zone": "UTC"})
    assert hours.covers(datetime.fromisoformat(f"2026-11-23T{at}:00+00:00")) is quiet
    day = QuietSpec.model_validate({"from": "07:30", "until": "22:00", "zone": "UTC"})
    assert day.covers(datetime.fromisoformat(f"2026-11-23T{at}:00+00:00")) is not quiet
