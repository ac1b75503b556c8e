from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.recent import recent
from superindividual.specs.brief_reader import load_brief
from superindividual.text import Language
from superindividual_tui.welcome.offers import found_with_brief, open_company, rehearse_sample, write_brief
from superindividual_tui.welcome.questions import brief_fields

Workers = list[Path]
ANSWERS: dict[str, Any] = {
    "company": "Rowing & Co",
    "product": "Duesbook",
    "what": "It counts.",
    "abilities": "count",
}


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_sample_is_rehearsed_in_a_company_of_its_own(
    tmp_path: Path, workers: Workers, lang: Language
) -> None:
    """Its run waits in the journal, a worker was called, and the company stands first among the recent ones."""
    company = rehearse_sample(tmp_path, lang)
    (run,) = company.journal.runs.all()
    assert (run.engine, run.language) == ("rehearsal", lang)
    assert workers == [company.paths.root] == recent()
    assert main(["check", "--company", str(company.paths.root)]) == 0
    company.journal.close()


def test_a_second_sample_takes_nothing_from_the_first(tmp_path: Path, workers: Workers) -> None:
    """It gets a folder of its own."""
    for _number in range(2):
        rehearse_sample(tmp_path, "en").journal.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sample", "sample-2"]


def test_answers_become_a_company_with_a_brief_that_can_be_checked(tmp_path: Path, workers: Workers) -> None:
    """Nothing runs unless it was wished."""
    folder = found_with_brief(tmp_path, ANSWERS, "en")
    assert folder == tmp_path / "rowing-co"
    brief = folder / "briefs" / "duesbook.md"
    assert load_brief(brief).product == "Duesbook"
    assert main(["check", str(brief)]) == 0
    assert workers == []
    opened = Company.open(folder)
    assert opened.spec.name == "Rowing & Co"
    assert opened.journal.runs.all() == []
    opened.journal.close()


def test_a_rehearsal_of_the_first_brief_begins_where_it_is_wished(tmp_path: Path, workers: Workers) -> None:
    """With that brief."""
    folder = found_with_brief(tmp_path, {**ANSWERS, "rehearse": True}, "en")
    opened = Company.open(folder)
    (run,) = opened.journal.runs.all()
    assert (run.product, workers) == ("duesbook", [folder])
    opened.journal.close()


def test_a_brief_is_never_written_over_another(tmp_path: Path, workers: Workers) -> None:
    """The second gets a number."""
    company = Company.found(tmp_path / "firm", "Firm", "en")
    files = [write_brief(company, ANSWERS, "en") for _number in range(2)]
    assert [f.name for f in files] == ["duesbook.md", "duesbook-2.md"]


@pytest.mark.parametrize("name", ["\u202e", "x" * 81, "a\nb"])
def test_a_name_that_names_nothing_is_one_error(tmp_path: Path, workers: Workers, name: str) -> None:
    """And nothing is left behind."""
    with pytest.raises(CompanyError, match="cannot name a company"):
        found_with_brief(tmp_path, {**ANSWERS, "company": name}, "en")
    assert list(tmp_path.iterdir()) == []


def test_a_company_is_opened_by_a_folder_inside_it(tmp_path: Path) -> None:
    """A folder without one is refused."""
    company = Company.found(tmp_path / "firm", "Firm", "en")
    assert open_company(str(tmp_path / "firm" / "briefs")).paths == company.paths
    assert recent() == [tmp_path / "firm"]
    with pytest.raises(CompanyError, match="no company in"):
        open_company(str(tmp_path))


def test_every_question_belongs_to_the_brief() -> None:
    """No answer is asked for in vain: each stands in the text."""
    from superindividual.specs.brief_writer import brief_text

    told = {f.name: [f"{f.name}1"] if f.spec.type == "list" else f"{f.name}1" for f in brief_fields()}
    text = brief_text({**told, "budget_usd": 7.25}, "en")
    wanted: list[Callable[[str], bool]] = [
        lambda n: f"{n}1" in text or (n == "budget_usd" and "7.25" in text)
    ]
    assert [f.name for f in brief_fields() if not wanted[0](f.name)] == []
