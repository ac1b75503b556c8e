"""The report: sums by month, currency and category; currencies are never added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .money import EXACT
from .rules import Rule, category_of
from .statement import Entry, Statement, Unreadable


@dataclass(frozen=True)
class Total:
    """A number of lines and their sum; category None: no rule matched."""

    category: str | None
    lines: int
    amount: Decimal


@dataclass(frozen=True)
class Section:
    """One month in one currency; categories stand in the order of the rules."""

    month: str
    currency: str
    totals: tuple[Total, ...]

    @property
    def lines(self) -> int:
        """The number of lines in it."""
        return sum(total.lines for total in self.totals)

    @property
    def amount(self) -> Decimal:
        """The sum of all its categories."""
        return _sum([total.amount for total in self.totals])


@dataclass(frozen=True)
class Report:
    """What is printed. Every line read is in a section, unreadable, or elsewhere."""

    sections: tuple[Section, ...]
    unmatched: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]
    elsewhere: int
    """Lines of months that were not asked for."""

    @property
    def lines(self) -> int:
        """The number of lines that the sections count."""
        return sum(section.lines for section in self.sections)


def make_report(
    statement: Statement, rules: Sequence[Rule], month: str | None = None
) -> Report:
    """Sort the lines of a statement, of one month (`YYYY-MM`) or of all, and add up."""
    chosen = [entry for entry in statement.entries if month in (None, entry.month)]
    placed = [(entry, category_of(entry.description, rules)) for entry in chosen]
    groups: dict[tuple[str, str], list[tuple[Entry, str | None]]] = {}
    for entry, category in placed:
        key = (entry.month, entry.currency)
        groups.setdefault(key, []).append((entry, category))
    order = list(dict.fromkeys(rule.category for rule in rules))
    return Report(
        sections=tuple(
            Section(*key, _totals(groups[key], [*order, None]))
            for key in sorted(groups)
        ),
        unmatched=tuple(entry for entry, category in placed if category is None),
        unreadable=statement.unreadable,
        elsewhere=len(statement.entries) - len(chosen),
    )


def _totals(
    placed: Sequence[tuple[Entry, str | None]], order: Sequence[str | None]
) -> tuple[Total, ...]:
    totals = []
    for category in order:
        amounts = [entry.amount for entry, found in placed if found == category]
        if amounts:
            totals.append(Total(category, len(amounts), _sum(amounts)))
    return tuple(totals)


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
