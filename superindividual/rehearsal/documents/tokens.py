"""Design tokens in the DTCG 2025.10 format, with one of six palettes made by hand.

Contrast minima are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for what is no text (1.4.11); read 2025-10.
"""

from __future__ import annotations

import json
import re
from typing import Any

from superindividual.ids import digest
from superindividual.rehearsal.documents.constraint import Constraint
from superindividual.rehearsal.documents.wording import data
from superindividual.specs.facts import ProductFacts

_PAIRS: tuple[tuple[str, str, float], ...] = (
    ("text", "background", 4.5),
    ("text", "surface", 4.5),
    ("muted", "background", 4.5),
    ("muted", "surface", 4.5),
    ("accent", "background", 4.5),
    ("accent", "surface", 4.5),
    ("on_accent", "accent", 4.5),
    ("danger", "background", 4.5),
    ("danger", "surface", 4.5),
    ("success", "background", 4.5),
    ("success", "surface", 4.5),
    ("border", "background", 3),
    ("border", "surface", 3),
    ("focus", "background", 3),
    ("focus", "surface", 3),
)


def palette_of(facts: ProductFacts) -> tuple[str, dict[str, str]]:
    """The palette of a product: the nearest to a colour the founder names, else one by the product's name.

    Returns the palette's name, and colour names to `#rrggbb`.
    """
    palettes = data("palettes.toml")["palette"]
    names = sorted(palettes)
    name = names[int(digest(facts.product.encode())[:8], 16) % len(names)]
    name = _named(facts) or name
    return name, palettes[name]


def _named(facts: ProductFacts) -> str | None:
    """The palette nearest to the first colour in a wish about colours."""
    table: dict[str, str] = data("palettes.toml")["colours"]
    wishes = [s.text for s in facts.capabilities if re.search(table["wish"], s.text, re.IGNORECASE)]
    found = [
        (match.start(), name)
        for text in wishes
        for name, words in table.items()
        if name != "wish" and (match := re.search(words, text, re.IGNORECASE))
    ]
    return min(found)[1] if found else None


def tokens_json(facts: ProductFacts, constraints: list[Constraint], note: str) -> str:
    """The tokens file; the founder's remarks go along under `$extensions`."""
    name, colors = palette_of(facts)
    tokens: dict[str, Any] = {
        "color": {"$type": "color", **{key: _color(value) for key, value in colors.items()}},
        **data("palettes.toml")["groups"],
        "$extensions": {"superindividual": {"note": note, "palette": name, "pairs": pairs()}},
    }
    if constraints:
        said = [{"text": one.text, "evidence": one.evidence} for one in constraints]
        tokens["$extensions"]["superindividual"]["constraints"] = said
    return json.dumps(tokens, ensure_ascii=False, indent=2) + "\n"


def pairs() -> list[dict[str, Any]]:
    """The pairs that are used together, with the contrast each must reach."""
    return [
        {"foreground": f"color.{front}", "background": f"color.{back}", "minimum": minimum}
        for front, back, minimum in _PAIRS
    ]


def _color(value: str) -> dict[str, Any]:
    components = [round(int(value[n : n + 2], 16) / 255, 4) for n in (1, 3, 5)]
    return {"$value": {"colorSpace": "srgb", "components": components, "alpha": 1, "hex": value}}
