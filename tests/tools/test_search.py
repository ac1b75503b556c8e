from __future__ import annotations

import re
import subprocess
import sys

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools import search
from superindividual.tools.search import MOST_HITS, lines_that_match

HOSTILE = "^(a+)+$"
LINE = "a" * 40 + "b"


async def test_lines_that_match_are_told_with_their_place() -> None:
    """Each once, in order, cut where they are long."""
    texts = {"a.txt": "one\ntwo 2\n", "页.md": "第 3 行\n" + "x" * 900 + "4"}
    assert await lines_that_match(r"\d", texts) == [
        "a.txt:2: two 2",
        "页.md:1: 第 3 行",
        "页.md:2: " + "x" * 300,
    ]
    assert await lines_that_match("nowhere", texts) == []
    assert len(await lines_that_match("x", {"a": "x\n" * 1000})) == MOST_HITS


async def test_what_is_no_expression_is_said() -> None:
    """With what is wrong about it."""
    with pytest.raises(PolicyDenied, match="no regular expression: missing"):
        await lines_that_match("(", {"a": "x"})


async def test_an_expression_that_never_ends_is_ended() -> None:
    """The same search in this process would not come back: a program that makes it is killed after two seconds."""
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", f"import re; re.search({HOSTILE!r}, {LINE!r})"], timeout=2)
    with pytest.raises(PolicyDenied, match="too much time"):
        await lines_that_match(HOSTILE, {"a": LINE}, seconds=0.5)


async def test_an_expression_that_takes_all_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling one counts too: with more memory the same one is compiled."""
    large = "|".join(f"{n}(?:abc|def){{1,4}}" for n in range(2_000))
    assert re.compile(large)
    monkeypatch.setattr(search, "_MEMORY", 16 * 2**20)
    with pytest.raises(PolicyDenied, match="time or memory"):
        await lines_that_match(large, {"a": "x"})


async def test_more_text_than_can_be_held_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any of it is handed on."""
    monkeypatch.setattr(search, "_MOST_TEXT", 10)
    with pytest.raises(PolicyDenied, match="too much to search"):
        await lines_that_match("x", {"a": "x" * 11})
