"""The check of a report: it holds only what the evaluator says, all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.compliance.checks import CHECKS
from superindividual.compliance.report import JSON, MARKDOWN
from superindividual.compliance.tool import reviewed


async def checked(
    compliance: Any, files: dict[str, bytes | None] | None = None, **changes: Any
) -> CheckResult:
    """The check's answer for the report of a product, with some files replaced or removed."""
    site = compliance.bundle("site", {"site/index.html": "<h1>x</h1>"})
    job = compliance.job(compliance.facts("csv"), "A product.", site)
    review = reviewed(job)
    content = {JSON: review.json, MARKDOWN: review.report().text().encode(), **(files or {})}
    bundle = compliance.bundle(
        "compliance_report", {path: data for path, data in content.items() if data is not None}
    )
    fields: dict[str, Any] = {
        "kind": job.kind,
        "bundle": bundle,
        "brief": job.brief,
        "inputs": job.inputs,
        "identity": job.identity,
        "today": job.today,
    }
    return await CHECKS["rules_answered"](Subject(**{**fields, **changes}))


def original(compliance: Any) -> dict[str, Any]:
    """The evaluator's report as JSON."""
    site = compliance.bundle("site", {"site/index.html": "<h1>x</h1>"})
    found: dict[str, Any] = json.loads(
        reviewed(compliance.job(compliance.facts("csv"), "A product.", site)).json
    )
    return found


async def test_the_untouched_report_passes(compliance: Any) -> None:
    """The evaluator's own report passes, and the evidence counts every answer."""
    result = await checked(compliance)
    assert result.verdict is Verdict.PASS
    assert sum(result.evidence["answers"].values()) == result.evidence["rules"] >= 40
    assert result.evidence["blocks"] == []
    assert "EU-ECOMMERCE-5" in result.evidence["would_block"]


async def test_passing_is_about_the_report(compliance: Any) -> None:
    """A report full of gaps passes: what it says of the product stands in the evidence."""
    result = await checked(compliance)
    assert result.evidence["answers"]["gap"] > 0


async def test_layout_of_the_json_is_free(compliance: Any) -> None:
    """Indented, with another order of keys, the same answers are the same answers."""
    pretty = json.dumps(dict(reversed(original(compliance).items())), indent=2, ensure_ascii=False)
    assert (await checked(compliance, {JSON: pretty.encode()})).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "change", ["dropped", "softened", "why", "doubled", "invented", "counts", "severity"]
)
async def test_any_change_to_the_answers_fails(compliance: Any, change: str) -> None:
    """A missing, altered, doubled or invented answer fails, and so do other counts."""
    data = original(compliance)
    row = next(row for row in data["answers"] if row["answer"] == "gap")
    if change == "dropped":
        data["answers"].remove(row)
    elif change == "softened":
        row["answer"] = "met"
    elif change == "why":
        row["why"] = "looked fine"
    elif change == "severity":
        row["severity_once_verified"] = "info"
    elif change == "doubled":
        data["answers"].append(row)
    elif change == "invented":
        data["answers"].append({**row, "rule": "EU-INVENTED-1"})
    else:
        data["counts"]["gap"] = 0
    result = await checked(compliance, {JSON: json.dumps(data).encode()})
    assert result.verdict is Verdict.FAIL
    assert len(result.findings) == 1
    assert result.findings[0].path == JSON


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"answers": 3}', b"\xff\xfe", b"[" * 100_000, b'{"answers": [1, null, {}]}']
)
async def test_what_is_no_report_fails(compliance: Any, content: bytes) -> None:
    """Bytes that are no report fail without breaking the check."""
    assert (await checked(compliance, {JSON: content})).verdict is Verdict.FAIL


async def test_a_rule_missing_from_the_text_fails(compliance: Any) -> None:
    """Each rule is named in the text, also what does not apply; a longer id does not stand for a shorter."""
    job = compliance.job(compliance.facts("csv"), "A product.")
    text = reviewed(job).report().text().replace("EU-AIACT-50-1", "EU-AIACT-50-10").encode()
    result = await checked(compliance, {MARKDOWN: text})
    assert result.verdict is Verdict.FAIL
    assert [finding.message for finding in result.findings] == ["EU-AIACT-50-1 (not_applicable) is not named"]


@pytest.mark.parametrize("path", [JSON, MARKDOWN])
async def test_a_missing_file_fails(compliance: Any, path: str) -> None:
    """Both files must be there."""
    result = await checked(compliance, {path: None})
    assert (result.verdict, result.findings[0].path) == (Verdict.FAIL, path)


async def test_without_facts_nothing_is_assessed(compliance: Any) -> None:
    """Where the facts are missing the check does not pass what it could not compare."""
    assert (await checked(compliance, inputs={})).verdict is Verdict.NOT_ASSESSED
