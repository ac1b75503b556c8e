"""The façade: who works in a run is settled before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.specs.template import write_company

FLOW = "name: short\nsteps:\n  discover: {agent: scout, deliver: discovery}\n"
KEYLESS = "models:\n  endpoints: {cheap: {preset: deepseek}}\n  tiers: {strong: [cheap/deepseek-chat]}\n"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Company]:
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(FLOW)
    company = Company.open(tmp_path / "firm")
    yield company
    company.journal.close()


def begin(company: Company, engine: str | None) -> str:
    brief = company.paths.root / "briefs" / "example.md"
    return company.start("short", brief=brief, engine=engine).engine  # type: ignore[arg-type]


def test_a_model_that_is_wanted_and_not_there_begins_nothing(firm: Company) -> None:
    """One clear error with what to do, instead of a run that stalls."""
    with pytest.raises(CompanyError, match="no model can be asked: company") as refused:
        begin(firm, "model")
    assert "OPENAI_MODEL" in refused.value.remedy
    assert firm.journal.runs.all() == []


def test_what_each_endpoint_lacks_is_named(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is not set is told by its name; once it is there the run begins."""
    firm.paths.spec.write_text(firm.paths.spec.read_text() + KEYLESS)
    monkeypatch.delenv("DEEPSEEK_API_KEY", raising=False)
    with pytest.raises(CompanyError, match=r"cheap: .*DEEPSEEK_API_KEY"):
        begin(firm, "model")
    assert firm.journal.runs.all() == []
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    assert begin(firm, "model") == "model"


@pytest.mark.parametrize("engine", ["model", None])
def test_a_key_without_a_model_begins_nothing(
    firm: Company, monkeypatch: pytest.MonkeyPatch, engine: str | None
) -> None:
    """Whether a model was wanted or only would have been taken; a rehearsal that is wanted needs none."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    with pytest.raises(CompanyError, match="no model is named"):
        begin(firm, engine)
    assert firm.journal.runs.all() == []
    assert begin(firm, "rehearsal") == "rehearsal"


def test_without_a_wish_what_is_there_works(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is there: a rehearsal, which says so; the environment names a model: that."""
    assert begin(firm, None) == "rehearsal"
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_MODEL", "m")
    assert begin(firm, None) == "model"
    assert begin(firm, "model") == "model"


def test_a_worker_without_the_key_says_what_is_lacking(
    firm: Company, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Begun where the key was set and worked on where it is not: the run stands, and says why in the founder's words."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_MODEL", "m")
    begin(firm, "model")
    monkeypatch.delenv("OPENAI_API_KEY")
    firm.work()
    assert main(["log", "--company", str(firm.paths.root)]) == 0
    said = capsys.readouterr().out
    assert "works with a model, and none can be asked here" in said
    assert "OPENAI_API_KEY is not" in said
