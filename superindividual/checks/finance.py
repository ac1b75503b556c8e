"""Check of the finance deliverable: the cash flow adds up, and every number says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.outline import outline_of
from superindividual.checks.source import csv_of, is_words, yaml_of
from superindividual.text import gettext as _

PLAN = "finance/plan.md"
CASH_FLOW = "finance/cash_flow.csv"
ASSUMPTIONS = "finance/assumptions.yaml"
WEEKS = 13

_COLUMNS = ["week", "opening", "in", "out", "closing"]
_UNKNOWN = re.compile(r"(?:unknown|n/?a|\?|-|–|未知|不详|待定)?", re.I)
_TOPICS = {
    "price": r"\bpric|价格|定价|售价",
    "cost": r"\bcost|成本",
    "break-even": r"break.?even|盈亏平衡|保本|回本",
    "runway": r"runway|\blasts?\b|资金.{0,8}(?:维持|支撑|撑)|现金跑道|跑道|可用多久|能撑",
    "what would change the answer": r"chang|sensitiv|if .{0,60}\bthen\b|改变|变化|敏感|如果",
}


@dataclass(frozen=True)
class Week:
    """One row; a figure is None where the file says that it is unknown."""

    line: int
    opening: Decimal | None
    income: Decimal | None
    out: Decimal | None
    closing: Decimal | None

    @property
    def known(self) -> bool:
        """Whether all four figures are there."""
        return None not in (self.opening, self.income, self.out, self.closing)


def cash_flow_balances(subject: Subject) -> Answer:
    """13 weeks, each opening where the last one closed, with opening + in - out = closing; exact decimals.

    Unknown figures stay unknown: the check then answers `not_assessed`, after everything known was added up.
    """
    header, rows = csv_of(subject.bundle, CASH_FLOW)
    faults: list[Finding] = []
    if header != _COLUMNS:
        faults.append(
            fault(CASH_FLOW, 1, _("The first line is not {header}.").format(header=",".join(_COLUMNS)))
        )
        return answer(faults, "", evidence={"weeks": len(rows)})
    weeks = [_week(line, cells, faults) for line, cells in rows]
    if len(rows) != WEEKS:
        faults.append(
            fault(CASH_FLOW, 1, _("There are {count} weeks; 13 are agreed.").format(count=len(rows)))
        )
    faults += _number_faults(rows)
    faults += _sum_faults(weeks)
    faults += _assumption_faults(subject)
    faults += _topic_faults(subject)
    unknown = sum(not week.known for week in weeks)
    evidence = {
        "weeks": len(rows),
        "balanced": len(rows) - unknown,
        "unknown": unknown,
        "closing": _closing(weeks),
    }
    unassessed = (
        _("{count} of {weeks} weeks hold unknown figures, so the cash flow cannot be added up to its end.")
        if unknown
        else ""
    )
    reason = _("All {count} weeks add up, each opens where the last one closed.")
    return answer(
        faults,
        reason.format(count=len(rows)),
        evidence=evidence,
        unassessed=unassessed.format(count=unknown, weeks=len(rows)),
    )


def _closing(weeks: Sequence[Week]) -> str | None:
    last = weeks[-1].closing if weeks else None
    return None if last is None else str(last)


def _week(line: int, cells: Sequence[str], faults: list[Finding]) -> Week:
    if len(cells) != len(_COLUMNS):
        faults.append(
            fault(CASH_FLOW, line, _("This row has {count} cells, not 5.").format(count=len(cells)))
        )
        return Week(line, None, None, None, None)
    figures = []
    for name, cell in zip(_COLUMNS[1:], cells[1:], strict=True):
        figure = _figure(cell)
        if figure is None and not _UNKNOWN.fullmatch(cell):
            remedy = _("Write plain digits with a point, in one currency, without its sign.")
            faults.append(
                fault(
                    CASH_FLOW,
                    line,
                    _("“{cell}” under {column} is no number.").format(cell=cell, column=name),
                    remedy,
                )
            )
        figures.append(figure)
    return Week(line, *figures)


def _figure(cell: str) -> Decimal | None:
    try:
        figure = Decimal(cell) if re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,6})?", cell) else None
    except InvalidOperation:
        figure = None
    return figure


def _number_faults(rows: Sequence[tuple[int, list[str]]]) -> Iterator[Finding]:
    for number, (line, cells) in enumerate(rows, start=1):
        digits = re.findall(r"\d+", cells[0])
        dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", cells[0]) or re.fullmatch(r"\d{4}-W\d{2}", cells[0])
        if not dated and (len(digits) != 1 or int(digits[0][:6]) != number):
            yield fault(
                CASH_FLOW, line, _("Week {number} is called “{name}”.").format(number=number, name=cells[0])
            )


def _sum_faults(weeks: Sequence[Week]) -> Iterator[Finding]:
    for index, week in enumerate(weeks):
        if week.known and week.opening + week.income - week.out != week.closing:  # type: ignore[operator]
            due = week.opening + week.income - week.out  # type: ignore[operator]
            message = _("{opening} + {income} - {out} is {due}, not {closing}.")
            yield fault(
                CASH_FLOW,
                week.line,
                message.format(
                    opening=week.opening, income=week.income, out=week.out, due=due, closing=week.closing
                ),
            )
        for name, figure in (("in", week.income), ("out", week.out)):
            if figure is not None and figure < 0:
                yield fault(
                    CASH_FLOW, week.line, _("A negative amount stands under {column}.").format(column=name)
                )
        before = weeks[index - 1].closing if index else None
        if before is not None and week.opening is not None and week.opening != before:
            message = _("The week opens with {opening}, but the last one closed with {closing}.")
            yield fault(CASH_FLOW, week.line, message.format(opening=week.opening, closing=before))


def _assumption_faults(subject: Subject) -> Iterator[Finding]:
    document = yaml_of(subject.bundle, ASSUMPTIONS)
    nested = isinstance(document.data, Mapping)
    entries = document.data.get("assumptions") if nested else document.data
    if not isinstance(entries, list) or not entries:
        yield fault(ASSUMPTIONS, 1, _("The file must list every number that was used; it lists none."))
        return
    book = EvidenceBook(subject)
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        line = document.at(("assumptions", index) if nested else (index,)).line
        yield from _entry_faults(entry, line, book, seen)


def _entry_faults(entry: object, line: int, book: EvidenceBook, seen: set[str]) -> Iterator[Finding]:
    if not isinstance(entry, Mapping):
        yield fault(ASSUMPTIONS, line, _("An entry must say id, name, value, unit and evidence."))
        return
    missing = [
        name for name in ("id", "name", "value", "unit", "evidence") if entry.get(name) in (None, "", [])
    ]
    if missing:
        yield fault(
            ASSUMPTIONS, line, _("This entry does not say: {fields}.").format(fields=", ".join(missing))
        )
    name = str(entry.get("id", ""))
    if name and name in seen:
        yield fault(ASSUMPTIONS, line, _("{id} stands twice.").format(id=name))
    seen.add(name)
    cited = entry.get("evidence") or ()
    for reference in [cited] if is_words(cited) else cited if isinstance(cited, list) else ():
        for one in str(reference).split():
            if one not in ("assumption", f"assumption:{name}") and (reason := book.fault_of(one)):
                yield fault(ASSUMPTIONS, line, f"{name}: {reason}")


def _topic_faults(subject: Subject) -> Iterator[Finding]:
    text = outline_of(subject.bundle, PLAN).body
    for topic, pattern in _TOPICS.items():
        if not re.search(pattern, text, re.I):
            message = _("The plan does not speak of: {topic}.").format(topic=topic)
            yield fault(PLAN, 1, message, _("Unknown is an answer; write that it is unknown."))


CHECKS = checks_of(cash_flow_balances)
