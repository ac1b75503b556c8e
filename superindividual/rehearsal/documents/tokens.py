"""Design tokens in the DTCG 2025.10 format, with one of six palettes made by hand.

Contrast minima are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for what is no text (1.4.11); read 2025-10.
"""

from __future__ import annotations

import json
from typing import Any

from superindividual.ids import digest
from superindividual.rehearsal.documents.constraint import Constraint
from superindividual.rehearsal.documents.wording import data

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


def palette_of(product: str) -> tuple[str, dict[str, str]]:
    """The palette of a product, by its name: the palette's name, and colour names to `#rrggbb`."""
    palettes = data("palettes.toml")["palette"]
    names = sorted(palettes)
    name = names[int(digest(product.encode())[:8], 16) % len(names)]
    return name, palettes[name]


def tokens_json(product: str, constraints: list[Constraint], note: str) -> str:
    """The tokens file; the founder's remarks go along under `$extensions`."""
    name, colors = palette_of(product)
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
