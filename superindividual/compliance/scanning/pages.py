"""Scanners of the site's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from superindividual.compliance.scanning.scene import Scene, Seen, absent, folded, places, visible

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LOADING = "script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src], track[src], input[src]"
_HARMLESS_LINKS = {
    "canonical",
    "alternate",
    "author",
    "license",
    "help",
    "me",
    "next",
    "prev",
    "search",
    "bookmark",
}
_FOREIGN_STYLE = re.compile(r"(?:@import\s+(?:url\()?|url\()\s*[\"']?\s*((?:https?:)?//[^\"')\s]+)", re.I)
_TRACKER = re.compile(
    r"google-analytics|googletagmanager|gtag\(|facebook\.net|fbq\(|hm\.baidu\.com|matomo|hotjar|umeng|cnzz|segment\.com"
    r"|plausible\.io|mixpanel|clarity\.ms|document\.cookie|http-equiv=[\"']?set-cookie|navigator\.sendBeacon",
    re.I,
)
_PRIVACY = re.compile(r"privacy|datenschutz|隐私|个人信息(?:保护|处理)", re.I)
_IMPRINT = re.compile(r"impressum|imprint|legal notice|provider identification", re.I)
_ICP = re.compile(r"[\u4e00-\u9fff]ICP[备证]\s*(?:B2-)?\d{6,}号?", re.I)
_SECURITY_NUMBER = re.compile(r"[\u4e00-\u9fff]公网安备\s*\d{11,}号?")
_BUSINESS_LICENCE = re.compile(
    r"营业执照|统一社会信用代码|\b[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b"
)
_PRICE = re.compile(r"(?:€|EUR|£|GBP|\$|USD)\s?\d|\d\s?(?:€|EUR\b|euros?\b|£|GBP\b|USD\b)", re.I)
_TAX = re.compile(
    r"incl(?:\.|uding|udes|usive)?\s*(?:of\s*)?(?:all\s*)?(?:VAT|tax|MwSt|USt)|(?:VAT|tax(?:es)?)\s*(?:is\s*|are\s*)?included"
    r"|inkl\.?\s*(?:MwSt|USt|Mehrwertsteuer)|§\s*19\s*UStG|TTC\b|含税|含增值税",
    re.I,
)
_PERIODIC = re.compile(
    r"(?:per|a|/)\s?(?:month|year|mo\b|yr\b)|monthly|yearly|annual|subscription|每月|每年|/月|/年|包月|包年|订阅|月卡",
    re.I,
)
_RENEWS = re.compile(r"renew|verlänger|续费|自动续|续订", re.I)
_CANCEL = re.compile(r"cancel|kündig|取消|退订", re.I)
_DISPUTES = re.compile(r"ec\.europa\.eu/(?:consumers/odr|odr)", re.I)


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
    links = list(_privacy_links(scene))
    figures = {"pages": len(scene.pages), "linked": len({path for path, _, _ in links})}
    broken = tuple(f"{path}:{line}" for path, line, there in links if not there)
    if broken or not links:
        return Seen(
            "gap",
            "privacy_link_broken" if broken else "privacy_not_linked",
            broken or tuple(scene.pages),
            figures,
        )
    return Seen("needs_review", "privacy_linked", tuple(f"{path}:{line}" for path, line, _ in links), figures)


def _privacy_links(scene: Scene) -> Iterator[tuple[str, int, bool]]:
    """Page, line, and whether the target is there or lies outside."""
    files = {path for bundle in scene.of("site") for path in bundle.files}
    for path, text in scene.pages.items():
        for node in _parsed(text).css("a[href]"):
            href = _attribute(node, "href")
            if _PRIVACY.search(href) or _PRIVACY.search(node.text()):
                yield path, _line(text, href), _there(path, text, href, files)


def _there(path: str, text: str, href: str, files: set[str]) -> bool:
    target, _, anchor = href.partition("#")
    if "://" in target or target.startswith(("//", "mailto:")):
        return True
    if not target:
        return (
            bool(re.search(rf"""\b(?:id|name)\s*=\s*["']?{re.escape(anchor)}["'\s>]""", text))
            if anchor
            else False
        )
    base = "site" if target.startswith("/") else path.rpartition("/")[0]
    wanted = f"{base}/{target.partition('?')[0].strip('/').removeprefix('./')}"
    return wanted in files or f"{wanted}/index.html" in files


def nothing_loaded_elsewhere(scene: Scene) -> Seen:
    """No page loads from another server, sets a cookie or holds a known tracker, as far as its files show."""
    if not scene.pages:
        return absent()
    own = urlsplit(scene.identity.website).hostname if "://" in scene.identity.website else None
    scripts = scene.texts("site", endings=(".js", ".css"))
    found = [
        f"{path}:{_line(text, url)}"
        for path, text in scene.pages.items()
        for url in _loaded(text)
        if _foreign(url, own)
    ]
    found += [
        f"{path}:{_line(text, url)}"
        for path, text in {**scene.pages, **scripts}.items()
        for url in _FOREIGN_STYLE.findall(text)
        if _foreign(url, own)
    ]
    found += places({**scene.pages, **scripts}, _TRACKER)
    figures = {"pages": len(scene.pages), "found": len(set(found))}
    if found:
        return Seen("gap", "loaded_elsewhere", tuple(dict.fromkeys(found)), figures)
    return Seen("met", "nothing_loaded", tuple(scene.pages), figures)


