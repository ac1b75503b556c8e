"""Briefs for the tests of the reading: a small front-matter parser and the files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from superindividual.paths import bundled
from superindividual.specs.brief import Brief
from superindividual.text import language_of

FOLDER = Path(__file__).parent / "briefs"
EXAMPLES = bundled("examples") / "briefs"
NAMES = sorted(path.name for path in FOLDER.glob("*.md"))
OWN = sorted(path.name for path in EXAMPLES.glob("*.md"))


def brief_of(text: str) -> Brief:
    """A text as a Brief, as the loader would give it."""
    front: dict[str, Any] = {}
    body_line = 1
    if text.startswith("---\n") and "\n---\n" in text[3:]:
        end = text.index("\n---\n", 3) + 5
        front = YAML(typ="safe", pure=True).load(text[4 : end - 4]) or {}
        body_line = text[:end].count("\n") + 1
    body = "\n".join(text.split("\n")[body_line - 1 :])
    return Brief(
        text=text,
        body_line=body_line,
        product=front.get("product"),
        markets=tuple(front.get("markets", ())),
        channels=tuple(front.get("channels", ())),
        language=front.get("language") or language_of(body),
        budget_usd=front.get("budget_usd"),
    )


def brief(name: str) -> Brief:
    """A brief of the tests or of the examples by its file name."""
    path = FOLDER / name if (FOLDER / name).exists() else EXAMPLES / name
    return brief_of(path.read_text(encoding="utf-8"))
