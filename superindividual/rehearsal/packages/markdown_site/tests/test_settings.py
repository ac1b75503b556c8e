"""site.yaml."""

from __future__ import annotations

from datetime import date

import pytest

from markdown_site import PRODUCT, defaults, messages
from markdown_site.settings import (
    Settings,
    Sponsor,
    read_settings,
)
from markdown_site.values import ValuesError


def test_defaults() -> None:
    """Without site.yaml a site is as the package was made."""
    settings = read_settings("")
    assert settings == Settings()
    assert settings.title == PRODUCT
    assert settings.archive == defaults.ARCHIVE
    assert settings.root == "/"


def test_everything() -> None:
    """Each setting is read in its own form."""
    settings = read_settings(
        "title: T\ndescription: D\nurl: https://example.org/a\nauthor: A\n"
        "language: zh-CN\nfields: {speaker: Who, place: ''}\ngroups: [tags, speaker]\n"
        "dated: true\narchive: season\nlatest: 3\nhome_by: place\nnext: Next one\n"
        "feeds: [rss]\nsidebar: true\nsponsors:\n  - name: Acme\n    line: Tools\n"
        "    url: https://acme.example\n    until: 2026-12-31\n  - {name: B}\n"
    )
    assert settings == Settings(
        title="T",
        description="D",
        url="https://example.org/a/",
        author="A",
        language="zh-CN",
        fields={"speaker": "Who", "place": "place"},
        groups=("tags", "speaker"),
        dated=True,
        archive="season",
        latest=3,
        home_by="place",
        next="Next one",
        feeds=("rss",),
        sidebar=True,
        sponsors=(
            Sponsor("Acme", "Tools", "https://acme.example", date(2026, 12, 31)),
            Sponsor("B"),
        ),
    )
    assert settings.root == "/a/"
    assert settings.grouped == ("tags", "speaker", "place")


def test_short_forms() -> None:
    """A single value is a list of one, and a list of fields gets labels."""
    settings = read_settings("fields: [main dish, 季节]\ngroups: tags\nurl: ''\n")
    assert settings.fields == {"main dish": "Main dish", "季节": "季节"}
    assert settings.groups == ("tags",)
    assert settings.url == ""
    assert read_settings("feeds: []\ngroups: ''\n").feeds == ()


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("title: ''", 1, messages.ONE_LINE.format(key="title")),
        ("title: [a]", 1, messages.ONE_LINE.format(key="title")),
        ("title: T\nlatest: 0", 2, messages.A_NUMBER.format(key="latest")),
        ("latest: 1000000", 1, messages.A_NUMBER.format(key="latest")),
        ("latest: ٣", 1, messages.A_NUMBER.format(key="latest")),
        ("dated: yes", 1, messages.TRUE_OR_FALSE.format(key="dated")),
        ("dated: [true]", 1, messages.TRUE_OR_FALSE.format(key="dated")),
        ("archive: week", 1, messages.BAD_ARCHIVE.format(key="archive")),
        ("feeds: [json]", 1, messages.BAD_FEEDS.format(key="feeds")),
        ("groups: {a: b}", 1, messages.A_LIST.format(key="groups")),
        ("groups: ['']", 1, messages.A_LIST.format(key="groups")),
        ("url: example.org", 1, messages.BAD_URL.format(key="url")),
        ("url: 'javascript://a.example/%0a'", 1, messages.BAD_URL.format(key="url")),
        ("url: 'https://a.example/?x=1'", 1, messages.BAD_URL.format(key="url")),
        ("url: 'https://a.example:x/'", 1, messages.BAD_URL.format(key="url")),
        ("url: 'https://a b.example/'", 1, messages.BAD_URL.format(key="url")),
        ("language: '\"><'", 1, messages.BAD_LANGUAGE.format(key="language")),
        ("sponsors: Acme", 1, messages.BAD_SPONSOR.format(key="sponsors")),
        ("sponsors:\n  - Acme", 2, messages.BAD_SPONSOR.format(key="sponsors")),
        ("sponsors:\n  - {line: x}", 2, messages.BAD_SPONSOR.format(key="sponsors")),
        (
            "sponsors:\n - {name: A, x: y}",
            2,
            messages.BAD_SPONSOR.format(key="sponsors"),
        ),
        ("sponsors:\n - {name: A, url: 'javascript:1'}", 2, messages.BAD_SPONSOR_URL),
        ("sponsors:\n  - {name: A, until: soon}", 2, "2026-03-14"),
    ],
)
def test_what_cannot_be_used(text: str, line: int, part: str) -> None:
    """The line and the remedy are named."""
    with pytest.raises(ValuesError) as caught:
        read_settings(text)
    assert part in str(caught.value)
    assert caught.value.line == line


def test_unknown_settings_are_named() -> None:
    """A slip of the pen gets the word that was meant."""
    with pytest.raises(ValuesError) as caught:
        read_settings("title: T\narchiv: year\n")
    assert caught.value.line == 2
    text = str(caught.value)
    assert "'archive'" in text or "“archive”" in text
