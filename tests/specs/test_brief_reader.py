"""Briefs: any language, any system's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import SpecErrors
from superindividual.paths import bundled
from superindividual.specs.brief_reader import load_brief, read_brief


@pytest.mark.parametrize("path", sorted(bundled("examples").glob("briefs/*.md")), ids=lambda path: path.stem)
def test_shipped_examples_are_valid(path: Path) -> None:
    """Each is read, in the language its name says."""
    brief = load_brief(path)
    assert brief.language == ("zh-CN" if ".zh" in path.name else "en")
    assert brief.body.strip()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It counts.", "en"),
        ("# 轻换算\n把英寸换成厘米。\n", "zh-CN"),
        ("Ein Werkzeug für Vereine.", "en"),
        ("أداة للحساب\n", "en"),
        ("7", "en"),
        ("👾 a game\n", "en"),
    ],
)
def test_briefs_in_any_language(text: str, language: str) -> None:
    """What is not Chinese is handled in English; nothing is refused for its script."""
    assert read_brief(text.encode(), "b.md").language == language


def test_lines_are_those_of_the_file() -> None:
    """`brief:N` cites the line that an editor shows, front matter, mark and foreign newlines notwithstanding."""
    text = "---\r\nproduct: X\r\n---\r\n\r\n# X\r\nIt counts.\r\n"
    brief = read_brief(text.encode("utf-8-sig"), "b.md")
    assert brief.lines[5] == "It counts."
    assert brief.body == "\n# X\nIt counts.\n"
    assert brief.product == "X"


@pytest.mark.parametrize("written", ["[cn, Eu]", "cn, Eu", "cn，Eu", "cn、Eu", "\n  - cn\n  - Eu"])
def test_lists_in_the_forms_people_write(written: str) -> None:
    """Brackets, dashes, commas, Chinese commas; markets in capitals, channels small."""
    brief = read_brief(f"---\nmarkets: {written}\nchannels: {written}\n---\n# X\n".encode(), "b.md")
    assert brief.markets == ("CN", "EU")
    assert brief.channels == ("cn", "eu")


def test_what_is_declared_wins_over_what_is_recognised() -> None:
    """An English brief for a Chinese product stays what the founder says."""
    assert read_brief(b"---\nlanguage: zh-CN\n---\nIt counts.\n", "b.md").language == "zh-CN"
    assert read_brief(b"---\nbudget_usd: 5\n---\nIt counts.\n", "b.md").budget_usd == 5.0


def test_a_rule_in_the_body_is_no_front_matter() -> None:
    """Three dashes count on the first line only."""
    brief = read_brief(b"# X\n\n---\n\nIt counts.\n", "b.md")
    assert (brief.body_line, brief.product) == (1, None)


def test_five_megabytes(tmp_path: Path) -> None:
    """Refused with its limit, without being read whole."""
    path = tmp_path / "b.md"
    path.write_bytes(b"words " * 900_000)
    with pytest.raises(SpecErrors, match=r"larger than 64 KiB, keep what is needed"):
        load_brief(path)
