"""Rendering: Markdown to HTML, with every link looked at and no HTML taken over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .addresses import slug
from .markup import Html

_SUMMARY = 200
_LOWEST = 6

Resolve = Callable[["Link"], str | None]
"""Gives a link's address on the site; None keeps its text alone."""


@dataclass(frozen=True)
class Link:
    """A link or an image, as it was written."""

    target: str
    line: int
    """Counted from the first line of the Markdown text, beginning with 1."""
    is_image: bool = False
    text: str = ""
    """An image's alternative text."""


@dataclass(frozen=True)
class Heading:
    """A heading of the first level; its lines count from 0, the end is exclusive."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Rendered:
    """What became of a text."""

    html: Html
    summary: str
    """The beginning of its first paragraph, without markup."""
    anchors: frozenset[str] = field(default_factory=frozenset)
    """Names that a link can lead to, such as `#costs`."""


@cache
def _markdown() -> MarkdownIt:
    """Tables and strikethrough as on GitHub; HTML in the text is shown, not obeyed."""
    options = {"html": False, "linkify": False, "typographer": False}
    parser = MarkdownIt("js-default", options)
    # addresses are judged when the link is resolved, with the line at hand
    parser.validateLink = lambda _url: True  # type: ignore[assignment,method-assign]
    return parser


def first_heading(text: str) -> Heading | None:
    """Find the title of a text: a heading of the first level before everything else."""
    tokens = _markdown().parse(text)
    if len(tokens) < 2 or tokens[0].tag != "h1" or tokens[0].map is None:
        return None
    start, end = tokens[0].map
    return Heading(_plain(tokens[1]), start, end)


def render(text: str, resolve: Resolve) -> Rendered:
    """Turn Markdown into HTML that stands below a page's own heading."""
    parser = _markdown()
    tokens = parser.parse(text)
    anchors = _name_headings(tokens)
    for token in tokens:
        if token.type == "inline":
            first = token.map[0] + 1 if token.map else 1
            token.children = list(_resolved(token.children or [], first, resolve))
        elif style := token.attrGet("style"):  # a column's alignment
            token.attrs = {"class": str(style).rpartition(":")[2]}
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(Html(html.rstrip("\n")), _summary(tokens), frozenset(anchors))


def _name_headings(tokens: Sequence[Token]) -> list[str]:
    """Give every heading a name, and move them below the page's own heading."""
    counts: Counter[str] = Counter()
    names: list[str] = []
    shift = any(token.tag == "h1" for token in tokens)
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close") and shift:
            token.tag = f"h{min(int(token.tag[1:]) + 1, _LOWEST)}"
        if token.type == "heading_open":
            name = slug(_plain(tokens[place + 1])) or "section"
            counts[name] += 1
            names.append(f"{name}--{counts[name]}" if counts[name] > 1 else name)
            token.attrSet("id", names[-1])
    return names


def _plain(inline: Token) -> str:
    pieces = []
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "image":
            pieces.append(_plain(child))
        else:
            pieces.append(child.content)
    return " ".join("".join(pieces).split())


def _summary(tokens: Sequence[Token]) -> str:
    for token, following in pairwise(tokens):
        if token.type == "paragraph_open" and (text := _plain(following)):
            return shorten(text)
    return ""


def shorten(text: str) -> str:
    """Cut a text at a word, where it has words."""
    if len(text) <= _SUMMARY:
        return text
    cut = text[: _SUMMARY - 1]
    return (re.sub(r"\s+\S*$", "", cut) or cut).rstrip(" ,;:，；：、") + "…"


def _resolved(
    children: Sequence[Token], line: int, resolve: Resolve
) -> Iterator[Token]:
    """Replace each address; what leads nowhere keeps its text."""
    open_links: list[bool] = []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        if token.type == "link_open":
            address = resolve(Link(str(token.attrGet("href")), line))
            open_links.append(address is not None)
            if address is None:
                continue
            token.attrSet("href", address)
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            yield _image(token, line, resolve)
            continue
        yield token


def _image(token: Token, line: int, resolve: Resolve) -> Token:
    alternative = _plain(token)
    source = str(token.attrGet("src"))
    address = resolve(Link(source, line, is_image=True, text=alternative))
    if address is not None:
        token.attrSet("src", address)
        token.attrSet("loading", "lazy")
        return token
    text = Token("text", "", 0)
    text.content = alternative
    return text
