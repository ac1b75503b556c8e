"""The forms of token values in DTCG 2025.10: each function says what is wrong, or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from superindividual.text import gettext as _

_WEIGHTS = frozenset(
    [
        *("thin", "hairline", "extra-light", "ultra-light", "light", "normal", "regular", "book", "medium"),
        *(
            "semi-bold",
            "demi-bold",
            "bold",
            "extra-bold",
            "ultra-bold",
            "black",
            "heavy",
            "extra-black",
            "ultra-black",
        ),
    ]
)
_SPACES = frozenset(
    [
        *("srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "display-p3", "a98-rgb"),
        *("prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50"),
    ]
)
_ROUNDING = 1.5
"""How far a component may lie from its byte in `hex`: rounded to a byte and back."""


def is_number(value: Any) -> bool:
    """A finite number, and no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def color_form(value: Any) -> str:
    """What is wrong with a colour; empty when nothing is."""
    if not isinstance(value, Mapping):
        return _('a colour is written {"colorSpace": "srgb", "components": [r, g, b]} since DTCG 2025.10.')
    parts = value.get("components")
    if value.get("colorSpace") not in _SPACES:
        return _("the colour space is unknown.")
    if (
        not isinstance(parts, list)
        or len(parts) != 3
        or not all(is_number(one) or one == "none" for one in parts)
    ):
        return _('a colour has three components, each a number or "none".')
    if not is_number(value.get("alpha", 1)) or not 0 <= value.get("alpha", 1) <= 1:
        return _("alpha lies between 0 and 1.")
    if value["colorSpace"] == "srgb" and not all(one == "none" or 0 <= one <= 1 for one in parts):
        return _("srgb components lie between 0 and 1.")
    return _hex_form(value)


def _hex_form(value: Mapping[str, Any]) -> str:
    written = value.get("hex")
    if written is None:
        return ""
    if not isinstance(written, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", written):
        return _("hex is written #rrggbb.")
    if value["colorSpace"] == "srgb":
        shown = [int(written[index : index + 2], 16) for index in (1, 3, 5)]
        meant = [0.0 if one == "none" else one * 255 for one in value["components"]]
        if any(abs(a - b) > _ROUNDING for a, b in zip(shown, meant, strict=True)):
            return _("hex {hex} is another colour than its components.").format(hex=written)
    return ""


def _measure_form(units: frozenset[str]) -> Callable[[Any], str]:
    def form(value: Any) -> str:
        good = isinstance(value, Mapping) and is_number(value.get("value")) and value.get("unit") in units
        return (
            ""
            if good
            else _('it is written {{"value": 1, "unit": …}} with one of: {units}.').format(
                units=", ".join(sorted(units))
            )
        )

    return form


def _family_form(value: Any) -> str:
    names = value if isinstance(value, list) else [value]
    good = bool(names) and all(isinstance(one, str) and one.strip() for one in names)
    return "" if good else _("a font family is a name or a list of names.")


def _weight_form(value: Any) -> str:
    good = value in _WEIGHTS if isinstance(value, str) else is_number(value) and 1 <= value <= 1000
    return "" if good else _("a font weight is 1 to 1000 or one of the agreed names.")


def _bezier_form(value: Any) -> str:
    good = (
        isinstance(value, list)
        and len(value) == 4
        and all(map(is_number, value))
        and all(0 <= value[i] <= 1 for i in (0, 2))
    )
    return "" if good else _("a cubic Bézier is four numbers, the first and third between 0 and 1.")


def _number_form(value: Any) -> str:
    return "" if is_number(value) else _("it is no number.")


FORMS: Mapping[str, Callable[[Any], str]] = {
    "color": color_form,
    "dimension": _measure_form(frozenset(["px", "rem"])),
    "duration": _measure_form(frozenset(["ms", "s"])),
    "fontFamily": _family_form,
    "fontWeight": _weight_form,
    "cubicBezier": _bezier_form,
    "number": _number_form,
}
