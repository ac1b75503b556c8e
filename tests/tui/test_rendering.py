from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from superindividual.text import cell_width
from superindividual_tui.rendering import markdown, rendered

PAGE = """\
# Dues

Some *text* with `code`.

- one
- [ ] open
- [x] done

> quoted

| name | fee |
|------|-----|
| Ann  | 1   |
| 会费 | 20  |

```py
a = 1
# no heading
```
---
"""


def text(content: str, path: str = "a.md") -> list[str]:
    return [line.text for line in rendered(path, content.encode())]


def test_markdown_is_laid_out_line_by_line() -> None:
    """Headings, lists, quotes, tables in columns, code as it stands."""
    rows = text(PAGE)
    for row in ("Dues", "════", "• one", "☐ open", "☑ done", "▎ quoted", "  a = 1", "  # no heading"):
        assert row in rows
    table = [row for row in rows if "│" in row]
    assert table[0] == "name │ fee"
    assert [cell_width(row.split("│")[0]) for row in table] == [5, 5, 5]


@given(st.text(max_size=200), st.integers(0, 200))
def test_a_text_that_is_still_being_written_is_laid_out_as_far_as_it_goes(end: str, cut: int) -> None:
    """Whatever is cut off where."""
    list(markdown(PAGE[:cut] + end))


@given(st.lists(st.text("abcxyz ", min_size=1), max_size=8))
def test_no_word_is_left_out(words: list[str]) -> None:
    """Of a heading, an item, a cell or a fence."""
    said = "\n".join(f"{mark}{word}" for word in words for mark in ("# ", "- ", "> ", ""))
    shown = "".join("".join(line.text for line in markdown(said)).split())
    for word in words:
        assert "".join(word.split()) in shown


def test_code_has_numbers_and_text_has_none() -> None:
    """By the file's name."""
    assert text("a\nb\n", "x.py") == ["1 │ a", "2 │ b"]
    assert text("a", "x.txt") == ["a"]


def test_html_is_summed_up_above_its_source() -> None:
    """What it says, where it leads, what it would load and send, and that it holds script."""
    page = """<!doctype html><title>Dues &amp; more</title><h1>Count <b>dues</b></h1><p>Words here.</p>
    <a href="https://example.org/x">Buy</a><form action="https://example.org/post"></form>
    <img src="pic.png"><script src="https://cdn.example/x.js"></script><script>alert("hidden words")</script>"""
    rows = text(page, "site/index.html")
    told = "\n".join(rows[: rows.index("Source")])
    for part in (
        "Dues & more",
        "Count dues",
        "Words here.",
        "Buy → https://example.org/x",
        "https://example.org/post",
        "img: pic.png",
        "script: https://cdn.example/x.js",
        "21 bytes of script",
    ):
        assert part in told
    assert "hidden words" not in told
    assert "hidden words" in "\n".join(rows[rows.index("Source") :])


@given(st.text(max_size=300))
def test_no_html_breaks_it(page: str) -> None:
    """Whatever stands in the file."""
    rendered("a.html", f"<h1><a href=x><title>{page}</h1>".encode(errors="replace"))


def test_what_is_no_text_is_named() -> None:
    """With its size."""
    assert text("", "a.md") == [""]
    assert rendered("a.md", b"\xff\xfe")[0].text == "2 bytes, not text"
