"""Building: a folder of notes becomes the files of a site, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path

from . import messages
from .collection import Collection, published
from .errors import SiteError
from .fault import Fault, in_order
from .feeds import atom, entries, rss, sitemap
from .folder import STATIC, Folder, read_text, scan
from .layout import (
    ARCHIVE,
    ATOM,
    HOME,
    NOT_FOUND,
    RSS,
    SITEMAP,
    SPONSORS,
    STYLE,
    Layout,
    Page,
)
from .markup import Html
from .note import Note, read_note
from .pages import all_pages
from .rendering import Link, Rendered, render
from .settings import FILE, Settings, read_settings
from .targets import Targets
from .values import ValuesError


@dataclass(frozen=True)
class Site:
    """What a folder gives."""

    files: Mapping[str, bytes | Path]
    """By path; a file that is copied is given by where it lies."""
    faults: tuple[Fault, ...]
    settings: Settings
    notes: int
    """How many are published."""
    drafts: int
    """How many are left out."""

    @property
    def has_errors(self) -> bool:
        """Whether it must not be published."""
        return any(fault.is_error for fault in self.faults)


def build(root: Path, today: date, *, drafts: bool = False) -> Site:
    """Make a site.

    Args:
        root: the folder of notes.
        today: decides which events are still to come.
        drafts: whether drafts are published as well.

    Raises:
        SiteError: the folder or its site.yaml cannot be read.
    """
    folder = scan(root)
    settings = load_settings(folder)
    found, faults = _notes(folder, settings)
    site = Collection(settings, published(found, drafts=drafts), today)
    faults += [*folder.faults, *site.faults()]
    targets = _targets(folder, found, site)
    rendered, contents, lost = _render(site, targets)
    files, clashes = _files(folder, site, targets, rendered, contents)
    return Site(
        files=files,
        faults=in_order([*faults, *lost, *clashes]),
        settings=settings,
        notes=len(site.all),
        drafts=len(found) - len(site.all),
    )


def load_settings(folder: Folder) -> Settings:
    """Read site.yaml, if there is one.

    Raises:
        SiteError: it cannot be used.
    """
    if FILE not in folder.files:
        return Settings()
    text, fault = read_text(folder.files[FILE], FILE)
    if fault is None:
        try:
            return read_settings(text)
        except ValuesError as error:
            fault = Fault(FILE, error.line, str(error), is_error=True)
    raise SiteError(str(fault))


def _notes(folder: Folder, settings: Settings) -> tuple[list[Note], list[Fault]]:
    notes: list[Note] = []
    faults: list[Fault] = []
    for path, file in folder.notes.items():
        text, fault = read_text(file, path)
        if fault:
            notes.append(Note(path, path, ""))
            faults.append(fault)
            continue
        note, wrong = read_note(path, text, settings)
        notes.append(note)
        faults += wrong
    return notes, faults


def _targets(folder: Folder, found: list[Note], site: Collection) -> Targets:
    made = {HOME}
    if site.archive:
        made |= {ARCHIVE, *(group.page for group in site.archive)}
    if site.settings.sponsors:
        made |= {SPONSORS}
    for groups in site.groups.values():
        made |= {groups[0].page.rpartition("/")[0] + "/index.html"}
        made |= {group.page for group in groups}
    kept = set(site.pages)
    return Targets(
        pages=site.pages,
        files=set(folder.files) - {FILE},
        made=made,
        drafts={note.path for note in found if note.path not in kept},
    )


def _render(
    site: Collection, targets: Targets
) -> tuple[dict[str, Rendered], dict[str, Html], list[Fault]]:
    """Render every note, for its page and, with whole addresses, for feeds."""
    faults: list[Fault] = []

    def resolve(note: Note, base: str, link: Link) -> str | None:
        address, wrong = targets.find(link, note, base)
        faults.extend(wrong)
        return address

    rendered = {}
    for note in site.all:
        rendered[note.path] = render(note.body, partial(resolve, note, ""))
        targets.anchors[note.path] = rendered[note.path].anchors
    faults += targets.lost_anchors()
    url = site.settings.url
    contents = {
        note.path: render(note.body, partial(resolve, note, url)).html
        for note in (entries(site) if url else ())
    }
    return rendered, contents, faults


def _files(
    folder: Folder,
    site: Collection,
    targets: Targets,
    rendered: Mapping[str, Rendered],
    contents: Mapping[str, Html],
) -> tuple[dict[str, bytes | Path], list[Fault]]:
    """Give every file, and a fault where two want the same place."""
    feeds = {ATOM: atom, RSS: rss} if contents else {}
    wanted = {"atom": ATOM, "rss": RSS}
    names = [wanted[name] for name in site.settings.feeds if wanted[name] in feeds]
    layout = Layout(site, tuple(names))
    pages = list(all_pages(layout, rendered))
    files: dict[str, bytes | Path] = {}
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for page in pages:
        source = page.note.path if page.note else FILE
        fault = _claim(taken, page.path, source)
        if fault:
            faults.append(fault)
        else:
            files[page.path] = layout.write(page)
    for name in names:
        _claim(taken, name, FILE)
        files[name] = feeds[name](site, contents)
    if site.settings.url:
        _claim(taken, SITEMAP, FILE)
        files[SITEMAP] = sitemap(site, _listed(pages))
    faults += _copies(folder, targets, taken, files)
    if STYLE not in files:
        style = resources.files(__package__) / STYLE
        files[STYLE] = style.read_bytes()
    return files, faults


def _listed(pages: list[Page]) -> Iterator[str]:
    return (page.path for page in pages if page.path != NOT_FOUND)


def _copies(
    folder: Folder,
    targets: Targets,
    taken: dict[str, str],
    files: dict[str, bytes | Path],
) -> list[Fault]:
    """Copy what notes show or lead to, and what lies in `static`."""
    faults = []
    for path, source in folder.files.items():
        if not path.startswith(STATIC) and path not in targets.used:
            continue
        place = path.removeprefix(STATIC)
        fault = _claim(taken, place, path)
        if fault:
            faults.append(fault)
        else:
            files[place] = source
    return faults


def _claim(taken: dict[str, str], place: str, source: str) -> Fault | None:
    """Take a place; some file systems do not tell A from a."""
    other = taken.setdefault(place.casefold(), source)
    if other is source:
        return None
    message = messages.SAME_PLACE.format(place=place, other=other)
    return Fault(source, 1, message, is_error=True)
