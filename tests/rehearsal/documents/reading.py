"""Independent readers of the deliverables, written against the contracts and not against the recipes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from gherkin.parser import Parser
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

EVIDENCE = re.compile(
    r"^(brief:\d+|fact:[\w.\-\[\]]+|memory:M-[0-9a-f]+|founder:Q-[0-9a-f]+|assumption:\S+|https?://\S+)$"
)
CITATION = re.compile(r"\[((?:brief|fact|memory|founder|assumption):[^\]\s]+)\](?!\()")


def yaml_of(text: str) -> Any:
    """YAML as plain data."""
    return YAML(typ="safe").load(text)


def front_matter_of(text: str) -> dict[str, Any]:
    """What stands between the first two lines of hyphens."""
    head = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    assert head is not None
    found: dict[str, Any] = yaml_of(head[1])
    return found


def body_of(text: str) -> str:
    """The Markdown below the front matter."""
    return re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL)


def headings_of(text: str, level: int) -> list[str]:
    """The headings of one level, as a Markdown reader sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(body_of(text))
    return [
        tokens[n + 1].content
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == f"h{level}"
    ]


def table_of(text: str, head: tuple[str, ...]) -> list[list[str]]:
    """The rows of the one table with this head, as a Markdown reader sees them."""
    return next(rows[1:] for rows in _tables(text) if tuple(rows[0]) == head)


def _tables(text: str) -> Iterator[list[list[str]]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(body_of(text))
    rows: list[list[str]] = []
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append("".join(child.content for child in after.children or []))
        elif token.type == "table_close":
            yield rows


def html_of(text: str) -> str:
    """Markdown as HTML; raw HTML in the source would come through."""
    return MarkdownIt("commonmark").enable("table").render(body_of(text))


def scenarios_of(feature: str) -> list[dict[str, Any]]:
    """The scenarios of a feature file."""
    document = Parser().parse(feature)
    return [child["scenario"] for child in document["feature"]["children"]]


def steps_of(scenario: dict[str, Any]) -> list[str]:
    """The kinds of a scenario's steps: Context, Action, Outcome."""
    return [step["keywordType"] for step in scenario["steps"]]


def cash_of(text: str) -> list[dict[str, Decimal]]:
    """The rows of the cash flow."""
    reader = csv.DictReader(io.StringIO(text))
    assert reader.fieldnames == ["week", "opening", "in", "out", "closing"]
    return [{key: Decimal(value) for key, value in row.items()} for row in reader]


def cash_adds_up(rows: list[dict[str, Decimal]]) -> bool:
    """Opening plus in less out is closing, and closing is the next opening."""
    inside = all(r["opening"] + r["in"] - r["out"] == r["closing"] for r in rows)
    across = all(a["closing"] == b["opening"] for a, b in pairwise(rows))
    return inside and across


def flow_of(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    """The nodes and arrows of a flowchart in the form the recipes write."""
    nodes = set(re.findall(r'^\s*(\w+)\["', text, re.MULTILINE))
    return nodes, set(re.findall(r"^\s*(\w+) --> (\w+)$", text, re.MULTILINE))


def reachable(start: str, ways: dict[str, list[str]]) -> set[str]:
    """The screens that can be reached."""
    seen, left = {start}, [start]
    while left:
        new = [t for t in ways[left.pop()] if t not in seen]
        seen.update(new)
        left += new
    return seen


def assumptions_listed(text: str) -> set[str]:
    """The ids of the assumptions that a document explains."""
    found = re.findall(r"^- \*\*(A\d+)\*\*[:：]|^\| (A\d+) \|", text, re.MULTILINE)
    return {one or other for one, other in found}
