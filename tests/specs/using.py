"""Workflows that use one another, written into a folder, for tests of what is said about them."""

from __future__ import annotations

from pathlib import Path

from superindividual.company import known_checks
from superindividual.errors import SpecErrors
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.expansion import Expansion
from superindividual.specs.validate import checked

STEP = "{agent: scout, deliver: discovery}"
USED = f"""name: used
inputs:
  brief: {{type: file, required: true}}
  markets: {{type: list, required: true}}
  price: {{type: number, default: 3, min: 1, max: 9}}
  tone: {{choices: [warm, dry]}}
  quick: {{type: boolean}}
  paper: {{type: file}}
steps:
  a: {STEP}
  b: {{agent: designer, deliver: prd, needs: [a], form: {{ok: {{type: boolean}}}}}}
outputs:
  said: {{value: "${{{{ steps.b.summary }}}}"}}
  count: {{value: "${{{{ len(steps.a.files) }}}}"}}
  ok: {{value: "${{{{ steps.b.form.ok }}}}"}}
  data: {{value: "${{{{ steps.b.data }}}}"}}
"""


def written(folder: Path, **files: str) -> Path:
    """Each as `NAME.yaml`; the folder."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def whole(folder: Path, name: str = "w", *, company: Path | None = None) -> Expansion:
    """The workflow with all that it uses; raises SpecErrors."""
    file = folder / f"{name}.yaml"
    catalog = Catalog(CompanyPaths(company) if company else None)
    return checked(file.read_bytes(), str(file), catalog, known_checks())


def faults(folder: Path, name: str = "w", *, company: Path | None = None) -> list[str]:
    """What is wrong, each with the name of its file."""
    try:
        whole(folder, name, company=company)
    except SpecErrors as error:
        return [str(fault).removeprefix(f"{folder}/") for fault in error.faults]
    return []


def calling(step: str, rest: str = "") -> str:
    """A workflow whose step on line 7 uses another."""
    return f"""name: w
inputs:
  brief: {{type: file, required: true}}
  markets: {{type: list, default: [CN]}}
steps:
  first: {STEP}
  legal: {{uses: used.yaml, {step}}}
{rest}"""
