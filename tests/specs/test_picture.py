"""Picture and Mermaid text of a workflow: every step, every need, nothing that a name can break."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superindividual.company import known_checks
from superindividual.specs.catalog import Catalog
from superindividual.specs.expansion import Expansion
from superindividual.specs.mermaid import mermaid
from superindividual.specs.picture import picture
from superindividual.specs.validate import checked
from superindividual.text import cell_width

LINE = re.compile(
    r"  (s\d+(\[\"[^\"\[\]{}`|<>]*(<br>[^\"\[\]{}`|<>]*)+\"\]|\{\{\"[^\"\[\]{}`|<>]*(<br>[^\"\[\]{}`|<>]*)+\"\}\})"
    r"(:::asks|:::effect)?|s\d+ --> s\d+|s\d+ -\. \"\d+x\" \.-> s\d+|classDef \w+ [\w:,\- ]+)"
)


def spec(*steps: dict[str, Any], **rest: Any) -> Expansion:
    """A workflow of these steps, not held against what exists."""
    return Expansion.model_validate({"name": "w", "steps": steps, **rest})


STEPS = (
    {"id": "发现", "agent": "scout", "deliver": "discovery", "form": {"p": {}}},
    {"id": "a", "agent": "scout", "deliver": "prd", "needs": ["发现"], "if": '${{ run.product == "]}" }}'},
    {
        "id": "b",
        "agent": "sc",
        "deliver": "x",
        "needs": ["发现", "a"],
        "on_fail": {"goto": "发现", "at_most": 2},
    },
    {"id": "c", "agent": "sc", "deliver": "x", "needs": ["a"], "foreach": ["x", "y"], "at_once": 2},
    {"id": "d", "agent": "sc", "deliver": "x", "needs": ["a"], "until": "${{ steps.d.data.ok }}"},
    {"id": "e", "effect": "publish", "from": ["b"], "needs": ["b", "c"]},
)


def test_every_step_stands_in_its_stage_with_what_it_waits_for() -> None:
    """Stages by the longest way; a need that another need implies is not said twice."""
    text = "\n".join(picture(spec(*STEPS)))
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
    lines = picture(workflow)
    assert max(map(cell_width, lines)) <= 80
    for step in workflow.steps:
        assert sum(bool(re.search(rf"[─┬├└] {step.id}( |$)", line)) for line in lines) == 1


def test_mermaid_has_every_arrow_and_no_name_breaks_it() -> None:
    """Quotes and brackets of a condition stand as entities."""
    text = mermaid(spec(*STEPS))
    first, *lines = text.splitlines()
    assert first == "flowchart TD"
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    arrows = {"s1 --> s2", "s1 --> s3", "s2 --> s3", "s2 --> s4", "s2 --> s5", "s3 --> s6", "s4 --> s6"}
    assert {line.strip() for line in lines if "-->" in line} == arrows
    assert '  s3 -. "2x" .-> s1' in lines


USED: dict[str, Any] = {
    "steps": (
        {"id": "a", "agent": "scout", "deliver": "discovery"},
        {"id": "legal/b", "agent": "scout", "deliver": "prd", "needs": ["a"], "if": "${{ b }}"},
        {"id": "legal/deep/c", "agent": "scout", "deliver": "prd", "needs": ["legal/b"]},
        {"id": "d", "agent": "x", "deliver": "x", "needs": ["legal/deep/c"], "on_fail": {"goto": "legal"}},
    ),
    "parts": {
        "legal": {"workflow": "review", "if": "${{ l }}"},
        "legal/deep": {"workflow": "scan"},
    },
}


def test_a_used_workflow_is_a_box_in_a_box() -> None:
    """Mermaid closes every box, names the workflow in it, and a way back may lead to it."""
    lines = mermaid(spec(*USED["steps"], parts=USED["parts"])).splitlines()
    assert [line for line in lines if not line.startswith("  classDef")] == [
        "flowchart TD",
        '  s1["a<br>scout → discovery"]',
        '  s4["d<br>x → x"]',
        '  subgraph p1["legal<br>review<br>if #36;#123;#123; l #125;#125;"]',
        '    s2["b<br>scout → prd<br>if #36;#123;#123; b #125;#125;"]',
        '    subgraph p2["legal#47;deep<br>scan"]',
        '      s3["c<br>scout → prd"]',
        "    end",
        "  end",
        "  s1 --> s2",
        "  s2 --> s3",
        "  s3 --> s4",
        '  s4 -. "1x" .-> p1',
    ]


def test_a_used_workflow_is_named_where_it_begins() -> None:
    """In the terminal its steps stand under their whole names, with every condition that holds for them."""
    text = "\n".join(picture(spec(*USED["steps"], parts=USED["parts"])))
    assert re.findall(r"─ (\S+)", text) == ["a", "legal/b", "legal/deep/c", "d"]
    assert [text.count(f"begins the workflow {name}") for name in ("review", "scan")] == [1, 1]
    assert [text.count(f"only if ${{{{ {name} }}}}") for name in ("l", "b")] == [2, 1]


def test_the_judge_of_mermaid_notices_a_broken_label() -> None:
    """A quote that is not an entity is no label."""
    assert not LINE.fullmatch('  s1["a"] --> x["<br>b"]')
