"""Keys that come together are dealt with one after the other, each where the one before has led."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from superindividual_tui.in_order import InOrder


class Asking(ModalScreen[None]):
    """A dialog that takes the focus once it is there."""

    BINDINGS = [Binding("escape", "dismiss", priority=True)]

    def compose(self) -> ComposeResult:
        """One field."""
        yield TextArea(id="words", tab_behavior="focus")

    def on_mount(self) -> None:
        """Write at once."""
        self.query_one(TextArea).focus()


def program(base: type[App[None]]) -> App[None]:
    """Fields, a key that leads to one of them, and one that asks for words; all on this kind of app."""

    class Program(base):  # type: ignore[valid-type,misc]
        BINDINGS = [Binding("slash", "search"), Binding("r", "ask"), Binding("x", "stop")]
        AUTO_FOCUS = ""
        stopped = 0
        asked = ""

        def compose(self) -> ComposeResult:
            yield Input(id="one")
            yield TextArea(id="two", tab_behavior="focus")
            yield Input(id="three")

        def action_search(self) -> None:
            self.query_one("#one").focus()

        def action_ask(self) -> None:
            self.push_screen(Asking())

        def action_stop(self) -> None:
            self.stopped += 1

        def on_input_submitted(self) -> None:
            self.query_one("#two").focus()

    return Program()


def type_at_once(app: App[None], *keys: str) -> None:
    """As a terminal gives what was pasted or typed while the program was busy: all in one read."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def settled(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until it holds; the test's own limit ends a wait in vain."""
    while not holds():
        await pilot.pause()


def texts(app: App[None]) -> tuple[str, str, str]:
    """What stands in the three fields."""
    one, three = app.query_one("#one", Input), app.query_one("#three", Input)
    return one.value, app.query_one("#two", TextArea).text, three.value


TYPED = ("slash", *"exact", "enter", *"six", "enter", *"ox", "tab", *"axe")


async def test_each_key_goes_where_the_one_before_led() -> None:
    """Search, enter, two lines, tab and a third field, all in one read: no letter is a key of the room."""
    app = program(InOrder)
    async with app.run_test() as pilot:
        type_at_once(app, *TYPED)
        await settled(pilot, lambda: texts(app)[2] == "axe")
        assert texts(app) == ("exact", "six\nox", "axe")
        assert app.stopped == 0  # type: ignore[attr-defined]


async def test_without_it_the_letters_act_as_keys() -> None:
    """Control: Textual as it is gives the letters to the room, where `x` stops something."""
    app = program(App)
    async with app.run_test() as pilot:
        type_at_once(app, *TYPED)
        await settled(pilot, lambda: app.stopped > 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [InOrder, App], ids=["in order", "control"])
async def test_what_follows_the_key_of_a_dialog_is_written_into_it(kind: type[App[None]]) -> None:
    """The dialog has yet to open and to take the focus; without order the words are lost."""
    app = program(kind)
    async with app.run_test() as pilot:
        type_at_once(app, "r", *"no fax")
        await settled(pilot, lambda: isinstance(app.screen, Asking))
        for _ in range(20):
            await pilot.pause()
        whole = app.screen.query_one(TextArea).text == "no fax"
        assert whole == (kind is InOrder)


async def test_a_dialog_that_closes_holds_up_no_key() -> None:
    """What took the key is gone, and its messages with it: the next key goes to what is below."""
    app = program(InOrder)
    async with app.run_test() as pilot:
        type_at_once(app, "r", *"no", "escape", "slash", *"tax")
        await settled(pilot, lambda: texts(app)[0] == "tax")


async def test_a_paste_keeps_its_place_between_keys() -> None:
    """A paste is one of them."""
    app = program(InOrder)
    async with app.run_test() as pilot:
        type_at_once(app, "slash", "a")
        app.post_message(events.Paste("x and x"))
        type_at_once(app, "b")
        await settled(pilot, lambda: texts(app)[0] == "ax and xb")
