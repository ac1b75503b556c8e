from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.produced import check

PATH = "package/src/tally/more.py"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a\n\xff\xfe", 2),
        ("# 标题\n".encode("gb18030"), 1),
        ("x = 1\ny = '\u202e'\n", 2),  # what reads from right to left hides code (CVE-2021-42574)
        ("a\u200bb = 1\n", 1),
        ("# \x1b[2J\n", 1),
        ("x\x00\n", 1),
        ("pass\u200dword = 1\n", 1),
    ],
)
async def test_what_reads_other_than_it_is_fails(content: str | bytes, line: int) -> None:
    """Another encoding, hidden and turning characters are named with their line."""
    result = await check("files_readable", {PATH: content})
    assert result.verdict is Verdict.FAIL
    assert [(finding.path, finding.line) for finding in result.findings] == [(PATH, line)]


@pytest.mark.parametrize(
    "content",
    [
        "# 中文、emoji 👩\u200d💻 和 ❤\ufe0f\u200d🔥\n",
        "\ufeff# with a mark\n",
        "a\tb\r\n\x0c\n",
        "# می\u200cخواهم\n",
        "",
    ],
)
async def test_ordinary_text_passes(content: str) -> None:
    """Chinese, joined emoji, a byte order mark, tabs and form feeds, joiners where a script needs them."""
    assert (await check("files_readable", {PATH: content})).verdict is Verdict.PASS


async def test_data_of_the_tests_may_be_anything() -> None:
    """A picture or an old encoding below `tests/` is data; the same beside the source is a fault."""
    assert (await check("files_readable", {"package/tests/data/a.csv": b"\xff\xfe"})).verdict is Verdict.PASS
    assert (await check("files_readable", {"package/src/tally/a.csv": b"\xff\xfe"})).verdict is Verdict.FAIL
    assert (await check("files_readable", {"package/tests/a.py": b"\xff\xfe"})).verdict is Verdict.FAIL


async def test_an_endless_file_and_none_at_all_fail() -> None:
    """A text has at most a million bytes; no text is no pass."""
    assert (await check("files_readable", {PATH: b"#" * 1_000_001})).verdict is Verdict.FAIL
    assert (await check("files_readable", base={})).verdict is Verdict.FAIL
