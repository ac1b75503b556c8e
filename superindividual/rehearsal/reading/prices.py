"""Prices: amounts of money in a sentence, and which of them are the product's price."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from superindividual.rehearsal.reading.amount import Amount, amounts
from superindividual.rehearsal.reading.source import Sentence, split_sentences
from superindividual.rehearsal.reading.span import depth_map
from superindividual.rehearsal.reading.vocabulary import pattern, phrase
from superindividual.specs.facts import Price

Period = Literal["once", "month", "year"]

_PERIODS: tuple[Period, ...] = ("once", "month", "year")


@dataclass(frozen=True)
class Unclear:
    """An amount meant as a price that the form cannot hold without asking."""

    topic: Literal["price_range", "price_period", "price_unit", "price_open", "price_unsure"]
    quote: str
    evidence: str


def _period(after: str, before: str) -> Period | None:
    """The period nearest after the amount, else before it."""
    near = [(m.start(), period) for period in _PERIODS if (m := phrase(period).search(after[:60]))]
    if near:
        return min(near)[1]
    behind = [(-m.end(), period) for period in _PERIODS for m in phrase(period).finditer(before[-40:])]
    return min(behind)[1] if behind else None


def is_price(sentence: Sentence, *, told: bool = False) -> bool:
    """Whether an amount in this sentence is what the product costs.

    Args:
        sentence: one that holds an amount.
        told: the founder said it when asked, so a bare amount with a period is a price.
    """
    text = sentence.text
    if pattern("price", "third").search(text):
        return False
    if sentence.role == "price":
        return True
    if sentence.role in {"budget", "problem", "not_now", "date"} or pattern("price", "others").search(text):
        return False
    if pattern("price", "words").search(text):
        return pattern("price", "budget").search(text) is None
    has_period = any(phrase(period).search(text) for period in _PERIODS)
    return (
        (has_period or told)
        and len(text.split()) <= 6
        and len(text) <= 30
        and pattern("price", "budget").search(text) is None
    )


def is_running_cost(text: str) -> bool:
    """Whether the words speak of what making or running it costs the founder."""
    return pattern("price", "cost").search(text) is not None


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause around a place begins and ends: at the nearest marks."""
    before = max((m.end() for m in re.finditer(r"[;；，。（(]|,\s", text[:start])), default=0)
    after = re.search(r"[;；，。（()）]|,\s|\s(?:or|and)\s(?=\D{0,3}\d)", text[end:])
    return before, end + after.start() if after else len(text)


def _clause(text: str, start: int, end: int) -> str:
    """The words between the nearest marks around a place."""
    return text[slice(*_bounds(text, start, end))]


def _of_the_product(sentence: Sentence, amount: Amount) -> bool:
    """Whether one amount of a sentence about prices is the product's price today."""
    clause = _clause(sentence.text, amount.start, amount.end)
    if is_running_cost(clause) or pattern("price", "beside").search(clause):
        return False
    if sentence.announced != "price" and _in_brackets(sentence.text, amount.start) and not _pre_order(clause):
        return False
    return amount.replaced is False and pattern("price", "one_day").search(clause) is None


def _in_brackets(text: str, position: int) -> bool:
    return depth_map(text)[position] > 0


def _pre_order(clause: str) -> bool:
    return re.search(r"\bpre-?order|预售|预订", clause, re.IGNORECASE) is not None


def is_budget(sentence: Sentence) -> bool:
    """Whether the sentence says how much the founder can spend."""
    return sentence.role == "budget" or (
        sentence.role is None
        and bool(amounts(sentence.text))
        and pattern("price", "budget").search(sentence.text) is not None
    )


def _free_tier(text: str) -> str:
    """What is free beside the price, in the founder's words."""
    costs = any(amount.value for amount in amounts(text))
    told = pattern("price", "free").search(text) or (amounts(text) and re.match(r"free\b|免费", text, re.I))
    if costs or not told or pattern("price", "undecided").search(text):
        return ""
    return re.sub(r"^(?:and|but)\s+", "", text.strip(" .。;；,，"))


def read_prices(sentences: list[Sentence], *, told: bool = False) -> tuple[list[Price], list[Unclear]]:
    """The product's prices, and the amounts that need a question first."""
    prices: list[Price] = []
    unclear: list[Unclear] = []
    for sentence in sentences:
        found = [a for a in amounts(sentence.text) if _of_the_product(sentence, a)]
        if sentence.role == "price" and not amounts(sentence.text) and _names_a_way(sentence):
            unclear.append(Unclear("price_open", sentence.text.strip(" .。"), sentence.span.evidence))
        if not found or not is_price(sentence, told=told):
            continue
        ranged = any(amount.ranged for amount in found)
        if not told and not ranged and pattern("price", "undecided").search(sentence.text):
            unclear.append(Unclear("price_unsure", sentence.text.strip(" .。"), sentence.span.evidence))
            continue
        gratis_part = next((a for a in found if a.value == 0), None)
        if gratis_part and len(found) == 1 and sentence.role == "price":
            continue  # a free plan is the free tier of the others
        for position, amount in enumerate(found):
            stop = found[position + 1].start if position + 1 < len(found) else len(sentence.text)
            start = found[position - 1].end if position else 0
            after, before = sentence.text[amount.end : stop], sentence.text[start : amount.start]
            _one(sentence, amount, after, before, prices, unclear)
    return _told_apart(_with_free_tier(prices, sentences)), unclear


