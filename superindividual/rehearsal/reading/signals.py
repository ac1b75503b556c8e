"""Signals: the yes/no facts a brief supports; what it leaves open is not listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from superindividual.rehearsal.reading.negation import negated
from superindividual.rehearsal.reading.prices import gratis
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import any_of, data, pattern
from superindividual.specs.facts import Price, Signal, SignalValue

_SKIPPED = {"problem", "budget", "vague", "about_me"}
_NO_PRODUCT = {"wanted", "channel", "market", "date"}


@dataclass(frozen=True)
class Contradiction:
    """The brief says yes and no."""

    name: Signal
    yes: str
    no: str


@lru_cache(maxsize=64)
def _expression(name: str, answer: str) -> re.Pattern[str] | None:
    rule = data("signals.yaml")[name]
    return any_of([rule[answer]]) if answer in rule else None


@lru_cache(maxsize=4)
def _special(name: str) -> re.Pattern[str]:
    return any_of([data("signals.yaml")[name]])


def _reads(name: str, sentence: Sentence) -> bool:
    """Whether this kind of sentence can support the signal."""
    if sentence.role in _SKIPPED:
        return False
    return sentence.role not in _NO_PRODUCT or data("signals.yaml")[name].get("asked", False)


def _answer(name: str, sentence: Sentence) -> bool | None:
    """What one sentence says."""
    text = sentence.text
    no, yes = _expression(name, "no"), _expression(name, "yes")
    if no and no.search(text) and sentence.role != "not_now":
        return False
    answers = [_affirmed(name, sentence, m) for m in (yes.finditer(text) if yes else ())]
    clear = [answer for answer in answers if answer is not None]
    return any(clear) if clear else None


def _affirmed(name: str, sentence: Sentence, match: re.Match[str]) -> bool | None:
    """Whether one mention says yes or no; what may come later, or denies something else, says neither."""
    if sentence.role != "not_now" and not negated(sentence.text, match.start()):
        return None if pattern("later").search(_clause(sentence.text, match.start())) else True
    denied = _expression(name, "denied")
    return False if denied is None or denied.search(match.group()) else None


def _clause(text: str, position: int) -> str:
    start = max(text.rfind(mark, 0, position) for mark in ",;，；。.") + 1
    stop = re.search(r"[,;，；。.]", text[position:])
    return text[start : position + stop.start() if stop else len(text)]


def read_signals(
    sentences: list[Sentence], prices: list[Price], mail: str | None
) -> tuple[list[SignalValue], list[Contradiction]]:
    """All signals with their evidence, and the contradictions that became none.

    Args:
        sentences: the brief's, with roles.
        prices: the product's prices: one above zero means that it takes payment.
        mail: the evidence that e-mail is a channel, or None.
    """
    found: dict[Signal, SignalValue] = {}
    contradictions: list[Contradiction] = []
    for name in get_args(Signal):
        if name != "sells_to_consumers" and (value := _decide(name, sentences, contradictions)):
            found[name] = value
    _from_prices(found, sentences, prices)
    _minors(found, sentences)
    _consumers(found, sentences)
    if mail:  # an announced e-mail, even beside `no newsletter pop-ups`
        found["bulk_mail"] = SignalValue(name="bulk_mail", value=True, evidence=mail)
    return [found[name] for name in get_args(Signal) if name in found], contradictions


def _decide(
    name: Signal, sentences: list[Sentence], contradictions: list[Contradiction]
) -> SignalValue | None:
    said: dict[bool, str] = {}
    denied_later = False
    for sentence in sorted(
        sentences, key=lambda s: s.role == "not_now"
    ):  # what is said outright is cited first
        answer = _answer(name, sentence) if _reads(name, sentence) else None
        if answer is not None and answer not in said:
            said[answer] = sentence.span.evidence
            denied_later |= answer is False and sentence.role == "not_now"
    if len(said) == 2 and not denied_later:
        contradictions.append(Contradiction(name, said[True], said[False]))
        return None
    if not said:
        return None
    value = (
        True if len(said) == 2 and name in {"has_web_page"} else next(iter(said)) if len(said) == 1 else False
    )
    return SignalValue(name=name, value=value, evidence=said[value])


def _from_prices(found: dict[Signal, SignalValue], sentences: list[Sentence], prices: list[Price]) -> None:
    paid = next((p for p in prices if p.amount > 0), None)
    recurring = next((p for p in prices if p.amount > 0 and p.period != "once"), None)
    if paid:
        found["takes_payment"] = SignalValue(name="takes_payment", value=True, evidence=paid.evidence)
    elif "takes_payment" not in found and (free := next((s for s in sentences if gratis(s)), None)):
        found["takes_payment"] = SignalValue(name="takes_payment", value=False, evidence=free.span.evidence)
    if recurring and "subscription" not in found:
        found["subscription"] = SignalValue(name="subscription", value=True, evidence=recurring.evidence)


def _minors(found: dict[Signal, SignalValue], sentences: list[Sentence]) -> None:
    """An age limit answers for itself: below 18 is yes, 18 and more is no."""
    for sentence in sentences:
        if sentence.role in _SKIPPED or sentence.role == "not_now":
            continue
        for match in _special("age").finditer(sentence.text):
            value = int(match["age"]) < 18
            evidence = sentence.span[match.start() :].evidence
            found["targets_minors"] = SignalValue(name="targets_minors", value=value, evidence=evidence)
            return


def _consumers(found: dict[Signal, SignalValue], sentences: list[Sentence]) -> None:
    for sentence in sentences:
        if sentence.role not in _SKIPPED and _special("businesses_only").search(sentence.text):
            found["sells_to_consumers"] = SignalValue(
                name="sells_to_consumers", value=False, evidence=sentence.span.evidence
            )
            return
    pays = found.get("takes_payment")
    buyers = next((s for s in sentences if _buys(s)), None)
    if pays and pays.value and buyers:
        found["sells_to_consumers"] = SignalValue(
            name="sells_to_consumers", value=True, evidence=buyers.span.evidence
        )


def _buys(sentence: Sentence) -> bool:
    """Whether a sentence names private people as those for whom the product is."""
    if sentence.role in {"audience", "want", "summary"}:
        return _special("consumers").search(sentence.text) is not None
    return (
        sentence.role not in _SKIPPED and re.search(r"\bconsumers\b|消费者", sentence.text, re.I) is not None
    )
