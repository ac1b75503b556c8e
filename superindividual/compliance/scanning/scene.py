"""Scene: everything a scanner may look at, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.workspace.artifact import Bundle, Claim

MOST_PLACES = 20
"""More places than this nobody reads; the figures count them all."""

_INVISIBLE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.I
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_MACHINE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[a-zA-Z/!][^<>]*>", re.DOTALL | re.I
)


@dataclass(frozen=True)
class Seen:
    """What a scanner saw. `say` names a sentence in `wording.yaml`, filled with `figures`."""

    answer: Literal["met", "gap", "needs_review", "needs_founder", "not_assessed"]
    say: str
    where: tuple[str, ...] = ()
    """`path:line`, or a path."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Plain JSON."""


@dataclass(frozen=True)
class Scene:
    """The deliverables at hand, what is known of the product, and who the company is."""

    bundles: Mapping[str, Bundle]
    """Keys are free; what a bundle is, its deliverable's kind says."""
    facts: ProductFacts
    identity: IdentitySpec

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of deliverable at hand."""
        return frozenset(bundle.deliverable.kind for bundle in self.bundles.values())

    def of(self, *kinds: str) -> Iterator[Bundle]:
        """The bundles of these kinds (all when none is named), in the order of their keys."""
        for key in sorted(self.bundles):
            if not kinds or self.bundles[key].deliverable.kind in kinds:
                yield self.bundles[key]

    def texts(self, *kinds: str, endings: tuple[str, ...] = ("",)) -> dict[str, str]:
        """Text files by path; bytes that are no text are left out, broken ones are replaced."""
        return {
            path: content.decode("utf-8", "replace")
            for bundle in self.of(*kinds)
            for path, content in sorted(bundle.files.items())
            if path.lower().endswith(endings) and b"\0" not in content
        }

    @cached_property
    def pages(self) -> dict[str, str]:
        """The site's pages as written."""
        return self.texts("site", endings=(".html", ".htm"))

    @cached_property
    def published(self) -> dict[str, str]:
        """What people will read: pages, posts and mails, as visible text with its lines kept."""
        found = dict(self.pages) | self.texts("posts", endings=(".md", ".txt"))
        found |= self.texts("email", endings=(".txt", ".html", ".htm", ".yaml"))
        return {
            path: visible(text) if path.lower().endswith((".html", ".htm")) else text
            for path, text in found.items()
        }

    def claims(self, *kinds: str) -> list[tuple[str, Claim]]:
        """The claims of these kinds' deliverables, each with its kind."""
        return [(b.deliverable.kind, claim) for b in self.of(*kinds) for claim in b.deliverable.claims]


Scanner = Callable[[Scene], Seen]
"""Looks at bytes and never raises, whatever they hold."""


def visible(html: str) -> str:
    """What a reader sees of a page; every line keeps its number."""
    return _TAG.sub(_newlines, _INVISIBLE.sub(_newlines, html))


def unseen(html: str) -> str:
    """What only the browser reads of a page: tags, scripts, styles, no comments; lines keep their numbers."""
    parts, end = [], 0
    for match in _MACHINE.finditer(html):
        parts += [
            "\n" * html.count("\n", end, match.start()),
            _newlines(match) if match[0].startswith("<!--") else match[0],
        ]
        end = match.end()
    return "".join(parts)


def _newlines(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n") or " "


def places(texts: Mapping[str, str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    """`path:line` of every line that holds the pattern."""
    return tuple(
        f"{path}:{number}"
        for path, text in texts.items()
        for number, line in enumerate(text.split("\n"), 1)
        if pattern.search(line)
    )


def folded(text: str) -> str:
    """Letters and digits only, so that line breaks, commas and case do not hide an address."""
    return re.sub(r"[\W_]+", "", text).casefold()


def absent() -> Seen:
    """The bytes to look at are not there."""
    return Seen("not_assessed", "nothing_there")
