from __future__ import annotations

from superindividual_tui.entries import Entries
from superindividual_tui.line import Line


def test_entries_are_numbered_as_they_are_added() -> None:
    """Lines between them belong to none; a key that is not there is empty."""
    entries = Entries()
    entries.section("Title", "nothing")
    entries.entry("one", [("a", "plain"), ("b", "dim")])
    entries.add(Line("between"))
    entries.section("Second")
    entries.entry("two", [("c", "plain")])
    assert [line.item for line in entries.lines] == [None, None, 0, 0, None, None, None, 1]
    assert [entries.key(n) for n in (0, 1, 2, None)] == ["one", "two", "", ""]
