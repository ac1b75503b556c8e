"""Check of the learning plan: each question has a measure, a day and a value at which something is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.outline import Outline, Table, outline_of
from superindividual.checks.source import csv_of
from superindividual.text import gettext as _

PLAN = "learning/plan.md"
METRICS = "learning/metrics.csv"

_COLUMNS = ["date", "metric", "value", "source"]
_FEWEST_COLUMNS = 4
_WHEN = re.compile(
    r"\b(?:day|week|month|hour|daily|weekly|launch|monday|tuesday|wednesday|thursday|friday)|\d{4}-\d{2}|[天日周月]|小时|发布",
    re.I,
)


def metrics_defined(subject: Subject) -> Answer:
    """Questions with measure, time and value to act on, and a file of measurements that invents none.

    A table needs at least four filled columns in every row, a number and a time among them; a plan without
    one must hold a question, a number and a time.
    """
    outline = outline_of(subject.bundle, PLAN)
    tables = [table for table in outline.tables if len(table.header) >= _FEWEST_COLUMNS and table.rows]
    questions = sum(len(table.rows) for table in tables) or len(re.findall(r"[?？]", outline.body))
    faults = [finding for table in tables for finding in _row_faults(table)]
    if not tables:
        faults += _prose_faults(outline)
    header, rows = csv_of(subject.bundle, METRICS)
    if header != _COLUMNS:
        faults.append(
            fault(METRICS, 1, _("The first line is not {header}.").format(header=",".join(_COLUMNS)))
        )
    faults += _measurement_faults(subject, rows)
    evidence = {"questions": questions, "tables": len(tables), "measurements": len(rows)}
    reason = _("{count} questions have a measure, a time and a value at which something is done.")
    return answer(faults, reason.format(count=questions), evidence=evidence)


def _row_faults(table: Table) -> Iterator[Finding]:
    for line, cells in table.rows:
        empty = [name for name, cell in zip(table.header, cells, strict=False) if not re.search(r"\w", cell)]
        if empty:
            yield fault(PLAN, line, _("This row does not say: {columns}.").format(columns=", ".join(empty)))
    text = " ".join(" ".join((*table.header, *cells)) for _line, cells in table.rows)
    if not re.search(r"\d", text):
        yield fault(
            PLAN,
            table.line,
            _("No row says at which value something is done."),
            _("Name a number for each question."),
        )
    if not _WHEN.search(text):
        yield fault(PLAN, table.line, _("No row says when we look."), _("Name a day for each question."))


def _prose_faults(outline: Outline) -> Iterator[Finding]:
    wanted = [
        (r"[?？]", _("No question stands in the plan.")),
        (r"\d", _("The plan names no value at which something is done.")),
        (_WHEN.pattern, _("The plan does not say when we look.")),
    ]
    remedy = _("A table with question, measure, when, value and action says it best.")
    for pattern, message in wanted:
        if not re.search(pattern, outline.body, re.I):
            yield fault(PLAN, 1, message, remedy)


def _measurement_faults(subject: Subject, rows: list[tuple[int, list[str]]]) -> Iterator[Finding]:
    """Only the founder measures: rows in anybody else's version are inventions."""
    own = subject.bundle.deliverable.produced_by == "founder"
    for line, cells in rows:
        if not own:
            yield fault(
                METRICS,
                line,
                _("A measurement stands here before anything was measured."),
                _("Leave only the first line."),
            )
        elif len(cells) != len(_COLUMNS) or not _is_date(cells[0]) or not _is_number(cells[2]):
            yield fault(METRICS, line, _("This row is not a date, a metric, a number and a source."))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


CHECKS = checks_of(metrics_defined)
