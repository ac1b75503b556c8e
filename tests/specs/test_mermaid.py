from __future__ import annotations

import re

from superindividual.specs.mermaid import mermaid
from tests.specs.flows import STEPS, spec

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


def test_the_judge_of_mermaid_notices_a_broken_label() -> None:
    """A quote that is not an entity is no label."""
    assert not LINE.fullmatch('  s1["a"] --> x["<br>b"]')
