"""Form: a dialog made from typed fields; it is left with values that fit, or without any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, TextArea

from superindividual.text import gettext as _
from superindividual.text import safe_text, shown
from superindividual_tui.bar import Bar, Part, leave_part, send_part
from superindividual_tui.dialogs import Dialog
from superindividual_tui.fields import Field, faults, values
from superindividual_tui.path_suggester import PathSuggester
from superindividual_tui.plain import Plain
from superindividual_tui.stage import Accept


class Choice(Plain, can_focus=True):
    """One of a few values; space and the arrows go on to the next."""

    BINDINGS = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    def __init__(self, words: Sequence[str], first: str, *, optional: bool) -> None:
        super().__init__(classes="choice")
        self._words = ["", *words] if optional or not first else list(words)
        self._place = self._words.index(first)
        self._tell()

    @property
    def value(self) -> str:
        """The words of the choice; empty where nothing is chosen."""
        return self._words[self._place]

    def action_turn(self, by: int) -> None:
        """The next one, or the one before."""
        self._place = (self._place + by) % len(self._words)
        self._tell()

    def on_click(self, _event: events.Click) -> None:
        """A click goes on to the next."""
        self.focus()
        self.action_turn(1)

    def _tell(self) -> None:
        self.say(f"‹ {self.value or _('choose: space')} ›  {self._place + 1}/{len(self._words)}")


@dataclass(frozen=True)
class Filled:
    """A form that was sent."""

    values: dict[str, Any]


class Form(Dialog[Filled]):
    """Asks for all fields at once; what is wrong stands below the field that it is about."""

    BINDINGS = [
        Binding("ctrl+s", "send", show=False),  # no priority: it must not overtake what was typed before it
        Binding("escape", "leave", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Form VerticalScroll { height: 1fr; }
    Form .asks { margin-top: 1; text-style: bold; height: auto; }
    Form .how { color: $text-muted; height: auto; }
    Form .fault { display: none; height: auto; }
    Form Input, Form TextArea, Form Choice { background: $panel; width: 1fr; }
    Form Choice { height: 1; }
    Form Input:focus, Form TextArea:focus, Form Choice:focus { background: $primary-muted; }
    """

    def __init__(self, title: str, fields: Sequence[Field], accept: Accept = lambda _values: "") -> None:
        super().__init__()
        self._asked = title
        self._fields = tuple(fields)
        self._accept = accept
        self._parts: dict[str, Widget] = {}
        self._asks: dict[str, Widget] = {}
        self._faults = {field.name: Plain(classes="fault") for field in fields}
        self._before: dict[str, str] = {}
        """What stood in the fields at the beginning."""

    def compose(self) -> ComposeResult:
        """Title, fields, and how to send them."""
        with Vertical(classes="dialog -tall"):
            yield Plain(self._asked, classes="title")
            with VerticalScroll(can_focus=False):
                for field in self._fields:
                    yield from self._rows(field)
            yield Bar(id="answer")

    def _rows(self, field: Field) -> Iterator[Widget]:
        asks = self._asks[field.name] = Plain(field.asks, classes="asks")
        yield asks
        yield Plain(field.how, classes="how")
        part = self._parts[field.name] = _part(field)
        yield part
        yield self._faults[field.name]

    def _say_how(self, refused: str = "") -> None:
        """How to send it, and why it was not taken, where it was not."""
        why: list[Part] = [(refused, "")] if refused else []
        self.say(
            *why, (_("tab next"), "app.focus_next"), send_part(), leave_part(), tone="bad" if refused else ""
        )

    def on_mount(self) -> None:
        """Fill in from the first field on."""
        self._before = self.texts
        self._say_how()
        if self._fields:
            self._parts[self._fields[0].name].focus()

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: _text(part) for name, part in self._parts.items()}

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """As ever, but without Textual's own scrolling, which centres the field later and may hide its question."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A field is never filled in without its question on the screen."""
        for name, part in self._parts.items():
            if part is event.widget:
                self._reveal(name)

    def _reveal(self, name: str) -> None:
        """Bring a field onto the screen with what is wrong with it, and its question before all."""
        for part in (self._faults[name], self._parts[name], self._asks[name]):
            self.call_after_refresh(part.scroll_visible, animate=False, immediate=True)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field that was left says what is wrong with it, if anything was written."""
        for field in self._fields:
            if self._parts[field.name] is event.widget and _text(event.widget).strip():
                self._tell(field.name, field.fault(_text(event.widget)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field."""
        event.stop()
        self.focus_next()

    def action_send(self) -> None:
        """Leave with the values, or go to the first field that has a fault."""
        found = faults(self._fields, self.texts)
        self._say_how()
        if self._blamed(found):
            return
        given = values(self._fields, self.texts)
        refused = self._accept(given)
        if isinstance(refused, str):
            if refused:
                self._say_how(refused)
                return
        elif self._blamed(refused):
            return
        self.dismiss(Filled(given))

    def _blamed(self, found: Mapping[str, str]) -> bool:
        """Say below each field what is wrong with it, and go to the first of them; False where nothing is."""
        for field in self._fields:
            self._tell(field.name, found.get(field.name, ""))
        if found:
            first = next(iter(found))
            self._parts[first].focus()
            self._reveal(first)  # it may have the focus already
        return bool(found)

    def action_leave(self) -> None:
        """Leave without values."""
        if self.may_drop(self.texts, self._before):
            self.dismiss(None)

    def _tell(self, name: str, fault: str) -> None:
        self._faults[name].say(fault, "bad")
        self._faults[name].display = bool(fault)


def _part(field: Field) -> Widget:
    if field.choices:
        words = [words for words, _value in field.choices]
        return Choice(words, field.initial, optional=not field.spec.required and field.spec.default is None)
    if field.rows > 1:
        area = TextArea(
            safe_text(field.initial),
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            compact=True,
        )
        area.styles.height = field.rows
        area.cursor_blink = False  # what blinks is painted again and again
        return area
    files = (
        PathSuggester(folders=field.spec.type == "folder") if field.spec.type in ("file", "folder") else None
    )
    line = Input(shown(field.initial), compact=True, select_on_focus=False, suggester=files)
    line.cursor_blink = False
    return line


def _text(part: Widget | None) -> str:
    if isinstance(part, TextArea):
        return part.text
    return part.value if isinstance(part, Input | Choice) else ""
