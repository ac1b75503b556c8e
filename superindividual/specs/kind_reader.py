"""Read the kinds of deliverable that ship with the library."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from superindividual.specs.kind import Kind
from superindividual.specs.yaml import load


@cache
def load_kinds() -> Mapping[str, Kind]:
    """All kinds by name."""
    path = Path(__file__).with_name("kinds.yaml")
    data = load(path.read_bytes(), path.name).data
    return {name: Kind.model_validate({"name": name, **fields}) for name, fields in data.items()}
