"""A statement: the lines of a bank's file, each read or reported, none dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from . import messages
from .columns import Layout, find_layout
from .currencies import currency_in
from .dates import Order, UnclearDateError, day_or_month_first, parse_date
from .errors import InputError
from .money import Mark, UnclearAmountError, decimal_mark, parse_amount
from .table import Row, lines_of, rows

_IN = frozenset(
    ("+", "c", "cr", "credit", "h", "haben", "in", "入账", "收", "收入", "贷", "贷方")
)
_OUT = frozenset(
    ("-", "d", "dr", "debit", "s", "soll", "out", "出账", "支", "支出", "借", "借方")
)


@dataclass(frozen=True)
class Entry:
    """One line that was read; what goes out is negative."""

    line: int
    date: date
    description: str
    amount: Decimal
    currency: str

    @property
    def month(self) -> str:
        """The month as `YYYY-MM`."""
        return f"{self.date:%Y-%m}"


@dataclass(frozen=True)
class Unreadable:
    """One line that could not be read, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Options:
    """What the user settles because a file may leave it open."""

    order: Order | None = None
    mark: Mark | None = None
    currency: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """All lines below the header, in the file's order."""

    entries: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]


def read_statement(text: str, options: Options) -> Statement:
    """Read a delimited file.

    Raises:
        InputError: no header is found, nothing names the currency, or dates or amounts
            may be read in two ways and the options do not settle which.
    """
    lines = lines_of(text)
    layout = find_layout(lines, options.columns)
    if layout.currency < 0 and not (layout.unit or options.currency):
        options = _currency_beside(lines, layout, options)
    body = list(
        rows(lines, layout.delimiter, start=layout.header + 1, width=layout.width)
    )
    order = options.order or day_or_month_first(_column(body, layout.date))
    amounts = _column(body, layout.amount, layout.debit, layout.credit)
    reader = _Reader(layout, options, order, options.mark or decimal_mark(amounts))
    return reader.read(body)


def _column(body: Iterable[Row], *indexes: int) -> list[str]:
    return [row.cells[i] for row in body for i in indexes if 0 <= i < len(row.cells)]


def _currency_beside(lines: list[str], layout: Layout, options: Options) -> Options:
    """Go on without a currency only where amounts carry one, as in `12.50 EUR`."""
    body = rows(lines, layout.delimiter, start=layout.header + 1)
    for text in _column(body, layout.amount, layout.debit, layout.credit):
        try:
            if parse_amount(text, ".")[1]:
                return options
        except ValueError:
            continue
    raise InputError(messages.NO_CURRENCY)


@dataclass(frozen=True)
class _Reader:
    layout: Layout
    options: Options
    order: Order | None
    mark: Mark | None

    def read(self, body: Iterable[Row]) -> Statement:
        entries: list[Entry] = []
        unreadable: list[Unreadable] = []
        for row in body:
            try:
                entries.append(self._entry(row))
            except (UnclearDateError, UnclearAmountError) as error:
                message = messages.AT_LINE.format(line=row.line, reason=error)
                raise InputError(message) from None
            except ValueError as error:
                unreadable.append(Unreadable(row.line, str(error), row.text))
        return Statement(tuple(entries), tuple(unreadable))

    def _entry(self, row: Row) -> Entry:
        if row.fault:
            raise ValueError(row.fault)
        self._check_width(row)
        amount, beside = self._amount(row)
        return Entry(
            line=row.line,
            date=parse_date(self._cell(row, self.layout.date), self.order),
            description=self._description(row),
            amount=amount,
            currency=self._currency(row, beside),
        )

    def _check_width(self, row: Row) -> None:
        """Refuse a line whose cells a separator too many has moved."""
        surplus = any(cell.strip() for cell in row.cells[self.layout.width :])
        needed = (
            self.layout.date,
            self.layout.amount,
            self.layout.debit,
            self.layout.credit,
            self.layout.direction,
            self.layout.currency,
            *self.layout.descriptions,
        )
        if surplus or len(row.cells) <= max(needed):
            found, expected = len(row.cells), self.layout.width
            raise ValueError(messages.WIDTH.format(found=found, expected=expected))

    def _cell(self, row: Row, index: int) -> str:
        return row.cells[index].strip() if index >= 0 else ""

    def _description(self, row: Row) -> str:
        cells = (self._cell(row, index) for index in self.layout.descriptions)
        return " · ".join(" ".join(cell.split()) for cell in cells if cell)

    def _amount(self, row: Row) -> tuple[Decimal, str]:
        if self.layout.amount < 0:
            return self._debit_or_credit(row)
        amount, beside = parse_amount(self._cell(row, self.layout.amount), self.mark)
        if self.layout.direction < 0:
            return amount, beside
        word = self._cell(row, self.layout.direction)
        if word.casefold() in _OUT:
            return -abs(amount), beside
        if word.casefold() in _IN:
            return abs(amount), beside
        raise ValueError(messages.NO_DIRECTION.format(text=word))

    def _debit_or_credit(self, row: Row) -> tuple[Decimal, str]:
        found = []
        for index, sign in ((self.layout.debit, -1), (self.layout.credit, 1)):
            if cell := self._cell(row, index):
                amount, beside = parse_amount(cell, self.mark)
                found.append((abs(amount) * sign, beside))
        filled = [pair for pair in found if pair[0]] or found[:1]
        if len(filled) != 1:
            raise ValueError(messages.DEBIT_OR_CREDIT)
        return filled[0]

    def _currency(self, row: Row, beside: str) -> str:
        cell = self._cell(row, self.layout.currency)
        named = currency_in(cell)
        if cell and not named:
            raise ValueError(messages.UNKNOWN_CURRENCY.format(text=cell))
        if named and beside and named != beside:
            raise ValueError(messages.TWO_CURRENCIES.format(one=named, two=beside))
        code = named or beside or self.layout.unit or self.options.currency
        if not code:
            raise ValueError(messages.LINE_WITHOUT_CURRENCY)
        return code
