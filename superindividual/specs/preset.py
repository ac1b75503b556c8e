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
from superindividual.text import gettext as _


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


def address_fault(base_url: str) -> str:
    """Why an address is none that an endpoint's paths can be added to; empty where it is one."""
    try:
        parts = urlsplit(base_url)
        known = (
            parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        return _("it cannot be read")
    if not known or not base_url.isprintable() or " " in base_url:
        return _("it does not begin with http:// or https:// and a host")
    if "@" in parts.netloc:
        return _("it holds a name or a password; a key stands in the environment or the keyring")
    if parts.query or parts.fragment:
        return _("it ends in a query, to which no path can be added")
    if parts.path.rstrip("/").endswith("/chat/completions"):
        return _("it ends in /chat/completions, which is added to it")
    return ""


def _place(base_url: str) -> tuple[str, int | None]:
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:
        port = None
    known = port or {"https": 443, "http": 80}.get(parts.scheme)
    return ("127.0.0.1" if host in ("localhost", "::1") else host), known
