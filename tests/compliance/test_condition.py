"""Conditions: three values, joined as Kleene's logic joins them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from superindividual.compliance.condition import EU_MEMBERS, Condition, holds

YES, NO, UNKNOWN = {"is": "game"}, {"is": "chatbot"}, {"is": "tracking"}
TABLE = [
    ("all", YES, YES, True),
    ("all", YES, NO, False),
    ("all", YES, UNKNOWN, None),
    ("all", NO, NO, False),
    ("all", NO, UNKNOWN, False),
    ("all", UNKNOWN, UNKNOWN, None),
    ("any", YES, YES, True),
    ("any", YES, NO, True),
    ("any", YES, UNKNOWN, True),
    ("any", NO, NO, False),
    ("any", NO, UNKNOWN, None),
    ("any", UNKNOWN, UNKNOWN, None),
]


def answer(tree: dict[str, Any], known: Any, kinds: tuple[str, ...] = ()) -> bool | None:
    """The answer of a condition written as in a rule."""
    return holds(Condition.model_validate(tree), known, kinds).answer


@pytest.mark.parametrize(("word", "left", "right", "expected"), TABLE)
@pytest.mark.parametrize("turned", [False, True])
def test_table_of_three_values(
    compliance: Any, word: str, left: Any, right: Any, expected: bool | None, turned: bool
) -> None:
    """One no decides `all`, one yes decides `any`, else unknown stays unknown; the order does not matter."""
    known = compliance.with_signals(["EU"], game=True, chatbot=False)
    parts = [right, left] if turned else [left, right]
    assert answer({word: parts}, known) is expected


@pytest.mark.parametrize(("part", "expected"), [(YES, False), (NO, True), (UNKNOWN, None)])
def test_not_turns_what_is_known(compliance: Any, part: Any, expected: bool | None) -> None:
    """`not` turns yes and no and leaves unknown."""
    assert answer({"not": part}, compliance.with_signals(["EU"], game=True, chatbot=False)) is expected


def test_unknown_names_what_is_missing(compliance: Any) -> None:
    """Every fact that could settle it is named once; settled ones are not."""
    tree = {"all": [{"market": "CN"}, YES, UNKNOWN, {"any": [UNKNOWN, {"is": "advertising"}]}]}
    found = holds(Condition.model_validate(tree), compliance.with_signals([], game=True), ())
    assert (found.answer, found.missing) == (None, ("markets", "tracking", "advertising"))


def test_a_no_needs_no_more_facts(compliance: Any) -> None:
    """A rule of another market does not ask the founder anything, and says why it does not apply."""
    found = holds(
        Condition.model_validate({"all": [{"market": "CN"}, UNKNOWN]}), compliance.with_signals(["US"]), ()
    )
    assert (found.answer, found.missing, found.reasons) == (False, (), ("not market CN",))


@pytest.mark.parametrize(
    ("markets", "asked", "expected"),
    [
        (["FR"], "EU", True),
        (["EU"], "DE", True),
        (["FR"], "DE", False),
        (["DE"], "EU", True),
        (["CH"], "EU", False),
        (["GB"], "EU", False),
        (["CN", "US"], "US", True),
        ([], "EU", None),
    ],
)
def test_markets(compliance: Any, markets: list[str], asked: str, expected: bool | None) -> None:
    """Member states count as the EU, the EU as each member state, and nothing else does."""
    assert answer({"market": asked}, compliance.with_signals(markets)) is expected


def test_there_are_27_member_states() -> None:
    """The Union has 27 members."""
    assert len(EU_MEMBERS) == 27


def test_delivers_looks_at_what_is_at_hand(compliance: Any) -> None:
    """A kind is delivered or not; there is no unknown about it."""
    known = compliance.with_signals(["EU"])
    assert answer({"delivers": "site"}, known, ("site",)) is True
    assert answer({"delivers": "site"}, known) is False


def test_empty_all_always_holds(compliance: Any) -> None:
    """A rule for everybody is written `all: []`."""
    assert answer({"all": []}, compliance.with_signals([])) is True


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"is": "gme"},
        {"market": "Europe"},
        {"all": [YES], "any": [NO]},
        {"any": []},
        {"has": "x"},
        {"all": "game"},
        {"all": [{"all": [{"nope": 1}]}]},
    ],
)
def test_faulty_conditions_are_refused(tree: dict[str, Any]) -> None:
    """Misspelt words, two words at one place and unknown signals are errors, not silence."""
    with pytest.raises(ValidationError):
        Condition.model_validate(tree)
