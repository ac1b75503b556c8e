"""Questions: the gaps of a reading, each with why it matters and what it holds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from superindividual.rehearsal.reading.enumeration import points
from superindividual.rehearsal.reading.evidence import tells
from superindividual.rehearsal.reading.naming import UNNAMED
from superindividual.rehearsal.reading.places import other_channels
from superindividual.rehearsal.reading.reading import Reading
from superindividual.rehearsal.reading.signals import Contradiction
from superindividual.rehearsal.reading.statements import statement
from superindividual.rehearsal.reading.vocabulary import data, pattern, phrase
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import Question, SignalValue
from superindividual.text import Language

_THIN = 3
"""With fewer statements than this about what the product does, a brief is thin."""


@dataclass(frozen=True)
class Gap:
    """Something the founder must say."""

    topic: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a reading holds beside its statements."""

    reading: Reading
    markets: tuple[str, ...]
    channels: tuple[str, ...]
    signals: list[SignalValue]
    contradictions: list[Contradiction]
    working_name: str | None
    identity: IdentitySpec

    def says(self, name: str) -> bool | None:
        """A signal's value, or None."""
        return next((s.value for s in self.signals if s.name == name), None)


def gaps(known: Known) -> list[Gap]:
    """All gaps, the most fundamental first."""
    return [*_product(known), *_money(known), *_reach(known), *_company(known), *_contradictions(known)]


def _product(known: Known) -> Iterator[Gap]:
    reading = known.reading
    if not reading.capabilities or (
        len(reading.capabilities) == 1 and not tells(reading.capabilities[0].text)
    ):
        yield Gap("ability")
    if not reading.audience:
        yield Gap("audience")
    if _platform_open(known):
        yield Gap("platform")
    for wish in reading.vague:
        yield Gap("viral", {"quote": wish.text, "evidence": wish.evidence})
    if len(reading.capabilities) < _THIN and not any(
        phrase("counted_users").search(s.text) for s in reading.sentences
    ):
        yield Gap("scale")


def _platform_open(known: Known) -> bool:
    """`App` alone can mean a phone, a browser or a computer."""
    decided = any(known.says(name) for name in ("mobile_app", "ships_installable_software"))
    texts = [s.text for s in known.reading.sentences if s.role in {"want", "summary"} or s.form == "heading"]
    named = any(
        re.search(r"\bapps?\b|应用|APP\b|(?<!微信)小程序", text, re.I)
        and not re.search(r"web ?app|网页", text, re.I)
        for text in texts
    )
    thin = len(known.reading.sentences) <= _THIN and not known.reading.capabilities
    return not decided and (named or thin)


def _money(known: Known) -> Iterator[Gap]:
    reading = known.reading
    settled = bool(reading.prices) or known.says("takes_payment") is False
    periods = [unclear for unclear in reading.unclear if unclear.topic == "price_period"]
    if periods:
        quote = ("、" if re.search(r"[\u3400-\u9fff]", periods[0].quote) else ", ").join(
            u.quote for u in periods
        )
        yield Gap("price_period", {"quote": quote, "evidence": periods[0].evidence})
    unsure = any(unclear.topic == "price_unsure" for unclear in reading.unclear)
    for unclear in reading.unclear:
        if unclear.topic == "price_period" or (unclear.topic == "price_open" and unsure):
            continue
        if unclear.topic in {"price_open", "price_unsure"} and settled:
            continue
        yield Gap(unclear.topic, {"quote": unclear.quote, "evidence": unclear.evidence})
    asked = any(
        unclear.topic in {"price_range", "price_unit", "price_open", "price_unsure"}
        for unclear in reading.unclear
    )
    if not reading.prices and not asked and known.says("takes_payment") is not False:
        yield Gap("price")


def _reach(known: Known) -> Iterator[Gap]:
    reading = known.reading
    if not known.markets:
        yield Gap("market")
    if not known.channels:
        yield Gap("channel")
    for sentence in reading.sentences:
        if sentence.role in {"channel", "wanted", "date"} and (other := other_channels(sentence)):
            yield Gap("channel_other", {"quote": ", ".join(other), "evidence": sentence.span.evidence})
    if known.working_name:
        nameless = known.working_name in UNNAMED.values()
        yield Gap("name_none") if nameless else Gap("name", {"quote": known.working_name})
    if not any(pattern("dates", "exact").search(d.text) for d in reading.dates):
        day = next(
            (d for d in reading.dates if pattern("dates", "loose").search(d.text) and not _duration(d.text)),
            None,
        )
        yield Gap("launch_day", {"quote": day.text, "evidence": day.evidence}) if day else Gap("launch_date")


def _duration(text: str) -> bool:
    return re.search(r"\b(?:weeks|months)\b|个月|周(?:内|时间)", text, re.I) is not None


def _company(known: Known) -> Iterator[Gap]:
    mails = "email" in known.channels or known.says("bulk_mail") is True
    refused = next((s for s in known.reading.sentences if phrase("no_consent").search(s.text)), None)
    if mails and refused:
        parts = [part for part in points(refused.span) if phrase("no_consent").search(part.text)]
        quote = statement(parts[0] if parts else refused.span)
        yield Gap("mail_refused", {"quote": quote.text, "evidence": quote.evidence})
    sells = known.says("has_web_page") is True and (
        bool(known.reading.prices) or known.says("takes_payment") is True
    )
    if (
        mails
        and not refused
        and not any(
            phrase("consent").search(s.text) and re.search(r"mail|newsletter|邮件", s.text, re.I)
            for s in known.reading.sentences
        )
    ):
        yield Gap("mail_basis")
    contact = next((s for s in known.reading.sentences if s.role == "contact"), None)
    if contact and not (known.identity.email.strip() and known.identity.postal_address.strip()):
        quote = statement(contact.span)
        yield Gap("contact", {"quote": quote.text, "evidence": quote.evidence})
    if (mails or sells) and not known.identity.legal_name.strip():
        yield Gap("legal_name")
    if (mails or sells) and not known.identity.postal_address.strip():
        yield Gap("postal_address")


def _contradictions(known: Known) -> Iterator[Gap]:
    for found in known.contradictions:
        yield Gap("contradiction", {"quote": found.yes, "evidence": found.no, "subject": found.name})


def subject(name: str, lang: Language) -> str:
    """A signal's name for a founder."""
    text: str = data("questions.yaml")["subjects"][name][lang]
    return text


def ask(open_points: list[Gap], lang: Language) -> tuple[Question, ...]:
    """The gaps as numbered questions in one language."""
    return tuple(_question(f"Q{number}", gap, lang) for number, gap in enumerate(open_points, 1))


def _question(number: str, gap: Gap, lang: Language) -> Question:
    entry = data("questions.yaml")[gap.topic]
    values = dict(gap.values)
    if "subject" in values:
        values["subject"] = subject(values["subject"], lang)
    return Question(
        id=number,
        text=_fill(entry[lang]["text"], values),
        why=entry[lang]["why"],
        blocks=tuple(entry["blocks"]),
    )


def _fill(text: str, values: dict[str, str]) -> str:
    """Placeholders only; the founder's own braces stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group()), text)
