"""What the founder says about an earlier reading wins over the brief."""

from __future__ import annotations

from superindividual.rehearsal.reading import read_facts
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Feedback
from tests.rehearsal.reading.fixture import brief

ASKED = "Q-0123456789"


def noted(name: str, *notes: str, by: str = "founder", request: str = ASKED) -> ProductFacts:
    """The facts of a brief after some notes."""
    return read_facts(brief(name), tuple(Feedback(by=by, text=note, request=request) for note in notes))


def prices(facts: ProductFacts) -> list[tuple[str, str, str, str]]:
    """Prices, short."""
    return [(str(p.amount), p.currency, p.period, p.evidence) for p in facts.prices]


def test_a_new_price_replaces_the_old() -> None:
    """The founder's price carries the founder's evidence, and the old one is gone."""
    facts = noted("expense.md", "The price is 29 EUR once.")
    assert prices(facts) == [("29", "EUR", "once", f"founder:{ASKED}")]


def test_from_to_names_the_new_price() -> None:
    """`from 19 EUR to 24 EUR` means 24."""
    facts = noted("expense.md", "Change the price from 19 EUR to 24 EUR once.")
    assert [p[0] for p in prices(facts)] == ["24"]


def test_a_second_price_is_added_when_asked() -> None:
    """`also` keeps the first price."""
    facts = noted("expense.md", "Also offer a yearly plan at 9 EUR a year.")
    assert [(p[0], p[2]) for p in prices(facts)] == [("19", "once"), ("9", "year")]


def test_an_added_ability_is_added() -> None:
    """New abilities stand beside the old ones."""
    facts = noted("expense.md", "Please add a JSON export. It must also read semicolons as separators.")
    added = [s.text for s in facts.capabilities if s.evidence == f"founder:{ASKED}"]
    assert added == ["a JSON export", "read semicolons as separators"]
    assert len(facts.capabilities) == 6


def test_a_refused_ability_moves_to_not_now() -> None:
    """What the founder drops is no ability any more."""
    facts = noted("meetup.md", "Drop the RSS feed.")
    assert not any("RSS" in s.text for s in facts.capabilities)
    assert any("RSS" in s.text and s.evidence == f"founder:{ASKED}" for s in facts.not_now)


def test_a_name_told_wins_over_front_matter() -> None:
    """The product is called what the founder last said."""
    facts = noted("expense.md", "Call it Sorted.")
    assert facts.product == "Sorted"
    assert facts.slug == "sorted"


def test_only_limits_markets() -> None:
    """`Only in Germany` replaces the declared markets; a plain mention adds."""
    assert noted("expense.md", "Sell it only in Germany.").markets == ("EU", "DE")
    assert noted("expense.md", "We also sell it in Japan.").markets == ("EU", "US", "DE", "JP")


def test_numbered_answers_are_understood() -> None:
    """`Q2: ...` answers the second question as it was asked."""
    first = read_facts(brief("thin.md"))
    audience = next(q.id for q in first.questions if "ountries" in q.text)
    facts = noted("thin.md", f"{audience}: Germany and France")
    assert facts.markets == ("EU", "DE", "FR")
    assert not any("ountries" in q.text for q in facts.questions)


def test_a_chinese_note() -> None:
    """Notes are read in Chinese as well."""
    facts = noted("freight.zh.md", "价格定为一次性 39 元。再加上一个导出 JSON 的功能。")
    assert prices(facts) == [("39", "CNY", "once", f"founder:{ASKED}")]
    assert any("导出 JSON" in s.text for s in facts.capabilities)
    assert not any("怎么收费" in q.text for q in facts.questions)


def test_what_is_not_understood_is_kept() -> None:
    """A note that gives no fact stands as a constraint in the founder's own words."""
    facts = noted("expense.md", "Warmer, less like a tax office!")
    kept = [s for s in facts.capabilities if s.evidence == f"founder:{ASKED}"]
    assert [s.text for s in kept] == ["Warmer, less like a tax office"]


def test_checks_are_no_founder() -> None:
    """Feedback of a check changes no fact."""
    assert noted("expense.md", "Price: 1 EUR once.", by="check:facts_cited") == noted("expense.md")


def test_a_note_without_a_request_is_marked() -> None:
    """Words that no request holds cannot be cited as the founder's decision."""
    facts = noted("expense.md", "Add a JSON export.", request="")
    assert facts.capabilities[-1].evidence == "assumption:founder-note-1"


def test_the_last_note_wins() -> None:
    """Later words replace earlier ones."""
    facts = noted("expense.md", "Price: 29 EUR once.", "Price: 9 EUR a month.")
    assert [(p[0], p[2]) for p in prices(facts)] == [("9", "month")]
