from __future__ import annotations

import pytest

from superindividual.text import showing
from superindividual_tui.keys import Keymap
from superindividual_tui.line import lines_of
from superindividual_tui.rooms.registry import all_rooms
from superindividual_tui.rooms.room import Room
from tests.tui.firm import Firm, spend, view_of

HOSTILE = "[@click=app.quit]x[/] \x1b[2J\x1b]0;t\x07 \u202eevil"


def names() -> list[str]:
    return [room.name for room in all_rooms(Keymap())]


def room(name: str) -> Room:
    return next(r for r in all_rooms(Keymap()) if r.name == name)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_room_says_something_where_nothing_is(firm: Firm, name: str, lang: str) -> None:
    """In a company without a run, in both languages."""
    with showing(lang):  # type: ignore[arg-type]
        found = room(name)
        entries = found.entries(view_of(firm))
        assert found.title()
        assert name == "timeline" or any(line.text.strip() for line in entries.lines)


@pytest.mark.parametrize("name", names())
def test_every_entry_has_lines_and_every_line_an_entry(firm: Firm, name: str) -> None:
    """Numbers count up from nothing; what belongs together stands together."""
    request = firm.ask(firm.run())
    spend(firm, firm.run("R-two", engine="model", budget={"usd": 1.0}), "0.5")
    entries = room(name).entries(view_of(firm, request=request))
    items = [line.item for line in entries.lines if line.item is not None]
    assert items == sorted(items)
    assert set(items) == set(range(len(entries.keys)))
    assert len(set(entries.keys)) == len(entries.keys)


@pytest.mark.parametrize("name", names())
def test_foreign_text_stays_itself_in_every_room(firm: Firm, name: str) -> None:
    """Whatever it holds, what a line holds draws as text: what is made safe twice is what is made safe once."""
    request = firm.ask(
        firm.run(product=HOSTILE),
        files={"a.md": HOSTILE.encode()},
        summary=HOSTILE,
        claims=({"text": HOSTILE, "evidence": [HOSTILE]},),
    )
    firm.company.decide(
        firm.ask(firm.run("R-two", HOSTILE), "launch", summary=HOSTILE), "approve", by=HOSTILE
    )
    for line in room(name).entries(view_of(firm, request=request)).lines:
        assert [made.text for made in lines_of(line.text)] == [line.text], name
