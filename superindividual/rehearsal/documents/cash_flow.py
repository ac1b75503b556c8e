"""CashFlow: 13 weeks in one currency; what comes in and goes out always adds up."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

WEEKS = 13


@dataclass(frozen=True)
class Week:
    """One week; `closing` is opening plus in less out, to the last digit."""

    number: int
    opening: Decimal
    income: Decimal
    out: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left at the week's end."""
        return self.opening + self.income - self.out


def cash_flow(opening: Decimal, income: list[Decimal], out: list[Decimal]) -> list[Week]:
    """The weeks, each opening with what the last one closed with."""
    weeks: list[Week] = []
    for number, (into, outof) in enumerate(zip(income, out, strict=True), 1):
        weeks.append(Week(number, opening, into, outof))
        opening = weeks[-1].closing
    return weeks


def cash_flow_csv(weeks: list[Week]) -> str:
    """The file, head included."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["week", "opening", "in", "out", "closing"])
    for week in weeks:
        writer.writerow([week.number, week.opening, week.income, week.out, week.closing])
    return stream.getvalue()
