"""The recipe `unit-freight`: a command-line tool for metric sizes, volumetric and chargeable weight.

The product's code stands in `unit_freight/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read. Files are decoded and split into rows by the same code
as in the recipe `csv-reporter`, which is handed over with its tests.
"""

from __future__ import annotations

import re

from superindividual.rehearsal.packages.handover import Handover, handover
from superindividual.rehearsal.packages.scaffold import (
    VERSION,
    Mutation,
    changelog,
    fill,
    markdown,
    scaffold,
    templates,
    wants_defect,
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


def _bug(file: str, old: str, new: str) -> Mutation:
    return Mutation(f"src/{{module}}/{file}.py", old, new)


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
    work = handover(job, _DATA, FALLBACK_NAME)
    files = _package(work)
    if wants_defect(job):
        files = SEEDED_DEFECT.apply(files, work.name.module)
    claims = work.claims(work.texts["promises"])
    return Proposal(files=files, summary=work.summary(), claims=claims, recipe=RECIPE)


def _package(work: Handover) -> dict[str, bytes]:
    job, module = work.job, work.name.module
    sources = templates(f"{_SHARED}/src/{_SHARED_MODULE}", _READING) | templates(f"{_DATA}/src/{_MODULE}")
    if job.language == "zh-CN":
        sources |= templates(f"{_DATA}/zh-CN")
    examples = templates(f"{_DATA}/{job.language}", ("items.csv",))
    return scaffold(
        work.facts,
        module=module,
        sources=sources,
        tests=_tests(module),
        readme=_readme(work, examples["items.csv"]),
        description=work.texts["description"],
        command=work.name.command,
        licence=work.licence,
        changelog=changelog(job, work.texts["first"], work.texts["repaired"]),
        language=job.language,
        extra={
            "REQUIREMENTS.md": work.requirements(),
            **{f"examples/{name}": text for name, text in examples.items()},
        },
        author=job.identity.legal_name,
        email=job.identity.email,
        keywords=("chargeable weight", "freight", "units", "volumetric weight"),
    )


def _tests(module: str) -> dict[str, str]:
    shared = templates(f"{_SHARED}/tests", tuple(f"test_{name}" for name in ("decoding.py", "table.py")))
    tests = shared | templates(f"{_DATA}/tests")
    return {
        name: re.sub(rf"\b(?:{_SHARED_MODULE}|{_MODULE})\b", module, text) for name, text in tests.items()
    }


def _readme(work: Handover, items: str) -> str:
    found = templates(f"{_DATA}/{work.job.language}", ("README.md", "output.txt", "batch.txt"))
    texts = work.texts
    return fill(
        found["README.md"],
        {
            "product": markdown(work.facts.product),
            "summary": markdown(work.summary_line),
            "promises": "\n".join(f"- {promise}" for promise in texts["promises"].values()),
            "wheel": f"{work.name.module}-{VERSION}-py3-none-any.whl",
            "command": work.name.command,
            "items": items,
            "output": found["output.txt"],
            "batch": found["batch.txt"],
            "not_now": work.not_now(),
            "pricing": work.pricing(),
            "licence": texts["licence_open" if work.licence.is_open else "licence_own"],
        },
    )
