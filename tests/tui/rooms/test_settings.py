from __future__ import annotations

from superindividual.settings import load_settings, save_setting, settings_file
from superindividual_tui.app import Cockpit
from superindividual_tui.form import Form
from superindividual_tui.hall import RENEW
from superindividual_tui.plain import Plain
from superindividual_tui.rooms.settings import SettingsRoom
from superindividual_tui.view import View
from tests.tui.firm import Firm, Hands, open_first, until


def text(firm: Firm, hands: Hands) -> str:
    view = View(firm.company, firm.cockpit(hands).cabin.board, None, None, firm.clock())
    return "\n".join(line.text for line in SettingsRoom().entries(view).lines)


def test_what_holds_is_marked_by_a_glyph(firm: Firm, hands: Hands) -> None:
    """Language, theme and the keys of the founder's own; the file is named."""
    assert "● as the company says" in text(firm, hands)
    save_setting(("language",), "zh-CN")
    save_setting(("theme",), "contrast")
    save_setting(("keys", "approve"), ["ctrl+y"])
    found = text(firm, hands)
    for row in (
        "● 中文",
        "○ English",
        "● high contrast",
        "○ dark",
        "● ctrl+y           approve this version",
    ):
        assert row in found
    assert str(settings_file()) in found


def test_a_file_with_faults_says_so(firm: Firm, hands: Hands) -> None:
    """With its line; nothing can be chosen over it."""
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('theme = "red"\n')
    assert "settings.toml:1:1: red is no choice of theme" in text(firm, hands)
    settings_file().write_text('[keys]\napprove = "x"\n')
    assert "the key x is for" in text(firm, hands)


async def test_a_theme_is_chosen_and_the_screen_opens_again_with_it(firm: Firm, hands: Hands) -> None:
    """What was chosen stands in the file."""
    app = firm.cockpit(hands)
    async with app.run_test(size=(120, 50)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("comma", "j", "j", "j", "j", "enter")
        await until(pilot, lambda: app.return_value == RENEW)
    assert load_settings().theme == "light"


async def test_what_was_open_is_open_again_with_another_theme(firm: Firm, hands: Hands) -> None:
    """The settings room, with the cursor on what was chosen; the run that all rooms are about; the request."""
    runs = [firm.run(), firm.run("R-two")]
    request = firm.ask(runs[0])
    before = firm.cockpit(hands)
    async with before.run_test(size=(120, 50)) as pilot:
        await open_first(pilot, hands)
        before.cabin.choose_run(runs[0].id)
        await pilot.press("comma", "j", "j", "j", "j", "enter")
        await until(pilot, lambda: before.return_value == RENEW)
    after = Cockpit(firm.company, clock=firm.clock, monotonic=hands, theme="light", before=before)
    async with after.run_test(size=(120, 50)) as pilot:
        cabin = after.cabin
        await until(pilot, lambda: cabin.room == "settings")
        assert cabin.centre.rows.key == "theme light"
        assert cabin.only == runs[0].id
        assert cabin.panel.page is not None
        assert cabin.panel.page.request.id == request.id
        assert cabin.arming.phase == "away"
        await pilot.press("2")
        await until(pilot, lambda: cabin.arming.phase == "arming")


async def test_keys_that_are_taken_are_refused_in_the_form(firm: Firm, hands: Hands) -> None:
    """Both actions are named, and nothing is written; other keys are taken."""
    app = firm.cockpit(hands)
    async with app.run_test(size=(120, 50)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("comma", *["j"] * 7, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("p", "ctrl+s")
        await pilot.pause()
        said = "\n".join(part.said for part in app.screen.query(Plain))
        assert "the key p is for room.inbox and for pause" in said
        assert not settings_file().exists()
        await pilot.press("backspace", *"ctrl+y ctrl+t", "ctrl+s")
        await until(pilot, lambda: app.return_value == RENEW)
    assert load_settings().keys == {"room.inbox": ("ctrl+y", "ctrl+t")}


async def test_emptied_keys_are_the_usual_ones_again(firm: Firm, hands: Hands) -> None:
    """As the form says; the file no longer names them."""
    save_setting(("keys", "room.inbox"), ["ctrl+y"])
    app = firm.cockpit(hands)
    async with app.run_test(size=(120, 50)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("comma", *["j"] * 7, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("end", *["backspace"] * len("ctrl+y"), "ctrl+s")
        await until(pilot, lambda: app.return_value == RENEW)
    assert load_settings().keys == {}


async def test_own_keys_work_and_the_old_ones_do_not(firm: Firm, hands: Hands) -> None:
    """In the whole cockpit, from its start on."""
    from superindividual_tui.wishes import Wishes

    save_setting(("keys", "room.cost"), ["ctrl+y"])
    wishes = Wishes.of_founder()
    app = Cockpit(firm.company, clock=firm.clock, monotonic=hands, keymap=wishes.keymap, theme=wishes.theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("6")
        assert app.cabin.room == "inbox"
        await pilot.press("ctrl+y")
        assert app.cabin.room == "cost"
