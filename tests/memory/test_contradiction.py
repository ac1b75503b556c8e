from __future__ import annotations

import pytest

from superindividual.errors import MemoryRefused
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.statement import statement_of
from tests.memory.test_knowledge import found, say


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("The price is 19 EUR.", "price", "19 eur"),
        ("price: 19 EUR", "price", "19 eur"),
        ("Launch date = 2026-12-01", "date launch", "2026-12-01"),
        ("价格是 19 元。", "价格", "19元"),
        ("发布日期：12月1日", "发布 布日 日期", "12月1日"),
    ],
)
def test_certain_forms_are_read(text: str, subject: str, value: str) -> None:
    """Subject and value in a form that compares, in both languages."""
    assert statement_of(text) == (subject, value)


@pytest.mark.parametrize(
    "text",
    [
        "We never name competitors",
        "https://example.invalid: a page",
        "Is the price 19 EUR?",
        "The price is not 19 EUR",
        "介绍页语气要平实，不用感叹号",
        "Of all the clubs that we have spoken to in spring and summer the largest is Riverside",
        "First line\nsecond: line",
    ],
)
def test_other_forms_are_not_guessed(text: str) -> None:
    """What cannot be read for certain is no statement, so nothing is said to contradict it."""
    assert statement_of(text) is None


def test_two_values_of_the_same_wait_with_both_sources(known: Knowledge) -> None:
    """Neither is thrown away by itself; the queue names where both came from."""
    one = say(known, "The price is 9 EUR", source="https://example.invalid/a")
    two = say(known, "Price: 19 EUR", source="file:plan.md:3")
    (waiting,) = known.contradictions.open()
    assert (waiting.older.source, waiting.newer.source) == (one.source, two.source)
    assert len(found(known, "price")) == 2


def test_a_record_tells_what_it_contradicts_as_long_as_that_stands(known: Knowledge) -> None:
    """What was corrected contradicts nothing any more; what the founder settled is told as settled."""
    one = say(known, "The price is 9 EUR")
    two = say(known, "The price is 19 EUR")
    assert [c.beside(one.id).id for c in known.why(one.id).contradictions] == [two.id]
    known.correct(two.id, "The offer ends in May")
    assert known.why(one.id).contradictions == ()
    three = say(known, "The price is 29 EUR")
    (waiting,) = known.contradictions.open()
    known.settle(waiting.id, one.id)
    (settled,) = known.why(one.id).contradictions
    assert (settled.beside(one.id).id, bool(settled.settled)) == (three.id, True)


def test_the_same_value_another_scope_and_a_correction_are_no_contradiction(known: Knowledge) -> None:
    """Two products have two prices, and a correction is settled as it is made."""
    one = say(known, "The price is 9 EUR")
    say(known, "price: 9 eur")
    say(known, "The price is 5 EUR", scope="product:dues")
    known.forget([one.id])
    say(known, "The price is 9 EUR")
    assert known.contradictions.open() == []
    known.correct(known.show(one.id).id, "The launch price is 12 EUR")
    assert known.contradictions.open() == []


def test_keeping_one_forgets_the_other(known: Knowledge) -> None:
    """The kept one alone is told; the settled pair stays on record, and undoing brings the other back."""
    one, two = say(known, "The price is 9 EUR"), say(known, "The price is 19 EUR")
    (waiting,) = known.contradictions.open()
    with pytest.raises(MemoryRefused, match="is no part of"):
        known.settle(waiting.id, say(known, "The audience is clubs").id)
    assert known.settle(waiting.id, two.id).kept == two.id
    assert found(known, "price") == [two.content]
    assert known.contradictions.open() == []
    assert [c.kept for c in known.why(one.id).contradictions] == [two.id]
    with pytest.raises(MemoryRefused, match="no contradiction C-none"):
        known.settle("C-none", two.id)
