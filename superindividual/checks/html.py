"""Check of the HTML of a site: structure, nesting, attributes and references within a page, without the network.

Covered: doctype, charset, language, title; elements and attributes that do not exist or are obsolete; required
attributes and the words allowed in the common ones; end tags, misnesting, left-out end tags; content models of lists,
tables, paragraphs, headings, links and buttons; doubled ids; references to ids; headings without text; character
references. A browser's parser (lexbor) must see the elements in the order in which they are written.
Not covered: the inside of SVG and MathML, CSS and scripts, microdata, the ARIA rules about which role may stand where,
and the finer content models (such as sectioning inside `dt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from superindividual.checks.answer import Answer, answer, checks_of, failed, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.markup import Element, Page, page_of, rules
from superindividual.text import gettext as _

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHARSET_WITHIN = 1024  # bytes, by the HTML standard
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_REFERENCES = (
    "for",
    "list",
    "form",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
)
_PHRASING_MODEL = frozenset(["p", *_HEADINGS])


def html_valid(subject: Subject) -> Answer:
    """Every HTML page of the deliverable is well built."""
    pages = [path for path in sorted(subject.bundle.files) if path.endswith((".html", ".htm"))]
    if not pages:
        return failed(_("There is no HTML page."))
    faults: list[Finding] = []
    elements = 0
    for path in pages:
        page = page_of(subject.bundle, path)
        elements += len(page.all())
        faults += page.faults
        faults += _page_faults(page, subject)
        for element in page.all():
            if not element.foreign or element.tag in ("svg", "math"):
                faults += _element_faults(path, element)
        faults += _reference_faults(page)
        if not faults:
            faults += _order_faults(page)
    evidence = {"pages": len(pages), "elements": elements}
    reason = _("{pages} pages with {elements} elements are well built.")
    return answer(faults, reason.format(pages=len(pages), elements=elements), evidence=evidence)


def _page_faults(page: Page, subject: Subject) -> Iterator[Finding]:
    if not re.match(r"\s*(?:<!--.*?-->\s*)*<!doctype html\s*>", page.source, re.I | re.S):
        yield fault(page.path, 1, _("The page does not begin with <!doctype html>."))
    html = page.first("html")
    said = html.attributes.get("lang", "") if html else ""
    line = html.line if html else 1
    expected = subject.bundle.deliverable.language
    if not _LANGUAGE.fullmatch(said):
        yield fault(
            page.path,
            line,
            _("<html> has no lang."),
            _('Write <html lang="{language}">.').format(language=expected),
        )
    elif said.split("-")[0].lower() != expected.split("-")[0]:
        message = _("lang is “{said}”, but the deliverable is in {expected}.")
        yield fault(page.path, line, message.format(said=said, expected=expected))
    head = page.source.encode("utf-8", "replace")[:_CHARSET_WITHIN].decode("utf-8", "ignore")
    if not re.search(r"<meta\s+charset\s*=\s*[\"']?utf-8[\"'\s/>]", head, re.I):
        yield fault(page.path, line, _('No <meta charset="utf-8"> stands within the first 1024 bytes.'))
    titles = [title for title in page.all("title") if not title.foreign]
    if len(titles) != 1 or not titles[0].text:
        yield fault(
            page.path, titles[0].line if titles else 1, _("The page needs exactly one title with text.")
        )
    yield from _single_faults(page)
    yield from _entity_faults(page)


def _single_faults(page: Page) -> Iterator[Finding]:
    for tag in ("html", "head", "body", "main"):
        for element in [one for one in page.all(tag) if "hidden" not in one.attributes][1:]:
            yield fault(page.path, element.line, _("<{tag}> stands a second time.").format(tag=tag))
    seen: dict[str, int] = {}
    for element in page.all():
        name = element.attributes.get("id")
        if name is None:
            continue
        if not name or re.search(r"\s", name):
            yield fault(
                page.path, element.line, _("The id “{id}” is empty or holds a space.").format(id=name)
            )
        elif name in seen:
            yield fault(
                page.path,
                element.line,
                _("The id “{id}” stands in line {line} already.").format(id=name, line=seen[name]),
            )
        seen.setdefault(name, element.line)


def _entity_faults(page: Page) -> Iterator[Finding]:
    for number, line in enumerate(page.source.split("\n"), start=1):
        for name in re.findall(r"&([A-Za-z][A-Za-z0-9]{1,31};)", line):
            if name not in html5:
                yield fault(page.path, number, _("&{name} is no character.").format(name=name))


def _element_faults(path: str, element: Element) -> Iterator[Finding]:
    tag, table = element.tag, rules()
    if tag in table["obsolete"]:
        yield fault(
            path, element.line, _("<{tag}> is obsolete.").format(tag=tag), _("Use CSS or a current element.")
        )
        return
    if tag not in table["elements"]:
        if "-" not in tag:
            yield fault(path, element.line, _("<{tag}> is no element of HTML.").format(tag=tag))
        return
    if not element.foreign:
        yield from _attribute_faults(path, element)
    yield from _place_faults(path, element)
    yield from _content_faults(path, element)


def _attribute_faults(path: str, element: Element) -> Iterator[Finding]:
    table, tag, given = rules(), element.tag, element.attributes
    for name, value in given.items():
        if not _is_attribute(tag, name):
            message = _("<{tag}> has no attribute {name} in HTML.")
            yield fault(path, element.line, message.format(tag=tag, name=name), _("Drop it, or use CSS."))
        allowed = table["values_of"].get(f"{tag}.{name}") or table["values"].get(name)
        if allowed and value.strip().lower() not in allowed:
            message = _('{name}="{value}" on <{tag}> means nothing.')
            yield fault(path, element.line, message.format(tag=tag, name=name, value=value))
    for wanted in sorted(table["required"].get(tag, ())):
        if not any(name in given for name in wanted.split("|")):
            message = _("<{tag}> lacks the attribute {name}.")
            yield fault(path, element.line, message.format(tag=tag, name=wanted.replace("|", _(" or "))))
    for role in given.get("role", "").split():
        if role not in table["roles"]:
            yield fault(path, element.line, _("“{role}” is no role.").format(role=role))


def _is_attribute(tag: str, name: str) -> bool:
    table = rules()
    if name.startswith("aria-"):
        return name[5:] in table["aria"]
    if name.startswith("data-"):
        return re.fullmatch(r"data-[^\s\"'<>/=A-Z]+", name) is not None
    return (
        name in table["elements"][tag]
        or name in table["global"]
        or re.fullmatch(r"on[a-z]+", name) is not None
    )


def _place_faults(path: str, element: Element) -> Iterator[Finding]:
    table, tag = rules(), element.tag
    parent = element.parent.tag if element.parent else ""
    allowed = table["parents"].get(tag)
    if allowed and parent not in allowed:
        message = _("<{tag}> stands in <{parent}>; it belongs in {allowed}.")
        yield fault(
            path,
            element.line,
            message.format(tag=tag, parent=parent or "?", allowed=", ".join(sorted(allowed))),
        )
    children = table["children"].get(parent)
    if children and tag not in children and tag not in ("script", "template"):
        yield fault(
            path,
            element.line,
            _("<{tag}> cannot stand directly in <{parent}>.").format(tag=tag, parent=parent),
        )
    if parent in table["phrasing_only"] and tag in table["blocks"] and not _in_hgroup_or_summary(parent, tag):
        yield fault(
            path, element.line, _("<{tag}> cannot stand in <{parent}>.").format(tag=tag, parent=parent)
        )
    around = {one.tag for one in element.above()}
    if (tag in table["interactive"] or (tag == "input" and element.attributes.get("type") != "hidden")) and (
        around & {"a", "button"} or (tag == "label" and "label" in around)
    ):
        yield fault(path, element.line, _("<{tag}> stands inside a link, button or label.").format(tag=tag))
    if tag == "form" and "form" in around:
        yield fault(path, element.line, _("A form stands inside a form."))
    if (
        tag in ("header", "footer")
        and around & {"header", "footer"}
        and not around & {"article", "aside", "nav", "section"}
    ):
        yield fault(path, element.line, _("<{tag}> stands inside a header or footer.").format(tag=tag))
    if tag == "main" and around & {"article", "aside", "footer", "header", "nav", "section"}:
        yield fault(path, element.line, _("<main> stands inside a part of the page."))


def _in_hgroup_or_summary(parent: str, tag: str) -> bool:
    return parent == "summary" and tag in _HEADINGS


def _content_faults(path: str, element: Element) -> Iterator[Finding]:
    tag = element.tag
    loose = " ".join("".join(element.pieces).split())
    if loose and tag in rules()["children"]:
        message = _("The text “{text}” stands directly in <{tag}>.")
        yield fault(path, element.line, message.format(text=loose, tag=tag))
    if tag in _HEADINGS and not _has_name(element):
        yield fault(path, element.line, _("A heading has no text."))
    if tag in ("a", "button") and not _has_name(element):
        yield fault(
            path, element.line, _("<{tag}> has no text, so nobody can tell what it does.").format(tag=tag)
        )
    if (
        tag == "a"
        and "href" not in element.attributes
        and {"target", "download", "rel"} & set(element.attributes)
    ):
        yield fault(path, element.line, _("A link leads nowhere: href is missing."))


def _has_name(element: Element) -> bool:
    if (
        element.text
        or element.attributes.get("aria-label", "").strip()
        or "aria-labelledby" in element.attributes
    ):
        return True
    return any(
        one.attributes.get("alt", "").strip() or one.attributes.get("aria-label", "").strip()
        for one in element.within()
    )


def _reference_faults(page: Page) -> Iterator[Finding]:
    ids = {element.attributes["id"] for element in page.all() if "id" in element.attributes}
    for element in page.all():
        for name in _REFERENCES:
            for target in element.attributes.get(name, "").split() if not element.foreign else ():
                if target not in ids:
                    message = _('{name}="{target}" on <{tag}> names no id of the page.')
                    yield fault(
                        page.path, element.line, message.format(name=name, target=target, tag=element.tag)
                    )


def _order_faults(page: Page) -> Iterator[Finding]:
    """A browser moves what stands where it must not; then its order is another one than that of the source."""
    from selectolax.lexbor import LexborHTMLParser

    implied = {"html", "head", "body", "tbody", "colgroup"}
    root = LexborHTMLParser(page.source).root
    seen = [node.tag for node in root.traverse() if node.tag and node.is_element_node] if root else []
    written = [element.tag for element in page.all() if element.tag not in implied]
    browser = [tag.lower() for tag in seen if tag.lower() not in implied]
    if written != browser:
        at = next(
            (i for i, (a, b) in enumerate(zip(written, browser, strict=False)) if a != b),
            min(len(written), len(browser)),
        )
        elements = [element for element in page.all() if element.tag not in implied]
        line = elements[at].line if at < len(elements) else None
        yield fault(
            page.path,
            line,
            _("A browser rearranges the page from here on: something is nested where it must not be."),
        )


CHECKS = checks_of(html_valid)
