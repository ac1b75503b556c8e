"""Scanners of the site's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import (
    MOST_PLACES,
    Scene,
    Seen,
    absent,
    folded,
    places,
    unseen,
    visible,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LOADING = ", ".join(
    f"{tag}[src]"
    for tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "track", "input")
)
_HARMLESS_LINKS = set("canonical alternate author license help me next prev search bookmark".split())  # noqa: SIM905 - a list of words


def _parsed(html: str) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(html)


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()


def _line(text: str, needle: str) -> int:
    """The line on which something stands, 1 when it was written in another form."""
    return text.count("\n", 0, max(text.find(needle), 0)) + 1


def imprint_shown(scene: Scene) -> Seen:
    """Name, postal address and e-mail of the provider stand on a page, visibly."""
    if not scene.pages:
        return absent()
    identity = scene.identity
    wanted = {
        "legal_name": identity.legal_name,
        "postal_address": identity.postal_address,
        "email": identity.email,
    }
    read = folded("\n".join(visible(text) for text in scene.pages.values()))
    lacking = [name for name, value in wanted.items() if value.strip() and folded(value) not in read]
    unknown = [name for name, value in wanted.items() if not value.strip()]
    if lacking:
        return Seen("gap", "imprint_lacking", tuple(scene.pages), {"fields": lacking})
    if unknown:
        return Seen("needs_founder", "identity_unknown", ("company.yaml",), {"fields": unknown})
    return Seen("met", "imprint_shown", tuple(scene.pages), {"pages": len(scene.pages)})


def privacy_notice_linked(scene: Scene) -> Seen:
    """A page links a privacy notice that is there; what the notice says is for a person to judge."""
    if not scene.pages:
        return absent()
    links = [(path, href) for path, text in scene.pages.items() for href in _privacy_links(text)]
    files = {path for bundle in scene.of("site") for path in bundle.files}
    broken = [(path, href) for path, href in links if not _there(path, scene.pages[path], href, files)]
    figures = {"pages": len(scene.pages), "linked": len({path for path, _ in links})}
    if not links:
        return Seen("gap", "privacy_not_linked", tuple(scene.pages), figures)
    shown = (broken or links)[:MOST_PLACES]
    where = tuple(f"{path}:{_line(scene.pages[path], href)}" for path, href in shown)
    if broken:
        return Seen("gap", "privacy_link_broken", where, figures)
    return Seen("needs_review", "privacy_linked", where, figures)


def _privacy_links(text: str) -> list[str]:
    """Where a page's links to a privacy notice lead; each once."""
    links = ((_attribute(node, "href"), node.text()) for node in _parsed(text).css("a[href]"))
    wanted = pattern("privacy")
    return list(dict.fromkeys(href for href, said in links if wanted.search(href) or wanted.search(said)))[
        :MOST_PLACES
    ]


def _there(path: str, text: str, href: str, files: set[str]) -> bool:
    """Whether a link's target is among the site's files, or lies outside and cannot be looked up."""
    target, _, anchor = href.partition("#")
    if "://" in target or target.startswith(("//", "mailto:")):
        return True
    if not target:
        named = rf"""\b(?:id|name)\s?=\s?["']?{re.escape(anchor)}["'\s>]"""
        return bool(anchor) and bool(re.search(named, text))
    base = path.partition("/")[0] if target.startswith("/") else path.rpartition("/")[0]
    wanted = f"{base}/{target.partition('?')[0].strip('/').removeprefix('./')}"
    return wanted in files or f"{wanted}/index.html" in files


def nothing_loaded_elsewhere(scene: Scene) -> Seen:
    """No page loads from another server, sets a cookie or holds a known tracker, as far as its files show."""
    if not scene.pages:
        return absent()
    own = _host(scene.identity.website)
    found = [
        (path, url)
        for path, text in scene.pages.items()
        for url in _loaded(text)
        if _host(url) not in ("", own)
    ]
    machine = {path: unseen(text) for path, text in scene.pages.items()}
    machine |= scene.texts("site", endings=(".js", ".css"))
    found += [
        (path, url)
        for path, text in machine.items()
        for url in pattern("foreign_style").findall(text)
        if _host(url) not in ("", own)
    ]
    trackers = places(machine, pattern("tracker"))
    figures = {"pages": len(scene.pages), "found": len(found) + len(trackers)}
    if not found and not trackers:
        return Seen("met", "nothing_loaded", tuple(scene.pages), figures)
    files = scene.texts("site")
    where = [f"{path}:{_line(files[path], url)}" for path, url in found[:MOST_PLACES]]
    return Seen("gap", "loaded_elsewhere", tuple(dict.fromkeys((*where, *trackers))), figures)


