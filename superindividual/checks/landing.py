"""Check of the landing page: what search engines, social networks and readers look for first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.markup import Element, Page, page_of
from superindividual.checks.reference import Reference
from superindividual.checks.source import parse_json
from superindividual.text import Language
from superindividual.text import gettext as _

INDEX = "site/index.html"
TITLE: Mapping[Language, tuple[int, int]] = {"en": (15, 65), "zh-CN": (8, 32)}
DESCRIPTION: Mapping[Language, tuple[int, int]] = {"en": (50, 165), "zh-CN": (30, 80)}
"""Least and most characters, as the contract of the kind says."""

_OPEN_GRAPH = ("og:title", "og:description", "og:type", "og:image")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INVENTED = ("aggregaterating", "review", "ratingvalue", "reviewcount")


def landing_page(subject: Subject) -> Answer:
    """Title, description, one h1, headings in order, canonical, OpenGraph, JSON-LD, viewport and footer."""
    page = page_of(subject.bundle, INDEX)
    language = subject.bundle.deliverable.language
    titles = [title for title in page.all("title") if not title.foreign]
    title = titles[0].text if titles else ""
    description = page.meta("description") or ""
    faults = [
        *_length_faults("title", title, TITLE[language]),
        *_length_faults("description", description, DESCRIPTION[language]),
        *_heading_faults(page),
        *_canonical_faults(page),
        *_open_graph_faults(subject, page),
        *_screen_faults(page),
        *_footer_faults(page),
    ]
    data, data_faults = _structured(page)
    faults += [*data_faults, *_offer_faults(subject, page, data)]
    evidence = {
        "title_characters": len(title),
        "description_characters": len(description),
        "headings": len(page.all(*_HEADINGS)),
        "json_ld": len(data),
        "canonical": "unknown" if page.meta("superindividual:canonical") else _canonical(page),
    }
    reason = _(
        "Title ({title} characters), description ({description}), headings, OpenGraph and JSON-LD are in place."
    )
    said = reason.format(title=len(title), description=len(description))
    return answer(faults, said, evidence=evidence, notes=_notes(page))


def _length_faults(what: str, text: str, limits: tuple[int, int]) -> Iterator[Finding]:
    least, most = limits
    if not least <= len(text) <= most:
        message = _("The {what} has {count} characters; {least} to {most} are agreed.")
        yield fault(INDEX, None, message.format(what=what, count=len(text), least=least, most=most))


def _heading_faults(page: Page) -> Iterator[Finding]:
    headings = page.all(*_HEADINGS)
    tops = [one for one in headings if one.tag == "h1"]
    if len(tops) != 1:
        yield fault(
            INDEX,
            tops[1].line if tops else 1,
            _("The page has {count} h1; one is agreed.").format(count=len(tops)),
        )
    before = 0
    for heading in headings:
        level = int(heading.tag[1])
        if level > before + 1:
            message = _("<{tag}> “{text}” skips a level.")
            yield fault(INDEX, heading.line, message.format(tag=heading.tag, text=heading.text))
        before = level


def _canonical(page: Page) -> str | None:
    for link in page.all("link"):
        if "canonical" in link.attributes.get("rel", "").lower().split():
            return link.attributes.get("href", "")
    return None


def _canonical_faults(page: Page) -> Iterator[Finding]:
    links = [
        link for link in page.all("link") if "canonical" in link.attributes.get("rel", "").lower().split()
    ]
    unknown = page.meta("superindividual:canonical") == "unknown"
    if not links and not unknown:
        remedy = _('Without an address yet: <meta name="superindividual:canonical" content="unknown">.')
        yield fault(INDEX, 1, _("The page names no canonical address."), remedy)
    if links and unknown:
        yield fault(INDEX, links[0].line, _("The canonical address is given and called unknown at once."))
    for link in links[1:]:
        yield fault(INDEX, link.line, _("A second canonical address stands here."))
    for link in links[:1]:
        if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", link.attributes.get("href", "")):
            yield fault(INDEX, link.line, _("The canonical address is no complete web address."))


def _open_graph_faults(subject: Subject, page: Page) -> Iterator[Finding]:
    for name in _OPEN_GRAPH:
        if not page.meta(name):
            yield fault(INDEX, None, _("{name} is missing or empty.").format(name=name))
    for element in page.all("meta"):
        if element.attributes.get("name", "").lower().startswith("og:"):
            yield fault(INDEX, element.line, _("OpenGraph uses property, not name."))
    image = page.meta("og:image")
    if not image:
        return
    reference = Reference(INDEX, 1, image, "resource")
    path = (
        reference.target(subject.kind.folder)[0]
        if reference.local
        else _below_canonical(subject, page, image)
    )
    if path and path not in subject.bundle.files:
        yield fault(
            INDEX, None, _("og:image is {image}, which is not in the deliverable.").format(image=image)
        )
    elif path and (problem := _picture_problem(path, subject.bundle.files[path])):
        yield fault(path, None, problem)


def _below_canonical(subject: Subject, page: Page, image: str) -> str:
    """The file that an absolute og:image means, when it lies below the page's own address."""
    canonical = _canonical(page)
    if canonical and image.startswith(canonical.rstrip("/") + "/"):
        return f"{subject.kind.folder}/{image[len(canonical.rstrip('/')) + 1 :]}"
    return ""


