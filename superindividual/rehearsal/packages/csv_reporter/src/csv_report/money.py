"""Amounts: exact decimals, read with a decimal point or a decimal comma."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact
from typing import Literal

from . import messages
from .currencies import SHARED_SIGNS, WITHOUT_CENTS, currency_in

Mark = Literal[".", ","]
"""The decimal mark."""

EXACT = Context(prec=100, traps=[Inexact])
"""Sums that would have to be rounded fail, instead of being nearly right."""

_PARTS = re.compile(r"(?P<before>[^\d.,+\-()]*)(?P<number>[\d.,' ]+)(?P<after>\D*)")
_SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d*)?")
_SIGN_INSIDE = re.compile(r"\d\s*[-+]\s*\d")
_LONGEST = 40


class UnclearAmountError(ValueError):
    """`1,234` may be a thousand or a little more than one."""


def decimal_mark(amounts: Iterable[str]) -> Mark | None:
    """Give the mark that all clear amounts agree on; None when none or not all do."""
    marks = {mark for text in amounts if (mark := _mark(_digits(text)))}
    return marks.pop() if len(marks) == 1 else None


def parse_amount(text: str, mark: Mark | None) -> tuple[Decimal, str]:
    """Read an amount and the currency that stands beside it (empty when none does).

    Raises:
        UnclearAmount: it reads either way and `mark` does not settle it.
        ValueError: it is no amount; the message says so.
    """
    negative, rest = _sign(_folded(text))
    match = _PARTS.fullmatch(rest)
    digits = _digits(text)
    if match is None or not digits:
        raise ValueError(messages.NO_AMOUNT.format(text=text.strip()))
    own = _mark(digits) or mark
    if own is None and re.search("[.,]", digits):
        raise UnclearAmountError(messages.UNCLEAR_AMOUNT.format(text=text.strip()))
    value = _value(digits, own or ".")
    if value is None:
        raise ValueError(messages.NO_AMOUNT.format(text=text.strip()))
    return -value if negative else value, _currency(match, text)


def plain_number(amount: Decimal, currency: str) -> str:
    """Write an amount with at least the currency's cents, and never less exactly."""
    cents = 0 if currency in WITHOUT_CENTS else 2
    exponent = amount.as_tuple().exponent
    places = max(cents, -exponent if isinstance(exponent, int) else 0)
    return f"{amount:.{places}f}"


def grouped_number(amount: Decimal, currency: str) -> str:
    """Write an amount with commas between the thousands."""
    whole, point, cents = plain_number(amount, currency).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{cents}"


def _folded(text: str) -> str:
    """Bring signs and quotes to their ASCII form."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded.translate(str.maketrans("−–’`", "--''"))


def _sign(text: str) -> tuple[bool, str]:
    """Take the sign off: `-12`, `12-`, `(12)`, `€ -12` are negative."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1]
    signs = [char for char in text if char in "+-"]
    if len(signs) > 1 or _SIGN_INSIDE.search(text):
        return False, text
    return signs == ["-"], text.replace("-", "").replace("+", "").strip()


def _digits(text: str) -> str:
    """Give the number alone, without sign, currency and spaces; empty when none."""
    match = _PARTS.fullmatch(_sign(_folded(text))[1])
    number = match["number"].strip() if match else ""
    if re.search("[ ']", number) and not _SPACED.fullmatch(number):
        return ""
    number = re.sub("[ ']", "", number)
    return number if len(number) <= _LONGEST and number.strip(".,") else ""


def _mark(digits: str) -> Mark | None:
    """Give the decimal mark that the number shows by itself."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if points + commas == 0:
        return None
    if points + commas > 1:
        return "," if points else "."
    unclear = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits)
    return None if unclear else ("." if points else ",")


def _value(digits: str, mark: Mark) -> Decimal | None:
    """Give the number, None when its thousands are not in groups of three."""
    other = "," if mark == "." else "."
    whole, _, cents = digits.partition(mark)
    groups = whole.split(other)
    if len(groups) > 1:
        sizes = [len(group) for group in groups]
        if not 1 <= sizes[0] <= 3 or set(sizes[1:]) != {3}:
            return None
    number = "".join(groups) or "0"
    if not (number + (cents or "0")).isdecimal():
        return None
    return Decimal(f"{number}.{cents}" if cents else number)


def _currency(match: re.Match[str], text: str) -> str:
    """Give the currency beside the number; a sign that several share names none."""
    beside = (match["before"] + match["after"]).strip()
    if beside in ("", *SHARED_SIGNS):
        return ""
    code = currency_in(beside)
    if not code:
        raise ValueError(messages.NO_AMOUNT.format(text=text.strip()))
    return code
