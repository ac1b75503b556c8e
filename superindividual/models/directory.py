"""Directory: the endpoints of company.yaml and of the environment, as far as their keys are there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from superindividual.errors import CompanyError, SecretMissing
from superindividual.models.endpoint import Endpoint
from superindividual.secret import secret
from superindividual.specs.models import ENVIRONMENT, EndpointSpec, ModelsSpec
from superindividual.specs.preset import Preset, is_loopback, load_presets, preset_of
from superindividual.specs.quirks import Quirks


@dataclass(frozen=True)
class Place:
    """One endpoint, with what is known of it."""

    endpoint: Endpoint
    """Without a model, but for the environment's."""
    preset: Preset | None
    own: Quirks | None
    """What the founder said of it."""
    key: str
    """Where its key is kept; empty where it needs none."""
    lacks: str = ""
    """Why it cannot be asked now."""

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return self.endpoint.region == "local"


def places(spec: ModelsSpec, environment: Mapping[str, str] = os.environ) -> dict[str, Place]:
    """All endpoints by name; those whose key is missing say so."""
    found = {name: _place(name, said) for name, said in spec.endpoints.items()}
    try:
        given = Endpoint.of_environment(environment)
    except CompanyError:  # a key without a model: told where a run begins
        given = None
    if given and ENVIRONMENT not in found:
        preset = preset_of(given.base_url)
        endpoint = replace(given, region=_region(given.base_url, preset))
        found[ENVIRONMENT] = Place(endpoint, preset, None, "env:OPENAI_API_KEY")
    return found


def _region(base_url: str, preset: Preset | None) -> str:
    """As the preset says; one that runs here is only here where the address is."""
    if preset is None or (preset.local and not is_loopback(base_url)):
        return "any"
    return preset.region


def _place(name: str, said: EndpointSpec) -> Place:
    base = said.base_url or load_presets()[said.preset or ""].base_url
    preset = load_presets()[said.preset] if said.preset else preset_of(base)
    region = said.region or _region(base, preset)
    key = said.key or (f"env:{preset.key}" if preset and preset.key else "")
    held, lacks = "", ""
    if key:
        try:
            held = secret(key)
        except SecretMissing as error:
            lacks = str(error)
    return Place(Endpoint("", held, base, name=name, region=region), preset, said.quirks, key, lacks)
