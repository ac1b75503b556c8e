from __future__ import annotations

from superindividual_tui.bar import Bar


def test_a_click_is_told_by_its_column() -> None:
    """In cells: a Han character takes two; hidden characters are shown, and counted as shown."""
    bar = Bar(id="x")
    bar._parts = [("会费 ", "one"), ("a\u202eb", ""), ("c", "two")]
    assert [bar.at(column) for column in (0, 4, 5, 13, 15, 16)] == ["one", "one", "", "", "two", ""]