def _names_a_way(sentence: Sentence) -> bool:
    """Whether a sentence about money names a way of charging without an amount."""
    text = sentence.text
    if gratis(sentence) or _free_tier(text) or pattern("later").search(text):
        return False
    if not re.search(r"\w{2}", pattern("price", "undecided").sub("", text)):
        return False
    return sentence.told_by != "above" or pattern("price", "words").search(text) is not None


def _one(
    sentence: Sentence, amount: Amount, after: str, before: str, prices: list[Price], unclear: list[Unclear]
) -> None:
    evidence, quote = sentence.span[amount.start :].evidence, sentence.text[amount.start : amount.end]
    if amount.ranged:
        unclear.append(Unclear("price_range", sentence.text.strip(" .。"), evidence))
    elif phrase("other_period").search(after[:24]) or phrase("other_period").search(before[-8:]):
        unclear.append(Unclear("price_unit", sentence.text.strip(" .。"), evidence))
    else:
        period = _period(after, before)
        if period is None:
            unclear.append(Unclear("price_period", quote, evidence))
        parts = re.split(r"[,;，；]\s*", sentence.text)
        free = next((tier for part in parts if (tier := _free_tier(part))), "")
        free = "" if any(price.free_tier == free for price in prices) else free
        prices.append(
            Price(
                amount=amount.value,
                currency=amount.currency,
                period=period or "once",
                evidence=evidence,
                free_tier=free,
                label=_label(sentence.text, amount),
            )
        )


def _label(text: str, amount: Amount) -> str:
    """What stands around an amount in its clause and says what it is for: `专业版 ¥199/年`, `£69 for the first 50`."""
    start, end = _bounds(text, amount.start, amount.end)
    aside = re.match(r"\s*[（(]([^（）()]{1,24})[)）]", text[end:])
    note = aside.group(1) if aside and not amounts(aside.group(1)) and not _free_tier(aside.group(1)) else ""
    words = f"{text[start : amount.start]} {text[amount.end : end]}"
    for period in ("month", "year"):
        words = phrase(period).sub(" ", words)
    words = phrase("no_label").sub(" ", words)
    words = re.sub(r"^[\s,:：/–-]+|[\s,:：/–.。-]+$", "", " ".join(words.split()))
    edge = phrase("label_edge")
    while (shorter := edge.sub("", words).strip(" ,:：/–-")) != words:
        words = shorter
    joint = "，" if re.search(r"[\u3400-\u9fff]$", words) else ", "
    whole = joint.join(part for part in (words, note) if re.search(r"\w", part))
    return whole if len(whole) <= _LABEL and not whole.isdigit() and not amounts(whole) else ""


_LABEL = 40
"""Characters of a price's label; more is a sentence."""


def _told_apart(prices: list[Price]) -> list[Price]:
    """Labels are kept where there are several prices to tell apart."""
    several = len(prices) > 1 and len({price.label for price in prices}) > 1
    return prices if several else [price.model_copy(update={"label": ""}) for price in prices]


def _with_free_tier(prices: list[Price], sentences: list[Sentence]) -> list[Price]:
    """What is free belongs to the first price of its line; on a line of its own it is a price of nothing."""
    if not prices or any(price.free_tier for price in prices):
        return prices
    for sentence in sentences:
        for part in split_sentences(sentence.span):
            nothing = all(amount.value == 0 for amount in amounts(part.text))
            tier = _free_tier(part.text) if sentence.role in {"price", None} and nothing else ""
            if not tier:
                continue
            if part.evidence == prices[0].evidence:
                return [prices[0].model_copy(update={"free_tier": tier}), *prices[1:]]
            free = prices[0].model_copy(
                update={"amount": Decimal(0), "label": _named(tier), "evidence": part.evidence}
            )
            return [*prices, free]
    return prices


def _named(tier: str) -> str:
    """`Free $0 (5 people)` as a label: `Free (5 people)`."""
    found = amounts(tier)
    return " ".join((tier[: found[0].start] + tier[found[0].end :]).split()) if found else tier


def gratis(sentence: Sentence) -> bool:
    """Whether the sentence says that the product costs nothing."""
    text = sentence.text.strip(" .。")
    if sentence.role == "price" and pattern("price", "undecided").search(text):
        return False
    if (
        sentence.role == "price"
        and (not amounts(text) or pattern("price", "third").search(text))
        and phrase("costs_nothing").match(text)
    ):
        return True
    told = sentence.role in {None, "price", "promise", "capability", "summary", "audience"}
    return told and pattern("price", "gratis").search(text) is not None
