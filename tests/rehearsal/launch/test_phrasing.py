"""Phrasing and shortening: founders' notes become sentences that can stand in public."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual.rehearsal.launch.phrasing import item, joined, merged, public, told
from superindividual.rehearsal.launch.publicity import superlative_in
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.specs.channels import weighted_length
from superindividual.text import language_of


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I want a small tool that reads such a CSV.", "A small tool that reads a CSV"),
        ("Build me a tool that turns notes into a site", "A tool that turns notes into a site"),
        ("I would pay for one that checks links", "A tool that checks links"),
        (
            "Data never leaves the machine: say that on the page, because it is true.",
            "Data never leaves the machine",
        ),
        ("It must never call a link broken", "Never calls a link broken"),
        ("It should watch every folder", "Watches every folder"),
        ("Who: bakers, and people who like bread.", "Bakers, and people who like bread"),
        ("and an RSS feed", "An RSS feed"),
        ("`ledger --json` for programs", "Ledger --json for programs"),
        ("iOS and Android", "iOS and Android"),
        ("No tracking.", "No tracking"),
        ("Everything is organic, that must stand on the page.", "Everything is organic"),
        (
            "the lines that no rule matched listed at the end",
            "The lines that no rule matched are listed at the end",
        ),
    ],
)
def test_english(said: str, expected: str) -> None:
    """Wishes, orders and labels come off; what remains is the founder's own statement."""
    assert public(said, "en") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("想做一个离线的小工具，输入尺寸。", "离线的小工具，输入尺寸"),
        ("用户：亚马逊上的个人卖家。", "亚马逊上的个人卖家"),
        ("数据不离开本机，请在页面上写明。", "数据不离开本机"),
        ("批量时读一个 CSV", "批量时读一个 CSV"),
        ("数据不离开本机，这一点要写在页面上", "数据不离开本机"),
    ],
)
def test_chinese(said: str, expected: str) -> None:
    """The same in Chinese."""
    assert public(said, "zh-CN") == expected


def test_own_voice_is_kept() -> None:
    """What the founder tells of his own days is no wish: `我做播客剪辑` keeps its subject."""
    assert told("我做播客剪辑，每周要对齐字幕。", "zh-CN") == "我做播客剪辑，每周要对齐字幕"
    assert told("I want my evenings back.", "en") == "I want my evenings back"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a hosted dashboard may come later", "a hosted dashboard"),
        ("delivery for now", "delivery"),
        ("以后再做小班课", "小班课"),
        ("bank connections", "bank connections"),
    ],
)
def test_what_is_left_out_is_named_bare(said: str, expected: str) -> None:
    """In a list of what is not in it, `for now` and `may come later` go without saying."""
    assert item(said, language_of(said)) == expected


def test_continuations_join_their_sentence() -> None:
    """`with the lines …` belongs to the statement before it, and both pieces of evidence can be kept."""
    parts = ["prints a report", "with the rest listed", "reads a file"]
    assert merged(parts) == [[0, 1], [2]]
    assert joined(parts[:2], "en") == "prints a report, with the rest listed"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Short", 10, "Short"),
        ("Reads a CSV (date, amount) and prints it", 30, "Reads a CSV and prints it"),
        ("Reads a CSV, sorts each line, prints a report", 30, "Reads a CSV, sorts each line"),
        (
            "A command-line tool that reads a bank CSV and prints a report",
            45,
            "A command-line tool that reads a bank CSV",
        ),
        ("一个离线的小工具，把尺寸换算成公制", 12, "一个离线的小工具"),
        ("Unpronounceable", 8, "Unprono…"),
        ("A tool that reads x, sorts it all day long, and prints y", 40, "A tool that reads x and prints y"),
    ],
)
def test_shortened(text: str, most: int, expected: str) -> None:
    """The cut lies where a reader would pause."""
    assert shortened(text, most) == expected


@given(st.text(max_size=200), st.integers(min_value=1, max_value=80))
def test_shortened_always_fits(text: str, most: int) -> None:
    """Whatever the text, the result is inside the limit, by any way of counting."""
    assert len(shortened(text, most)) <= most
    assert weighted_length(shortened(text, most + 2, weighted_length)) <= most + 2


@pytest.mark.parametrize(
    "text", ["全国第一的陪练", "最好用的工具", "the best tool", "国家级", "A revolutionary app", "100% safe"]
)
def test_superlatives(text: str) -> None:
    """Words that advertising law wants proved are recognised."""
    assert superlative_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "最后一步",
        "第一步：安装",
        "唯一标识符",
        "绝对路径",
        "最近的文件",
        "the first line of a file",
        "checks offline first",
        "读取最多 100 行",
    ],
)
def test_ordinary_words(text: str) -> None:
    """Words that only look like superlatives are left alone."""
    assert superlative_in(text) is None
