"""The recipe `csv-reporter`: a command-line tool that sorts a bank's CSV by rules and reports by month.

The product's code stands in `csv_reporter/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read.
"""

from __future__ import annotations

from superindividual.rehearsal.packages.handover import handover
from superindividual.rehearsal.packages.scaffold import (
    Mutation,
    templates,
)
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job

RECIPE = "csv-reporter@1"
FALLBACK_NAME = "csv-reporter"

_DATA = "csv_reporter"
_MODULE = "csv_report"  # the templates' own name, replaced in the tests


_bug = Mutation.of_source

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
    work = handover(job, _DATA, _MODULE, FALLBACK_NAME)
    examples = templates(f"{_DATA}/{job.language}", ("rules.txt", "bank.csv"))
    found = templates(f"{_DATA}/{job.language}", ("README.md", "output.txt"))
    promises = work.texts["promises"]
    return work.proposal(
        RECIPE,
        promises,
        SEEDED_DEFECT,
        sources=work.sources(),
        tests=work.tests(),
        readme=work.readme(
            found["README.md"],
            promises,
            rules=examples["rules.txt"],
            bank=examples["bank.csv"],
            output=found["output.txt"],
        ),
        extra={f"examples/{name}": text for name, text in examples.items()},
        keywords=("bank", "bookkeeping", "csv", "report"),
    )
