"""Quite different products with their briefs and facts, and jobs made from them as the engine would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import superindividual.specs.kind
from superindividual.ids import RunId, StepId, digest
from superindividual.rehearsal.launch import RECIPES
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Artifact, Bundle, Deliverable

HERE = Path(__file__).parent
TODAY = date(2026, 3, 2)
FULL_IDENTITY = IdentitySpec(
    legal_name="Mira Vogt",
    postal_address="Lindenstr. 4, 10969 Berlin, Germany",
    email="mira@ledgerline.example",
    website="https://ledgerline.example",
    registration="DE 123456789",
)


def load_kinds() -> dict[str, Kind]:
    """The contracts as they ship."""
    path = Path(superindividual.specs.kind.__file__).parent / "kinds.yaml"
    entries = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return {name: Kind.model_validate({"name": name, **entry}) for name, entry in entries.items()}


KINDS = load_kinds()


def load_product(name: str) -> dict[str, Any]:
    """Brief lines and facts of one product."""
    loaded: dict[str, Any] = json.loads((HERE / "products" / f"{name}.json").read_text("utf-8"))
    return loaded


def bundle(kind: str, files: Mapping[str, bytes], language: str = "en") -> Bundle:
    """Files as a deliverable of an earlier step."""
    artifacts = tuple(Artifact(path=p, sha256=digest(b), size=len(b)) for p, b in sorted(files.items()))
    made = Deliverable.model_validate(
        {
            "kind": kind,
            "files": artifacts,
            "summary": kind,
            "language": language,
            "produced_by": "rehearsal/test@1",
        }
    )
    return Bundle(made, files)


def make_job(
    kind: str,
    facts: ProductFacts,
    brief: str,
    inputs: Mapping[str, Mapping[str, bytes]] | None = None,
    **changes: Any,
) -> Job:
    """A job for one kind; `inputs` maps kinds to files."""
    bundles = {
        StepId("discovery"): bundle("discovery", {"discovery/facts.json": facts.model_dump_json().encode()})
    }
    bundles |= {StepId(name): bundle(name, files, facts.language) for name, files in (inputs or {}).items()}
    fields = {
        "run": RunId("R-test2345"),
        "step": StepId(kind),
        "attempt": 1,
        "agent": AgentSpec(name="marketer", description="markets", prompt="Market."),
        "task": "",
        "kind": KINDS[kind],
        "brief": Brief(text=brief, body_line=1, language=facts.language),
        "language": facts.language,
        "today": TODAY,
        "inputs": bundles,
    }
    return Job(**{**fields, **changes})  # type: ignore[arg-type]


def propose(
    kind: str,
    product: str,
    facts: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Mapping[str, bytes]] | None = None,
    **changes: Any,
) -> Proposal:
    """What a recipe makes of one of the products, with some facts changed."""
    entry = load_product(product)
    read = ProductFacts.model_validate({**entry["facts"], **(facts or {})})
    return RECIPES[kind](make_job(kind, read, "\n".join(entry["brief"]), inputs, **changes))


def front_matter(content: bytes) -> tuple[dict[str, Any], str]:
    """Fields and body of a post, read by an independent YAML 1.2 parser."""
    head, _, body = content.decode().removeprefix("---\n").partition("\n---\n")
    return YAML(typ="safe", pure=True).load(head), body.strip("\n")


class Launch:
    """What the tests use; a fixture, since tests cannot import a conftest by name."""

    propose = staticmethod(propose)
    front_matter = staticmethod(front_matter)
    bundle = staticmethod(bundle)
    make_job = staticmethod(make_job)
    product = staticmethod(load_product)
    identity = FULL_IDENTITY
    today = TODAY
    kinds = KINDS


@pytest.fixture(scope="session")
def launch() -> Launch:
    """Products, jobs and recipes."""
    return Launch()
