"""Read `company.yaml`."""

from __future__ import annotations

from pathlib import Path

from superindividual.specs.company import CompanySpec
from superindividual.specs.files import read_file
from superindividual.specs.reading import read
from superindividual.specs.yaml import parse


def load_company(path: Path) -> CompanySpec:
    """The company's settings; raises SpecErrors."""
    return read(parse(read_file(path), str(path)), CompanySpec)
