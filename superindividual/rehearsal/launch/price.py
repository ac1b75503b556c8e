"""PriceLine: a price as people read it, and what it is the price of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.phrasing import capital, plain, stopped
from superindividual.rehearsal.launch.shortening import sentences
from superindividual.rehearsal.launch.wording import Wording
from superindividual.specs.brief import Brief
from superindividual.specs.facts import Price

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥"}


@dataclass(frozen=True)
class PriceLine:
    """One price."""

    text: str
    """`€19 once`."""
    free: str
    """The free part as a sentence, or empty."""
    price: Price
    of: Literal["product", "sponsorship"]


def price_lines(prices: tuple[Price, ...], brief: Brief, words: Wording) -> tuple[PriceLine, ...]:
    """All prices; one whose sentence in the brief speaks of sponsors is that of a sponsorship."""
    return tuple(
        PriceLine(
            text=_text(price, words),
            free=_free(price.free_tier, words),
            price=price,
            of="sponsorship" if about_sponsors(sentence_of(price, brief)) else "product",
        )
        for price in prices
    )


def _text(price: Price, words: Wording) -> str:
    """`€19 once`, with what it is for when there are several."""
    if price.amount == 0:
        return capital(plain(price.label)) or words.say("price.nothing")
    said = words.say(f"price.{price.period}", amount=amount(price.amount, price.currency))
    return words.colon(capital(plain(price.label)), said) if price.label else said


def about_sponsors(text: str) -> bool:
    """Whether a sentence speaks of sponsors."""
    return pattern("sponsors").search(text) is not None


def amount(value: Decimal, currency: str) -> str:
    """`€19`, `$4.50`, `CHF 20`."""
    whole = value == value.to_integral_value()
    number = f"{int(value):,}" if whole else f"{value:,.2f}"
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{currency} {number}"


def _free(text: str, words: Wording) -> str:
    said = plain(text)
    if not said:
        return ""
    told = re.search(r"\bfree\b|免费", said, re.IGNORECASE)
    return stopped(said if told else words.say("price.free", text=said), words.lang)


def sentence_of(price: Price, brief: Brief) -> str:
    """The clause of the brief in which the amount stands, or the whole line; else empty."""
    match = re.fullmatch(r"brief:(\d+)", price.evidence)
    if match is None or not 0 < int(match[1]) <= len(brief.lines):
        return ""
    line = brief.lines[int(match[1]) - 1]
    number = f"{price.amount.normalize():f}"
    clauses = [clause for sentence in sentences(line) for clause in re.split(r"[;；]", sentence)]
    return next((clause for clause in clauses if number in clause.replace(",", "")), line)
