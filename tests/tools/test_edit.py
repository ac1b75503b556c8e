from __future__ import annotations

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools.edit import diff, replace_once

SOURCE = "def f(x):\n    if x > 1:\n        return x\n    return 1\n"


def test_an_exact_passage_is_replaced() -> None:
    """Also inside a line, with regular expression characters and backslashes meaning themselves."""
    assert replace_once("a = (b+c)*\\1\n", "(b+c)*\\1", "\\g<0>") == "a = \\g<0>\n"


def test_lines_that_differ_in_white_space_take_over_the_indentation_found() -> None:
    """What was searched without its indentation, or with tabs, still ends in valid Python."""
    for search, replacement in (
        ("if x > 1:\n    return x", "if x >= 1:\n    return -x"),
        ("\tif x  > 1:\n\t\treturn x", "\tif x >= 1:\n\t    return -x"),
    ):
        changed = replace_once(SOURCE, search, replacement)
        assert changed == "def f(x):\n    if x >= 1:\n        return -x\n    return 1\n"
        compile(changed, "f", "exec")


def test_a_passage_found_more_than_once_is_refused() -> None:
    """Exactly, and but for white space; the places are named."""
    with pytest.raises(PolicyDenied, match="stands 2 times"):
        replace_once("a\nb\na\n", "a", "c")
    with pytest.raises(PolicyDenied, match="stands 2 times, in lines 1, 3"):
        replace_once("a  b\nx\na   b\n", "a b", "c")


def test_what_is_not_there_is_answered_with_the_closest_lines() -> None:
    """With their numbers; nothing is replaced by likeness."""
    with pytest.raises(PolicyDenied, match=r"not in the file") as refused:
        replace_once(SOURCE, "if y > 1:\n    return y", "")
    assert "2:     if x > 1:\n3:         return x" in str(refused.value)


@pytest.mark.parametrize("search", ["", "  \n"])
def test_an_empty_search_is_refused(search: str) -> None:
    """It would stand everywhere."""
    with pytest.raises(PolicyDenied, match="empty"):
        replace_once(SOURCE, search, "x")


def test_a_passage_longer_than_the_file_is_refused() -> None:
    """The whole file is then the closest."""
    with pytest.raises(PolicyDenied, match="not in the file"):
        replace_once("a\n", "a\nb\nc\nd", "")


def test_the_difference_is_shown_line_by_line() -> None:
    """Also where the last line has no end."""
    assert diff("a\nb", "a\nc", "x.py").splitlines()[-2:] == ["-b", "+c"]
    assert diff("a", "a", "x.py") == ""
