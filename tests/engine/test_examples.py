"""The workflows that ship as examples run as they are."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from superindividual.checks.registry import NAMES
from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import RunId, StepId
from superindividual.journal.fingerprint import dumped
from superindividual.paths import CompanyPaths, bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.template import write_company
from superindividual.specs.validate import checked
from superindividual.workspace.artifact import Bundle
from tests.engine.company import Desktop
from tests.engine.rehearsed import real_checks, rehearse

RUN = RunId("R-test")
FOLDER = bundled("examples") / "workflows"
BRIEF = bundled("examples") / "briefs" / "club-dues.md"


def loaded(name: str) -> dict[str, Any]:
    """An example, checked as before a run."""
    file = FOLDER / name
    workflow = checked(file.read_bytes(), str(file), Catalog(), frozenset(NAMES))
    return dumped(workflow)


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


EXAMPLES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_is_checked_drawn_and_planned(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No fault, each step in the picture and in the plan; the first two lines say what it is and how to start it."""
    root = tmp_path / "acme"
    write_company(root, "acme", "en", {})
    lines = file.read_text().splitlines()
    assert lines[0].startswith("# ")
    assert any(line.startswith("# Start it:  superindividual ") for line in lines[:5])
    assert main(["check", str(file)]) == 0
    steps = [step["id"] for step in loaded(file.name)["steps"]]
    for command in (["graph", str(file)], ["rehearse", str(file), "--plan", "--company", str(root)]):
        capsys.readouterr()
        assert main(command) == 0
        shown = capsys.readouterr().out
        assert [step for step in steps if step not in shown] == []


def begun(desktop: Desktop, name: str, brief: Path, **inputs: Any) -> Company:
    """A run of an example as a founder begins it, rehearsed until somebody is asked or it has ended."""
    company = Company(CompanyPaths(desktop.root), new_run=lambda: RUN)
    company.start(str(FOLDER / name), brief=brief, inputs=inputs, engine="rehearsal")
    return company


def handed(company: Company, step: str) -> Bundle:
    """What a step handed over in the end."""
    digest = company.journal.runs.steps(RUN)[StepId(step)].digest
    assert digest is not None
    return company.bundle(digest)


async def test_a_week_of_posts_has_one_for_each_channel(tmp_path: Path) -> None:
    """Each item is its own channel's post, none twice, one that nobody knows too; the calendar names exactly those."""
    desktop = Desktop(tmp_path, checks=real_checks)
    company = begun(desktop, "content_calendar.yaml", BRIEF, channels="linkedin, x, wechat_mp, My Blog")
    await rehearse(desktop)
    [posts] = company.inbox()  # no limits are known for the blog, so the founder looks
    assert posts.question["files"] == 4
    company.decide(posts, "approve")
    await rehearse(desktop)
    [calendar] = company.inbox()
    assert (calendar.step, calendar.kind) == ("calendar", "draft")
    company.decide(calendar, "approve")
    await rehearse(desktop)
    assert desktop.journal.runs.get(RUN).outcome == "done"
    made = handed(company, "posts")
    names = ["linkedin", "my-blog", "wechat_mp", "x"]
    assert sorted(made.files) == [f"marketing/posts/{name}.md" for name in names]
    assert all(f"channel: {name}\n" in made.text(f"marketing/posts/{name}.md") for name in names)
    assert len(set(made.files.values())) == 4
    entries = handed(company, "calendar").text("marketing/calendar.ics").replace("\r\n ", "")
    assert [name for name in names if f"marketing/posts/{name}.md" not in entries] == []
    assert "message.txt" not in entries


def test_the_week_is_on_the_companys_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Copied into a company with its brief it is due on Mondays at nine in Shanghai, and nothing is wrong with it."""
    root = tmp_path / "acme"
    write_company(root, "acme", "en", {})
    (root / "workflows" / "week.yaml").write_bytes((FOLDER / "content_calendar.yaml").read_bytes())
    (root / "briefs" / "week.md").write_bytes(BRIEF.read_bytes())
    assert main(["schedules", "--json", "--company", str(root)]) == 0
    [known] = json.loads(capsys.readouterr().out)["schedules"]
    assert (known["name"], known["fault"], known["state"]) == ("week", "", "no_worker")
    due = datetime.fromisoformat(known["next_in_zone"])
    assert (due.weekday(), due.hour, due.minute, due.utcoffset()) == (0, 9, 0, timedelta(hours=8))


SLOTS = bundled("examples") / "briefs" / "lesson-slots.md"


@pytest.mark.parametrize(("floor", "version", "price"), [("3", 1, 4), ("5", 2, 6), ("8", 3, 9)])
async def test_the_price_experiment_ends_by_its_condition(
    tmp_path: Path, floor: str, version: int, price: int
) -> None:
    """The first of the brief's prices that leaves what the founder wants wins, and the position is for that price."""
    desktop = Desktop(tmp_path, checks=real_checks)
    company = begun(desktop, "price_experiment.yaml", SLOTS)
    await rehearse(desktop)
    [asked] = company.inbox()
    assert list(asked.question["form"]) == ["floor"]
    company.decide(asked, "approve", form={"floor": floor})
    await rehearse(desktop)
    assert desktop.journal.runs.get(RUN).outcome == "done"
    ended = desktop.journal.runs.steps(RUN)
    assert ended[StepId("finance")].version == version
    figures = json.loads(handed(company, "finance").text("finance/figures.json"))
    assert (figures["price"], figures["currency"], figures["period"]) == (price, "EUR", "month")
    assert figures["left"] >= float(floor)
    tried = [
        json.loads(company.bundle(v.digest).text("finance/figures.json"))
        for v in desktop.journal.versions.of(RUN, StepId("finance"))
    ]
    assert [t["price"] for t in tried] == [4, 6, 9][:version]
    assert all(t["left"] < float(floor) for t in tried[:-1])


async def test_where_no_price_leaves_enough_the_founder_is_asked(tmp_path: Path) -> None:
    """The loop ends by its limit too: four versions, and nobody pretends that one of them is good enough."""
    desktop = Desktop(tmp_path, checks=real_checks)
    company = begun(desktop, "price_experiment.yaml", SLOTS)
    await rehearse(desktop)
    company.decide(company.inbox()[0], "approve", form={"floor": "50"})
    await rehearse(desktop)
    [waiting] = company.inbox()
    assert (waiting.step, waiting.version, waiting.kind) == ("finance", 4, "failing")
    assert StepId("positioning") not in desktop.journal.runs.steps(RUN)