def _loaded(text: str) -> Iterator[str]:
    tree = _parsed(text)
    for node in tree.css(_LOADING):
        yield _attribute(node, "src")
    for node in tree.css("link[href]"):
        if not set(_attribute(node, "rel").lower().split()) <= _HARMLESS_LINKS:
            yield _attribute(node, "href")
    for node in tree.css("object[data]"):
        yield _attribute(node, "data")


def _foreign(url: str, own: str | None) -> bool:
    try:
        host = urlsplit(url).hostname if url.startswith(("http://", "https://", "//", "HTTP")) else None
    except ValueError:
        return True  # an address nobody can read is no reason to trust it
    return bool(host) and host != own


def icp_number_shown(scene: Scene) -> Seen:
    """A page shows a filing number; whether it is the right one only the founder knows."""
    return _shown(scene, _ICP, "icp")


def security_number_shown(scene: Scene) -> Seen:
    """A page shows the number of the filing with the public security organs."""
    return _shown(scene, _SECURITY_NUMBER, "security_number")


def business_licence_shown(scene: Scene) -> Seen:
    """A page shows the business licence or its unified social credit code."""
    return _shown(scene, _BUSINESS_LICENCE, "business_licence")


def _shown(scene: Scene, pattern: re.Pattern[str], say: str) -> Seen:
    if not scene.pages:
        return absent()
    found = places({path: visible(text) for path, text in scene.pages.items()}, pattern)
    figures = {"pages": len(scene.pages), "shown": len(found)}
    if found:
        return Seen("met", f"{say}_shown", found, figures)
    return Seen("gap", f"{say}_missing", tuple(scene.pages), figures)


def accessibility_basics(scene: Scene) -> Seen:
    """Language, title, one main heading, alternative texts, labelled fields, zoom; never proof of conformance."""
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
    if any(
        not _named(tree, node)
        for node in tree.css("input:not([type=hidden]):not([type=submit]), select, textarea")
    ):
        yield "label"
    viewport = tree.css_first("meta[name=viewport]")
    if viewport is not None and re.search(
        r"user-scalable\s*=\s*no|maximum-scale\s*=\s*1\b", _attribute(viewport, "content")
    ):
        yield "zoom"


def _named(tree: LexborHTMLParser, node: LexborNode) -> bool:
    if _attribute(node, "aria-label") or _attribute(node, "aria-labelledby") or _attribute(node, "title"):
        return True
    labelled = {_attribute(label, "for") for label in tree.css("label[for]")}
    parent = node.parent
    while parent is not None:
        if parent.tag == "label":
            return True
        parent = parent.parent
    return bool(_attribute(node, "id")) and _attribute(node, "id") in labelled


def prices_with_tax(scene: Scene) -> Seen:
    """Where a page shows a price, it says that tax is in it."""
    if not scene.pages:
        return absent()
    texts = {path: visible(text) for path, text in scene.pages.items()}
    prices = places(texts, _PRICE)
    if not prices:
        return Seen("not_assessed", "no_price", tuple(scene.pages), {"pages": len(scene.pages)})
    bare = tuple(place for place in prices if not _TAX.search(texts[place.rpartition(":")[0]]))
    figures = {"prices": len(prices), "bare": len(bare)}
    return (
        Seen("gap", "price_without_tax", bare, figures)
        if bare
        else Seen("met", "price_with_tax", prices, figures)
    )


def renewal_terms_shown(scene: Scene) -> Seen:
    """Where a page names a price by the month or year, it says that it renews and how to cancel."""
    if not scene.pages:
        return absent()
    texts = {path: visible(text) for path, text in scene.pages.items()}
    periodic = places(texts, _PERIODIC)
    if not periodic:
        return Seen("not_assessed", "no_subscription_shown", tuple(scene.pages), {"pages": len(scene.pages)})
    whole = "\n".join(texts.values())
    lacking = [
        name for name, pattern in (("renewal", _RENEWS), ("cancel", _CANCEL)) if not pattern.search(whole)
    ]
    figures = {"places": len(periodic), "lacking": lacking}
    if lacking:
        return Seen("gap", "renewal_terms_missing", periodic, figures)
    return Seen(
        "needs_review", "renewal_terms_shown", places(texts, _RENEWS) + places(texts, _CANCEL), figures
    )


def no_closed_dispute_platform(scene: Scene) -> Seen:
    """Nothing sends people to the EU's dispute platform, which has been closed."""
    texts = scene.pages | scene.texts("email", endings=(".txt", ".html"))
    if not texts:
        return absent()
    found = places(texts, _DISPUTES)
    figures = {"texts": len(texts), "found": len(found)}
    return (
        Seen("gap", "dispute_link", found, figures) if found else Seen("met", "no_dispute_link", (), figures)
    )


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
    if any(_IMPRINT.search(node.text()) for node in _parsed(text).css("a[href]")):
        return True
    read, wanted = folded(visible(text)), (scene.identity.legal_name, scene.identity.email)
    return all(value.strip() and folded(value) in read for value in wanted)
