"""The workflows that ship as examples run as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from superindividual.checks.registry import NAMES
from superindividual.company import Company
from superindividual.ids import RunId
from superindividual.paths import CompanyPaths, bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from tests.engine.company import Desktop
from tests.engine.rehearsed import rehearse

RUN = RunId("R-test")
FOLDER = bundled("examples") / "workflows"
BRIEF = bundled("examples") / "briefs" / "club-dues.md"


def loaded(name: str) -> dict[str, Any]:
    """An example, checked as before a run."""
    file = FOLDER / name
    workflow = checked(file.read_bytes(), name, Catalog(), frozenset(NAMES))
    return workflow.model_dump(mode="json", by_alias=True)


async def test_hello_asks_once_and_ends(tmp_path: Path) -> None:
    """Ten lines: one deliverable, one decision."""
    desktop = Desktop(tmp_path)
    desktop.start(loaded("hello.yaml"), brief=BRIEF.read_bytes())
    await rehearse(desktop)
    desktop.decide()
    await rehearse(desktop)
    assert desktop.journal.runs.get(RUN).outcome == "done"
    lines = (FOLDER / "hello.yaml").read_text().splitlines()
    assert len([line for line in lines if not line.startswith("#")]) <= 10


@pytest.mark.parametrize(("price", "status"), [("9", "done"), ("0", "skipped")])
async def test_the_price_that_was_filled_in_decides_what_is_worked_out(
    tmp_path: Path, price: str, status: str
) -> None:
    """The form is asked for; the last step runs where its condition holds and is left out where it does not."""
    desktop = Desktop(tmp_path)
    desktop.start(loaded("ask_first.yaml"), brief=BRIEF.read_bytes())
    await rehearse(desktop)
    company = Company(CompanyPaths(tmp_path))
    [waiting] = company.inbox()
    company.decide(waiting, "approve", form={"price": price})
    await rehearse(desktop)
    ended = desktop.journal.runs.steps(RUN)
    assert {str(step): record.status for step, record in ended.items()} == {
        "discover": "done",
        "prd": "done",
        "finance": status,
    }
