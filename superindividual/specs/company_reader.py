"""Read `company.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from superindividual.errors import SpecErrors
from superindividual.specs.company import CompanySpec
from superindividual.specs.files import read_file
from superindividual.specs.models import models_faults
from superindividual.specs.notify import notify_faults, without_literals
from superindividual.specs.policy import policy_faults
from superindividual.specs.reading import gathered, read, settings_of
from superindividual.specs.yaml import parse


def load_company(
    path: Path, agents: Collection[str] | None = None, steps: Collection[str] | None = None
) -> CompanySpec:
    """The company's settings; raises SpecErrors.

    `agents` and `steps` are the names that the policy can give rules for; None leaves its names unchecked.
    """
    document = parse(read_file(path), str(path))
    faults = list(notify_faults(document))
    try:
        made = read(document, CompanySpec, data=without_literals(settings_of(document)))
    except SpecErrors as error:
        raise gathered([*faults, *error.faults]) from error
    faults += models_faults(made.models, document)
    faults += policy_faults(made.policy, document, agents, steps)
    if faults:
        raise gathered(faults)
    return made
