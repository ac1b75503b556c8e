from __future__ import annotations

import re

from superindividual.specs.mermaid import mermaid
from tests.specs.flows import STEPS, USED, spec

LINE = re.compile(
    r"  (s\d+(\[\"[^\"\[\]{}`|<>]*(<br>[^\"\[\]{}`|<>]*)+\"\]|\{\{\"[^\"\[\]{}`|<>]*(<br>[^\"\[\]{}`|<>]*)+\"\}\})"
    r"(:::asks|:::effect)?|s\d+ --> s\d+|s\d+ -\. \"\d+x\" \.-> s\d+|classDef \w+ [\w:,\- ]+)"
)


def test_mermaid_has_every_arrow_and_no_name_breaks_it() -> None:
    """Quotes and brackets of a condition stand as entities."""
    text = mermaid(spec(*STEPS))
    first, *lines = text.splitlines()
    assert first == "flowchart TD"
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    arrows = {"s1 --> s2", "s1 --> s3", "s2 --> s3", "s2 --> s4", "s2 --> s5", "s3 --> s6", "s4 --> s6"}
    assert {line.strip() for line in lines if "-->" in line} == arrows
    assert '  s3 -. "2x" .-> s1' in lines


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


def test_the_judge_of_mermaid_notices_a_broken_label() -> None:
    """A quote that is not an entity is no label."""
    assert not LINE.fullmatch('  s1["a"] --> x["<br>b"]')
