"""Layout: what every page has in common."""

from __future__ import annotations

from dataclasses import dataclass

from . import messages
from .addresses import relative, url
from .collection import Collection, Group, group_folder, labels
from .markup import Html, join, lines, tag
from .note import Note

HOME, ARCHIVE, SPONSORS = "index.html", "archive/index.html", "sponsors.html"
STYLE, NOT_FOUND = "style.css", "404.html"
ATOM, RSS, SITEMAP = "feed.xml", "rss.xml", "sitemap.xml"


@dataclass(frozen=True)
class Page:
    """One page before it is written."""

    path: str
    title: str
    content: Html
    description: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class Layout:
    """Writes pages of one site."""

    site: Collection
    feeds: tuple[str, ...] = ()
    """Files of feeds that are written."""

    def link(self, page: str, target: str) -> str:
        """Link to a file of the site; the 404 page is shown at any address."""
        if page == NOT_FOUND:
            return self.site.settings.root + url(target)
        return relative(target, page)

    def write(self, page: Page) -> bytes:
        """Give the whole page."""
        settings = self.site.settings
        body = tag(
            "body",
            lines(
                tag("a", messages.SKIP, class_="skip", href="#content"),
                self._header(page),
                self._middle(page),
                self._footer(page),
            ),
        )
        html = tag("html", lines(self._head(page), body), lang=settings.language)
        return f"<!DOCTYPE html>\n{html}\n".encode()

    def _head(self, page: Page) -> Html:
        settings = self.site.settings
        is_home = page.path == HOME
        title = settings.title if is_home else f"{page.title} · {settings.title}"
        description = page.description or (settings.description if is_home else "")
        canonical = settings.url + url("" if is_home else page.path)
        wanted = bool(settings.url) and page.path != NOT_FOUND
        feeds = [
            tag(
                "link",
                rel="alternate",
                type=f"application/{'atom' if feed == ATOM else 'rss'}+xml",
                title=settings.title,
                href=self.link(page.path, feed),
            )
            for feed in self.feeds
        ]
        view = "width=device-width, initial-scale=1"
        return tag(
            "head",
            lines(
                tag("meta", charset="utf-8"),
                tag("meta", name="viewport", content=view),
                tag("title", title),
                tag("meta", name="description", content=description)
                if description
                else "",
                tag("link", rel="canonical", href=canonical) if wanted else "",
                tag("link", rel="icon", href="data:,"),
                tag("link", rel="stylesheet", href=self.link(page.path, STYLE)),
                *feeds,
            ),
        )

    def _header(self, page: Page) -> Html:
        name = tag(
            "a", self.site.settings.title, href=self.link(page.path, HOME), rel="home"
        )
        entries = [self._entry(page, target, label) for target, label in self._menu()]
        menu = tag("nav", tag("ul", lines(*entries)), aria_label=messages.MENU)
        return tag("header", lines(tag("p", name, class_="site"), menu))

    def _menu(self) -> list[tuple[str, str]]:
        site = self.site
        found = [(HOME, messages.HOME)]
        if site.archive:
            found.append((ARCHIVE, messages.ARCHIVE))
        names = labels(site.settings)
        found += [(f"{group_folder(n)}/index.html", names[n]) for n in site.groups]
        taken = {target for target, _label in found}
        found += [
            (site.pages[note.path], note.title)
            for note in site.standing
            if site.pages[note.path] not in taken
        ]
        if site.settings.sponsors and all(t != SPONSORS for t, _label in found):
            found.append((SPONSORS, messages.SPONSORS))
        return found

    def _entry(self, page: Page, target: str, label: str) -> Html:
        current = "page" if target == page.path else None
        return tag(
            "li",
            tag("a", label, href=self.link(page.path, target), aria_current=current),
        )

    def _middle(self, page: Page) -> Html:
        heading = tag("h1", page.title)
        main = tag("main", lines(heading, page.content), id="content")
        if not self.site.settings.sidebar:
            return main
        return tag("div", lines(self._sidebar(page), main), class_="beside")

    def _sidebar(self, page: Page) -> Html:
        """List all notes by folder."""
        parts: dict[str, list[Note]] = {}
        for note in self.site.notes:
            parts.setdefault(note.path.rpartition("/")[0], []).append(note)
        blocks = [
            lines(
                tag("p", folder) if folder else "",
                tag(
                    "ul",
                    lines(
                        *(
                            self._entry(page, self.site.pages[note.path], note.title)
                            for note in notes
                        )
                    ),
                ),
            )
            for folder, notes in parts.items()
        ]
        return tag("nav", lines(*blocks), class_="side", aria_label=messages.PAGES)

    def _footer(self, page: Page) -> Html:
        links = [
            tag("a", label, href=self.link(page.path, feed))
            for feed, label in ((ATOM, messages.ATOM), (RSS, messages.RSS))
            if feed in self.feeds
        ]
        author = self.site.settings.author
        pieces = [author or self.site.settings.title, *links]
        return tag("footer", tag("p", join(*pieces, between=" · ")))

    def listing(self, page: str, notes: tuple[Note, ...]) -> Html:
        """List notes with their dates."""
        return tag(
            "ul", lines(*(self._item(page, note) for note in notes)), class_="notes"
        )

    def _item(self, page: str, note: Note) -> Html:
        link = tag("a", note.title, href=self.link(page, self.site.pages[note.path]))
        return tag("li", join(link, when(note), between=" "))

    def groups(self, page: str, groups: tuple[Group, ...]) -> Html:
        """List groups with the number of their notes."""
        items = [
            tag(
                "li",
                join(
                    tag(
                        "a",
                        group.name or messages.UNDATED,
                        href=self.link(page, group.page),
                    ),
                    tag("span", str(len(group.notes)), class_="count"),
                    between=" ",
                ),
            )
            for group in groups
        ]
        return tag("ul", lines(*items), class_="notes")


def when(note: Note) -> Html:
    """Write a note's date, if it has one."""
    if note.date is None:
        return Html("")
    return tag("time", str(note.date), datetime=note.date.iso)
