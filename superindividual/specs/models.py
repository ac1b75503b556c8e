"""ModelsSpec: where the company's models are asked, which tier means which, where data may go, and which credits pay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, StrictFloat

from superindividual.errors import SpecError
from superindividual.specs.delegate import VIA
from superindividual.specs.nearest import nearest
from superindividual.specs.preset import address_fault, load_presets
from superindividual.specs.quirks import Quirks
from superindividual.specs.workflow import ADDRESS, KEPT_AT, Spec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

Tier = Literal["fast", "strong", "reasoning"]

TIERS: tuple[Tier, ...] = ("fast", "strong", "reasoning")

ENVIRONMENT = "environment"
"""The endpoint that OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL describe; it can stand in a list."""


class EndpointSpec(Spec):
    """A server that models are asked at."""

    preset: str | None = None
    """A known one: `deepseek`, `ollama` …; `superindividual models` lists them."""
    base_url: str | None = Field(default=None, pattern=ADDRESS, max_length=300)
    """Its address where no preset has it, without `/chat/completions`."""
    key: str = Field(default="", pattern=KEPT_AT)
    """Where its key is kept, `env:NAME` or `keyring:SERVICE/USER`; never the key. Left out: as the preset says."""
    region: str = Field(default="", max_length=20)
    """Where what is sent is processed: `CN`, `EU`, `US`, `local` …; left out: as the preset says."""
    quirks: Quirks | None = None
    """How it differs from OpenAI's; goes before what the preset says and what was measured."""


class DataSpec(Spec):
    """Where data of one label may go. What is not named here is no place for it."""

    regions: tuple[str, ...] = Field(default=(), max_length=20)
    """Regions of endpoints: `EU`, `local` …"""
    endpoints: tuple[str, ...] = Field(default=(), max_length=50)
    """Endpoints by name, wherever they are; `acp:NAME` for a coding agent that has the network."""


class CreditSpec(Spec):
    """Credits or a voucher that pay for calls; they are spent first, those that expire soonest before others."""

    endpoint: str
    """Where they are valid."""
    usd: StrictFloat = Field(gt=0)
    """What they are worth, in US dollars; the call that crosses it is still paid."""
    until: date
    """The last day on which they are valid."""


class ModelsSpec(Spec):
    """The company's models. Without this the environment's one model does everything."""

    endpoints: dict[str, EndpointSpec] = Field(default={}, max_length=50)
    """Servers by a name of your own."""
    tiers: dict[Tier, tuple[str, ...]] = Field(default={}, max_length=3)
    """For each tier the models that it means, `ENDPOINT/MODEL`; those after the first are asked when it fails."""
    embedding: str = Field(default="", max_length=200)
    """The model by which the memory is searched by meaning, `ENDPOINT/MODEL`; left out: as OPENAI_EMBEDDING_MODEL says."""
    choose: Literal["listed", "cheapest"] = "listed"
    """Which model of a tier is asked first, after those that credits pay for: the first one, or the cheapest."""
    data: dict[str, DataSpec] = Field(default={}, max_length=50)
    """Where data may go, by its label; steps and inputs name the label: `data: [client]`."""
    credits: dict[str, CreditSpec] = Field(default={}, max_length=50)
    """What pays for calls, by a name of your own."""

    def barred(self, labels: Iterable[str], name: str, region: str) -> list[str]:
        """Those of the labels whose data may not go to the endpoint of that name in that region."""
        rules = {label: self.data.get(label, DataSpec()) for label in sorted(set(labels))}
        return [
            label
            for label, rule in rules.items()
            if region not in rule.regions and name not in rule.endpoints
        ]


def models_faults(spec: ModelsSpec, document: Document) -> Iterator[SpecError]:
    """Names that stand for nothing: presets, endpoints in lists, rules and credits; and endpoints without an address."""
    known = {*spec.endpoints, ENVIRONMENT}
    for name, endpoint in spec.endpoints.items():
        yield from _endpoint_faults(name, endpoint, document)
    for tier, listed in spec.tiers.items():
        for number, reference in enumerate(listed):
            yield from _reference_faults(reference, ("models", "tiers", tier, number), document, known)
    if spec.embedding:
        yield from _reference_faults(spec.embedding, ("models", "embedding"), document, known)
    named: list[tuple[Path_, str]] = [
        (("models", "credits", name, "endpoint"), c.endpoint) for name, c in spec.credits.items()
    ]
    for label, rule in spec.data.items():
        named += [(("models", "data", label, "endpoints", n), e) for n, e in enumerate(rule.endpoints)]
    for path, name in named:
        if name not in known and not (path[1] == "data" and name.startswith(VIA)):
            yield _unknown(document, path, name, known)


def _endpoint_faults(name: str, endpoint: EndpointSpec, document: Document) -> Iterator[SpecError]:
    at: Path_ = ("models", "endpoints", name)
    presets = load_presets()
    if endpoint.preset is not None and endpoint.preset not in presets:
        yield _unknown(document, (*at, "preset"), endpoint.preset, presets)
    if "/" in name:
        message = _("the name {name} has a stroke in it").format(name=one_line(name, 40))
        yield SpecError(document.key_at(at), message, remedy=_("choose one without"), field=name)
    if why := address_fault(endpoint.base_url) if endpoint.base_url else "":
        message = _("the endpoint {name} has an address that is none: {why}").format(
            name=one_line(name, 40), why=why
        )
        remedy = _("write one like https://api.example.com/v1")
        yield SpecError(document.at((*at, "base_url")), message, remedy=remedy, field="base_url")
    if endpoint.preset is None and endpoint.base_url is None:
        message = _("the endpoint {name} has no address").format(name=one_line(name, 40))
        yield SpecError(document.key_at(at), message, remedy=_("add preset: … or base_url: …"), field=name)


def _reference_faults(
    reference: str, path: Path_, document: Document, known: set[str]
) -> Iterator[SpecError]:
    name, slash, model = reference.partition("/")
    if reference == ENVIRONMENT and path[1] == "tiers":
        return
    if not (slash and model):
        message = _("{name} names no model").format(name=one_line(reference, 60))
        yield SpecError(document.at(path), message, remedy=_("write ENDPOINT/MODEL"), field=str(path[1]))
    elif name not in known:
        yield _unknown(document, path, name, known)


def _unknown(document: Document, path: Path_, name: str, known: Mapping[str, Any] | set[str]) -> SpecError:
    message = _("there is no {name}").format(name=one_line(name, 60))
    field = next((part for part in reversed(path) if isinstance(part, str)), "")
    return SpecError(document.at(path), message, remedy=nearest(name, set(known)), field=field)
