from __future__ import annotations

import re

import pytest

from superindividual.specs.catalog import Catalog
from superindividual.specs.listing import listing
from superindividual.text import cell_width
from tests.specs.flows import STEPS, spec


def test_every_step_stands_in_its_stage_with_what_it_waits_for() -> None:
    """Stages by the longest way; a need that another need implies is not said twice."""
    text = "\n".join(listing(spec(*STEPS)))
    assert re.findall(r"^ (\d)", text, re.M) == ["1", "2", "3", "4"]
    assert text.count("after a") == 3
    assert "after 发现, a" not in text
    assert "after b, c" in text
    for words in (
        "only if",
        "for each of 2, 2 at once",
        "at most 3 times",
        "back to 发现, at most 2 times",
        "asks you",
    ):
        assert words in text


@pytest.mark.parametrize("name", ["product_loop", "launch", "compliance_review"])
def test_shipped_workflows_fit_a_terminal(name: str) -> None:
    """80 columns, each step once."""
    workflow = Catalog().workflow(name)[0]
    lines = listing(workflow)
    assert max(map(cell_width, lines)) <= 80
    for step in workflow.steps:
        assert sum(bool(re.search(rf"[─┬├└] {step.id}( |$)", line)) for line in lines) == 1
