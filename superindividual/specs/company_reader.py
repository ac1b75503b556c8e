"""Read `company.yaml`."""

from __future__ import annotations

from pathlib import Path

from superindividual.errors import SpecErrors
from superindividual.specs.company import CompanySpec
from superindividual.specs.files import read_file
from superindividual.specs.notify import notify_faults, without_literals
from superindividual.specs.reading import gathered, read, settings_of
from superindividual.specs.yaml import parse


def load_company(path: Path) -> CompanySpec:
    """The company's settings; raises SpecErrors."""
    document = parse(read_file(path), str(path))
    faults = list(notify_faults(document))
    try:
        made = read(document, CompanySpec, data=without_literals(settings_of(document)))
    except SpecErrors as error:
        raise gathered([*faults, *error.faults]) from error
    if faults:
        raise gathered(faults)
    return made
