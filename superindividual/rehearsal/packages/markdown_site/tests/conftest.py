"""Folders of notes, and a reader of what is made from them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from markdown_site.build import Site, build

TODAY = date(2026, 5, 4)
SETTINGS = """\
title: Notes & <more>
description: ''
url: https://example.org/n
author: ''
language: en
fields: {}
groups: [tags]
dated: false
archive: year
latest: 10
home_by: ''
next: ''
feeds: [atom, rss]
sidebar: false
sponsors: []
"""
Write = Callable[[Mapping[str, str | bytes]], Path]
Make = Callable[..., Site]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Fill a new folder of notes; its settings do not depend on the defaults."""

    def wrote(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "notes"
        shutil.rmtree(root, ignore_errors=True)
        for path, content in {"site.yaml": SETTINGS, **files}.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            place.write_bytes(data)
        return root

    return wrote


@pytest.fixture
def make(write: Write) -> Make:
    """Build a site from files; keywords replace settings."""

    def made(files: Mapping[str, str | bytes], **settings: str) -> Site:
        lines = [
            f"{key}: {settings.get(key, value)}"
            for key, _colon, value in (s.partition(": ") for s in SETTINGS.splitlines())
        ]
        return build(write({"site.yaml": "\n".join(lines), **files}), TODAY)

    return made


class Document(HTMLParser):
    """What a page holds; every element must be closed where it was opened."""

    void = frozenset({"img", "link", "meta", "br", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in self.void:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold it against the element that is open."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        """All text, on one line."""
        return " ".join(" ".join(self.texts).split())


Read = Callable[[Site, str], Document]


@pytest.fixture
def read() -> Read:
    """Read a page of a site."""

    def document(site: Site, path: str) -> Document:
        content = site.files[path]
        assert isinstance(content, bytes)
        return Document(content.decode())

    return document
