"""A report as text for people and as JSON for programs."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from . import messages
from .money import grouped_number, plain_number
from .report import Report, Section


def as_text(report: Report) -> str:
    """Lay the report out in columns; ends with a newline."""
    blocks = [_section(section) for section in report.sections]
    if not blocks:
        blocks.append([messages.NOTHING])
    if report.unmatched:
        blocks.append(list(_unmatched(report)))
    if report.unreadable:
        blocks.append(list(_unreadable(report)))
    blocks.append([_count(report)])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def as_json(report: Report) -> str:
    """Give the same as JSON; amounts are strings, so that no reader rounds them."""
    value = {
        "sections": [
            {
                "month": section.month,
                "currency": section.currency,
                "categories": [
                    {
                        "category": total.category,
                        "lines": total.lines,
                        "amount": plain_number(total.amount, section.currency),
                    }
                    for total in section.totals
                ],
                "lines": section.lines,
                "amount": plain_number(section.amount, section.currency),
            }
            for section in report.sections
        ],
        "unmatched": [
            {
                "line": entry.line,
                "date": entry.date.isoformat(),
                "description": entry.description,
                "amount": plain_number(entry.amount, entry.currency),
                "currency": entry.currency,
            }
            for entry in report.unmatched
        ],
        "unreadable": [asdict(bad) for bad in report.unreadable],
        "other_months": report.elsewhere,
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def printable(text: str) -> str:
    """Replace what a terminal would act on: controls and invisible marks."""
    return "".join("?" if unicodedata.category(c) in _UNSEEN else c for c in text)


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _section(section: Section) -> list[str]:
    rows = [
        (
            messages.NO_CATEGORY if total.category is None else total.category,
            str(total.lines),
            grouped_number(total.amount, section.currency),
        )
        for total in section.totals
    ]
    whole = grouped_number(section.amount, section.currency)
    rows.append((messages.TOTAL, str(section.lines), whole))
    return [f"{section.month}  {section.currency}", *_columns(rows)]


def _columns(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Line up a name and two numbers; wide characters take two places."""
    cells = [[printable(cell) for cell in row] for row in rows]
    names, *numbers = (max(map(_width, column)) for column in zip(*cells, strict=True))
    for name, count, amount in cells:
        gap = " " * (names - _width(name))
        yield f"  {name}{gap}  {count:>{numbers[0]}}  {amount:>{numbers[1]}}"


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _unmatched(report: Report) -> Iterator[str]:
    yield messages.UNMATCHED.format(count=len(report.unmatched))
    for entry in report.unmatched:
        amount = grouped_number(entry.amount, entry.currency)
        place = messages.LINE.format(line=entry.line)
        what = printable(entry.description)
        yield f"  {place}  {entry.date}  {amount} {entry.currency}  {what}".rstrip()


def _unreadable(report: Report) -> Iterator[str]:
    yield messages.UNREADABLE.format(count=len(report.unreadable))
    for bad in report.unreadable:
        yield f"  {messages.LINE.format(line=bad.line)}  {printable(bad.reason)}"
        for line in bad.text.splitlines():
            yield f"      {printable(line)}"


def _count(report: Report) -> str:
    bad, elsewhere = len(report.unreadable), report.elsewhere
    return messages.COUNT.format(
        lines=report.lines + bad + elsewhere,
        counted=report.lines,
        unmatched=len(report.unmatched),
        elsewhere=elsewhere,
        unreadable=bad,
    )
