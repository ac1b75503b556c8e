"""What one piece costs the founder, in the words of a brief."""

from __future__ import annotations

import pytest

from superindividual.rehearsal.reading import read_facts
from superindividual.rehearsal.reading.unit_cost import unit_costs
from tests.rehearsal.reading.fixture import brief_of


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        (
            "One lamp costs me €31 in parts and €6 to ship.",
            [("parts", "31"), ("to ship", "6")],
        ),
        ("Parts are 12 EUR, assembly 5 EUR.", [("Parts", "12"), ("assembly", "5")]),
        ("Glaze 1 EUR per piece, packaging 1.50 EUR.", [("Glaze", "1"), ("packaging", "1.50")]),
        ("成本：物料 35 元，包装费 5 元。", [("物料", "35"), ("包装费", "5")]),
        ("Hosting is 10 EUR a month.", []),
    ],
)
def test_a_cost_is_named_before_or_after_its_sum(text: str, costs: list[tuple[str, str]]) -> None:
    """Every sum for a piece is found under its own name; running costs are none."""
    assert [(cost.name, str(cost.amount)) for cost in unit_costs(brief_of(text))] == costs


def test_the_cost_of_a_piece_below_prices_is_no_money_at_hand() -> None:
    """What a piece costs is neither a price nor a budget, also where a heading speaks of prices."""
    facts = read_facts(brief_of("# Lamp\n\n## Price\n\n- €89\n- One lamp costs me €31 in parts.\n"))
    assert facts.budget is None
    assert [str(price.amount) for price in facts.prices] == ["89"]
