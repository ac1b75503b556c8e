"""Briefs with their facts, and jobs made from them, as the engine would make them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import superindividual
from superindividual.ids import RunId, StepId, digest
from superindividual.rehearsal.documents import RECIPES
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Artifact, Bundle, Deliverable

HERE = Path(__file__).parent
PRODUCTS = ("csv", "converter", "game", "service", "thin", "site")

MakeJob = Callable[..., Job]


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, Kind]:
    """The contracts as they ship."""
    path = Path(superindividual.__file__).parent / "specs" / "kinds.yaml"
    entries = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return {name: Kind.model_validate({"name": name, **entry}) for name, entry in entries.items()}


@pytest.fixture(scope="session")
def products() -> Mapping[str, dict[str, Any]]:
    """Quite different products: brief lines and facts."""
    return {name: json.loads((HERE / "products" / f"{name}.json").read_text("utf-8")) for name in PRODUCTS}


def bundle(kind: str, files: Mapping[str, bytes], facts: ProductFacts) -> Bundle:
    """Files as a deliverable of an earlier step."""
    artifacts = tuple(Artifact(path=p, sha256=digest(b), size=len(b)) for p, b in sorted(files.items()))
    made = Deliverable(
        kind=kind, files=artifacts, summary=kind, language=facts.language, produced_by="rehearsal/test@1"
    )
    return Bundle(made, files)


@pytest.fixture(scope="session")
def make_job(kinds: Mapping[str, Kind]) -> MakeJob:
    """A job for one kind, from facts, with the PRD that the recipe makes of the same facts."""

    def make(kind: str, facts: ProductFacts, brief_text: str = "", **changes: Any) -> Job:
        text = facts.model_dump_json().encode()
        inputs = {StepId("discovery"): bundle("discovery", {"discovery/facts.json": text}, facts)}
        job = Job(
            run=RunId("R-test2345"),
            step=StepId(kind),
            attempt=1,
            agent=AgentSpec(name="designer", description="designs", prompt="Design."),
            task="",
            kind=kinds[kind],
            brief=Brief(text=brief_text or facts.product, body_line=1, language=facts.language),
            language=facts.language,
            today=date(2026, 3, 2),
            inputs=inputs,
        )
        if kind != "prd":
            requirements = RECIPES["prd"](make("prd", facts, brief_text))
            inputs[StepId("prd")] = bundle("prd", requirements.files, facts)
        return Job(**{**job.__dict__, **changes})

    return make


@pytest.fixture(scope="session")
def propose(make_job: MakeJob, products: Mapping[str, dict[str, Any]]) -> Callable[..., Proposal]:
    """What a recipe makes of one of the products, with some facts changed."""

    def run(kind: str, product: str, facts: Mapping[str, Any] | None = None, **changes: Any) -> Proposal:
        entry = products[product]
        read = ProductFacts.model_validate({**entry["facts"], **(facts or {})})
        return RECIPES[kind](make_job(kind, read, "\n".join(entry["brief"]), **changes))

    return run
