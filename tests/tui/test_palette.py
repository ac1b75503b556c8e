from __future__ import annotations

from textual.command import CommandList
from textual.widgets import Input

from superindividual.text import showing
from superindividual_tui.app import Cockpit
from superindividual_tui.commands import Commands
from superindividual_tui.dialogs import Confirm
from superindividual_tui.keys import ACTIONS
from superindividual_tui.palette import commands
from tests.tui.firm import Firm, Hands, open_first, settle, until
from tests.tui.test_cockpit import decided


async def test_everything_that_can_be_done_stands_in_the_palette(firm: Firm, hands: Hands) -> None:
    """Every action of the table but the cursor's; decisions where a page is open; each name once."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        keys = {app.cabin.keymap.shown(a.name): a.says() for a in ACTIONS if "everywhere" in a.calls}
        named = {c.help: c.title.casefold() for c in commands(app)}
        assert all(says.casefold() in named[key] for key, says in keys.items())
        assert "Approve…" not in {c.title for c in commands(app)}
        await open_first(pilot, hands)
        titles = [c.title for c in commands(app)]
        assert len(set(titles)) == len(titles)
        assert {"Approve…", "Approve with a comment…", "Edit…", "Reject…", "Ask…", "Stop…"} <= set(titles)


async def test_a_command_does_what_its_key_does(firm: Firm, hands: Hands) -> None:
    """A room is shown; a move is asked once more under the arming rule."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        found = {c.title: c.callback for c in commands(app)}
        found["Timeline: what happened, and when"]()
        await until(pilot, lambda: app.cabin.room == "timeline")
        found["Stop the run"]()
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await settle(pilot, hands)
        assert firm.journal.runs.get(request.run).stop is None
        assert decided(firm, request) is None


async def test_a_room_is_found_by_its_title(firm: Firm, hands: Hands) -> None:
    """What stands on the screen is what is searched for; a title that begins the sentence is not said twice."""
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        found = [c.title for c in commands(app)]
        for room in app.cabin.centre.rooms.values():
            assert any(title.startswith(room.title()) for title in found) or room.name in ("start", "rooms")
        assert "Grants: standing approvals" in found
        assert not any(title.startswith("Inbox: inbox") for title in found)


async def test_its_own_words_are_in_the_founders_language(firm: Firm, hands: Hands) -> None:
    """What it asks for, and that nothing was found."""
    with showing("zh-CN"):
        async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
            await pilot.press("ctrl+p")
            await until(pilot, lambda: isinstance(pilot.app.screen, Commands))
            assert pilot.app.screen.query_one(Input).placeholder == "搜索命令……"
            await pilot.press(*"zzzz")
            found = pilot.app.screen.query_one(CommandList)
            await until(pilot, lambda: found.option_count == 1)
            assert "没有" in str(found.get_option_at_index(0).prompt)
