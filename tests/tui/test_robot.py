from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.company import Company
from superindividual.paths import bundled
from tests.tui.robot import Robot, rehearse, robot

pytestmark = pytest.mark.campaign

ARMED = r"a approve"


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Robot]:
    with robot(tmp_path) as made:
        yield made


@pytest.fixture
def company(hand: Robot) -> Iterator[Company]:
    opened = rehearse(hand.folder, bundled("examples") / "briefs" / "club-dues.md")
    yield opened
    opened.journal.close()


def test_from_the_draft_to_the_receipt(hand: Robot, company: Company) -> None:
    """A real rehearsal is approved, let out and done, by keys alone; the workers are started from here."""
    (request,) = company.inbox()
    hand.open()
    hand.await_text(r"1 waiting")
    hand.press("Enter")
    hand.decide("a", r"approving|Decided")
    hand.await_that(lambda: company.journal.decisions.decision(request.id) is not None)
    hand.press("i")
    hand.await_that(lambda: bool(company.inbox()))
    (effect,) = company.inbox()
    hand.await_text(r"Let \d+ files? of duesbook out")
    hand.press("g", "Enter")
    hand.decide("a", r"Read it to the end")
    hand.press("G")
    hand.await_text(r"type the product's name")
    assert company.journal.decisions.decision(effect.id) is None
    hand.to_the_field()
    hand.type("duesbook")
    hand.press("Enter")
    hand.await_that(lambda: company.journal.decisions.decision(effect.id) is not None)
    hand.press("i")
    hand.await_text(r"✓ done  launch")
    assert company.journal.runs.get(effect.run).outcome == "done"
    assert company.journal.events.first_broken() is None


def test_a_rejection_in_chinese_reaches_the_agent_whole(hand: Robot, company: Company) -> None:
    """Every character of the feedback stands in the record; the next version shows what changed."""
    (request,) = company.inbox()
    feedback = "请写得更短，别提竞品；保留“会费”一词。"
    hand.open()
    hand.await_text(r"1 waiting")
    hand.press("Enter")
    hand.decide("r", r"ctrl\+s")
    hand.type(feedback)
    hand.await_text("别提竞品")
    hand.press("C-s")
    hand.await_that(lambda: company.journal.decisions.decision(request.id) is not None)
    taken = company.journal.decisions.decision(request.id)
    assert taken is not None
    assert (taken.verb, taken.feedback, taken.binding) == ("reject", feedback, request.binding)
    hand.press("i")
    hand.await_text(r"discover of duesbook \(version 2\)")
    hand.await_that(lambda: [r.version for r in company.inbox()] == [2])
    hand.press("g", "Enter")
    hand.await_text(r"Changes since")


def test_please_approve_typed_at_a_terminal_approves_nothing(hand: Robot, company: Company) -> None:
    """At the speed of a terminal's own input, into the inbox and into the panel."""
    (request,) = company.inbox()
    hand.open()
    hand.await_text(r"1 waiting")
    hand.type("please approve")
    hand.await_text(r"y yes")  # `p` asks whether to pause, and nothing in these words answers
    hand.press("Escape")
    hand.await_that(lambda: "y yes" not in hand.screen())
    hand.press("i", "g", "Enter")
    hand.await_text(ARMED)
    hand.type("approve")
    hand.await_text(r"y yes")  # the second letter took the first one back, and asks
    hand.press("Escape")
    hand.await_that(lambda: "y yes" not in hand.screen())
    hand.press("i")
    hand.await_text("▸Inbox")
    assert company.journal.decisions.decision(request.id) is None


def test_the_terminal_is_resized(hand: Robot, company: Company) -> None:
    """Too small it names the command; large again everything is back."""
    hand.open()
    hand.await_text(r"1 waiting")
    hand.resize(50, 12)
    hand.await_text(r"superindividual inbox")
    hand.resize(70, 20)
    screen = hand.await_text(r"1 waiting")
    assert "All products" not in screen
    hand.resize(120, 40)
    hand.await_text(r"All products")


def test_nothing_is_lost_when_it_is_killed(hand: Robot, company: Company) -> None:
    """Events written while it was dead stand in the timeline of the next one; the run stands too."""
    (request,) = company.inbox()
    hand.open()
    hand.await_text(r"1 waiting")
    os.kill(hand.process(), signal.SIGKILL)
    hand.await_that(hand.ended)
    company.journal.decisions.ask(request.id, "Still there?", by="founder")
    hand.close()
    hand.open()
    hand.await_text(r"1 waiting")
    hand.press("t")
    hand.await_text(r"asked: Still")
    last = company.journal.events.last_seq()
    hand.press("g")
    hand.await_text(r"^ *1  |\n.*│ +1  ")
    hand.press("G")
    hand.await_text(rf"{last}  ")
    assert company.journal.decisions.decision(request.id) is None
    assert company.journal.runs.get(request.run).outcome is None


def test_leaving_stops_no_run(hand: Robot, company: Company) -> None:
    """`ctrl+d` gives the terminal back and decides nothing."""
    hand.open()
    hand.await_text(r"1 waiting")
    hand.press("C-d")
    hand.await_that(hand.ended)
    (request,) = company.inbox()
    assert company.journal.runs.get(request.run).outcome is None


def test_an_edit_in_the_founders_editor(hand: Robot, company: Company, tmp_path: Path) -> None:
    """The editor gets a file of its own that nobody else reads; its content becomes the founder's version."""
    (request,) = company.inbox()
    editor = tmp_path / "editor.sh"
    editor.write_text(
        '#!/bin/sh\nstat -c %a "$1" > ' + str(tmp_path / "mode") + '\necho "founder was here" >> "$1"\n'
    )
    editor.chmod(0o700)
    hand.open(EDITOR=str(editor))
    hand.await_text(r"1 waiting")
    hand.press("Enter")
    hand.await_text(ARMED)
    hand.press("BTab", "j")
    hand.decide("e", r"\+founder was here")
    hand.decide("y", r"yes…|Decided")
    hand.await_that(lambda: company.journal.decisions.decision(request.id) is not None)
    taken = company.journal.decisions.decision(request.id)
    assert taken is not None
    assert taken.verb == "edit"
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert taken.edited is not None
    assert any(b"founder was here" in content for content in company.bundle(taken.edited).files.values())


def test_an_editor_that_fails_decides_nothing(hand: Robot, company: Company) -> None:
    """And says so; so does one that changes nothing."""
    (request,) = company.inbox()
    hand.open(EDITOR="false")
    hand.await_text(r"1 waiting")
    hand.press("Enter")
    hand.await_text(ARMED)
    hand.press("BTab", "j")
    hand.decide("e", r"nothing is decided")
    assert company.journal.decisions.decision(request.id) is None


def test_the_screen_is_drawn_without_foreign_escapes(hand: Robot, company: Company) -> None:
    """What a person asked with escape sequences in it is shown without them."""
    (request,) = company.inbox()
    company.journal.decisions.ask(request.id, "\x1b]52;c;cm0=\x07[@click=app.quit]why\u202e?", by="founder")
    hand.open()
    hand.await_text(r"1 waiting")
    hand.press("Enter")
    hand.await_text(ARMED)
    hand.press("G")
    screen = hand.await_text(r"\[@click=app\.quit\]why<U\+202E>\?")
    assert not re.search("[\x1b\u202e]", screen)
