from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from superindividual_tui.app import Cockpit
from superindividual_tui.bar import Bar
from superindividual_tui.dialogs import Confirm, Help, Typed, Write
from superindividual_tui.form import Form
from tests.tui.firm import Firm, Hands, open_first, settle, until
from tests.tui.test_cockpit import decided


async def click(pilot: Pilot[None], words: str) -> None:
    """Click on words of the last line of the dialog."""
    bar = pilot.app.screen.query_one("#answer", Bar)
    await until(pilot, lambda: words in bar.said)
    await pilot.click(bar, offset=(bar.said.index(words) + 1, 0))


async def opened(pilot: Pilot[None], hands: Hands, key: str) -> Cockpit:
    """The first request, and the dialog that a key of it opens."""
    app = pilot.app
    assert isinstance(app, Cockpit)
    await open_first(pilot, hands)
    await pilot.press(key)
    await until(pilot, lambda: app.screen is not app.cabin)
    return app


async def test_yes_is_clicked_in_a_dialog_that_was_seen(firm: Firm, hands: Hands) -> None:
    """Before that the place of it does nothing; a second click elsewhere takes it back; then it is held and done."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await opened(pilot, hands, "x")
        dialog = app.screen
        assert isinstance(dialog, Confirm)
        await until(pilot, lambda: dialog.arming.phase == "arming")
        await pilot.click("#answer", offset=(1, 0))
        await settle(pilot, hands)
        assert app.screen is dialog
        hands.wait(2)
        await click(pilot, "y yes")
        await until(pilot, lambda: dialog.arming.phase == "held")
        await pilot.click("#about")
        assert dialog.arming.phase == "armed"
        await click(pilot, "y yes")
        hands.wait(1)
        await until(pilot, lambda: decided(firm, request) == ("stop", ""))


async def test_no_is_clicked_whenever(firm: Firm, hands: Hands) -> None:
    """Nothing is decided."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await opened(pilot, hands, "x")
        await click(pilot, "escape no")
        await until(pilot, lambda: app.screen is app.cabin)
        assert decided(firm, request) is None


async def test_words_are_sent_by_a_click_and_held(firm: Firm, hands: Hands) -> None:
    """Another click takes them back; nothing is sent where nothing was written."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await opened(pilot, hands, "r")
        dialog = app.screen
        assert isinstance(dialog, Write)
        await click(pilot, "ctrl+s send")
        await until(pilot, lambda: "Write something first." in dialog.query_one("#answer", Bar).said)
        dialog.query_one(TextArea).text = "Shorter."
        dialog.say(("ctrl+s send", "send"))
        await click(pilot, "ctrl+s send")
        await until(pilot, lambda: dialog.arming.held)
        await pilot.click("#words")
        await until(pilot, lambda: "taken back" in dialog.query_one("#answer", Bar).said)
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await click(pilot, "ctrl+s send")
        hands.wait(1)
        await until(pilot, lambda: decided(firm, request) == ("reject", "Shorter."))


@pytest.mark.parametrize("key", ["?", "s"])
async def test_a_dialog_is_left_by_a_click(firm: Firm, hands: Hands, key: str) -> None:
    """The help, and a form; its next field has a place too."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press(key, *(["G", "enter"] if key == "s" else []))
        await until(pilot, lambda: isinstance(app.screen, Help | Form))
        if key == "s":
            first = app.screen.focused
            await click(pilot, "tab next")
            await until(pilot, lambda: app.screen.focused is not first)
        await click(pilot, "escape leave")
        await until(pilot, lambda: app.screen is app.cabin)


async def test_nothing_blinks_where_a_name_is_typed(firm: Firm, hands: Hands) -> None:
    """What blinks is painted again and again."""
    firm.ask(firm.run(), "launch")
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await opened(pilot, hands, "a")
        assert isinstance(app.screen, Typed)
        assert not app.screen.query_one(Input).cursor_blink
