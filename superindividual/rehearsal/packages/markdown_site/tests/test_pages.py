"""What stands on each kind of page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown_site import messages

Function = Callable[..., Any]
DAYS = ("2024-01-01", "2025-01-01", "2026-05-04", "2026-06-01", "2026-07-01")


def event(day: str) -> str:
    """Write a note for a day."""
    return f"---\ntitle: Talk {day}\ndate: {day}\nwho: W\n---\nAbout {day}.\n"


EVENTS = {f"{day}.md": event(day) for day in DAYS}


def hrefs(page: Any) -> list[str]:
    """Give the links of a page's own part: after menu and name."""
    found = [a["href"] for a in page.all("a")]
    return [href for href in found if href.startswith("20")]


def test_events(make: Function, read: Function) -> None:
    """The next one stands out; then come later ones, then earlier ones."""
    page = read(make(EVENTS, next="Next talk"), "index.html")
    expected = [*DAYS[2:], DAYS[1], DAYS[0]]
    assert hrefs(page) == [f"{day}.html" for day in expected]
    text = page.text
    assert "Next talk Talk 2026-05-04" in text
    assert "who W About 2026-05-04." in text
    assert text.index(messages.LATER) < text.index("Talk 2026-06-01")
    assert text.index(messages.PAST) < text.index("Talk 2025-01-01")
    assert messages.NOTHING_COMING not in text


def test_no_event_is_set(make: Function, read: Function) -> None:
    """It is said, rather than shown as an empty place."""
    page = read(make({"a.md": "# A\n"}, next="Next talk"), "index.html")
    assert messages.NOTHING_COMING in page.text
    only = {"a.md": EVENTS["2026-06-01.md"]}
    page = read(make(only, next="Next talk"), "index.html")
    assert messages.PAST not in page.text


def test_latest(make: Function, read: Function) -> None:
    """With an archive the home page is short; without one nothing is hidden."""
    page = read(make(EVENTS, latest="2"), "index.html")
    assert hrefs(page) == ["2026-07-01.html", "2026-06-01.html"]
    assert messages.ALL in page.text
    page = read(make(EVENTS, latest="5"), "index.html")
    assert messages.ALL not in page.text
    page = read(make(EVENTS, latest="2", archive="none"), "index.html")
    assert len(hrefs(page)) == 5


def test_an_empty_site(make: Function, read: Function) -> None:
    """It is a site all the same."""
    assert messages.EMPTY in read(make({}), "index.html").text
    assert messages.EMPTY in read(make({}, home_by="kind"), "index.html").text


def test_home_by_a_field(make: Function, read: Function) -> None:
    """All notes by their values; those without one come last."""
    files = {
        "1.md": "---\ntitle: Pie\n季节: 秋\n---\n",
        "2.md": "---\ntitle: Soup\n季节: 冬\n---\n",
        "3.md": "---\ntitle: Bread\n---\n",
    }
    site = make(files, home_by="季节")
    page = read(site, "index.html")
    order = [page.text.index(t) for t in ("冬 Soup", "秋 Pie", "Bread")]
    assert order == sorted(order)
    assert messages.OTHERS in page.text
    assert "季节/秋.html" in site.files
    assert (
        messages.LATEST in read(make({"a.md": "# A"}, home_by="x"), "index.html").text
    )


def test_introduction(make: Function, read: Function) -> None:
    """index.md stands first on the home page; else the description does."""
    files = {**EVENTS, "index.md": "# Welcome\nHello [there](2024-01-01.md).\n"}
    page = read(make(files), "index.html")
    assert "Welcome Hello there" in page.text
    assert hrefs(page)[0] == "2024-01-01.html"
    page = read(make({"a.md": "# A\n"}, description="What it is"), "index.html")
    assert "What it is" in page.text
    assert {"name": "description", "content": "What it is"} in page.all("meta")


