from __future__ import annotations

import pytest

from superindividual.text import Language, showing
from superindividual_tui.keys import Keymap
from superindividual_tui.rooms.registry import all_rooms
from tests.tui.firm import Firm
from tests.tui.linear.script import option, speak

ROOMS = option("Another room")


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "name", [r.name for r in all_rooms(Keymap()) if r.name not in ("inbox", "start", "rooms", "settings")]
)
def test_every_room_is_read_out(firm: Firm, name: str, lang: Language) -> None:
    """By the number of its title; back leads to the list."""
    firm.ask(firm.run())
    with showing(lang):
        title = next(r.title() for r in all_rooms(Keymap()) if r.name == name)
        words = "Another room" if lang == "en" else "其他房间"
        said = speak(firm, option(words), option(f". {title}"), "0", "0").text
    assert "Traceback" not in said
    assert "LEFT" not in said
    assert said.count(title) >= 2


def test_a_record_is_corrected_in_lines(firm: Firm) -> None:
    """Opened by its number; the words end with an empty line."""
    known = firm.company.memory
    known.add(known.said("The fee is 10 EUR"))
    answers = (
        ROOMS,
        option(". Memory"),
        option("The fee is 10"),
        option("correct it"),
        "It is 12 EUR",
        "",
        "0",
    )
    speak(firm, *answers, "0")
    assert [r.content for r in known.rows.live()] == ["It is 12 EUR"]


def test_a_halt_needs_the_word_in_full(firm: Firm) -> None:
    """A number alone halts nothing."""
    speak(firm, ROOMS, option(". Halt"), option("halt: let nothing"), "1", "0", "0")
    assert not firm.journal.halts.standing()
    speak(firm, ROOMS, option(". Halt"), option("halt: let nothing"), "approve", "0", "0")
    assert firm.journal.halts.standing()


def test_memory_is_searched_and_of_a_time(firm: Firm) -> None:
    """By words, and by days that are asked one after the other."""
    known = firm.company.memory
    known.add(known.said("The fee is 10 EUR"))
    known.add(known.said("The logo is green"))
    said = speak(firm, ROOMS, option(". Memory"), option("Search here"), "fee", "0", "0").text
    assert "green" not in said.partition("Found: fee")[2].partition("Inbox")[0].partition("Needs you")[0]
    said = speak(firm, ROOMS, option(". Memory"), option("another time"), "2030-01-01", "", "", "0", "0").text
    assert "Nothing of this time." in said


def test_a_request_is_opened_from_a_room(firm: Firm) -> None:
    """And can be decided there."""
    request = firm.ask(firm.run())
    answers = (ROOMS, option(". Agents"), option("waits for you"), option("Approve this version"), "approve")
    speak(firm, *answers, "0", "0")
    assert firm.journal.decisions.decision(request.id) is not None
