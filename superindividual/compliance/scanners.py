"""Scanners: what a program can see of a rule in the bytes of the deliverables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from superindividual.checks.secrets import find_secrets
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.workspace.artifact import Bundle

_TRACKERS = re.compile(
    r"(?i)google-analytics|googletagmanager|facebook\.net|hm\.baidu\.com|matomo|hotjar|umeng|document\.cookie|<iframe"
)
_EXTERNAL = re.compile(
    r"""(?i)(?:<(?:script|img|link|iframe|source)[^>]+(?:src|href)|@import\s|url\()\s*=?\s*["'(]?\s*(https?://[^"')\s>]+)"""
)
_SUPERLATIVE = re.compile(
    r"国家级|世界级|最高级|最佳|最好|最优|最强|最低价|全网最|全国第一|行业第一|世界第一|销量第一|唯一(?!标识|一|性|键|值)|顶级|极品|100%有效|绝对(?!路径|值|地址|定位|位置)"
)


@dataclass(frozen=True)
class Seen:
    """True: met; False: a gap; None: the bytes were not there. `where` is `path:line`."""

    met: bool | None
    why: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What a scanner looks at."""

    bundles: Mapping[str, Bundle]
    """By kind of deliverable."""
    facts: ProductFacts
    identity: IdentitySpec

    def pages(self) -> dict[str, str]:
        """The site's pages."""
        return self.texts("site", ".html")

    def texts(self, kind: str, *endings: str) -> dict[str, str]:
        """Text files of a kind."""
        files = self.bundles[kind].files if kind in self.bundles else {}
        return {
            p: c.decode("utf-8", "replace") for p, c in sorted(files.items()) if p.endswith(endings or ("",))
        }


def imprint(scene: Scene) -> Seen:
    """Name, address and e-mail of the provider stand on a page."""
    wanted = {
        "legal_name": scene.identity.legal_name,
        "postal_address": scene.identity.postal_address,
        "email": scene.identity.email,
    }
    empty = [name for name, value in wanted.items() if not value]
    if not scene.pages():
        return Seen(None, "no page was handed over")
    if empty:
        return Seen(False, f"company.yaml lacks identity: {', '.join(empty)}", ("company.yaml",))
    text = "\n".join(scene.pages().values())
    missing = [name for name, value in wanted.items() if value not in text]
    return Seen(
        not missing,
        f"not on any page: {', '.join(missing)}" if missing else "name, address and e-mail stand on a page",
    )


def privacy_linked(scene: Scene) -> Seen:
    """A page links a privacy notice."""
    if not scene.pages():
        return Seen(None, "no page was handed over")
    linked = [
        p for p, t in scene.pages().items() if re.search(r"(?is)<a\s[^>]*href=[^>]*>[^<]*(privacy|隐私)", t)
    ]
    return Seen(bool(linked), f"linked on {len(linked)} pages", tuple(linked))


def no_trackers(scene: Scene) -> Seen:
    """No page loads a tracker, sets a cookie or asks another server for something."""
    if not scene.pages():
        return Seen(None, "no page was handed over")
    found = [
        w for p, t in scene.pages().items() for w in (*_lines(p, t, _TRACKERS), *_lines(p, t, _EXTERNAL))
    ]
    return Seen(not found, f"{len(found)} found in {len(scene.pages())} pages", tuple(found))


def mail_honest(scene: Scene) -> Seen:
    """The e-mail has a way to unsubscribe and a postal address, in text and HTML."""
    mails = scene.texts("email", ".txt", ".html")
    if not mails:
        return Seen(None, "no e-mail was handed over")
    lacking = [p for p, t in mails.items() if not re.search(r"(?i)unsubscribe|退订|取消订阅", t)]
    if lacking:
        return Seen(False, "no way to unsubscribe", tuple(lacking))
    if not scene.identity.postal_address:
        return Seen(False, "company.yaml lacks identity.postal_address", ("company.yaml",))
    unsigned = [p for p, t in mails.items() if scene.identity.postal_address not in t]
    return Seen(
        not unsigned,
        "the postal address is missing" if unsigned else "unsubscribe and postal address stand in both parts",
        tuple(unsigned),
    )


def icp_footer(scene: Scene) -> Seen:
    """A page shows a filing number."""
    if not scene.pages():
        return Seen(None, "no page was handed over")
    shown = [p for p, t in scene.pages().items() if re.search(r"[\u4e00-\u9fff]ICP[备证]\s?\d{6,}号", t)]
    return Seen(bool(shown), f"shown on {len(shown)} pages", tuple(shown))


def superlatives(scene: Scene) -> Seen:
    """No absolute wording in what is published; a hit needs review, since some are part of plain words."""
    texts = {**scene.pages(), **scene.texts("posts", ".md"), **scene.texts("email", ".txt")}
    if not texts:
        return Seen(None, "nothing to publish was handed over")
    found = [w for p, t in texts.items() for w in _lines(p, t, _SUPERLATIVE)]
    return Seen(not found, f"{len(found)} places in {len(texts)} texts", tuple(found))


def secrets_absent(scene: Scene) -> Seen:
    """No key or password in anything handed over."""
    if not scene.bundles:
        return Seen(None, "nothing was handed over")
    found = [
        f"{p}:{n}" for kind in scene.bundles for p, t in scene.texts(kind).items() for n, _ in find_secrets(t)
    ]
    return Seen(not found, f"{len(found)} found", tuple(found))


def licence_stated(scene: Scene) -> Seen:
    """The package names its licence and carries its text."""
    files = scene.texts("code")
    if not files:
        return Seen(None, "no package was handed over")
    stated = re.search(r"(?m)^license\s*=", files.get("package/pyproject.toml", ""))
    text = any("LICEN" in p.upper() for p in files)
    return Seen(
        bool(stated and text),
        f"in pyproject.toml: {'yes' if stated else 'no'}; text: {'yes' if text else 'no'}",
    )


def page_accessible(scene: Scene) -> Seen:
    """Language, alternative texts and one main heading on every page; the rest needs a person."""
    pages = scene.pages()
    if not pages:
        return Seen(None, "no page was handed over")
    bad = [
        p
        for p, t in pages.items()
        if not re.search(r"<html[^>]+lang=", t)
        or re.search(r"<img(?![^>]*\balt=)", t)
        or len(re.findall(r"<h1\b", t)) != 1
    ]
    return Seen(
        not bad,
        f"{len(pages) - len(bad)} of {len(pages)} pages have language, alternative texts and one main heading",
        tuple(bad),
    )


def _lines(path: str, text: str, pattern: re.Pattern[str]) -> list[str]:
    return [f"{path}:{number}" for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


SCANNERS: Mapping[str, Callable[[Scene], Seen]] = {
    f.__name__: f
    for f in (
        imprint,
        privacy_linked,
        no_trackers,
        mail_honest,
        icp_footer,
        superlatives,
        secrets_absent,
        licence_stated,
        page_accessible,
    )
}
