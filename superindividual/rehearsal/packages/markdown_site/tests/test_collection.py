"""Notes in order and in groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markdown_site import messages
from markdown_site.collection import (
    Collection,
    address,
    labels,
    published,
)
from markdown_site.dates import parse_moment
from markdown_site.note import Note
from markdown_site.settings import Settings

PLAIN = Settings(
    groups=("tags",), home_by="", next="", archive="year", sidebar=False, fields={}
)
TODAY = date(2026, 5, 4)


def note(path: str, day: str = "", **more: object) -> Note:
    """Give a note."""
    made = Note(path, path, "", date=parse_moment(day) if day else None)
    return replace(made, **more)  # type: ignore[arg-type]


def site(*notes: Note, **settings: object) -> Collection:
    """Give a site of notes."""
    changed = replace(PLAIN, **settings)  # type: ignore[arg-type]
    return Collection(changed, notes, TODAY)


def paths(notes: tuple[Note, ...]) -> list[str]:
    """Give the notes' names."""
    return [n.path.removesuffix(".md") for n in notes]


def test_the_newest_come_first() -> None:
    """Then what has no date, by order and title; pages stand apart."""
    made = site(
        note("b.md"),
        note("a.md", "2026-01-01"),
        note("c.md", "2026-01-01 09:00"),
        note("d.md", "2025-01-01"),
        note("e.md", order=2),
        note("p.md", is_page=True, order=2),
        note("o.md", is_page=True, order=1),
        note("index.md"),
    )
    assert paths(made.notes) == ["c", "a", "d", "e", "b"]
    assert paths(made.dated) == ["c", "a", "d"]
    assert paths(made.standing) == ["o", "p"]
    assert made.home is not None
    assert made.home.path == "index.md"
    assert site().home is None


def test_documentation_goes_by_folder() -> None:
    """A folder's index comes first in it, then orders, then titles."""
    made = site(
        note("b/y.md"),
        note("b/x.md", order=1),
        note("b/index.md"),
        note("a.md", "2026-01-01"),
        note("0.md"),
        sidebar=True,
    )
    assert paths(made.notes) == ["0", "a", "b/index", "b/x", "b/y"]
    before, after = made.neighbours(made.notes[2])
    assert before is not None
    assert after is not None
    assert (before.path, after.path) == ("a.md", "b/x.md")


def test_neighbours() -> None:
    """The newer and the older one; notes without a date have none."""
    made = site(note("a.md", "2026-01-01"), note("b.md", "2025-01-01"), note("c.md"))
    a, b, c = made.notes
    assert made.neighbours(a) == (None, b)
    assert made.neighbours(b) == (a, None)
    assert made.neighbours(c) == (None, None)


def test_what_is_to_come() -> None:
    """Today's event is still to come; the next one is first."""
    notes = (
        note("past.md", "2026-05-03"),
        note("today.md", "2026-05-04"),
        note("later.md", "2026-06-01"),
        note("none.md"),
    )
    assert paths(site(*notes, next="Next").coming) == ["today", "later"]
    assert site(*notes).coming == ()


def test_archive() -> None:
    """Years, the newest first; what has no date comes last."""
    made = site(
        note("a.md", "2025-03-01"), note("b.md", "2026-01-01"), note("c.md"),
        note("d.md", "2025-01-01"),
    )  # fmt: skip
    found = [(g.name, g.page, paths(g.notes)) for g in made.archive]
    assert found == [
        ("2026", "archive/2026.html", ["b"]),
        ("2025", "archive/2025.html", ["a", "d"]),
        ("", "archive/undated.html", ["c"]),
    ]
    seasons = site(*made.all, archive="season").archive
    assert [g.page for g in seasons][:2] == [
        "archive/2025-26.html",
        "archive/2024-25.html",
    ]
    assert site(*made.all, archive="none").archive == ()
    assert site(note("c.md")).archive == ()


def test_groups() -> None:
    """Values in order, whatever their case; fields without values have no index."""
    made = site(
        note("a.md", lists={"tags": ("b", "A")}),
        note("b.md", lists={"tags": ("b",)}),
        note("p.md", lists={"tags": ("page",)}, is_page=True),
        groups=("tags", "place"),
    )
    found = [(g.name, g.page, paths(g.notes)) for g in made.groups["tags"]]
    assert found == [("A", "tags/a.html", ["a"]), ("b", "tags/b.html", ["a", "b"])]
    assert "place" not in made.groups
    assert labels(made.settings) == {"tags": messages.TAGS, "place": "Place"}


def test_addresses() -> None:
    """Every part of a path is made fit for a link."""
    assert address(note("My Talks/第一 次.md")) == "my-talks/第一-次.html"
    assert address(note("a/b.c.md")) == "a/b-c.html"
    assert address(note("a/b.md", slug="x")) == "a/x.html"
    assert address(note("index.md")) == "index.html"
    assert address(note("a/index.md")) == "a/index.html"


def test_drafts() -> None:
    """They are left out unless they are asked for."""
    notes = (note("b.md", is_draft=True), note("a.md"))
    assert paths(published(notes, drafts=False)) == ["a"]
    assert paths(published(notes, drafts=True)) == ["a", "b"]


def test_titles_that_stand_twice() -> None:
    """The second one is named, whatever its case."""
    made = site(note("a.md", title="Same"), note("b.md", title="same", title_line=3))
    (fault,) = made.faults()
    assert (fault.path, fault.line, fault.is_error) == ("b.md", 3, False)
    assert fault.message == messages.SAME_TITLE.format(path="a.md")


def test_names_without_letters() -> None:
    """They give no address, and stop the site."""
    (fault,) = site(note("!.md")).faults()
    assert (fault.message, fault.is_error) == (messages.NO_SLUG, True)
    assert site(note("!.md", slug="x")).faults() == []
    (fault,) = site(note("a.md", lists={"tags": ("!",)})).faults()
    assert fault.is_error
    assert fault.message == messages.EMPTY_VALUE.format(field="tags", value="!")


def test_values_with_one_address() -> None:
    """Two spellings would overwrite each other's page."""
    made = site(note("a.md", lists={"tags": ("Web", "web")}))
    (fault,) = made.faults()
    assert fault.is_error
    text = messages.SAME_VALUE.format(field="tags", value="web", other="Web")
    assert fault.message == text
