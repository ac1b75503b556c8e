"""Dialogs: confirm, write some words, let something out, help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from superindividual.text import gettext as _
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.bar import Bar, Part, apart, leave_part, send_part
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, fold
from superindividual_tui.lines import TONES, Lines
from superindividual_tui.plain import Plain

_T = TypeVar("_T")
_WIDEST, _HIGHEST = 110, 24
"""Columns and rows of a dialog at most, as the style sheet has them."""


class Dialog(ModalScreen[_T]):
    """Its last line says how to answer; a click on a part of it does the same as its key."""

    COMPONENT_CLASSES = TONES
    _warned_of: object = None
    """What was written when it was said that it would be lost."""

    def may_drop(self, written: object, before: object) -> bool:
        """Whether the dialog may be left: what was written since `before` is dropped only when asked for twice."""
        if written in (before, self._warned_of):
            return True
        self._warned_of = written
        self.say(
            (_("What you wrote will be lost."), ""), send_part(), (_("escape leave all the same"), "leave")
        )
        return False

    def say(self, *parts: Part, tone: str = "warn") -> None:
        """Say how to answer."""
        self.query_one("#answer", Bar).say_parts(apart(*parts), tone)

    async def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """What the part does."""
        event.stop()
        await self.run_action(event.does)


class Armed(Dialog[bool]):
    """A dialog that decides: once it has been seen, and never while another window has the focus."""

    def __init__(self, monotonic: Monotonic) -> None:
        super().__init__()
        self.arming = Arming(monotonic)

    def rearm(self) -> None:
        """It must be seen first."""
        self.arming.leave()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        if self.app.app_focus:
            self.arming.painted()


class Confirm(Armed):
    """Shows what is about to happen; `y` decides under the same arming rule as everywhere."""

    BINDINGS = [
        Binding("y", "yes", show=False),
        Binding("n,escape", "leave", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[Line], monotonic: Monotonic) -> None:
        super().__init__(monotonic=monotonic)
        self._asked = title
        self._shown = lines

    def compose(self) -> ComposeResult:
        """Question, what it is about, and how to answer."""
        with Vertical(classes="dialog"):
            yield Plain(self._asked, classes="title")
            yield Lines(id="about")
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """The clock starts when it is painted; the dialog is as high as what it shows."""
        width = min(self.app.size.width * 9 // 10, _WIDEST) - 5
        rows = len(fold([Line(self._asked), *self._shown], width)) + 4
        self.query_one(".dialog").styles.height = max(min(rows, self.app.size.height * 7 // 10, _HIGHEST), 7)
        self.query_one(Lines).show(Entries(self._shown))
        self.query_one(Lines).focus()
        self.rearm()

    def action_yes(self) -> None:
        """Hold the answer when the dialog is armed."""
        if self.arming.admits():
            self.arming.hold("yes")

    def action_clicked_yes(self) -> None:
        """The same by a click, on a dialog that was armed before."""
        if self.arming.phase == "armed":
            self.arming.hold("yes")

    def on_mouse_down(self) -> None:
        """Whatever is clicked takes back what is held."""
        self.arming.take_back()

    def action_leave(self) -> None:
        """Decide nothing."""
        self.dismiss(False)

    def tick(self) -> None:
        """Called by the cockpit's clock."""
        no: Part = (_("escape no"), "leave")
        parts: dict[str, tuple[Part, ...]] = {
            "armed": ((_("y yes"), "clicked_yes"), no),
            "held": ((_("yes… any other key takes it back"), ""),),
        }
        self.say(*parts.get(self.arming.phase, ((_("arming…"), ""), no)))
        if self.arming.settle():
            self.dismiss(True)


class Write(Dialog[str]):
    """Asks for words, several lines of them; an empty answer is none.

    They are held for a moment before they are sent: an approval or a rejection may hang on them, and whoever types on
    without looking takes it back.
    """

    BINDINGS = [
        Binding("ctrl+s", "send", show=False),  # no priority: it must not overtake what was typed before it
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, title: str, monotonic: Monotonic) -> None:
        super().__init__()
        self._asked = title
        self.arming = Arming(monotonic)
        self._held = False

    def compose(self) -> ComposeResult:
        """Question, the words, and how to send them."""
        with Vertical(classes="dialog"):
            yield Plain(self._asked, classes="title")
            area = TextArea(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", id="words")
            area.cursor_blink = False
            yield area
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """Write at once."""
        self.say(send_part(), leave_part(), tone="")
        self.query_one(TextArea).focus()

    @property
    def _words(self) -> str:
        return self.query_one(TextArea).text.strip()

    def action_send(self) -> None:
        """Hold what stands there, if anything does."""
        if self._words:
            self.arming.hold("send")
            self._held = True  # so that the next look tells it even where it is taken back before that
            self.say((_("sending… any other key takes it back"), ""))
        else:
            self.say((_("Write something first."), ""), leave_part())

    def tick(self) -> None:
        """Called by the cockpit's clock: send what was held long enough."""
        held = self.arming.held
        if self.arming.settle():
            self.dismiss(self._words)
        elif self._held and not held:
            self.say((_("taken back"), ""), send_part(), leave_part())
        self._held = held

    def on_mouse_down(self) -> None:
        """Whatever is clicked takes back what is held."""
        self.arming.take_back()

    def action_leave(self) -> None:
        """Send nothing."""
        if self.may_drop(self._words, ""):
            self.dismiss("")


class Typed(Armed):
    """All of it is shown, to the end, and then a word is typed: something leaves, or many things are decided."""

    BINDINGS = [Binding("escape", "leave", show=False, priority=True)]

    def __init__(self, title: str, lines: Sequence[Line], word: str, how: str, monotonic: Monotonic) -> None:
        super().__init__(monotonic=monotonic)
        self._asked = title
        self._shown = lines
        self._word = word
        self._how = how
        self.read = False
        """Whether what is shown was scrolled to its end, and stood there without a key for a moment."""

    def compose(self) -> ComposeResult:
        """What it is about, then the place for the word."""
        with Vertical(classes="dialog -tall"):
            yield Plain(self._asked, classes="title")
            yield Lines(id="payload")
            yield Bar(id="answer")
            field = Input(id="name", disabled=True)
            field.cursor_blink = False  # what blinks is painted again and again
            yield field

    def on_mount(self) -> None:
        """Begin at the top."""
        self.query_one(Lines).show(Entries(self._shown))
        self.query_one(Lines).focus()
        self.rearm()

    def tick(self) -> None:
        """Called by the cockpit's clock: the word can be typed once the end was on the screen, and after a pause."""
        at_end = self.query_one(Lines).at_end
        if not self.read and at_end and self.arming.phase == "armed":
            self.read = True
            self.query_one(Input).disabled = False
        waits = _("arming…") if at_end else _("Scroll to the end (G, page down).")
        self.say((self._how if self.read else waits, ""), leave_part())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only the exact word decides."""
        if self.read and event.value.strip() == self._word:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Nothing is decided."""
        self.dismiss(False)


class Help(Dialog[None]):
    """Keys, as a manual has them."""

    BINDINGS = [Binding("escape,question_mark,q,enter", "leave", show=False)]

    def __init__(self, manual: Entries) -> None:
        super().__init__()
        self._manual = manual

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog"):
            yield Plain(_("Keys"), classes="title")
            yield Lines(id="about")
            yield Plain(
                _(
                    "A key decides only where it says so, half a second after the screen stands, a second after typing."
                ),
                classes="foot",
            )
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """Show them."""
        self.say(leave_part(), tone="")
        self.query_one(Lines).show(self._manual)
        self.query_one(Lines).focus()

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
