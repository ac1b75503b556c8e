"""Directory: the endpoints of company.yaml and of the environment, as far as their keys are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from superindividual.errors import CompanyError, SecretMissing
from superindividual.models.endpoint import Endpoint, without_key
from superindividual.secret import secret
from superindividual.specs.models import ENVIRONMENT, EndpointSpec, ModelsSpec
from superindividual.specs.preset import Preset, is_loopback, load_presets, preset_of
from superindividual.specs.quirks import Quirks
from superindividual.text import gettext as _


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
    def bare(self) -> bool:
        """Whether its key goes there unencrypted."""
        base_url = self.endpoint.base_url
        return bool(self.endpoint.key) and base_url.startswith("http://") and not is_loopback(base_url)

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return self.endpoint.region == "local"


def places(spec: ModelsSpec) -> dict[str, Place]:
    """All endpoints by name; those whose key is missing say so."""
    found = {name: _place(name, said) for name, said in spec.endpoints.items()}
    if ENVIRONMENT in found:
        return found
    try:
        given = Endpoint.of_environment()
        lacks = "" if given else without_key()
    except CompanyError as error:
        given, lacks = None, f"{error.message}, {error.remedy}"
    if lacks and not spec.endpoints:  # who names their own may use the same variables for them
        found[ENVIRONMENT] = _lacking(lacks)
    if given:
        preset = preset_of(given.base_url)
        endpoint = replace(given, region=_region(given.base_url, preset))
        found[ENVIRONMENT] = Place(endpoint, preset, None, "env:OPENAI_API_KEY")
    return found


def _lacking(why: str) -> Place:
    """The environment's, which cannot be asked. A run says so where it begins; a rehearsal needs none."""
    return Place(Endpoint("", "", ""), None, None, "env:OPENAI_API_KEY", why)


def embedding(spec: ModelsSpec) -> Endpoint | None:
    """Where the memory's texts become vectors, with the model for it; None where neither company.yaml nor the environment says.

    Raises:
        CompanyError: what is named cannot be asked: its key is missing, or an address is none.
    """
    name, _slash, model = spec.embedding.partition("/")
    if name and (name != ENVIRONMENT or name in spec.endpoints):
        place = places(spec)[name]
        if place.lacks:
            raise CompanyError(place.lacks)
        return replace(place.endpoint, model=model)
    given = Endpoint.for_embedding(model)
    return given and replace(given, region=_region(given.base_url, preset_of(given.base_url)))


def is_ready(spec: ModelsSpec) -> bool:
    """Whether a model can be asked: one of a tier, or the environment's."""
    found = places(spec)
    listed = (reference for references in spec.tiers.values() for reference in references)
    ready = {name for name, place in found.items() if not place.lacks}
    return ENVIRONMENT in ready or any(reference.partition("/")[0] in ready for reference in listed)


def lacking(spec: ModelsSpec) -> str:
    """Why no model can be asked: what each endpoint lacks, or that there is none."""
    lacks = "; ".join(f"{name}: {place.lacks}" for name, place in places(spec).items() if place.lacks)
    return lacks or _("company.yaml names none, and neither does the environment")


def named(called: Mapping[str, Any]) -> str:
    """A model as lists name it, and the environment's by its own name; empty where nobody was asked."""
    endpoint, model = called.get("endpoint") or "", called.get("model") or ""
    return str(model) if endpoint in ("", ENVIRONMENT) else f"{endpoint}/{model}"


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


def quirks_of(place: Place, measured: Mapping[str, Any]) -> Quirks:
    """What the founder said goes before what was measured, and that before what the preset says."""
    base = place.preset.quirks if place.preset else Quirks()
    own = place.own.model_dump(include=place.own.model_fields_set) if place.own else {}
    return Quirks.model_validate({**base.model_dump(), **measured, **own})