def _loaded(text: str) -> Iterator[str]:
    tree = _parsed(text)
    for node in tree.css(_LOADING):
        yield _attribute(node, "src")
    for node in tree.css("link[href]"):
        if not set(_attribute(node, "rel").lower().split()) <= _HARMLESS_LINKS:
            yield _attribute(node, "href")
    for node in tree.css("object[data]"):
        yield _attribute(node, "data")


def _host(url: str) -> str:
    """The server an address names; empty for the page's own files, `?` for one that nobody can read."""
    if not url.lower().startswith(("http://", "https://", "//")):
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return "?"


def icp_number_shown(scene: Scene) -> Seen:
    """A page shows a filing number; whether it is the right one only the founder knows."""
    return _shown(scene, pattern("icp_number"), "icp")


def security_number_shown(scene: Scene) -> Seen:
    """A page shows the number of the filing with the public security organs."""
    return _shown(scene, pattern("security_number"), "security_number")


def business_licence_shown(scene: Scene) -> Seen:
    """A page shows the business licence or its unified social credit code."""
    return _shown(scene, pattern("business_licence"), "business_licence")


def _shown(scene: Scene, pattern: re.Pattern[str], say: str) -> Seen:
    if not scene.pages:
        return absent()
    found = places({path: visible(text) for path, text in scene.pages.items()}, pattern)
    figures = {"pages": len(scene.pages), "shown": len(found)}
    if found:
        return Seen("met", f"{say}_shown", found, figures)
    return Seen("gap", f"{say}_missing", tuple(scene.pages), figures)


def accessibility_basics(scene: Scene) -> Seen:
    """Language, title, one main heading, alternative texts, labels, zoom; never proof of conformance."""
    if not scene.pages:
        return absent()
    faults = {path: list(_barriers(text)) for path, text in scene.pages.items()}
    found = sorted({fault for listed in faults.values() for fault in listed})
    figures = {"pages": len(scene.pages), "faults": found}
    if found:
        return Seen(
            "gap", "accessibility_faults", tuple(path for path, listed in faults.items() if listed), figures
        )
    return Seen("needs_review", "accessibility_basics", tuple(scene.pages), figures)


def _barriers(text: str) -> Iterator[str]:
    tree = _parsed(text)
    root, title = tree.css_first("html"), tree.css_first("title")
    if root is None or not _attribute(root, "lang"):
        yield "html lang"
    if title is None or not title.text().strip():
        yield "title"
    if len(tree.css("h1")) != 1:
        yield "h1"
    if any("alt" not in node.attributes for node in tree.css("img")):
        yield "img alt"
    labelled = {_attribute(label, "for") for label in tree.css("label[for]")}
    fields = tree.css("input:not([type=hidden]):not([type=submit]), select, textarea")
    if any(not _named(node, labelled) for node in fields):
        yield "label"
    viewport = tree.css_first("meta[name=viewport]")
    if viewport is not None and pattern("no_zoom").search(_attribute(viewport, "content")):
        yield "zoom"


def _named(node: LexborNode, labelled: set[str]) -> bool:
    """Whether a field has a name that is read out."""
    if any(_attribute(node, name) for name in ("aria-label", "aria-labelledby", "title")):
        return True
    return _attribute(node, "id") in labelled - {""} or _inside_label(node)


def _inside_label(node: LexborNode) -> bool:
    parent, depth = node.parent, 0
    while parent is not None and depth < 50:
        if parent.tag == "label":
            return True
        parent, depth = parent.parent, depth + 1
    return False


def imprint_reachable(scene: Scene) -> Seen:
    """Every page shows the provider's e-mail and name, or links what is called Impressum or legal notice."""
    if not scene.pages:
        return absent()
    lacking = tuple(path for path, text in scene.pages.items() if not _imprint_within_reach(text, scene))
    figures = {"pages": len(scene.pages), "lacking": len(lacking)}
    if lacking:
        return Seen("gap", "imprint_out_of_reach", lacking, figures)
    return Seen("met", "imprint_in_reach", tuple(scene.pages), figures)


def _imprint_within_reach(text: str, scene: Scene) -> bool:
    if any(pattern("imprint").search(node.text()) for node in _parsed(text).css("a[href]")):
        return True
    read, wanted = folded(visible(text)), (scene.identity.legal_name, scene.identity.email)
    return all(value.strip() and folded(value) in read for value in wanted)
