"""The recipe `csv-reporter`: a command-line tool that sorts a bank's CSV by rules and reports by month.

The product's code stands in `csv_reporter/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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

RECIPE = "csv-reporter@1"
FALLBACK_NAME = "csv-reporter"

_DATA = "csv_reporter"
_MODULE = "csv_report"  # the templates' own name, replaced in the tests


def _bug(file: str, old: str, new: str) -> Mutation:
    return Mutation(f"src/{{module}}/{file}.py", old, new)


SEEDED_DEFECT = _bug("report", "(entry.month, entry.currency)\n", "(entry.month, chosen[0].currency)\n")
"""What the first version does wrong, on purpose: all currencies of a month land in one sum."""

PLANTED_BUGS = (
    SEEDED_DEFECT,
    _bug("money", 'digits.rfind(".") > digits.rfind(",")', 'digits.rfind(".") < digits.rfind(",")'),
    _bug("money", "return -value if negative else value", "return value"),
    _bug("dates", 'if order == "month" else', 'if order != "month" else'),
    _bug("dates", "if order is None and first != second:", "if first > 31:"),
    _bug("rules", "for rule in rules if", "for rule in reversed(rules) if"),
    _bug("rules", "enumerate(text.splitlines(), start=1)", "enumerate(text.splitlines())"),
    _bug("statement", "unreadable.append(Unreadable(row.line, str(error), row.text))", "continue"),
    _bug("statement", "return -abs(amount), beside", "return abs(amount), beside"),
    _bug("report", "if category is None)", "if category is None and entry.amount < 0)"),
    _bug("report", "elsewhere=len(statement.entries) - len(chosen)", "elsewhere=0"),
    _bug("table", "start = begin + 1\n                    break", "return"),
    _bug("decoding", "if paired * 2 > len(runs):", "if paired * 2 < len(runs):"),
    _bug("columns", "enumerate(lines[:HEADER_WITHIN])", "enumerate(lines[:1])"),
    _bug("currencies", '    "€": "EUR",\n', '    "€": "EUR",\n    "$": "USD",\n'),
    _bug("render", '"?" if unicodedata.category(c) in _UNSEEN else c', "c"),
    _bug("cli", "    return BAD_LINES\n", "    return OK\n"),
    _bug("cli", "target.samefile(source)", "False"),
)
"""Faults that the produced tests must catch, one at a time."""


def csv_reporter(job: Job) -> Proposal:
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
    sources = templates(f"{_DATA}/src/{_MODULE}")
    if job.language == "zh-CN":
        sources |= templates(f"{_DATA}/zh-CN")
    tests = {
        name: re.sub(rf"\b{_MODULE}\b", module, text) for name, text in templates(f"{_DATA}/tests").items()
    }
    examples = templates(f"{_DATA}/{job.language}", ("rules.txt", "bank.csv"))
    return scaffold(
        work.facts,
        module=module,
        sources=sources,
        tests=tests,
        readme=_readme(work, examples),
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
        keywords=("bank", "bookkeeping", "csv", "report"),
    )


def _readme(work: Handover, examples: Mapping[str, str]) -> str:
    found = templates(f"{_DATA}/{work.job.language}", ("README.md", "output.txt"))
    texts = work.texts
    return fill(
        found["README.md"],
        {
            "product": markdown(work.facts.product),
            "summary": markdown(work.summary_line),
            "promises": "\n".join(f"- {promise}" for promise in texts["promises"].values()),
            "wheel": f"{work.name.module}-{VERSION}-py3-none-any.whl",
            "command": work.name.command,
            "rules": examples["rules.txt"],
            "bank": examples["bank.csv"],
            "output": found["output.txt"],
            "not_now": work.not_now(),
            "pricing": work.pricing(),
            "licence": texts["licence_open" if work.licence.is_open else "licence_own"],
        },
    )
