from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

import superindividual_tui
from superindividual_tui.dialogs import Write
from superindividual_tui.fields import Field, fields_of
from superindividual_tui.form import Choice, Form
from superindividual_tui.plain import Plain
from tests.tui.firm import Firm, Hands, settle, until
from tests.tui.test_fields import FORM
from tests.tui.test_hostile import HOSTILE


class Host(App[None]):
    CSS_PATH = Path(superindividual_tui.__file__).parent / "cockpit.tcss"

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.given: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(self.form, lambda sent: self.given.append(sent.values if sent else None))


def form_of(
    fields: tuple[Field, ...] | None = None, accept: Callable[[dict[str, Any]], str] | None = None
) -> Form:
    return Form("A form", fields or fields_of(FORM), accept or (lambda _values: ""))


def said(form: Form) -> str:
    return "\n".join(part.said for part in form.query(Plain) if part.display)


async def write(pilot: Pilot[None], text: str) -> None:
    """Type into the field that has the focus, in the place of what stands there."""
    focused = pilot.app.focused
    assert isinstance(focused, Input | TextArea)
    focused.clear()
    await pilot.press(*text)


async def test_a_form_that_fits_gives_typed_values() -> None:
    """By keys alone, from the first field to the last."""
    form = form_of()
    async with Host(form).run_test(size=(100, 40)) as pilot:
        await write(pilot, "3")
        await pilot.press("tab", "space", "tab", "right", "tab", "left", "tab")
        await write(pilot, "x,y")
        await pilot.press("ctrl+s")
        app = pilot.app
        assert isinstance(app, Host)
        await pilot.pause()
        assert app.given == [{"much": 3, "plan": "paid", "tier": 1, "loud": True, "words": ["x", "y"]}]


async def test_a_fault_stands_below_its_field_and_takes_the_focus() -> None:
    """Nothing is given until it is mended."""
    form = form_of()
    async with Host(form).run_test(size=(100, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        await write(pilot, "1")
        await pilot.press("tab")
        await pilot.pause()
        assert "much must be at least 2" in said(form)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.given == []
        assert isinstance(app.focused, Input)
        await write(pilot, "5")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.given[0]["much"] == 5


async def test_what_was_not_filled_in_yet_is_no_fault_until_it_is_sent() -> None:
    """Walking over an empty field scolds nobody."""
    form = form_of()
    async with Host(form).run_test(size=(100, 40)) as pilot:
        await pilot.press("tab", "tab")
        await pilot.pause()
        assert "must be filled in" not in said(form)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "this must be filled in" in said(form)


async def test_what_is_refused_all_the_same_is_said_and_nothing_is_lost() -> None:
    """The words stay in their fields."""
    form = form_of((Field("a", fields_of({"a": {}})[0].spec, rows=3),), lambda _values: "the disk is full")
    async with Host(form).run_test(size=(100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        await pilot.press(*"hello", "enter", *"you", "ctrl+s")
        await pilot.pause()
        assert "the disk is full" in said(form)
        assert app.given == []
        assert form.texts == {"a": "hello\nyou"}


async def test_escape_gives_nothing() -> None:
    """Where nothing was written, at once."""
    form = form_of()
    async with Host(form).run_test(size=(100, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        await pilot.press("escape")
        await pilot.pause()
        assert app.given == [None]


async def test_what_was_written_is_not_lost_by_one_key() -> None:
    """The first escape says what would be lost, and so does the next one after another word."""
    form = form_of()
    async with Host(form).run_test(size=(100, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        await pilot.press("5", "escape")
        await pilot.pause()
        assert "What you wrote will be lost." in said(form)
        await pilot.press("0", "escape")
        await pilot.pause()
        assert app.given == []
        await pilot.press("escape")
        await pilot.pause()
        assert app.given == [None]


async def test_chinese_is_kept_whole() -> None:
    """Character by character, as an input method sends it."""
    form = form_of(fields_of({"name": {}}))
    async with Host(form).run_test(size=(60, 20)) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        await pilot.press(*"会费簿", "ctrl+s")
        await pilot.pause()
        assert app.given == [{"name": "会费簿"}]


async def test_foreign_words_are_text_in_a_form_too() -> None:
    """Names, descriptions, choices and defaults of a workflow are somebody's text."""
    for text in (HOSTILE["markup"], HOSTILE["ansi"], HOSTILE["bidi"], HOSTILE["overwrite"]):
        fields = fields_of(
            {"n": {"description": text, "default": text}, "c": {"choices": [text], "default": text}}
        )
        form = form_of((*fields, Field("t", fields[0].spec, rows=2, title=text)))
        async with Host(form).run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            assert len(form.query(Choice)) == 1
            for widget in form.walk_children():
                for strip in widget.render_lines(widget.size.region) if widget.size.height else ():
                    assert not any("@click" in (s.style.meta if s.style else {}) for s in strip)
                    assert not any(ord(c) < 32 or c in "\u202e\u2066\x9b" for s in strip for c in s.text), (
                        text
                    )


async def test_what_was_typed_before_it_is_sent(firm: Firm, hands: Hands) -> None:
    """However fast: the key that sends overtakes no letter, neither in a form nor in a dialog for words."""
    text = "a" * 200
    for fields in (
        (fields_of({"a": {"required": True}})),
        (Field("a", fields_of({"a": {}})[0].spec, rows=3),),
    ):
        async with Host(form_of(fields)).run_test(size=(100, 30)) as pilot:
            app = pilot.app
            assert isinstance(app, Host)
            type_at_once(app, text)
            await until(pilot, lambda app=app: bool(app.given))  # type: ignore[misc]
            assert app.given == [{"a": text}]
    cockpit = firm.cockpit(hands)
    async with cockpit.run_test(size=(100, 30)) as pilot:
        sent: list[str] = []
        dialog = Write("What is wrong?", hands)
        cockpit.cabin.open(dialog, sent.append)
        await until(pilot, lambda: isinstance(cockpit.focused, TextArea))
        type_at_once(cockpit, text)
        words = cockpit.screen.query_one(TextArea)
        await until(pilot, lambda: words.text == text and dialog.arming.held)
        await settle(pilot, hands)
        await until(pilot, lambda: bool(sent))
        assert sent == [text]


def type_at_once(app: App[Any], text: str) -> None:
    """All keys wait in the queue before the first is looked at, and the one that sends stands behind them."""
    for letter in text:
        app.post_message(events.Key(letter, letter))
    app.post_message(events.Key("ctrl+s", None))


async def pauses(pilot: Pilot[None]) -> None:
    """Until what was put off until after a repaint, and what that puts off, is done."""
    for _time in range(4):
        await pilot.pause()


async def test_the_first_question_stands_above_its_field_from_the_beginning() -> None:
    """Where the form is longer than the screen, too; and again when the form comes back to it with a fault."""
    fields = tuple(replace(field, name=f"f{n}", rows=4) for n, field in enumerate(fields_of(FORM)[:1] * 12))
    form = form_of(fields)
    async with Host(form).run_test(size=(100, 30)) as pilot:
        asks = form.query(".asks").first(Plain)
        await pauses(pilot)
        assert form.can_view_entire(asks)
        await pilot.press(*["tab"] * 9)
        await pauses(pilot)
        assert not form.can_view_entire(asks)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: form.can_view_entire(asks))
        assert pilot.app.focused is form._parts["f0"]
        form.query_one(VerticalScroll).scroll_end(animate=False)
        await until(pilot, lambda: not form.can_view_entire(asks))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: form.can_view_entire(asks))
