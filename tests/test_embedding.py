"""The programs of docs/embedding.md run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.specs.template import write_company

PAGE = Path(__file__).parent.parent / "docs" / "embedding.md"

pytestmark = [
    pytest.mark.checkout,
    pytest.mark.skipif(not PAGE.is_file(), reason="the documentation is no part of the wheel"),
]


def programs() -> list[str]:
    return (
        re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        if PAGE.is_file()
        else []
    )


def flow() -> str:
    """The workflow as the page has it, which a reader saves before."""
    (found,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@pytest.mark.parametrize("number", range(3))
def test_every_program_brings_its_run_to_its_end(tmp_path: Path, number: int) -> None:
    """In a process of its own, with warnings as errors, as a reader would copy it."""
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(flow())
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", programs()[number]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    company = Company.open(tmp_path / "firm")
    assert [run.outcome for run in company.journal.runs.all()] == ["done"], done.stdout
    assert not company.worker_runs()
    company.journal.close()


def test_the_program_with_a_graph_shares_the_companys_memory(tmp_path: Path) -> None:
    """What the graph put is found by it and told to an agent."""
    write_company(tmp_path / "firm", "firm", "en")
    done = subprocess.run(
        [sys.executable, "-c", programs()[3]], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found, told = done.stdout.splitlines()
    assert found == "['price']"
    assert told.startswith("store:users.mia/price@")
    assert "Mia pays the harbour fee" in told


def test_the_page_has_no_other_programs() -> None:
    """Each is run above."""
    assert len(programs()) == 4


def test_a_program_may_name_a_brief_by_its_path_as_text(tmp_path: Path) -> None:
    """As a path does; an engine that is none is an error in words, before anything begins."""
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(flow())
    company = Company.open(tmp_path / "firm")
    brief = tmp_path / "firm" / "briefs" / "example.md"
    by_text = company.start("short", brief=str(brief), engine="rehearsal")
    by_path = company.start("short", brief=brief, engine="rehearsal")
    assert by_text.brief == by_path.brief
    with pytest.raises(CompanyError, match="there is no engine magic"):
        company.start("short", brief=brief, engine="magic")  # type: ignore[arg-type]
    assert len(company.journal.runs.all()) == 2
    company.journal.close()
