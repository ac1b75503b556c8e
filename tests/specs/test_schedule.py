"""What a workflow's file says about when it begins, and whether a run could begin with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import SpecError
from superindividual.journal.fingerprint import fingerprint_of
from superindividual.specs.schedule import load_schedule
from superindividual.specs.workflow_reader import read_workflow

FLOW = """\
name: week
on:
  schedule: {cron: "0 9 * * 1", zone: Asia/Shanghai, brief: briefs/week.md}
steps:
  discover: {agent: scout, deliver: discovery}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "week.md").write_text("Count the week.\n")
    written = tmp_path / "week.yaml"
    written.write_text(FLOW)
    return written


def test_a_schedule_is_read(file: Path) -> None:
    """With its cron in its zone, and the brief in the company's folder."""
    found = load_schedule("week", file)
    assert found is not None
    assert found.fault is None
    assert found.cron is not None
    assert (found.cron.text, found.cron.zone.key) == ("0 9 * * 1", "Asia/Shanghai")
    assert found.brief(file.parent) == file.parent / "briefs" / "week.md"


def test_a_file_without_one_has_none(file: Path) -> None:
    """Nor has one whose faults have nothing to do with it."""
    for text in (
        FLOW.replace(FLOW[FLOW.index("on:") : FLOW.index("steps:")], ""),
        "name: w\nsteps: {a: 3}\n",
    ):
        file.write_text(text)
        assert load_schedule("week", file) is None


def test_faults_of_steps_are_no_faults_of_the_schedule(file: Path) -> None:
    """When it is due is known; that no run can begin with it is told then."""
    file.write_text(FLOW.replace("deliver:", "delivers:"))
    found = load_schedule("week", file)
    assert found is not None
    assert found.cron is not None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("0 9 * * 1", "0 9 30 2 *", ":3:25: this never comes"),
        ("Asia/Shanghai", "Asia/Shanghi", ":3:39: there is no time zone Asia/Shanghi"),
        (", brief: briefs/week.md", "", "the field brief is missing"),
        ("{cron:", "[cron,", ""),
        ("name: week", "name: week: week", ""),
    ],
)
def test_one_that_cannot_be_read_is_a_fault(file: Path, old: str, new: str, says: str) -> None:
    """It never counts as a file without a schedule."""
    file.write_text(FLOW.replace(old, new))
    found = load_schedule("week", file)
    assert found is not None
    assert found.cron is None
    assert says in str(found.fault)


@pytest.mark.parametrize("brief", ["briefs/none.md", "briefs", "../secret.md", "/etc/hostname", "link.md"])
def test_a_brief_is_one_of_the_companys_own(file: Path, brief: str) -> None:
    """A file that is missing, or leads out of the folder by dots or by a link, begins nothing; the place is told."""
    (file.parent.parent / "secret.md").write_text("A secret.\n")
    (file.parent / "link.md").symlink_to(file.parent.parent / "secret.md")
    file.write_text(FLOW.replace("briefs/week.md", brief))
    found = load_schedule("week", file)
    assert found is not None
    with pytest.raises(SpecError, match=r"week\.yaml:3:61: "):
        found.brief(file.parent)


def test_when_a_workflow_begins_is_no_part_of_what_it_does() -> None:
    """A run under way is not told that its workflow changed when only the schedule did."""
    scheduled, _document = read_workflow(FLOW.encode(), "w.yaml")
    bare, _document = read_workflow(
        FLOW.replace(FLOW[FLOW.index("on:") : FLOW.index("steps:")], "").encode(), "w.yaml"
    )
    assert scheduled != bare
    assert fingerprint_of(scheduled) == fingerprint_of(bare)
