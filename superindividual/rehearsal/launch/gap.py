"""Gap: what must stand on a page and nobody has said yet; it is shown, never filled in by guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from superindividual.rehearsal.launch.markup import h
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.rehearsal.launch.wording import Wording

ICP = re.compile(r"[\u4e00-\u9fa5]ICP备\d{4,}号(?:-\d+)?")


@dataclass(frozen=True)
class Gap:
    """One gap by its key, such as `company.postal_address`."""

    key: str
    text: str

    def mark(self, words: Wording) -> ET.Element:
        """The visible gap, in place."""
        return h("span", words.colon(self.text, words.say("site.gap")), class_="gap", data_gap=self.key)


def gap(key: str, words: Wording) -> Gap:
    """A gap with its words, by the last part of its key."""
    return Gap(key, words.say(f"gap.{key.rsplit('.', 1)[-1]}"))


def page_gaps(pitch: Pitch) -> list[Gap]:
    """What is missing on every page: who answers for it, where it stands, what its market wants."""
    identity, words = pitch.identity, pitch.words
    values = {name: getattr(identity, name) for name in ("legal_name", "postal_address", "email")}
    if not in_china_only(pitch) or not identity.registration:
        values["registration"] = identity.registration
    missing = [gap(f"company.{name}", words) for name, value in values.items() if not value.strip()]
    if "CN" in pitch.facts.markets and not ICP.search(identity.registration):
        missing.append(gap("site.icp", words))
    return [*missing, gap("site.canonical", words)]


def product_gaps(pitch: Pitch) -> list[Gap]:
    """What the page should say of the product and cannot."""
    silent = not pitch.abilities and (pitch.headline is None or pitch.short == pitch.headline.text)
    missing = [gap("product.abilities", pitch.words)] if silent else []
    return (
        missing
        if pitch.prices or pitch.sponsor_costs or pitch.facts.signal("takes_payment") is False
        else [*missing, gap("product.price", pitch.words)]
    )


def in_china_only(pitch: Pitch) -> bool:
    """Whether China is the only market."""
    return set(pitch.facts.markets) == {"CN"}
