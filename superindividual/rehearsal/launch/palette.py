"""Palette: the design's colour tokens as CSS variables, with a dark counterpart that keeps its contrast.

Contrast minima are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for what is no text (1.4.11); read 2025-10.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from superindividual.tools.job import Job

TOKENS = "design/tokens.json"

_DEFAULT = {
    "background": "#ffffff", "surface": "#f1f5f9", "text": "#16202c", "muted": "#4a5a6b", "accent": "#0b5a8f",
    "on_accent": "#ffffff", "border": "#76879a",
}  # fmt: skip
_OTHER_NAMES = {
    "background": ("bg", "canvas", "base"),
    "surface": ("card", "panel", "background_alt"),
    "text": ("foreground", "ink", "body"), "muted": ("text_muted", "secondary", "subtle"),
    "accent": ("primary", "brand", "link"), "on_accent": ("on_primary", "accent_text"),
    "border": ("line", "outline"),
}  # fmt: skip
_TEXT_PAIRS = (("text", "background"), ("text", "surface"), ("muted", "background"), ("muted", "surface"),
               ("accent", "background"), ("accent", "surface"), ("on_accent", "accent"))  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """Seven roles in light and dark, as `#rrggbb`."""

    light: dict[str, str]
    dark: dict[str, str]
    from_tokens: bool

    def css(self) -> str:
        """Custom properties for both schemes."""
        dark = _rules(self.dark, "    ")
        light = f":root {{\n{_rules(self.light, '  ')}}}\n"
        return light + f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{dark}  }}\n}}\n"


def palette_of(job: Job) -> Palette:
    """The palette of the job's design; a sober one of our own when there is none or it cannot be read."""
    colors = _token_colors(job)
    light = {role: _role(colors, role) or _DEFAULT[role] for role in _DEFAULT}
    usable = bool(colors) and all(contrast(light[a], light[b]) >= 4.5 for a, b in _TEXT_PAIRS)
    if not usable:
        light = dict(_DEFAULT)
    return Palette(light, _darkened(light["accent"]), usable)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast of two colours, 1 to 21."""
    from coloraide import Color

    return float(Color(one).contrast(other, method="wcag21"))


def _rules(colors: dict[str, str], indent: str) -> str:
    return "".join(f"{indent}--{name.replace('_', '-')}: {value};\n" for name, value in colors.items())


def _token_colors(job: Job) -> dict[str, str]:
    design = job.input_of_kind("design")
    if design is None or TOKENS not in design.files:
        return {}
    try:
        group = json.loads(design.files[TOKENS])["color"]
    except (ValueError, KeyError, TypeError):
        return {}
    if not isinstance(group, dict):
        return {}
    found = {name: _hex(token, group) for name, token in group.items() if isinstance(token, dict)}
    return {name.lower().replace("-", "_"): value for name, value in found.items() if value}


def _role(colors: dict[str, str], role: str) -> str | None:
    return next((colors[name] for name in (role, *_OTHER_NAMES[role]) if name in colors), None)


def _hex(token: dict[str, Any], group: dict[str, Any], depth: int = 0) -> str | None:
    """`#rrggbb` of a DTCG colour: a hex string, an object, or an alias inside the group."""
    value = token.get("$value")
    if isinstance(value, dict):
        parts = value.get("components")
        value = value.get("hex") or (_of_components(parts) if isinstance(parts, list) else None)
    if not isinstance(value, str):
        return None
    alias = re.fullmatch(r"\{color\.([\w-]+)\}", value)
    if alias and depth < 8 and isinstance(group.get(alias[1]), dict):
        return _hex(group[alias[1]], group, depth + 1)
    return value.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", value) else None


def _of_components(parts: list[Any]) -> str | None:
    if len(parts) != 3 or not all(isinstance(p, int | float) and 0 <= p <= 1 for p in parts):
        return None
    return "#" + "".join(f"{round(p * 255):02x}" for p in parts)


def _darkened(accent: str) -> dict[str, str]:
    """A dark scheme in the accent's hue."""
    from coloraide import Color

    hue = Color(accent).convert("oklch")
    h, tint = (
        (0.0 if hue["hue"] != hue["hue"] else float(hue["hue"])),
        min(float(hue["chroma"]) * 0.12, 0.016),
    )

    def shade(lightness: float, chroma: float) -> str:
        return Color("oklch", [lightness, chroma, h]).convert("srgb").fit("srgb").to_string(hex=True)

    colors = {"background": shade(0.19, tint), "surface": shade(0.24, tint), "text": shade(0.94, tint / 2)}
    colors |= {"muted": shade(0.78, tint), "border": shade(0.58, tint)}
    steps = (shade(n / 100, min(float(hue["chroma"]), 0.12)) for n in range(72, 96, 2))
    bright = next((s for s in steps if contrast(s, colors["surface"]) >= 6), colors["text"])
    return {**colors, "accent": bright, "on_accent": colors["background"]}
