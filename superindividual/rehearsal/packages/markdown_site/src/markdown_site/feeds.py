"""Feeds and the sitemap, as ElementTree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from .addresses import url
from .collection import Collection
from .dates import Moment
from .layout import ATOM, RSS
from .markup import Html
from .note import Note

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 20


def entries(site: Collection) -> tuple[Note, ...]:
    """Give the notes of a feed, the latest first: those with a date."""
    dated = [note for note in site.notes if note.date or note.updated]
    dated.sort(key=lambda note: _changed(site, note), reverse=True)
    return tuple(dated[:_MOST])


def atom(site: Collection, contents: Mapping[str, Html]) -> bytes:
    """Write the feed as Atom (RFC 4287); `contents` go by the paths of notes."""
    settings, notes = site.settings, entries(site)
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": settings.language})
    _add(feed, "title", settings.title)
    if settings.description:
        _add(feed, "subtitle", settings.description)
    _add(feed, "id", settings.url)
    _add(feed, "link", rel="alternate", type="text/html", href=settings.url)
    itself = settings.url + ATOM
    _add(feed, "link", rel="self", type="application/atom+xml", href=itself)
    _add(feed, "updated", _changed(site, notes[0]).isoformat())
    author = _add(feed, "author")
    _add(author, "name", settings.author or settings.title)
    for note in notes:
        _atom_entry(feed, site, note, contents[note.path])
    return _bytes(feed)


def _atom_entry(
    feed: ElementTree.Element, site: Collection, note: Note, content: Html
) -> None:
    page = _page(site, note)
    entry = _add(feed, "entry")
    _add(entry, "title", note.title)
    _add(entry, "id", page)
    _add(entry, "link", rel="alternate", type="text/html", href=page)
    _add(entry, "updated", _changed(site, note).isoformat())
    for value in note.lists.get("tags", ()):
        _add(entry, "category", term=value)
    if note.summary:
        _add(entry, "summary", note.summary)
    _add(entry, "content", content, type="html")


def rss(site: Collection, contents: Mapping[str, Html]) -> bytes:
    """Write the feed as RSS 2.0; `contents` go by the paths of notes."""
    settings, notes = site.settings, entries(site)
    # the namespace that lets a feed name its own address
    root = ElementTree.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    channel = _add(root, "channel")
    _add(channel, "title", settings.title)
    _add(channel, "link", settings.url)
    _add(channel, "description", settings.description or settings.title)
    _add(channel, "language", settings.language)
    itself = settings.url + RSS
    _add(channel, "atom:link", href=itself, rel="self", type="application/rss+xml")
    for note in notes:
        item = _add(channel, "item")
        _add(item, "title", note.title)
        _add(item, "link", _page(site, note))
        _add(item, "guid", _page(site, note))
        _add(item, "pubDate", format_datetime(_changed(site, note)))
        for value in note.lists.get("tags", ()):
            _add(item, "category", value)
        _add(item, "description", contents[note.path])
    return _bytes(root)


def sitemap(site: Collection, paths: Iterable[str]) -> bytes:
    """Write the sitemap (sitemaps.org 0.9) of pages, `index.html` as the root."""
    changed = {site.pages[n.path]: n.updated for n in site.all if n.updated}
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP})
    for path in sorted(paths):
        place = _add(root, "url")
        name = "" if path == "index.html" else path
        _add(place, "loc", site.settings.url + url(name))
        if path in changed:
            _add(place, "lastmod", changed[path].day.isoformat())
    return _bytes(root)


def _page(site: Collection, note: Note) -> str:
    return site.settings.url + url(site.pages[note.path])


def _changed(site: Collection, note: Note) -> datetime:
    """Give when a note was new: readers hide what is announced for a later day."""
    moment = note.updated or note.date
    if moment is None or moment.day > site.today:
        moment = Moment(site.today)
    return moment.instant


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = None if text is None else str(text)
    return made


def _bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
