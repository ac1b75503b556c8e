"""`graph`: a workflow as a picture in the terminal, or as Mermaid."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from superindividual.cli.checking import catalog_of
from superindividual.cli.output import emit
from superindividual.company import checked_file
from superindividual.specs.mermaid import mermaid
from superindividual.specs.picture import picture


def graph(options: Namespace) -> int:
    """Draw a workflow that has no faults; it needs no company."""
    catalog = catalog_of(options.company / "x" if options.company else Path(options.workflow))
    file = catalog.workflow_file(options.workflow)
    workflow = checked_file(file, catalog)
    value = {"name": workflow.name, "mermaid": mermaid(workflow), "picture": picture(workflow)}
    return emit(
        options, value, lambda: mermaid(workflow).splitlines() if options.mermaid else picture(workflow)
    )
