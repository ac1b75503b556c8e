"""Lines: the one widget that shows text and lists; it draws only the rows on the screen.

Whatever comes in is made safe again at the moment it is drawn, and is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from superindividual.text import cell_width, safe_text
from superindividual_tui.entries import Entries
from superindividual_tui.keys import bindings
from superindividual_tui.line import Line, Tone, cut, fold

_CLASSES: dict[Tone, str] = {tone: f"lines--{tone}" for tone in get_args(Tone)}
TONES = set(_CLASSES.values())
"""Component classes that every screen has which shows lines: worked out once for it, and not anew for each list on it."""


class Lines(ScrollView, can_focus=True):
    """Rows of `Line`; where they belong to entries, a cursor stands on one entry."""

    COMPONENT_CLASSES = {"lines--cursor", "lines--found"}
    BINDINGS = bindings("lists")

    class Chosen(Message):
        """Enter, or a click on the entry under the cursor, as it stood then: what is shown may change meanwhile."""

        def __init__(self, lines: Lines) -> None:
            super().__init__()
            self.lines = lines
            self.key = lines.key
            self.of = lines.of

        @property
        def control(self) -> Lines:
            """The list it came from."""
            return self.lines

    class Moved(Chosen):
        """The cursor stands on another entry."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._entries = Entries()
        self._rows: Sequence[Line] = ()
        self._wrap = True
        self.follow = False
        """Whether it stays at its end while lines are added."""
        self._width = 0
        self._length = 0
        """Lines of the entries when they were shown; some grow in place."""
        self._top: float | None = None
        """The row to go to when the size is known."""
        self._left = 0
        """Characters that stand left of the screen, of lines that are not broken."""
        self._hit: int | None = None
        """The row that a search found."""
        self.item: int | None = None
        """The entry under the cursor; None where there is none."""

    @property
    def key(self) -> str:
        """What the entry under the cursor stands for; empty where there is none."""
        return self._entries.key(self.item)

    @property
    def of(self) -> str:
        """What these entries are of, such as a room."""
        return self._entries.of

    @property
    def columns(self) -> int:
        """How wide a line may be; what terminals have had for fifty years as long as it is not known."""
        return self._width or 80

    def shows(self, lines: Sequence[Line]) -> bool:
        """Whether these very lines are shown, which may have grown since."""
        return self._entries.lines is lines

    def begin(self, entries: Entries, *, wrap: bool, follow: bool, item: int | None) -> None:
        """Show something else, from the top; `wrap` breaks long lines, `follow` stays at an end that grows."""
        self._wrap, self.follow, self._left = wrap, False, 0
        self.show(entries, item=item)
        self.follow = follow

    def show(self, entries: Entries, *, item: int | None = None, keep: bool = False) -> None:
        """Show other lines, from the top, or with `keep` from where it stands."""
        at_end = self.follow and self.scroll_y >= self.max_scroll_y
        count = len(entries.keys)
        item = (item if item is not None and item < count else 0) if count else None
        before = self._entries
        same = (len(entries.lines), count, item) == (self._length, len(before.keys), self.item)
        same = same and entries.lines == before.lines
        self._entries, self._length = entries, len(entries.lines)
        if keep and same:
            return  # most looks find nothing new, and drawing costs
        under, self.item = self.item, item
        self._lay_out(under)
        if at_end:
            self.scroll_to(y=len(self._rows), animate=False, immediate=True)
        elif not keep:
            self._hit = None
            self.scroll_to(y=0, animate=False, immediate=True)

    def _lay_out(self, under: int | None) -> None:
        """Fold the lines, and draw those rows that look otherwise now; `under` was the entry under the cursor."""
        before, source = self._rows, self._entries.lines
        width, self._width = self._width, self.scrollable_content_region.width
        self._rows = fold(source, self._width) if self._wrap and self._width else source
        size = Size(self._width, len(self._rows))
        if size != self.virtual_size:
            # The gutter of the scrollbar is always there, so that nothing else of the screen depends on the number of rows.
            self.set_reactive(Lines.virtual_size, size)
            self._scroll_update(size)
        if width != self._width or not isinstance(before, list) or not isinstance(self._rows, list):
            self.refresh()
        else:
            self._refresh_changed(before, under)

    def _refresh_changed(self, before: Sequence[Line], under: int | None) -> None:
        """Draw the rows on the screen that are not what stood there."""
        top = self.scroll_offset.y
        for y in range(top, top + self.size.height):
            old, new = _at(before, y), _at(self._rows, y)
            if old != new or (new and under != self.item and new.item in (under, self.item)):
                self.refresh_lines(y)

    def go_to(self, top: float) -> None:
        """Let that row be the first on the screen, as far as there are rows; once it is known how many fit on it."""
        self._top = None if self.size.height else top
        self.scroll_to(y=min(top, len(self._rows)), animate=False, immediate=True)

    def on_resize(self, _event: events.Resize) -> None:
        """Fold again where the width changed."""
        if self.scrollable_content_region.width != self._width:
            self._hit = None
            self._lay_out(self.item)
        if self._top is not None:
            self.go_to(self._top)

    @property
    def at_end(self) -> bool:
        """Whether the last row is, or was, on the screen."""
        return self.size.height > 0 and self.scroll_y + self.size.height >= len(self._rows)

    def render_line(self, y: int) -> Strip:
        """One row, drawn from its line."""
        number, width = self.scroll_offset.y + y, self.size.width
        if number >= len(self._rows):
            return Strip.blank(width, self._tone("plain"))
        line = self._rows[number]
        if self._left:
            line = replace(line, text="…" + line.text[self._left :])
        seen = (
            self._width or width
        )  # without the column of the scrollbar, which would hide what tells that there is more
        if not self._wrap and cell_width(line.text) > seen:
            line = replace(line, text=cut(line.text[: width * 2], seen))
        style = self._tone(line.tone)
        over = Style.null()
        if line.item is not None and line.item == self.item:
            over += self.get_component_rich_style("lines--cursor", partial=True)
        if number == self._hit:
            over += self.get_component_rich_style("lines--found", partial=True)
        segments = list(self._segments(line, width, style, over))
        return Strip(segments).crop_extend(0, width, style + over)

    def _tone(self, tone: Tone, *, partial: bool = False) -> Style:
        return self.screen.get_component_rich_style(_CLASSES[tone], partial=partial)

    def _segments(self, line: Line, width: int, style: Style, over: Style) -> Iterator[Segment]:
        """The line's parts, each in its tone; `over` is what the row has in whatever tone."""
        text, place = line.text[: width * 2], 0
        for begin, end, tone in line.marks:
            yield Segment(_shown(text[place:begin]), style + over)
            part = style + self._tone(tone, partial=True)
            yield Segment(_shown(text[begin:end]), part + over)
            place = end
        yield Segment(_shown(text[place:]), style + over)

    def action_move(self, by: int) -> None:
        """Move the cursor, or scroll where there is none."""
        if self.item is None:
            self.scroll_relative(y=by, animate=False, immediate=True)
        else:
            self._put(min(max(self.item + by, 0), len(self._entries.keys) - 1))

    def action_edge(self, direction: int) -> None:
        """To the first or the last entry or row."""
        if self._entries.keys:
            self._put(0 if direction < 0 else len(self._entries.keys) - 1)
        self.scroll_to(y=0 if direction < 0 else len(self._rows), animate=False, immediate=True)

    def action_leaf(self, direction: int) -> None:
        """One screen on or back."""
        self.scroll_relative(y=direction * max(self.size.height - 1, 1), animate=False, immediate=True)

    def action_shift(self, direction: int) -> None:
        """Move lines that are cut off, so that the rest of them is read."""
        if not self._wrap:
            self._left = max(self._left + direction * (self.size.width // 2), 0)
            self.refresh()

    def action_choose(self) -> None:
        """Take the entry under the cursor."""
        if self.item is not None:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor; on the entry under the cursor it chooses."""
        number = self.scroll_offset.y + event.y
        clicked = self._rows[number].item if number < len(self._rows) else None
        if clicked is None:
            return
        if clicked == self.item:
            self.action_choose()
        self._put(clicked)

    def find(self, words: str, direction: int) -> bool:
        """Go to the next row, or the one before, that holds the words in whatever case; False when none does."""
        rows, sought = self._rows, words.casefold()
        start = self._hit if self._hit is not None else self.scroll_offset.y - direction
        for step in range(1, len(rows) + 1):
            number = (start + direction * step) % len(rows)
            if sought in rows[number].text.casefold():
                self._found(number)
                return True
        return False

    def _found(self, number: int) -> None:
        self._hit = number
        item = self._rows[number].item
        if item is not None:
            self._put(item)
        self.scroll_to_region(Region(0, number, 1, 1), animate=False, immediate=True, force=True)
        self.refresh()

    def _put(self, item: int) -> None:
        if item == self.item:
            return
        before, self.item = self.item, item
        rows = self._rows_of(item)
        self.scroll_to_region(Region(0, rows[0], 1, len(rows)), animate=False, immediate=True, force=True)
        for changed in filter(None, (rows, self._rows_of(before))):  # only these look otherwise now
            self.refresh_lines(changed[0], len(changed))
        self.post_message(self.Moved(self))

    def _rows_of(self, item: int | None) -> list[int]:
        return [n for n, row in enumerate(self._rows) if row.item == item]


def _shown(text: str) -> str:
    return safe_text(text).replace("\n", " ").replace("\t", " ")


def _at(rows: Sequence[Line], number: int) -> Line | None:
    return rows[number] if number < len(rows) else None
