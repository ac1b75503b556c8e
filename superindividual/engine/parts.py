"""Parts: what a worker takes from a company; the façade above has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.workspace.objects import ObjectStore


class Parts(Protocol):
    """A company, seen from the engine's floor."""

    @property
    def paths(self) -> CompanyPaths:
        """Its folders."""
        ...

    @property
    def spec(self) -> CompanySpec:
        """Its settings."""
        ...

    @property
    def journal(self) -> Journal:
        """Its journal."""
        ...

    @property
    def objects(self) -> ObjectStore:
        """Its content by hash."""
        ...

    @property
    def catalog(self) -> Catalog:
        """Its cards and workflows."""
        ...

    def start(self, workflow: str, *, brief: Path, inputs: dict[str, Any] | None = None) -> Run:
        """Begin a run of a workflow's file; raises CompanyError and SpecErrors."""
        ...
