"""The workflows that ship as examples run as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from superindividual.checks.registry import NAMES
from superindividual.company import Company
from superindividual.engine.worker import Worker
from superindividual.ids import RunId, StepId
from superindividual.journal.fingerprint import dumped
from superindividual.paths import CompanyPaths, bundled
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from tests.engine.company import Desktop

RUN = RunId("R-test")
FOLDER = bundled("examples") / "workflows"
BRIEF = bundled("examples") / "briefs" / "club-dues.md"


def loaded(name: str) -> dict[str, Any]:
    """An example, checked as before a run."""
    file = FOLDER / name
    workflow = checked(file.read_bytes(), str(file), Catalog(), frozenset(NAMES))
    return dumped(workflow)


async def rehearse(desktop: Desktop) -> None:
    """Let the rehearsal work until only the founder can move anything."""
    context = replace(desktop.context(), agents={"rehearsal": RehearsalAgent()})
    await Worker(context).serve(forever=False)


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


async def test_the_law_is_asked_first_and_read_later(tmp_path: Path) -> None:
    """The shipped review runs as a step; its report is the founder's, and what it says is given at the end."""
    desktop = Desktop(tmp_path)
    desktop.start(loaded("with_review.yaml"), brief=BRIEF.read_bytes(), inputs={"brief": BRIEF.name})
    await rehearse(desktop)
    assert [r.step for r in desktop.journal.decisions.waiting(RUN)] == ["legal/review"]
    desktop.decide()
    await rehearse(desktop)
    run, ended = desktop.journal.runs.get(RUN), desktop.journal.runs.steps(RUN)
    assert {str(s): r.status for s, r in ended.items()} == dict.fromkeys(
        ("legal/discover", "legal/review", "prd"), "done"
    )
    report = desktop.objects.deliverable(ended[StepId("legal/review")].digest)  # type: ignore[arg-type]
    assert run.outputs["verdict"] == report.summary
    assert run.outputs["requirements"].startswith("PRD for Duesbook")
