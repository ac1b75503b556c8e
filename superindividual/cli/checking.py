"""Which reader checks which file."""

from __future__ import annotations

from pathlib import Path

from superindividual.company import known_checks
from superindividual.errors import SpecErrors
from superindividual.paths import COMPANY_FILE, CompanyPaths, find_company
from superindividual.specs.agent_reader import load_agent
from superindividual.specs.brief_reader import load_brief
from superindividual.specs.catalog import Catalog
from superindividual.specs.company_reader import load_company
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import split
from superindividual.specs.validate import validate
from superindividual.specs.workflow_reader import load_workflow


def written_files(folder: Path | None) -> list[Path]:
    """All that the founder wrote in the company."""
    paths = find_company(folder or Path.cwd())
    own = [paths.spec]
    for part, pattern in (("agents", "*.md"), ("workflows", "*.yaml"), ("briefs", "*.md")):
        own += sorted(f for f in (paths.root / part).glob(pattern) if f.name != "README.md")
    return own


def check_file(path: Path) -> None:
    """Check one file by what it is; raises SpecError."""
    if path.name == COMPANY_FILE:
        load_company(path)
    elif path.suffix in (".yaml", ".yml"):
        workflow, document = load_workflow(path)
        faults = validate(workflow, document, _catalog(path), known_checks())
        if faults:
            raise SpecErrors(faults)
    elif _is_card(path):
        _card, warnings = load_agent(path)
        if warnings:
            raise SpecErrors(warnings)
    else:
        load_brief(path)


def _catalog(path: Path) -> Catalog:
    root = next((p for p in path.resolve().parents if (p / COMPANY_FILE).is_file()), None)
    return Catalog(CompanyPaths(root) if root else None)


def _is_card(path: Path) -> bool:
    """A card lies in a folder `agents`, or names and describes itself."""
    settings = split(read_file(path), str(path), 64 * 1024).settings.data if path.is_file() else {}
    return path.parent.name == "agents" or (
        isinstance(settings, dict) and {"name", "description"} <= settings.keys()
    )
