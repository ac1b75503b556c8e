"""Coverage: which of the founder's wishes the package that is built meets, so that nothing else is called done."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from superindividual.rehearsal.packages.asked import Asked, Feature, answer
from superindividual.specs.facts import RecipeChoice

Coverage = Literal["met", "missing", "unproved"]
"""The package does it; it is not made for it; no word tells."""


@lru_cache(maxsize=8)
def _features(recipe: str) -> dict[str, Any] | None:
    """What a recipe's package can do, from the data beside it; None when it says nothing."""
    folder = resources.files("superindividual.rehearsal.packages").joinpath(recipe.replace("-", "_"))
    file = folder.joinpath("features.json")
    loaded: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    return loaded


def coverage_by(choice: RecipeChoice | None) -> Callable[[str], Coverage]:
    """What becomes of a wish, by its words, in what the chosen recipe builds."""
    known = _features(choice.name) if choice and choice.name else None
    if known is None:
        return lambda text: "met"
    features = [Feature(name, expression, "") for name, expression in known["features"].items()]

    def covered(text: str) -> Coverage:
        (found,) = answer([Asked("C1", text, "")], features, known["beyond"])
        return "met" if found.is_met else "missing" if found.missing else "unproved"

    return covered
