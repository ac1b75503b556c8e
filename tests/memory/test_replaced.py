from __future__ import annotations

import pytest

from superindividual.memory.replaced import replaced


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("We utilize dues.\nBye\n", "We use dues.\nBye\n", [("utilize", "use")]),
        ("我们利用会费表。", "我们使用会费表。", [("利", "使")]),
        ("One\nA revolutionary tool\nTwo\n", "One\nTwo\n", [("A revolutionary tool", "")]),
        ("One\nTwo\n", "One\nNo data leaves your club\nTwo\n", [("", "No data leaves your club")]),
        ("One\nTwo\n", "One\nOh\nTwo\n", []),
        ("same", "same", []),
        ("a, b", "a; b", []),
    ],
)
def test_an_edit_says_what_came_in_the_place_of_what(
    before: str, after: str, pairs: list[tuple[str, str]]
) -> None:
    """Words, lines that came and lines that went; signs alone and scraps teach nothing."""
    assert replaced({"a.md": before.encode()}, {"a.md": after.encode()}) == pairs


def test_a_rewriting_teaches_no_words() -> None:
    """Many replacements at once, very long ones, and bytes that are no text are left out."""
    lines = [f"line {n} says something of its own" for n in range(20)]
    other = [line.replace("something", f"word{n}") for n, line in enumerate(lines)]
    assert replaced({"a": "\n".join(lines).encode()}, {"a": "\n".join(other).encode()}) == []
    assert replaced({"a": b"short"}, {"a": b"x" * 500}) == []
    assert replaced({"a": b"\xff\x00"}, {"a": b"\xff\x01"}) == []
