"""Schema file: the JSON Schemas as the files that editors read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from superindividual.specs.schema import Names, schemas
from superindividual.text import Language


def schema_texts(names: Names, lang: Language | None = None) -> Mapping[str, str]:
    """Every schema as the text of its file, by what it describes; in the founder's language, or in the one given."""
    return {kind: schema_text(made) for kind, made in schemas(names, lang).items()}


def schema_text(made: object) -> str:
    """A schema, or several, as text."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def schema_file(kind: str) -> str:
    """How the schema's file is called."""
    return f"{kind}.schema.json"
