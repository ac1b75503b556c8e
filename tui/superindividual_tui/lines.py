"""Lines: the one widget that shows text and lists; it draws only the rows on the screen.

Whatever comes in is made safe again at the moment it is drawn, and is never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from superindividual.text import safe_text
from superindividual_tui.entries import Entries
from superindividual_tui.keys import bindings
from superindividual_tui.line import Line, Tone, fold

_CLASSES: dict[Tone, str] = {
    "plain": "lines--plain",
    "dim": "lines--dim",
    "good": "lines--good",
    "bad": "lines--bad",
    "warn": "lines--warn",
    "head": "lines--head",
    "code": "lines--code",
}


class Lines(ScrollView, can_focus=True):
    """Rows of `Line`; where they belong to entries, a cursor stands on one entry."""

    COMPONENT_CLASSES = {*_CLASSES.values(), "lines--cursor", "lines--found"}
    BINDINGS = bindings("lists")

    class Chosen(Message):
        """Enter, or a click on the entry under the cursor."""

        def __init__(self, lines: Lines, item: int) -> None:
            super().__init__()
            self.lines = lines
            self.item = item

        @property
        def control(self) -> Lines:
            """The list it came from."""
            return self.lines

    class Moved(Chosen):
        """The cursor stands on another entry."""

    def __init__(self, *, wrap: bool = True, follow: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._source: Sequence[Line] = ()
        self._rows: Sequence[Line] = ()
        self._wrap = wrap
        self.follow = follow
        """Whether it stays at its end while lines are added."""
        self._width = 0
        self._length = 0
        """Lines of the source when it was shown; some grow in place."""
        self._count = 0
        self._hit: int | None = None
        """The row that a search found."""
        self.item: int | None = None
        """The entry under the cursor; None where there is none."""

    def show(self, entries: Entries, *, item: int | None = None, keep: bool = False) -> None:
        """Show other lines, from the top, or with `keep` from where it stands."""
        at_end = self.follow and self.scroll_y >= self.max_scroll_y
        count = len(entries.keys)
        item = (item if item is not None and item < count else 0) if count else None
        same = (len(entries.lines), count, item) == (self._length, self._count, self.item)
        if keep and same and entries.lines == self._source:
            return  # most looks find nothing new, and drawing costs
        self._source, self._length = entries.lines, len(entries.lines)
        self._count, self.item = count, item
        self._lay_out()
        if at_end:
            self.scroll_to(y=len(self._rows), animate=False, immediate=True)
        elif not keep:
            self._hit = None
            self.scroll_to(y=0, animate=False, immediate=True)

    def _lay_out(self) -> None:
        self._width = self.scrollable_content_region.width
        self._rows = fold(self._source, self._width) if self._wrap and self._width else self._source
        self.virtual_size = Size(self._width, len(self._rows))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Fold again where the width changed."""
        if self.scrollable_content_region.width != self._width:
            self._hit = None
            self._lay_out()

    @property
    def at_end(self) -> bool:
        """Whether the last row is, or was, on the screen."""
        return self.size.height > 0 and self.scroll_y + self.size.height >= len(self._rows)

    def render_line(self, y: int) -> Strip:
        """One row, drawn from its line."""
        number, width = self.scroll_offset.y + y, self.size.width
        if number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        line = self._rows[number]
        style = self.get_component_rich_style(_CLASSES[line.tone])
        if line.item is not None and line.item == self.item:
            style += self.get_component_rich_style("lines--cursor", partial=True)
        if number == self._hit:
            style += self.get_component_rich_style("lines--found", partial=True)
        text = safe_text(line.text[: width * 2]).replace("\n", " ").replace("\t", " ")
        return Strip([Segment(text, style)]).crop_extend(0, width, style)

    def action_move(self, by: int) -> None:
        """Move the cursor, or scroll where there is none."""
        if self.item is None:
            self.scroll_relative(y=by, animate=False, immediate=True)
        else:
            self._put(min(max(self.item + by, 0), self._count - 1))

    def action_edge(self, direction: int) -> None:
        """To the first or the last entry or row."""
        if self._count:
            self._put(0 if direction < 0 else self._count - 1)
        self.scroll_to(y=0 if direction < 0 else len(self._rows), animate=False, immediate=True)

    def action_leaf(self, direction: int) -> None:
        """One screen on or back."""
        self.scroll_relative(y=direction * max(self.size.height - 1, 1), animate=False, immediate=True)

    def action_choose(self) -> None:
        """Take the entry under the cursor."""
        if self.item is not None:
            self.post_message(self.Chosen(self, self.item))

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
        self.post_message(self.Moved(self, item))

    def _rows_of(self, item: int | None) -> list[int]:
        return [n for n, row in enumerate(self._rows) if row.item == item]
