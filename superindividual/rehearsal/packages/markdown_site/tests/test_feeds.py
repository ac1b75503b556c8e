"""Feeds and the sitemap, read back as XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from markdown_site.dates import parse_moment

Function = Callable[..., Any]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FILES = {
    "old.md": "---\ntitle: Old\ndate: 2024-01-01 19:00+01:00\n---\n",
    "a/新.md": "---\ntitle: <New> & 新\ndate: 2026-05-01\nsummary: S\n"
    "tags: [x, y]\n---\nText [o](../old.md) <b> ![p](p.png)\n\n# H\n\n[h](#h)\n",
    "a/p.png": b"png",
    "soon.md": "---\ntitle: Soon\ndate: 2026-12-01\nupdated: 2026-04-01\n---\n",
    "later.md": "---\ntitle: Later\ndate: 2027-01-01\n---\n",
    "none.md": "---\ntitle: None\n---\n",
    "page.md": "---\ntitle: Page\ndate: 2026-05-01\npage: true\n---\n",
}


def xml(site: Any, path: str) -> ElementTree.Element:
    """Read a file as XML."""
    return ElementTree.XML(site.files[path])


@pytest.fixture
def feed(make: Function) -> ElementTree.Element:
    """Give the Atom feed of a site."""
    return xml(make(FILES, author="Ada", description="D"), "feed.xml")


def test_atom_follows_its_standard(feed: ElementTree.Element) -> None:
    """What RFC 4287 asks of a feed and of each entry is there, once."""
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = node.findall(ATOM + name)
            assert found.text
        assert (node.findtext(f"{ATOM}id") or "").startswith("https://example.org/n/")
        stamp = node.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", stamp)
        assert node.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [e.text for e in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    assert feed.findtext(f"{ATOM}subtitle") == "D"
    itself = feed.find(f"{ATOM}link[@rel='self']")
    assert itself is not None
    assert itself.get("href") == "https://example.org/n/feed.xml"


def test_the_latest_comes_first(feed: ElementTree.Element) -> None:
    """Pages and notes without a date are left out; nothing lies in the future."""
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ["Later", "<New> & 新", "Soon", "Old"]
    stamps = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert stamps == [
        "2026-05-04T00:00:00+00:00",
        "2026-05-01T00:00:00+00:00",
        "2026-04-01T00:00:00+00:00",
        "2024-01-01T19:00:00+01:00",
    ]
    assert feed.findtext(f"{ATOM}updated") == stamps[0]
    assert [datetime.fromisoformat(s).tzinfo is not None for s in stamps]


def test_content_works_outside_of_the_site(feed: ElementTree.Element) -> None:
    """Links and images have whole addresses, and markup in notes stays text."""
    entry = feed.findall(f"{ATOM}entry")[1]
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    text = content.text or ""
    assert '<a href="https://example.org/n/old.html">o</a> &lt;b&gt;' in text
    assert 'src="https://example.org/n/a/p.png"' in text
    assert 'href="https://example.org/n/a/%E6%96%B0.html#h"' in text
    assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == ["x", "y"]
    assert entry.findtext(f"{ATOM}summary") == "S"
    assert entry.findtext(f"{ATOM}id") == "https://example.org/n/a/%E6%96%B0.html"


def test_rss(make: Function) -> None:
    """Channel and items have what RSS 2.0 asks for, with dates as in mail."""
    root = xml(make(FILES), "rss.xml")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    for name in ("title", "link", "description"):
        assert root.findtext(f"channel/{name}")
    items = root.findall("channel/item")
    assert [i.findtext("title") for i in items][:2] == ["Later", "<New> & 新"]
    dates = [parsedate_to_datetime(i.findtext("pubDate") or "") for i in items]
    assert dates == sorted(dates, reverse=True)
    assert dates[-1] == parse_moment("2024-01-01 19:00+01:00").instant
    assert all(i.findtext("guid") == i.findtext("link") for i in items)
    assert [c.text for c in items[1].findall("category")] == ["x", "y"]
    assert "https://example.org/n/old.html" in (items[1].findtext("description") or "")
    itself = root.find(f"channel/{ATOM}link")
    assert itself is not None
    assert itself.get("href") == "https://example.org/n/rss.xml"


def test_feeds_have_an_end(make: Function) -> None:
    """Readers fetch them often: the latest twenty notes are enough."""
    files = {f"{n}.md": f"---\ntitle: N{n}\ndate: 2026-01-{n:02}\n---\n" for n in
             range(1, 26)}  # fmt: skip
    entries = xml(make(files), "feed.xml").findall(f"{ATOM}entry")
    assert len(entries) == 20
    assert entries[0].findtext(f"{ATOM}title") == "N25"


def test_sitemap(make: Function) -> None:
    """Every page but the 404 page, with the day of its last change where it is said."""
    root = xml(make(FILES), "sitemap.xml")
    assert root.tag == f"{MAP}urlset"
    found = {u.findtext(f"{MAP}loc"): u.findtext(f"{MAP}lastmod") for u in root}
    assert found["https://example.org/n/"] is None
    assert found["https://example.org/n/soon.html"] == "2026-04-01"
    assert "https://example.org/n/a/%E6%96%B0.html" in found
    assert "https://example.org/n/404.html" not in found
    assert "https://example.org/n/index.html" not in found


def test_without_an_address(make: Function) -> None:
    """Neither can be written, and none is written wrongly."""
    files = make(FILES, url="''").files
    assert not {"feed.xml", "rss.xml", "sitemap.xml"} & files.keys()
    assert "rss.xml" not in make(FILES, feeds="[atom]").files
    assert "feed.xml" not in make({"a.md": "# A"}).files
