"""Post: one channel's text with its fields, inside the channel's limits by construction."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML

from superindividual.rehearsal.launch.shortening import shortened
from superindividual.specs.channels import Limit

FieldValue = str | list[str] | list[dict[str, str]]


@dataclass(frozen=True)
class Post:
    """Fields of the front matter beside `channel` and `language`, and the body."""

    body: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


def front_matter(fields: Mapping[str, Any]) -> str:
    """A YAML block between `---` lines; every text is quoted, so that none of it is read as YAML."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment] # the order is for people
    out = io.StringIO()
    yaml.dump(dict(fields), out)
    return f"---\n{out.getvalue()}---\n"


def fitted(blocks: Sequence[tuple[int, str]], limit: Limit, gap: str = "\n\n") -> str:
    """As many blocks as fit, in their order; the rank (0 is the most important) decides which stay.

    A block is said whole or not at all, but for the most important one, which may be shortened.
    """
    kept: set[int] = set()
    for number in sorted(range(len(blocks)), key=lambda n: (blocks[n][0], n)):
        text = gap.join(blocks[n][1] for n in sorted({*kept, number}) if blocks[n][1])
        if blocks[number][1] and limit.holds(text):
            kept.add(number)
    if kept:
        return gap.join(blocks[n][1] for n in sorted(kept))
    first = min((b for b in blocks if b[1]), key=lambda b: b[0], default=(0, ""))[1]
    return first if limit.most is None else shortened(first, limit.most, limit.length)


def within(text: str, limit: Limit) -> str:
    """One field inside its limit, on one line."""
    flat = " ".join(text.split())
    return flat if limit.most is None else shortened(flat, limit.most, limit.length)
