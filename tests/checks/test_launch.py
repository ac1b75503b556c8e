"""The launch kit."""

from __future__ import annotations

import json

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bundle, good, refused, subject

MANIFEST, README = "launch/manifest.json", "launch/README.md"


async def test_a_changed_file_is_noticed() -> None:
    """The hash is computed, not believed."""
    files = {**good("launch_kit"), "launch/posts/x.md": b"Another text"}
    await refused(
        "manifest_matches",
        subject("launch_kit", files),
        path=MANIFEST,
        line=None,
        says="hash of launch/posts/x.md",
    )


async def test_a_changed_source_is_noticed() -> None:
    """What is said to come from a step must be what the step handed over."""
    about = subject("launch_kit")
    about.inputs["posts"].files["marketing/posts/x.md"] = b"Approved otherwise"  # type: ignore[index]
    await refused(
        "manifest_matches", about, path=MANIFEST, line=None, says="launch/posts/x.md differs from what posts"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.pop(), "in the kit but not listed"),
        (lambda rows: rows.append(rows[0]), "listed twice"),
        (lambda rows: rows.append({**rows[0], "path": "launch/gone.md"}), "listed but not in the kit"),
        (lambda rows: rows[0].update({"from": "nowhere"}), "no earlier deliverable"),
        (lambda rows: rows[0].pop("from"), "no earlier deliverable"),
    ],
)
async def test_a_manifest_that_does_not_match_is_refused(change: object, says: str) -> None:
    """Missing, doubled, additional and foreign entries."""
    files = good("launch_kit")
    manifest = json.loads(files[MANIFEST])
    change(manifest["files"])  # type: ignore[operator]
    files[MANIFEST] = json.dumps(manifest).encode()
    await refused("manifest_matches", subject("launch_kit", files), path=MANIFEST, line=None, says=says)


@pytest.mark.parametrize("content", [b"[]", b"{}", b"null", b'{"files": 3}', b'[{"sha256": "x"}]', b"{"])
async def test_a_manifest_of_nothing_is_refused(content: bytes) -> None:
    """Whatever shape it has, files that are not listed are not covered."""
    assert (
        await ask("manifest_matches", subject("launch_kit", {**good("launch_kit"), MANIFEST: content}))
    ).verdict is Verdict.FAIL


async def test_a_built_distribution_may_be_made_here() -> None:
    """A wheel is built from the package; its source must be a step all the same."""
    files = good("launch_kit")
    manifest = json.loads(files[MANIFEST])
    files["launch/dist/tidewatch-0.1-py3-none-any.whl"] = b"PK"
    from superindividual.ids import digest

    manifest["files"].append(
        {"path": "launch/dist/tidewatch-0.1-py3-none-any.whl", "sha256": digest(b"PK"), "from": "site"}
    )
    files[MANIFEST] = json.dumps(manifest).encode()
    result = await ask("manifest_matches", subject("launch_kit", files))
    assert result.verdict is Verdict.PASS
    assert result.evidence["made_here"] == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"Q1 and ", b"", "Q1 What is the company"),
        (b"company.legal_name", b"the name", "{{company.legal_name}}"),
        (b"; the address", b"", "canonical"),
    ],
)
async def test_a_gap_that_is_not_named_is_refused(old: bytes, new: bytes, says: str) -> None:
    """Questions, placeholders and the unknown address must stand in the README."""
    files = {**good("launch_kit"), README: good("launch_kit")[README].replace(old, new)}
    await refused("gaps_named", subject("launch_kit", files), path=README, line=None, says=says)


async def test_open_rules_are_gaps_too() -> None:
    """A rule that was not answered with pass must be named, or the report pointed to."""
    report = {"results": [{"id": "EU-1", "verdict": "not_assessed"}, {"id": "EU-2", "verdict": "pass"}]}
    about = subject("launch_kit")
    inputs = {
        **about.inputs,
        "review": bundle("compliance_report", {"compliance/report.json": json.dumps(report).encode()}),
    }
    await refused("gaps_named", subject("launch_kit", inputs=inputs), path=README, line=None, says="EU-1")
    files = {**good("launch_kit"), README: good("launch_kit")[README] + b"EU-1 is open.\n"}
    assert (await ask("gaps_named", subject("launch_kit", files, inputs=inputs))).verdict is Verdict.PASS
