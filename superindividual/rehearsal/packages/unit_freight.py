"""The recipe `unit-freight`: a command-line tool for metric sizes, volumetric and chargeable weight.

The product's code stands in `unit_freight/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read. Files are decoded and split into rows by the same code
as in the recipe `csv-reporter`, which is handed over with its tests.
"""

from __future__ import annotations

from superindividual.rehearsal.packages.handover import handover
from superindividual.rehearsal.packages.scaffold import (
    Mutation,
    templates,
)
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job

RECIPE = "unit-freight@1"
FALLBACK_NAME = "unit-freight"

_DATA = "unit_freight"
_MODULE = "unit_freight"  # the templates' own name, replaced in the tests
_SHARED = "csv_reporter"
_SHARED_MODULE = "csv_report"
_READING = ("decoding.py", "errors.py", "table.py")
_READING_TESTS = ("test_decoding.py", "test_table.py")


_bug = Mutation.of_source

SEEDED_DEFECT = _bug("freight", "math.ceil(weight / step) * step", "round(weight / step) * step")
"""What the first version does wrong, on purpose: the chargeable weight is rounded to the nearest step."""

PLANTED_BUGS = (
    SEEDED_DEFECT,
    _bug("freight", "larger = max(weight, volumetric)", "larger = volumetric"),
    _bug("units", '"0.45359237"', '"0.4536"'),
    _bug("figures", "* 2 + 1) // 2", "* 2) // 2"),
    _bug("item", 'if kind in ("<wide>", "<narrow>", "<square>"):', "if kind:"),
    _bug("item", "elif said and len(said) < SIDES:", "elif not said and unit is None:"),
    _bug("item", "if len(places) > 1:", "if len(places) > 2:"),
    _bug("steps", "charge.volumetric if charge.by_volume else result.weight", "charge.volumetric"),
    _bug("columns", "return role, unit", "return role, None"),
    _bug("batch", "return Outcome(row.line, row.cells, row.text, reason", "return Outcome(0, (), '', reason"),
    _bug("render", "[outcome.line, *kept, *cells, outcome.reason]", '[outcome.line, *kept, *cells, ""]'),
    _bug("cli", "    return BAD_LINES\n", "    return OK\n"),
    _bug("cli", "target.samefile(source)", "False"),
)
"""Faults that the produced tests must catch, one at a time."""


def unit_freight(job: Job) -> Proposal:
    """Hand over the package.

    Raises:
        StepFailed: the job has no facts.
    """
    work = handover(job, _DATA, _MODULE, FALLBACK_NAME)
    examples = templates(f"{_DATA}/{job.language}", ("items.csv",))
    found = templates(f"{_DATA}/{job.language}", ("README.md", "output.txt", "batch.txt"))
    promises = work.texts["promises"]
    return work.proposal(
        RECIPE,
        promises,
        SEEDED_DEFECT,
        sources=work.sources(templates(f"{_SHARED}/src/{_SHARED_MODULE}", _READING)),
        tests=work.tests(templates(f"{_SHARED}/tests", _READING_TESTS), _SHARED_MODULE),
        readme=work.readme(
            found["README.md"],
            promises,
            items=examples["items.csv"],
            output=found["output.txt"],
            batch=found["batch.txt"],
        ),
        extra={f"examples/{name}": text for name, text in examples.items()},
        keywords=("chargeable weight", "freight", "units", "volumetric weight"),
    )
