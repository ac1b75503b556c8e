"""Local: servers of models that run on this machine now, found by asking at their usual ports."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from superindividual.errors import ModelError
from superindividual.models.endpoint import Endpoint
from superindividual.models.transport import Patience, Transport, open_connections
from superindividual.specs.preset import Preset, is_loopback, load_presets

_SECONDS = 1.0


@dataclass(frozen=True)
class Running:
    """A server, and the models that it says it has."""

    preset: Preset
    models: tuple[str, ...]


async def running(presets: Sequence[Preset] | None = None) -> list[Running]:
    """The known local servers that answer; nothing but this machine is asked."""
    known = load_presets().values() if presets is None else presets
    local = [preset for preset in known if preset.local and is_loopback(preset.base_url)]
    patience = Patience(connect=_SECONDS)
    async with open_connections() as connections:
        transports = [Transport(connections, Endpoint("", "", p.base_url), patience) for p in local]
        found = await asyncio.gather(*(_models(t) for t in transports))
    return [Running(p, models) for p, models in zip(local, found, strict=True) if models is not None]


async def _models(transport: Transport) -> tuple[str, ...] | None:
    """The names in its list; None where there is no such server."""
    try:
        listed = await transport.get("/models")
    except ModelError:
        return None
    entries = listed.get("data") if isinstance(listed, Mapping) else None
    if not isinstance(entries, list):
        return None
    names = [entry.get("id") for entry in entries if isinstance(entry, Mapping)]
    return tuple(name for name in names if isinstance(name, str))
