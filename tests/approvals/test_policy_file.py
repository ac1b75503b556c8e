from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.approvals.policy_file import PolicyFile
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths


@pytest.fixture
def file(tmp_path: Path, journal: Journal) -> PolicyFile:
    (tmp_path / "company.yaml").write_text("name: F\n")
    return PolicyFile(CompanyPaths(tmp_path), journal.policies)


def test_an_edit_counts_from_the_next_ruling(file: PolicyFile, tmp_path: Path) -> None:
    """No restart is needed, and a change is another version."""
    before = file()
    assert before.spec.mode == "supervised"
    (tmp_path / "company.yaml").write_text("name: F\npolicy: {mode: auto}\n")
    assert file().spec.mode == "auto"
    assert file().version != before.version


BROKEN = [
    b"name: F\npolicy: {mode: auto\n",
    b"name: F\npolicy: {mode: anything}\n",
    b"name: F\npolicy: {agents: {nobody: {send: deny}}}\n",
    b"",
    b"\xff\xfe\x00",
    None,
]


@pytest.mark.parametrize("content", BROKEN)
def test_what_cannot_be_read_asks_and_is_told_once(
    file: PolicyFile, tmp_path: Path, journal: Journal, content: bytes | None
) -> None:
    """Broken, of unknown words, emptied or gone: drafts are asked for, nothing is allowed; mended, it counts again."""
    (tmp_path / "company.yaml").write_text("name: F\npolicy: {mode: auto}\n")
    assert not file().fault
    if content is None:
        (tmp_path / "company.yaml").unlink()
    else:
        (tmp_path / "company.yaml").write_bytes(content)
    for _ in range(3):
        found = file()
        assert found.fault
        assert (found.spec.mode, found.spec.drafts) == ("supervised", "ask")
    told = [e.kind for e in journal.events.after()]
    assert told == ["policy.in_force", "policy.unreadable"]
    (tmp_path / "company.yaml").write_text("name: F\npolicy: {mode: auto}\n")
    assert file().spec.mode == "auto"


@pytest.mark.parametrize("content", BROKEN)
def test_what_cannot_be_read_forbids_what_was_forbidden(
    file: PolicyFile, tmp_path: Path, journal: Journal, content: bytes | None
) -> None:
    """A company to look at stays one, and what it never lets out stays inside, in a process that begins after it too."""
    (tmp_path / "company.yaml").write_text("name: F\npolicy: {mode: readonly, deny: [send]}\n")
    assert not file().fault
    if content is None:
        (tmp_path / "company.yaml").unlink()
    else:
        (tmp_path / "company.yaml").write_bytes(content)
    for found in (file(), file(), PolicyFile(CompanyPaths(tmp_path), journal.policies)()):
        assert found.fault
        assert (found.readonly, found.spec.deny, found.spec.drafts) == (True, ("send",), "ask")
    (tmp_path / "company.yaml").write_text("name: F\n")
    assert not file().readonly


def test_a_rule_that_denies_outlives_a_typing_error_and_one_that_allows_does_not(
    file: PolicyFile, tmp_path: Path
) -> None:
    """For a class, for what an agent made and for a step alike."""
    allow = "{allow: {at_most: 3, per: day}}"
    (tmp_path / "company.yaml").write_text(
        f"name: F\npolicy:\n  mode: auto\n  effects: {{sign: deny, send: {allow}}}\n"
        f"  agents: {{marketer: {{publish: deny, send: {allow}}}}}\n"
    )
    assert not file().fault
    (tmp_path / "company.yaml").write_text("name: [\n")
    spec = file().spec
    assert (spec.mode, spec.effects.sign, spec.effects.send) == ("supervised", "deny", "ask")
    assert (spec.agents["marketer"].publish, spec.agents["marketer"].send) == ("deny", "ask")


def test_every_version_is_kept(file: PolicyFile, tmp_path: Path, journal: Journal) -> None:
    """So that a later change can be told by what it changes."""
    first = file()
    (tmp_path / "company.yaml").write_text("name: F\npolicy: {effects: {send: deny}}\n")
    second = file()
    kept = [journal.policies.of(p.version) for p in (first, second)]
    assert [k.policy["effects"] for k in kept if k and k.policy] == [{}, {"send": "deny"}]
