from __future__ import annotations

import re

import pytest

from superindividual.company import known_checks
from superindividual.specs.catalog import Catalog
from superindividual.specs.listing import listing
from superindividual.specs.validate import checked
from superindividual.text import cell_width
from tests.specs.flows import STEPS, USED, spec


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
    file = Catalog().workflow_file(name)
    workflow = checked(file.read_bytes(), str(file), Catalog(), known_checks())
    lines = listing(workflow)
    assert max(map(cell_width, lines)) <= 80
    for step in workflow.steps:
        assert sum(bool(re.search(rf"[─┬├└] {step.id}( |$)", line)) for line in lines) == 1


def test_a_used_workflow_is_named_where_it_begins() -> None:
    """In the terminal its steps stand under their whole names, with every condition that holds for them."""
    text = "\n".join(listing(spec(*USED["steps"], parts=USED["parts"])))
    assert re.findall(r"─ (\S+)", text) == ["a", "legal/b", "legal/deep/c", "d"]
    assert [text.count(f"begins the workflow {name}") for name in ("review", "scan")] == [1, 1]
    assert [text.count(f"only if ${{{{ {name} }}}}") for name in ("l", "b")] == [2, 1]
