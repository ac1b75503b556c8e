"""What every page has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_site import messages

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "a.md": "---\ntitle: A & <b>\ndate: 2026-01-01\ntags: [x]\n---\nText\n",
    "sub/b.md": "---\ntitle: B\n---\n",
    "about.md": "---\ntitle: About\npage: true\n---\n",
}


def test_every_page_is_whole(
    make: Callable[..., Any], read: Callable[..., Any]
) -> None:
    """Language, title, width, one main part, one first heading, a way past the menu."""
    site = make(FILES)
    pages = [path for path in site.files if path.endswith(".html")]
    assert len(pages) == 10
    for path in pages:
        page = read(site, path)
        assert page.all("html") == [{"lang": "en"}]
        assert {"charset": "utf-8"} in page.all("meta")
        assert any(m.get("name") == "viewport" for m in page.all("meta"))
        assert len(page.all("title")) == len(page.all("h1")) == 1
        assert page.all("main") == [{"id": "content"}]
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}
        assert all(nav["aria-label"] for nav in page.all("nav"))
        assert page.all("script") == page.all("iframe") == page.all("style") == []
        assert not any("style" in attributes for _tag, attributes in page.elements)


def test_every_link_leads_somewhere(
    make: Callable[..., Any], read: Callable[..., Any]
) -> None:
    """From each page, by its own relative address, no request leaves the site."""
    site = make(FILES)
    for path in (p for p in site.files if p.endswith(".html") and p != "404.html"):
        page = read(site, path)
        for element in (*page.all("a"), *page.all("link")):
            href = element["href"]
            if href.startswith(("#", "data:")) or element.get("rel") == "canonical":
                continue
            folder = path.split("/")[:-1]
            parts = href.partition("#")[0].split("/")
            while parts[0] == "..":
                folder, parts = folder[:-1], parts[1:]
            assert "/".join([*folder, *parts]) in site.files, (path, href)


def test_titles(make: Callable[..., Any], read: Callable[..., Any]) -> None:
    """The page's, then the site's; text is escaped once."""
    site = make(FILES)
    assert (
        b"<title>A &amp; &lt;b&gt; \xc2\xb7 Notes &amp; &lt;more&gt;<"
        in (site.files["a.html"])
    )
    assert b"<title>Notes &amp; &lt;more&gt;</title>" in site.files["index.html"]
    metas = read(site, "a.html").all("meta")
    assert {"name": "description", "content": "Text"} in metas
    canonical = {"rel": "canonical", "href": "https://example.org/n/sub/b.html"}
    assert canonical in read(site, "sub/b.html").all("link")


def test_menu(make: Callable[..., Any], read: Callable[..., Any]) -> None:
    """Home, archive, groups and standing pages; the current one is marked."""
    page = read(make(FILES), "about.html")
    links = [a["href"] for a in page.all("a")]
    assert links[2:6] == [
        "index.html",
        "archive/index.html",
        "tags/index.html",
        "about.html",
    ]
    current = [a["href"] for a in page.all("a") if a.get("aria-current") == "page"]
    assert current == ["about.html"]


def test_the_404_page_works_anywhere(
    make: Callable[..., Any], read: Callable[..., Any]
) -> None:
    """It is shown at any address, so its links begin at the root."""
    page = read(make(FILES), "404.html")
    links = [e["href"] for e in (*page.all("a")[1:], *page.all("link")[1:])]
    assert links
    assert all(link.startswith("/n/") for link in links)
    assert not any(e.get("rel") == "canonical" for e in page.all("link"))
    assert messages.NOT_FOUND_TEXT in page.text


def test_feeds_are_announced(
    make: Callable[..., Any], read: Callable[..., Any]
) -> None:
    """Only those that are written."""
    feeds = [
        link["href"]
        for link in read(make(FILES, feeds="[rss]"), "sub/b.html").all("link")
        if link["rel"] == "alternate"
    ]
    assert feeds == ["../rss.xml"]
    page = read(make(FILES, url="''"), "index.html")
    assert not any(link["rel"] == "alternate" for link in page.all("link"))
    assert not any(link["rel"] == "canonical" for link in page.all("link"))


def test_sidebar(make: Callable[..., Any], read: Callable[..., Any]) -> None:
    """Documentation shows all its pages beside each of them."""
    page = read(make(FILES, sidebar="true"), "sub/b.html")
    (side,) = [nav for nav in page.all("nav") if nav.get("class") == "side"]
    assert side["aria-label"] == messages.PAGES
    current = [a["href"] for a in page.all("a") if "aria-current" in a]
    assert current == ["b.html"]
    assert "../a.html" in [a["href"] for a in page.all("a")]
