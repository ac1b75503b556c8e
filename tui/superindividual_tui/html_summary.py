"""HTML summary: what a page says and what it would load, without showing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.line import Line, lines_of

_MOST = 40
_SILENT = frozenset({"script", "style", "template", "noscript"})
_LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class _Reader(HTMLParser):
    title: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    loaded: list[tuple[str, str]] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    scripts: int = 0
    """Bytes of script within the page."""
    words: list[str] = field(default_factory=list)
    _open: list[tuple[str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _LOADED and given.get(_LOADED[tag]):
            self.loaded.append((tag, given[_LOADED[tag]]))
        if tag == "form":
            self.forms.append(given.get("action", ""))
        if tag == "a" or tag == "title" or tag in _HEADINGS or tag in _SILENT:
            self._open.append((tag, given.get("href", ""), len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(tag == name for name, _href, _place in self._open):
            name, href, place = self._open.pop()
            said = " ".join(" ".join(self.words[place:]).split())
            if name == "title":
                self.title = said
                del self.words[place:]
            elif name in _HEADINGS:
                self.headings.append((int(name[1]), said))
            elif name == "a" and href:
                self.links.append((said, href))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        inside = self._open[-1][0] if self._open else ""
        if inside == "script":
            self.scripts += len(data.encode())
        elif inside not in _SILENT and data.strip():
            self.words.append(data)


def summary(text: str) -> Iterator[Line]:
    """Title, headings, words; then links, forms, scripts and everything that it loads, with where from."""
    page = _Reader()
    page.feed(text)
    page.close()
    yield from lines_of(page.title or _("(no title)"), "head")
    yield from _listed(
        _("Headings"), ["  " * (level - 1) + one_line(said, 160) for level, said in page.headings]
    )
    words = " ".join(" ".join(page.words).split())
    yield from _listed(_("Words"), [one_line(words, 1200)] if words else [])
    yield from _listed(_("Links"), [f"{one_line(said, 80)} → {one_line(to, 200)}" for said, to in page.links])
    yield from _listed(_("Forms that send to"), [one_line(to, 200) or _("(this page)") for to in page.forms])
    yield from _listed(_("Loads"), [f"{tag}: {one_line(place, 200)}" for tag, place in page.loaded])
    if page.scripts:
        yield Line(_("{size} bytes of script stand in the page").format(size=page.scripts), "warn")


def _listed(title: str, rows: list[str]) -> Iterator[Line]:
    if not rows:
        return
    yield from (Line(""), Line(title, "head"))
    for row in rows[:_MOST]:
        yield from lines_of(row, indent="  ")
    if len(rows) > _MOST:
        yield Line(_("  and {count} more").format(count=len(rows) - _MOST), "dim")
