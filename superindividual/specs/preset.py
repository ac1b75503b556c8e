"""Preset: what is known of a server that models are asked at; data with a source and a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from superindividual.specs.quirks import Quirks
from superindividual.specs.workflow import Spec
from superindividual.specs.yaml import load


class PresetSource(Spec):
    """Where an entry is from."""

    url: str
    date: date
    tier: Literal["R", "K"]
    """`R`: read there on that day; `K`: common knowledge of the field, not checked there."""


class Preset(Spec):
    """One provider or local server."""

    id: str
    name: str
    base_url: str
    elsewhere: tuple[str, ...] = ()
    """Other addresses of the same provider."""
    key: str = ""
    """The environment variable that its own documents name; empty where no key is needed."""
    region: str
    """Where what is sent is processed, `local`, or `any` where nobody says."""
    source: PresetSource
    note: str = ""
    quirks: Quirks = Quirks()

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return self.region == "local"


@cache
def load_presets() -> Mapping[str, Preset]:
    """All presets by name."""
    path = Path(__file__).with_name("presets.yaml")
    data = load(path.read_bytes(), path.name).data
    return {name: Preset.model_validate({"id": name, **fields}) for name, fields in data.items()}


def preset_of(base_url: str) -> Preset | None:
    """The preset of an address, by host and port; a local server is known by its port on loopback only."""
    asked = _place(base_url)
    for preset in load_presets().values():
        if asked in map(_place, (preset.base_url, *preset.elsewhere)):
            return preset
    return None


def is_loopback(base_url: str) -> bool:
    """Whether an address is on this machine."""
    return _place(base_url)[0] == "127.0.0.1"


def _place(base_url: str) -> tuple[str, int | None]:
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:
        port = None
    known = port or {"https": 443, "http": 80}.get(parts.scheme)
    return ("127.0.0.1" if host in ("localhost", "::1") else host), known
