"""Page: the frame of every page of the site: head, header, footer, and the note on what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from superindividual.rehearsal.launch.gap import ICP, Gap, gap, page_gaps
from superindividual.rehearsal.launch.markup import Child, document, h
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.launch.wording import Wording

GENERATOR = "superindividual rehearsal, no AI"

_LENGTHS = {"en": ((15, 65), (50, 165)), "zh-CN": ((8, 32), (30, 80))}
"""Characters of title and description that the site's contract asks for."""


@dataclass(frozen=True)
class Page:
    """One page of the site."""

    file: str
    title: str
    description: str
    body: tuple[ET.Element, ...]
    gaps: tuple[Gap, ...] = ()
    data: dict[str, Any] | None = None
    """JSON-LD."""


@dataclass(frozen=True)
class Frame:
    """What all pages of a site share."""

    pitch: Pitch
    links: tuple[tuple[str, str], ...]
    """Address and words of the main navigation."""
    pages: tuple[tuple[str, str], ...]
    """Address and words of the pages that the footer names."""
    image_alt: str

    def render(self, page: Page) -> bytes:
        """The page's bytes."""
        words = self.pitch.words
        gaps = [*page.gaps, *page_gaps(self.pitch)]
        body = h(
            "body",
            h("a", words.say("site.skip"), class_="skip", href="#main"),
            self._header(page),
            h("main", *page.body, id="main"),
            self._footer(gaps),
        )
        return document(h("html", self._head(page), body, lang=words.lang))

    def _head(self, page: Page) -> ET.Element:
        def meta(name: str, content: str) -> ET.Element:
            key = "property" if name.startswith("og:") else "name"
            return h("meta", **{key: name, "content": content})

        return h(
            "head",
            h("meta", charset="utf-8"),
            meta("viewport", "width=device-width, initial-scale=1"),
            h("title", page.title),
            meta("description", page.description),
            meta("generator", GENERATOR),
            meta("color-scheme", "light dark"),
            meta("superindividual:canonical", "unknown"),
            meta("og:title", page.title),
            meta("og:description", page.description),
            meta("og:type", "website"),
            meta("og:image", "og.png"),
            meta("og:image:width", "1200"),
            meta("og:image:height", "630"),
            meta("og:image:alt", self.image_alt),
            meta(
                "og:locale",
                self.pitch.words.lang.replace("-", "_") if self.pitch.words.lang != "en" else "en_US",
            ),
            h("link", rel="icon", href="icon.svg", type="image/svg+xml"),
            h("link", rel="stylesheet", href="style.css"),
            _json_ld(page.data) if page.data else None,
        )

    def _header(self, page: Page) -> ET.Element:
        links = [
            h("li", h("a", text, href=href, aria_current="page" if href == page.file else None))
            for href, text in self.links
        ]
        brand = h(
            "a",
            h("img", src="icon.svg", alt="", width="34", height="34"),
            shortened(self.pitch.name, 48),
            class_="brand",
            href="index.html",
        )
        nav = h("nav", h("ul", *links), aria_label=self.pitch.words.say("site.nav")) if links else None
        return h("header", h("div", brand, nav, class_="wrap"), class_="top")

    def _footer(self, gaps: Sequence[Gap]) -> ET.Element:
        words, pitch = self.pitch.words, self.pitch
        links = [h("li", h("a", text, href=href)) for href, text in self.pages]
        return h(
            "footer",
            gaps_note(gaps, words) if gaps else None,
            h(
                "div",
                h("section", h("h2", words.say("site.imprint")), *imprint(pitch), id="imprint"),
                h("nav", h("ul", *links), aria_label=words.say("site.pages")) if links else None,
                class_="wrap foot",
            ),
            class_="bottom",
        )


def gaps_note(gaps: Sequence[Gap], words: Wording) -> ET.Element:
    """The note that lists what must be completed."""
    return h(
        "div",
        h(
            "section",
            h("h2", words.say("site.gaps")),
            h("p", words.say("site.gaps_note")),
            h("ul", *(h("li", one.text, data_gap=one.key) for one in gaps)),
            class_="gaps",
        ),
        class_="wrap",
    )


def imprint(pitch: Pitch) -> list[ET.Element]:
    """Who answers for the page, with a visible gap for each unknown."""
    identity, words = pitch.identity, pitch.words
    lines: list[Child] = [
        identity.legal_name.strip() or gap("company.legal_name", words).mark(words),
        identity.postal_address.strip() or gap("company.postal_address", words).mark(words),
        h("a", identity.email.strip(), href=f"mailto:{identity.email.strip()}")
        if identity.email.strip()
        else gap("company.email", words).mark(words),
    ]
    if identity.registration.strip():
        lines.append(identity.registration.strip())
    if "CN" in pitch.facts.markets and not ICP.search(identity.registration):
        lines.append(gap("site.icp", words).mark(words))
    return [h("p", line) for line in lines]


def _json_ld(data: dict[str, Any]) -> ET.Element:
    """Structured data; `<` and `&` are written as escapes, so that nothing can close the element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return h("script", text, type="application/ld+json")


def fitted_title(wanted: Sequence[str], words: Wording) -> str:
    """The first wording of a title that fits; else the first one shortened or padded."""
    (least, most), _ = _LENGTHS[words.lang]
    fitting = next((text for text in wanted if least <= len(text) <= most), None)
    if fitting:
        return fitting
    short = shortened(wanted[0], most)
    return short if len(short) >= least else words.colon(short, words.say("site.title_pad"))


def fitted_description(parts: Sequence[str], words: Wording) -> str:
    """As many whole sentences as fit; padded when they say too little."""
    _, (least, most) = _LENGTHS[words.lang]
    text = ""
    for part in parts:
        longer = words.sentences([text, part])
        text = longer if len(longer) <= most else text
    if not text and parts:
        text = shortened(parts[0], most)
    return text if len(text) >= least else words.sentences([text, words.say("site.description_pad")])