def _picture_problem(path: str, content: bytes) -> str:
    from PIL import Image

    if path.endswith(".svg"):
        return _("Social networks do not show SVG pictures; use PNG or JPEG.")
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
            if width * height > 40_000_000:
                return _("The picture has more pixels than any network shows.")
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _("The file is no readable picture.")
    return "" if width >= 200 and height >= 200 else _("The picture is smaller than 200 by 200.")


def _structured(page: Page) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Finding]]:
    """Every JSON-LD node of the top level with its line, and what is wrong with them."""
    found: list[tuple[int, Mapping[str, Any]]] = []
    faults: list[Finding] = []
    for script in page.all("script"):
        if script.attributes.get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            data = parse_json("".join(script.pieces), INDEX, script.line)
        except Unreadable as unreadable:
            faults.append(unreadable.finding)
            continue
        for node in data if isinstance(data, list) else [data]:
            if isinstance(node, Mapping):
                found.append((script.line, node))
                faults += _node_faults(node, script.line)
            else:
                faults.append(fault(INDEX, script.line, _("The JSON-LD is no object.")))
    if not found and not faults:
        faults.append(fault(INDEX, None, _("The page has no JSON-LD for the product.")))
    return found, faults


def _node_faults(node: Mapping[str, Any], line: int) -> Iterator[Finding]:
    if not re.search(r"https?://schema\.org/?", str(node.get("@context", ""))):
        yield fault(INDEX, line, _("The JSON-LD lacks the @context https://schema.org."))
    graph = node.get("@graph")
    parts = graph if isinstance(graph, list) else [node]
    for part in parts:
        if not isinstance(part, Mapping) or not part.get("@type"):
            yield fault(INDEX, line, _("The JSON-LD lacks an @type."))
        elif not str(part.get("name", "")).strip() and part is node:
            yield fault(INDEX, line, _("The JSON-LD has no name."))


def _offer_faults(
    subject: Subject, page: Page, data: list[tuple[int, Mapping[str, Any]]]
) -> Iterator[Finding]:
    """Prices are those of the facts, and ratings that nobody gave are inventions."""
    facts = EvidenceBook(subject).facts
    prices = facts.get("prices") if isinstance(facts, Mapping) else None
    known = (
        {_decimal(one.get("amount")) for one in prices if isinstance(one, Mapping)}
        if isinstance(prices, list)
        else None
    )
    for line, top in data:
        waiting: list[Any] = [top]
        while waiting:
            node = waiting.pop()
            waiting.extend(
                node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
            )
            for key, value in node.items() if isinstance(node, Mapping) else ():
                if key.lower() in _INVENTED:
                    yield fault(
                        INDEX, line, _("The JSON-LD names {key}, which nobody has given yet.").format(key=key)
                    )
                price = _decimal(value) if key in ("price", "lowPrice", "highPrice") else None
                if known is not None and price is not None and price != 0 and price not in known:
                    message = _("The JSON-LD asks for {price}, a price the founder did not name.")
                    yield fault(INDEX, line, message.format(price=value))


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _screen_faults(page: Page) -> Iterator[Finding]:
    viewport = (page.meta("viewport") or "").replace(" ", "").lower()
    if "width=device-width" not in viewport:
        yield fault(
            INDEX, None, _("The page does not fit itself to a phone: meta viewport lacks width=device-width.")
        )
    if re.search(r"user-scalable=(?:no|0)|maximum-scale=(?:0|1)(?:\.|,|$)", viewport):
        yield fault(INDEX, None, _("The viewport forbids readers to enlarge the page."))


def _footer_faults(page: Page) -> Iterator[Finding]:
    footers: list[Element] = [
        one for one in page.all("footer") if not {"article", "section"} & {up.tag for up in one.above()}
    ]
    if not any(footer.text for footer in footers):
        remedy = _("Put there who is behind the page, or the visible gap {{company.legal_name}}.")
        yield fault(
            INDEX,
            footers[0].line if footers else None,
            _("The page has no footer that says who is behind it."),
            remedy,
        )


def _notes(page: Page) -> list[Finding]:
    scripts = [one for one in page.all("script") if one.attributes.get("type", "") != "application/ld+json"]
    notes = [
        fault(INDEX, one.line, _("A script runs here; the page must work without it.")) for one in scripts
    ]
    wide = re.finditer(r"(?<![\w-])(?:min-)?width\s*:\s*(\d{3,5})px", page.source)
    for match in wide:
        if int(match.group(1)) > 360:
            line = page.source.count("\n", 0, match.start()) + 1
            notes.append(
                fault(
                    INDEX,
                    line,
                    _("{width} px are wider than a small phone (360 px).").format(width=match.group(1)),
                )
            )
    return notes


CHECKS = checks_of(landing_page)
