"""Targets: where a link in a note leads, and what is wrong with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from . import messages
from .addresses import path_of, relative, url
from .fault import Fault
from .folder import STATIC
from .note import Note
from .rendering import Link

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = ("http", "https", "mailto", "tel")


@dataclass
class Targets:
    """Everything that links can lead to."""

    pages: Mapping[str, str]
    """Note to its page, both as paths."""
    files: Collection[str]
    """Files of the folder that are no notes."""
    made: Collection[str]
    """Pages that no note stands behind, such as the archive."""
    drafts: Collection[str] = ()
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    """Note to the names of its headings, once it is rendered."""
    used: set[str] = field(default_factory=set)
    """Files that a note shows or leads to."""
    asked: list[tuple[str, int, str, str]] = field(default_factory=list)
    """Names that links lead to: the note, its line, the other note, the name."""

    def find(self, link: Link, note: Note, base: str) -> tuple[str | None, list[Fault]]:
        """Give a link's address as seen from the note's page, and what is wrong.

        Args:
            link: as it was written.
            note: where it stands.
            base: the site's own address for addresses that hold anywhere, or empty.
        """
        line = note.body_line + link.line - 1
        faults = []
        if link.is_image and not link.text:
            faults.append(Fault(note.path, line, messages.NO_ALT))
        address, reason = self._address(link, note, line, base)
        if reason:
            faults.append(Fault(note.path, line, reason))
        return address, faults

    def _address(
        self, link: Link, note: Note, line: int, base: str
    ) -> tuple[str | None, str]:
        target = link.target
        scheme = _SCHEME.match(target)
        if scheme or target.startswith("//"):
            return _outside(link, scheme[1].lower() if scheme else "https")
        path, _hash, name = target.partition("#")
        path, query, _rest = path.partition("?")
        if query:
            return None, messages.NO_SUCH_FILE.format(target=target)
        found = self._found(path, note)
        if found is None or (link.is_image and found not in self.files):
            return None, self._missing(target, path, note)
        if name and found in self.pages:
            self.asked.append((note.path, line, found, path_of(name)))
        if found in self.files:
            self.used.add(found)
        page = self.pages.get(found) or found.removeprefix(STATIC)
        own = self.pages[note.path]
        address = f"{base}{url(page)}" if base else relative(page, own)
        if name:
            address = f"{address}#{name}" if path or base else f"#{name}"
        return address, ""

    def _found(self, path: str, note: Note) -> str | None:
        """Look for a note, a file, or a page of the site."""
        if not path:
            return note.path
        for place in _places(path_of(path), note.path):
            for name in (place, f"{place}.md", posixpath.join(place, "index.md")):
                if name in self.pages or name in self.files:
                    return name
            if STATIC + place in self.files:
                return STATIC + place
            for page in (place, posixpath.join(place, "index.html")):
                if page in self.made:
                    return page
                if note_path := next(
                    (n for n, p in self.pages.items() if p == page), ""
                ):
                    return note_path
        return None

    def _missing(self, target: str, path: str, note: Note) -> str:
        if any(place in self.drafts for place in _places(path_of(path), note.path)):
            return messages.LINK_TO_DRAFT.format(target=target)
        return messages.NO_SUCH_FILE.format(target=target)

    def lost_anchors(self) -> list[Fault]:
        """Links to headings that are not there; ask when all notes are rendered."""
        return [
            Fault(path, line, messages.NO_SUCH_HEADING.format(name=name, path=other))
            for path, line, other, name in self.asked
            if name not in self.anchors.get(other, frozenset())
        ]


def _places(path: str, note: str) -> list[str]:
    """Where a path may lie, seen from a note; nothing leaves the folder."""
    folder = "" if path.startswith("/") else posixpath.dirname(note)
    place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    if place == ".":
        return ["index.html"]
    return [] if place == ".." or place.startswith("../") else [place]


def _outside(link: Link, scheme: str) -> tuple[str | None, str]:
    if scheme not in _ALLOWED:
        return None, messages.UNSAFE_LINK.format(scheme=scheme)
    if link.is_image:
        return None, messages.FOREIGN_IMAGE.format(target=link.target)
    return link.target, ""
