from __future__ import annotations

from pathlib import Path

from superindividual.company import Company
from superindividual.recent import remember
from superindividual.specs.brief_reader import load_brief
from superindividual_tui.linear.door import open_door
from tests.tui.linear.script import Script, option
from tests.tui.welcome.conftest import workers

__all__ = ["workers"]


def test_a_sample_is_rehearsed(tmp_path: Path, workers: list[Path]) -> None:
    """By its number."""
    assert open_door(tmp_path, Script.of(option("Rehearse a sample")).talk()) == tmp_path / "sample"
    assert workers == [tmp_path / "sample"]


def test_a_brief_is_asked_for_question_by_question(tmp_path: Path, workers: list[Path]) -> None:
    """What may be left out is left out by an empty line; what must be given is asked again."""
    answers = [
        "",
        "Firm",
        "Duesbook",
        "It counts.",
        "",
        "",
        "count dues",
        "",
        "",
        "",
        "free",
        "EU",
        "nowhere",
        "reddit",
    ]
    script = Script.of(option("Write a brief"), *answers, "", "", "", "", option("no"))
    folder = open_door(tmp_path, script.talk())
    assert folder == tmp_path / "firm", script.text
    assert script.text.count("this must be filled in") == 2
    brief = load_brief(folder / "briefs" / "duesbook.md")
    assert (brief.markets, brief.channels) == (("EU",), ("reddit",))
    assert "- count dues" in brief.body
    assert workers == []


def test_a_company_is_opened(tmp_path: Path) -> None:
    """By its folder or as a recent one; what is none is said, and the door stays open."""
    Company.found(tmp_path / "firm", "Firm", "en")
    script = Script.of(option("Open a company"), "/", option("Open a company"), str(tmp_path / "firm"))
    assert open_door(tmp_path, script.talk()) == tmp_path / "firm"
    assert "no company in /" in script.text
    remember(tmp_path / "firm")
    assert open_door(tmp_path, Script.of(option(str(tmp_path / "firm"))).talk()) == tmp_path / "firm"


def test_leaving_makes_nothing(tmp_path: Path) -> None:
    """By zero, or when the input ends."""
    assert open_door(tmp_path, Script.of("0").talk()) is None
    assert open_door(tmp_path, Script.of().talk()) is None
    assert list(tmp_path.iterdir()) == []
