"""The e-mail: complete, the same in both parts, with a way out and an address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Check, Finding, Subject
from superindividual.checks.markup import Page, page_of
from superindividual.checks.source import mapping, text_of, yaml_of
from superindividual.specs.yaml import Document
from superindividual.text import gettext as _

SETTINGS, TEXT, HTML = (f"marketing/email/message.{ending}" for ending in ("yaml", "txt", "html"))
ADDRESS_GAP = "{{company.postal_address}}"
LONGEST_SUBJECT = 78
"""Characters; the contract's limit, from the line length RFC 5322 2.1.1 recommends."""
LONGEST_LINE = 998
"""Octets of a line without its end, RFC 5322 2.1.1."""

_FIELDS = ("subject", "preview", "audience", "from_name", "list", "unsubscribe")
_LEAST_SHARED = 0.85
_MAIL = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:?]{2,}")
_GAP = re.compile(r"\{\{\s*[\w.]+\s*\}\}")
_WAY_OUT = re.compile(r"unsubscribe|opt[- ]?out|off (?:the|this) list|退订|取消订阅|不再接收|不想再收", re.I)
_WORD = re.compile(r"[a-z0-9]{2,}|[\u3400-\u9fff]{2}|(?<![\u3400-\u9fff])[\u3400-\u9fff](?![\u3400-\u9fff])")


def email_complete(subject: Subject) -> Answer:
    """All fields stand, text and HTML say the same, both carry a way out and the sender's postal address.

    `{{company.postal_address}}` in its place is a visible gap: it passes and is pointed out.
    """
    document = yaml_of(subject.bundle, SETTINGS)
    text = text_of(subject.bundle, TEXT)
    page = page_of(subject.bundle, HTML)
    shown = _shown(page)
    faults = [*_setting_faults(document), *_text_faults(text), *_page_faults(page, subject)]
    shared = _shared(text, shown)
    if shared < _LEAST_SHARED:
        message = _("Text and HTML differ: {percent} % of their words are in both.")
        said = ", ".join(_difference(text, shown))
        faults.append(
            fault(
                HTML,
                None,
                message.format(percent=round(shared * 100)),
                _("Only in one of them: {words}").format(words=said),
            )
        )
    notes: list[Finding] = []
    for path, part in ((TEXT, text), (HTML, shown)):
        if not _WAY_OUT.search(part):
            faults.append(
                fault(path, None, _("There is no way to unsubscribe."), _("Say how, in one plain sentence."))
            )
        _address(subject, path, part, faults, notes)
    notes += _open_notes(document, text)
    evidence = {"words": len(_WORD.findall(text.lower())), "shared": round(shared, 2), "gaps": len(notes)}
    reason = _("The e-mail is complete, {percent} % of the words are in both parts; {gaps} gaps are visible.")
    return answer(
        faults, reason.format(percent=round(shared * 100), gaps=len(notes)), evidence=evidence, notes=notes
    )


def _setting_faults(document: Document) -> Iterator[Finding]:
    given = mapping(document.data, SETTINGS)
    for name in _FIELDS:
        if given.get(name) in (None, "", [], {}):
            yield fault(
                SETTINGS, document.key_at((name,)).line, _("{field} is missing or empty.").format(field=name)
            )
    title = given.get("subject")
    line = document.key_at(("subject",)).line
    if title is not None and (not isinstance(title, str) or "\n" in title.strip()):
        yield fault(SETTINGS, line, _("The subject must be one line of text."))
    elif isinstance(title, str):
        if len(title) > LONGEST_SUBJECT:
            message = _("The subject has {count} characters; at most {most} are agreed.")
            yield fault(SETTINGS, line, message.format(count=len(title), most=LONGEST_SUBJECT))
        if re.match(r"\s*(?:re|fwd?|aw|wg|回复|转发)\s*[:：]", title, re.I):
            yield fault(
                SETTINGS,
                line,
                _("The subject pretends to answer or forward a mail."),
                _("Say what the mail is about."),
            )
    yield from _unsubscribe_faults(given.get("unsubscribe"), document.key_at(("unsubscribe",)).line)


def _unsubscribe_faults(given: Any, line: int) -> Iterator[Finding]:
    if given in (None, "", {}):
        return
    if not isinstance(given, Mapping):
        yield fault(SETTINGS, line, _("unsubscribe must say mailto and note."))
        return
    address = str(given.get("mailto") or "").strip().removeprefix("mailto:").split("?")[0]
    if not _MAIL.fullmatch(address) and not _GAP.fullmatch(address):
        yield fault(
            SETTINGS, line, _("unsubscribe.mailto is no e-mail address: “{address}”.").format(address=address)
        )
    if not str(given.get("note") or "").strip():
        yield fault(SETTINGS, line, _("unsubscribe.note does not say how soon it takes effect."))


