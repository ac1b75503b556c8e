"""Rules."""

from __future__ import annotations

import pytest

from csv_report import messages
from csv_report.errors import InputError
from csv_report.rules import category_of, read_rules

RULES = """
# comment: not a rule
Food: cafe
   # another
Coffee: cafe central
Travel: /railway|^taxi\\b/
差旅：高铁
Two words :  a  b
Slash: a/b
Brackets: /[vw]x/
"""


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("CAFE CENTRAL", "Food"),
        ("the cafe", "Food"),
        ("Great Western RAILWAY", "Travel"),
        ("Taxi 4", "Travel"),
        ("my taxi", None),
        ("taxis", None),
        ("上海高铁", "差旅"),
        ("ＣＡＦＥ", "Food"),
        ("xA   Bx", "Two words"),
        ("A/B test", "Slash"),
        ("WX", "Brackets"),
        ("w]x", None),
        ("comment", None),
        ("", None),
    ],
)
def test_the_first_rule_that_matches(description: str, category: str | None) -> None:
    """Case, width and spaces do not matter; the order of the file does."""
    assert category_of(description, read_rules(RULES, "r")) == category


def test_order_decides() -> None:
    """Swapping two rules that both match swaps the category."""
    one, two = "A: x", "B: x"
    assert category_of("x", read_rules(f"{one}\n{two}", "r")) == "A"
    assert category_of("x", read_rules(f"{two}\n{one}", "r")) == "B"


def test_words_are_no_expressions() -> None:
    """Without slashes every sign stands for itself."""
    rules = read_rules("Stars: 4.*\nQuestion: why?", "r")
    assert category_of("4.* hotel", rules) == "Stars"
    assert category_of("4 hotel", rules) is None
    assert category_of("whx", rules) is None


@pytest.mark.parametrize(
    "line",
    [
        "no colon",
        ": words",
        "Category:",
        "Category:   ",
        "A: /(/",
        "A: /x*/",
        "A: //",
        f"{messages.NO_CATEGORY}: x",
    ],
)
def test_a_faulty_rule(line: str) -> None:
    """A faulty rule stops the run and is named with file and line."""
    with pytest.raises(InputError, match=r"^my\.txt:3: .+"):
        read_rules(f"A: b\n\n{line}\nC: d", "my.txt")


def test_all_faults_at_once() -> None:
    """Every faulty line is named, so that one look mends them all."""
    with pytest.raises(InputError) as caught:
        read_rules("x\nA: b\ny\n", "r")
    starts = [line.split(" ")[0] for line in str(caught.value).splitlines()]
    assert starts == ["r:1:", "r:3:"]


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_no_rule_at_all(text: str) -> None:
    """An empty file is a mistake, and its name is said."""
    with pytest.raises(InputError, match=r"r\.txt"):
        read_rules(text, "r.txt")


def test_a_slash_alone_is_words() -> None:
    """A single slash is no expression."""
    assert category_of("a/b", read_rules("S: /", "r")) == "S"