def test_a_note(make: Function, read: Function) -> None:
    """Date, fields, linked tags, text, and the way to its neighbours."""
    front = "title: T\ndate: 2025-06-01 19:00\ntags: [C++, 中文]\nwho: A <b>\n"
    note = f"---\n{front}---\n*x*\n"
    page = read(make({**EVENTS, "t.md": note}), "t.html")
    assert page.all("time") == [{"datetime": "2025-06-01T19:00"}]
    assert messages.DATE in page.text
    assert "who A <b>" in page.text
    links = [a["href"] for a in page.all("a")]
    assert "tags/cplusplus.html" in links
    assert "tags/%E4%B8%AD%E6%96%87.html" in links
    rels = {a["rel"]: a["href"] for a in page.all("a") if "rel" in a}
    del rels["home"]
    assert rels == {"prev": "2026-05-04.html", "next": "2025-01-01.html"}
    assert page.all("em") == [{}]


def test_a_page_s_tags_are_no_links(make: Function, read: Function) -> None:
    """A standing page is in no group; where tags have no index they are text."""
    files = {**EVENTS, "p.md": "---\ntitle: P\npage: true\ntags: [a]\n---\n"}
    page = read(make(files), "p.html")
    assert "tags/a.html" not in [a["href"] for a in page.all("a")]
    files["t.md"] = "---\ntitle: T\ntags: [a]\n---\n"
    assert "tags/a.html" not in make(files, groups="[]").files


def test_archive_and_groups(make: Function, read: Function) -> None:
    """An index with counts, and a page for each part."""
    site = make({**EVENTS, "t.md": "---\ntitle: T\ntags: [a]\n---\n"})
    index = read(site, "archive/index.html")
    assert "2026 3 2025 1 2024 1" in index.text
    assert messages.UNDATED in index.text
    assert len(hrefs(index)) == 3
    assert "../t.html" in [a["href"] for a in read(site, "tags/a.html").all("a")]
    assert "a.html" in [a["href"] for a in read(site, "tags/index.html").all("a")]
    year = read(site, "archive/2026.html")
    links = [a["href"] for a in year.all("a")]
    assert links.index("../2026-07-01.html") < links.index("../2026-05-04.html")


SPONSORS = (
    '[{name: Acme, line: "<Tools>", url: "https://acme.example/"}, '
    "{name: Past, until: 2026-05-03}, {name: Last, until: 2026-05-04}]"
)


def test_sponsors(make: Function, read: Function) -> None:
    """One line each while their time lasts; links say that they are paid for."""
    site = make(EVENTS, sponsors=SPONSORS)
    for path in ("index.html", "sponsors.html"):
        page = read(site, path)
        text = "".join(page.texts)
        assert f"Acme{messages.COLON}<Tools>" in text
        assert "Last" in page.text
        assert "Past" not in page.text
        link = {"href": "https://acme.example/", "rel": "sponsored noopener"}
        assert link in page.all("a")
    assert "sponsors.html" in [a["href"] for a in read(site, "index.html").all("a")]
    menu = read(site, "sponsors.html").all("a")[2:]
    assert [a["href"] for a in menu].count("sponsors.html") == 1
    assert "sponsors.html" not in make(EVENTS).files


def test_sponsors_with_a_page_of_their_own(make: Function, read: Function) -> None:
    """What a sponsor gets is told in a note; the list follows it."""
    files = {"sponsors.md": "---\ntitle: Become one\npage: true\n---\nAsk us.\n"}
    page = read(make(files, sponsors="[{name: Acme}]"), "sponsors.html")
    assert "Become one Ask us." in page.text
    assert [a["href"] for a in page.all("a")].count("sponsors.html") == 1
    assert "Acme" in page.text
    page = read(make(files, sponsors="[{name: A, until: 2026-01-01}]"), "sponsors.html")
    assert messages.NO_SPONSORS in page.text
    assert messages.NO_SPONSORS not in read(make(files), "sponsors.html").text
