from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.binding import Binding

from superindividual.errors import KeysRefused
from superindividual.text import Language, showing
from superindividual_tui.app import Cockpit
from superindividual_tui.dialogs import Help
from superindividual_tui.keys import ACTIONS, Keymap, bindings
from superindividual_tui.panel import Panel
from tests.tui.firm import Firm, Hands, until

DOCS = Path(__file__).parents[2] / "docs"


def test_no_key_does_two_things() -> None:
    """Neither in one place nor in two that are on the screen together, and no name stands twice."""
    Keymap()
    assert len({a.name for a in ACTIONS}) == len(ACTIONS)


def test_every_action_has_its_method() -> None:
    """Whatever the table calls exists where it is bound."""
    from superindividual_tui.lines import Lines
    from superindividual_tui.screen import Cabin

    for scope, widget in (("everywhere", Cabin), ("lists", Lines), ("deciding", Panel)):
        for action in ACTIONS:
            call = action.calls.get(scope)  # type: ignore[call-overload]
            if call and not call.startswith("app."):
                assert hasattr(widget, f"action_{call.partition('(')[0]}"), call


def test_every_room_of_the_table_is_there(firm: Firm, hands: Hands) -> None:
    """And every room has a key, or stands in the room of all rooms."""
    cabin = firm.cockpit(hands).cabin
    of_table = {a.name.removeprefix("room.") for a in ACTIONS if a.name.startswith("room.")}
    assert of_table <= {*cabin.centre.rooms, "deliverable"}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"pause": "i"}, "the key i is for room.inbox and for pause"),
        ({"approve": "x"}, "the key x is for stop and for approve"),
        ({"down": "a"}, "the key a is for approve and for down"),
        ({"help": "ctrl+p"}, "the key ctrl+p is for all commands and for help"),
        ({"fly": "z"}, "there is no action fly"),
        ({"help": "  "}, "help has no key"),
    ],
)
def test_keys_that_cannot_be_are_one_clear_error(own: dict[str, str], said: str) -> None:
    """It names both actions."""
    with pytest.raises(KeysRefused, match=re.escape(said)):
        Keymap(own)


def test_keys_may_be_exchanged() -> None:
    """What is free, since its action has another key now, can be taken."""
    keymap = Keymap({"pause": "f", "fork": "p"})
    assert (keymap.shown("pause"), keymap.shown("fork")) == ("f", "p")


def test_a_comma_is_shown_and_written_as_one() -> None:
    """Though the terminal program calls it by a name."""
    assert Keymap().shown("room.settings") == ","
    own = Keymap({"help": ", f1", "room.settings": "f12"})
    assert (own.keys("help"), own.shown("help"), own.own()["help"]) == (("comma", "f1"), ",", "comma,f1")


def test_bindings_carry_the_actions_names() -> None:
    """By which Textual exchanges their keys."""
    found = bindings("deciding")
    assert all(isinstance(b, Binding) and b.id for b in found)
    assert {b.id for b in found if isinstance(b, Binding)} >= {"approve", "reject", "stop"}


async def test_the_founders_own_keys_are_in_force(firm: Firm, hands: Hands) -> None:
    """The old key does nothing any more; the help shows the new one."""
    app = Cockpit(
        firm.company, clock=firm.clock, monotonic=hands, keymap=Keymap({"room.timeline": "f12", "help": "h"})
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.cabin.board.worker is not None)
        await pilot.press("t")
        assert app.cabin.room == "inbox"
        await pilot.press("f12")
        await until(pilot, lambda: app.cabin.room == "timeline")
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, Help))
        assert ("f12", "timeline: what happened, and when") in app.cabin.keymap.explained()


@pytest.mark.checkout
@pytest.mark.skipif(not DOCS.is_dir(), reason="the documentation is no part of the wheel")
@pytest.mark.parametrize(("lang", "file"), [("en", "cockpit.md"), ("zh-CN", "zh-CN/cockpit.md")])
def test_the_documentation_has_every_key(lang: Language, file: str) -> None:
    """As the help has them, in both languages."""
    written = (DOCS / file).read_text(encoding="utf-8")
    with showing(lang):
        explained = Keymap().explained()
    for key, says in explained:
        assert f"| {' '.join(f'`{k}`' for k in key.split())} | {says} |" in written
