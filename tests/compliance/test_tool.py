"""The evaluator as agents call it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from superindividual.compliance.report import JSON
from superindividual.compliance.rule import load_rules
from superindividual.compliance.tool import evaluate_for, evaluate_rules, reviewed
from superindividual.errors import StepFailed


class Folder:
    """A draft in memory."""

    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    def write(self, path: str, content: bytes) -> None:
        self.written[path] = content


async def test_it_answers_as_the_report(compliance: Any) -> None:
    """The plain call gives the report's JSON."""
    job = compliance.job(compliance.facts("game"))
    assert (await evaluate_for(job)).encode() == reviewed(job).json


async def test_it_writes_the_report_and_tells_what_is_open(compliance: Any) -> None:
    """The agent need not copy the JSON: it is written, and what may apply comes back ready to write about."""
    job, draft = compliance.job(compliance.facts("game")), Folder()
    told: dict[str, Any] = json.loads(await evaluate_rules(job, draft))  # type: ignore[arg-type]
    assert draft.written == {JSON: reviewed(job).json}
    named = {row["rule"] for row in told["answers"]} | set(told["not_applicable"])
    assert named == {rule.id for rule in load_rules()}
    row = next(row for row in told["answers"] if row["rule"] == "CN-GAME-27")
    assert row["would_block"]
    assert row["candidate"]
    assert "网络出版服务管理规定" in row["source"]


async def test_without_facts_it_refuses(compliance: Any) -> None:
    """There is nothing to evaluate without facts."""
    job = compliance.job(compliance.facts("game"), inputs={})
    with pytest.raises(StepFailed, match=r"facts\.json"):
        await evaluate_for(job)
