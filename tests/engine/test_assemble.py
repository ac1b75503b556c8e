"""A worker, put together for a real company."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.paths import bundled
from superindividual.specs.template import write_company

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
FLOW = """\
name: short
inputs: {brief: {type: file, required: true}}
steps:
  discover: {agent: scout, deliver: discovery, task: "Read ${{ inputs.brief }}."}
"""


def test_a_rehearsal_needs_no_model_though_a_key_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key without a model refuses a run that would need one, and disturbs no rehearsal."""
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(FLOW, encoding="utf-8")
    company = Company.open(tmp_path / "firm")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
    monkeypatch.delenv("OPENAI_MODEL", raising=False)
    with pytest.raises(CompanyError, match="OPENAI_MODEL"):
        company.start("short", brief=BRIEF)
    run = company.start("short", brief=BRIEF, engine="rehearsal", approve="never")
    company.work()
    assert company.journal.runs.get(run.id).outcome == "done"
    assert len(company.journal.runs.all()) == 1
    company.journal.close()