def _text_faults(text: str) -> Iterator[Finding]:
    if len(_WORD.findall(text.lower())) < 10:
        yield fault(TEXT, 1, _("The text part says hardly anything."))
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line.encode("utf-8")) > LONGEST_LINE:
            message = _("The line has more than {most} bytes; mail servers may cut it.").format(
                most=LONGEST_LINE
            )
            yield fault(TEXT, number, message, _("Break it."))
        if re.search(r"</?(?:p|br|div|a|table|html)\b[^>]*>", line, re.I):
            yield fault(TEXT, number, _("HTML stands in the text part."))


def _page_faults(page: Page, subject: Subject) -> Iterator[Finding]:
    """What mail programs stumble over; tables with old attributes are usual in mail and let pass."""
    yield from page.faults
    html = page.first("html")
    if html is None or not html.attributes.get("lang"):
        yield fault(HTML, html.line if html else 1, _("<html> has no lang."))
    for element in page.all("script", "form", "iframe", "object", "embed", "video", "audio"):
        if element.tag != "script" or element.attributes.get("type") != "application/ld+json":
            yield fault(HTML, element.line, _("Mail programs drop <{tag}>.").format(tag=element.tag))
    for element in page.all("img"):
        if "alt" not in element.attributes:
            yield fault(HTML, element.line, _("A picture has no alternative text."))
        width, height = element.attributes.get("width", ""), element.attributes.get("height", "")
        if width.strip("px") in ("0", "1") and height.strip("px") in ("0", "1"):
            yield fault(
                HTML,
                element.line,
                _("A picture of one pixel tells when the mail is opened; nobody agreed to that."),
            )


def _shown(page: Page) -> str:
    """The words of the body; addresses of links count, since the text part writes them out."""
    body = page.first("body") or page.root
    parts = [*body.pieces]
    for element in body.within():
        if element.tag not in ("style", "script", "title"):
            parts += element.pieces
            parts.append(element.attributes.get("alt", ""))
            parts.append(element.attributes.get("href", ""))
    return " ".join(" ".join(parts).split())


def _words(text: str) -> Counter[str]:
    plain = re.sub(r"(?:https?://|mailto:)", " ", text.lower())
    pairs = [
        run[i : i + 2] for run in re.findall(r"[\u3400-\u9fff]+", plain) for i in range(max(1, len(run) - 1))
    ]
    return Counter([*re.findall(r"[a-z0-9]{2,}", plain), *pairs])


def _shared(text: str, html: str) -> float:
    """Share of the words of both parts, counted as often as they stand, that the other part has too."""
    one, other = _words(text), _words(html)
    total = max(one.total(), other.total())
    return (one & other).total() / total if total else 0.0


def _difference(text: str, html: str) -> list[str]:
    one, other = _words(text), _words(html)
    return sorted(set(one - other) | set(other - one))[:12]


def _address(subject: Subject, path: str, part: str, faults: list[Finding], notes: list[Finding]) -> None:
    known = " ".join(subject.identity.postal_address.split())
    if known and known in " ".join(part.split()):
        return
    if ADDRESS_GAP in part.replace(" ", ""):
        message = (
            _("The sender's postal address is known, but a gap stands in its place.")
            if known
            else _("The sender's postal address is still open.")
        )
        notes.append(fault(path, None, message, _("Fill identity.postal_address in company.yaml.")))
    else:
        faults.append(
            fault(
                path,
                None,
                _("The sender's postal address is missing."),
                _("Add it, or {gap}.").format(gap=ADDRESS_GAP),
            )
        )


def _open_notes(document: Document, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), start=1):
        for gap in _GAP.findall(line):
            if gap.replace(" ", "") != ADDRESS_GAP:
                yield fault(TEXT, number, _("Still open: {gap}").format(gap=gap))
    given = document.data if isinstance(document.data, Mapping) else {}
    way_out = given.get("unsubscribe")
    if isinstance(way_out, Mapping) and _GAP.search(str(way_out.get("mailto"))):
        yield fault(
            SETTINGS,
            document.key_at(("unsubscribe",)).line,
            _("The address for unsubscribing is still open."),
        )


CHECKS: Mapping[str, Check] = checks_of(email_complete)
