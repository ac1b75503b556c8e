"""References: everything a page or style sheet points to, and whether that is inside the deliverable."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from superindividual.checks.markup import Element, Page

Use = Literal["link", "resource", "frame", "refresh", "form", "base", "hint"]
"""`link`: followed by a person; `resource`, `frame`, `hint`: fetched by the browser at once; `refresh`: taken at once."""

_DROPPED = "".join(map(chr, range(0x21)))
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?|\\([^\n0-9a-fA-F])")
_CSS_URL = re.compile(
    r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^()\"'\s]*))\s*\)|@import\s+(?:\"([^\"]*)\"|'([^']*)')", re.I
)
_IMAGE_SET = re.compile(r"image-set\(((?:[^()]|\([^()]*\))*)\)", re.I)
_RESOURCES = {
    "img": ("src",), "script": ("src",), "source": ("src",), "track": ("src",), "audio": ("src",), "embed": ("src",),
    "video": ("src", "poster"), "input": ("src",), "object": ("data",), "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"), "feimage": ("href", "xlink:href"), "body": ("background",),
}  # fmt: skip
_FETCHED = frozenset(
    [
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "mask-icon",
        "manifest",
        "preload",
        "modulepreload",
        "prefetch",
        "prerender",
    ]
)
_HINTS = frozenset(["preconnect", "dns-prefetch"])


@dataclass(frozen=True)
class Reference:
    """One address, as written but for spaces and control characters that browsers drop."""

    path: str
    """The file it stands in."""
    line: int
    url: str
    use: Use
    element: Element | None = None

    @property
    def placeholder(self) -> bool:
        """It is a gap such as `{{product.url}}`."""
        return _PLACEHOLDER.search(self.url) is not None

    @property
    def scheme(self) -> str:
        """The scheme in lower case; empty for a relative address."""
        found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", self.url)
        return found.group(1).lower() if found else ""

    @property
    def external(self) -> bool:
        """It leads to another host: by a scheme other than data, mailto and the like, or by `//`."""
        if self.scheme:
            return self.scheme not in ("data", "mailto", "tel", "sms", "about", "blob", "javascript")
        return re.match(r"[/\\]{2}", self.url) is not None

    @property
    def local(self) -> bool:
        """It leads to a file or place of the deliverable."""
        return not self.scheme and not self.external and not self.placeholder

    def target(self, root: str) -> tuple[str, str]:
        """The file it leads to and the place in it; a folder means its `index.html`.

        Args:
            root: the folder that a leading slash means, such as `site`.
        """
        try:
            parts = urlsplit(self.url.replace("\\", "/"))
        except ValueError:
            return "", ""
        name = unquote(parts.path)
        if not name:
            return self.path, unquote(parts.fragment)
        base = root if name.startswith("/") else posixpath.dirname(self.path)
        path = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
        if name in (".", "..") or name.endswith(("/", "/.", "/..")):
            path = posixpath.join(path, "index.html")
        return path, unquote(parts.fragment)


def _clean(url: str) -> str:
    return re.sub(r"[\t\n\r]", "", url).strip(_DROPPED)


def references_of(page: Page) -> list[Reference]:
    """Everything an HTML file points to, in the order of the file."""
    found: list[Reference] = []
    for element in page.all():
        found += [
            Reference(page.path, element.line, _clean(url), use, element) for url, use in _of_element(element)
        ]
        for css in (
            element.attributes.get("style", ""),
            "".join(element.pieces) if element.tag == "style" else "",
        ):
            found += css_references(page.path, css, element.line)
    return found


def _of_element(element: Element) -> Iterator[tuple[str, Use]]:  # noqa: C901 - one branch for each element that names a file
    tag, given = element.tag, element.attributes
    if tag in ("a", "area"):
        yield from ((given[name], "link") for name in ("href", "xlink:href") if name in given)
        yield from ((url, "resource") for url in given.get("ping", "").split())
    for name in _RESOURCES.get(tag, ()):
        if name in given:
            yield given[name], "resource"
    for name in ("srcset", "imagesrcset"):
        yield from ((url, "resource") for url in _candidates(given.get(name, "")))
    if tag == "link" and "href" in given:
        yield from _of_link(given)
    if tag == "iframe" and "src" in given:
        yield given["src"], "frame"
    if tag == "base" and "href" in given:
        yield given["href"], "base"
    for name in ("action", "formaction"):
        if name in given:
            yield given[name], "form"
    if tag == "meta" and given.get("http-equiv", "").strip().lower() == "refresh":
        target = re.search(r"url\s*=\s*[\"']?([^\"'>]+)", given.get("content", ""), re.I)
        if target:
            yield target.group(1), "refresh"


def _of_link(given: dict[str, str]) -> Iterator[tuple[str, Use]]:
    relations = set(given.get("rel", "").lower().split())
    if relations & _FETCHED:
        yield given["href"], "resource"
    elif relations & _HINTS:
        yield given["href"], "hint"
    elif "canonical" not in relations:
        yield given["href"], "link"


def _candidates(srcset: str) -> list[str]:
    found = []
    for candidate in re.split(r",\s+|,(?=\S+\s)", srcset):
        words = candidate.split()
        if words:
            found.append(words[0].rstrip(","))
    return found


def css_references(path: str, css: str, line: int = 1) -> list[Reference]:
    """Everything that CSS fetches: `url()`, `@import` and `image-set()`, escapes undone; `line` is where it begins."""
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), css))
    found = []
    for match in _CSS_URL.finditer(plain):
        url = next((group for group in match.groups() if group is not None), "")
        if not url.startswith("#"):  # a fragment names a part of the same document
            at = line + plain.count("\n", 0, match.start())
            found.append(Reference(path, at, _clean(url), "resource"))
    for match in _IMAGE_SET.finditer(plain):
        at = line + plain.count("\n", 0, match.start())
        strings = re.findall(r"\"([^\"]*)\"|'([^']*)'", re.sub(r"type\([^)]*\)", "", match.group(1)))
        found += [Reference(path, at, _clean(a or b), "resource") for a, b in strings]
    return found


def _unescaped(match: re.Match[str]) -> str:
    code, other = match.groups()
    if code is None:
        return str(other)
    number = int(code, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
