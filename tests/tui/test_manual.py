from __future__ import annotations

import pytest

from superindividual_tui.dialogs import Help
from superindividual_tui.entries import Entries
from superindividual_tui.keys import Keymap
from superindividual_tui.lines import Lines
from superindividual_tui.manual import manual, manual_of_door
from tests.tui.firm import Firm, Hands, open_first, until


def sections(told: Entries) -> dict[str, list[str]]:
    """What each section says."""
    found: dict[str, list[str]] = {}
    for line in told.lines:
        if line.tone == "head":
            found[line.text] = []
        elif line.text:
            found[next(reversed(found))].append(" ".join(line.text.split()))
    return found


@pytest.mark.parametrize("deciding", [True, False])
@pytest.mark.parametrize("room", ["inbox", "deliverable", "timeline", "workflow", "receipts", "rooms"])
def test_every_key_is_told_once(room: str, *, deciding: bool) -> None:
    """Wherever the help is opened."""
    told = [row for rows in sections(_told(room, deciding=deciding, broken=False)).values() for row in rows]
    assert sorted(told) == sorted(f"{' '.join(key.split())} {says}" for key, says in Keymap().explained())


def test_what_works_here_stands_first() -> None:
    """What decides, only where something can be decided; what moves long lines, only where they are not broken."""
    deliverable, inbox = sections(_told("deliverable", deciding=True)), sections(_told("inbox"))
    assert next(iter(deliverable.items()))[1][0] == "a approve this version"
    assert "To decide, where a request is open" not in deliverable
    assert next(iter(inbox)) == "Here: inbox"
    assert "enter open what the cursor stands on" in inbox["Here: inbox"]
    assert not [row for row in inbox["Here: inbox"] if row.startswith(("a ", "right"))]
    assert "x stop the run" in inbox["Everywhere"]
    assert (
        "right read on in lines that are cut off"
        in sections(_told("timeline", broken=False))["Here: timeline"]
    )


def test_the_founders_own_keys_are_told() -> None:
    """And not those that do nothing any more."""
    told = sections(manual(Keymap({"approve": "f12"}), "deliverable", "D", deciding=True, broken=True))
    assert told["Here: D"][0] == "f12 approve this version"


def test_the_door_tells_no_key_of_a_company() -> None:
    """Only what does something there."""
    told = sections(manual_of_door(Keymap()))
    assert [row.split()[0] for row in told["Here: No company yet"]] == [
        *("enter", "j", "k", "g", "G", "pagedown", "pageup", "?", "q"),
    ]


async def test_the_help_is_another_one_in_another_room(firm: Firm, hands: Hands) -> None:
    """In the inbox nothing is decided; on the panel the first key is the one that approves."""
    firm.ask(firm.run())
    app = firm.cockpit(hands)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, hands)
        seen = {}
        for key in ("i", "2"):
            await pilot.press(key, "?")
            await until(pilot, lambda: isinstance(app.screen, Help) and bool(app.screen.query(Lines)))
            await pilot.pause()
            lines = app.screen.query_one(Lines)
            seen[key] = [lines.render_line(y).text.strip() for y in range(2)]
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.cabin)
    assert seen["i"][0] == "Here: Inbox"
    assert seen["2"][0] == "Here: Deliverable"
    assert seen["2"][1].split() == ["a", "approve", "this", "version"]


def _told(room: str, *, deciding: bool = False, broken: bool = True) -> Entries:
    return manual(Keymap(), room, room, deciding=deciding, broken=broken)
