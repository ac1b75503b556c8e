"""Collection: the notes of a site, in order and in groups, each with its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from . import messages
from .addresses import slug
from .dates import period
from .fault import Fault
from .note import Note
from .settings import Settings

UNDATED = ""
"""The archive's part for notes without a date."""


@dataclass(frozen=True)
class Group:
    """A list of notes with a page of its own."""

    name: str
    page: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Collection:
    """Notes that are published."""

    settings: Settings
    all: tuple[Note, ...]
    today: date

    @cached_property
    def pages(self) -> dict[str, str]:
        """Note to page, as paths."""
        return {note.path: address(note) for note in self.all}

    @cached_property
    def home(self) -> Note | None:
        """The note that introduces the home page."""
        return next((note for note in self.all if note.is_home), None)

    @cached_property
    def standing(self) -> tuple[Note, ...]:
        """Pages of the menu."""
        return tuple(sorted((n for n in self.all if n.is_page), key=_by_order))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """All others: by their order where they have one, then the newest first."""
        rest = [note for note in self.all if not note.is_page and not note.is_home]
        if self.settings.sidebar:
            return tuple(sorted(rest, key=_by_folder))
        rest.sort(key=_by_order)
        rest.sort(key=_newest, reverse=True)
        return tuple(rest)

    @cached_property
    def dated(self) -> tuple[Note, ...]:
        """Notes with a date, the newest first."""
        return tuple(
            sorted((n for n in self.notes if n.date), key=_newest, reverse=True)
        )

    @cached_property
    def _row(self) -> tuple[Note, ...]:
        return self.notes if self.settings.sidebar else self.dated

    @cached_property
    def _places(self) -> dict[str, int]:
        return {note.path: place for place, note in enumerate(self._row)}

    def neighbours(self, note: Note) -> tuple[Note | None, Note | None]:
        """Give the notes before and after: by their order, or by their dates."""
        place = self._places.get(note.path)
        if place is None:
            return None, None
        before = self._row[place - 1] if place else None
        return before, next(iter(self._row[place + 1 : place + 2]), None)

    @cached_property
    def coming(self) -> tuple[Note, ...]:
        """Events from today on, the next one first; none when notes are no events."""
        if not self.settings.next:
            return ()
        return tuple(
            note
            for note in reversed(self.dated)
            if note.date and note.date.day >= self.today
        )

    @cached_property
    def archive(self) -> tuple[Group, ...]:
        """Years, months or seasons, the newest first; then notes without a date."""
        kind = self.settings.archive
        if kind == "none" or not self.dated:
            return ()
        parts: dict[str, list[Note]] = {}
        for note in self.dated:
            if note.date:
                parts.setdefault(period(note.date.day, kind), []).append(note)
        undated = [note for note in self.notes if not note.date]
        if undated:
            parts[UNDATED] = undated
        return tuple(
            Group(name, f"archive/{slug(name) or 'undated'}.html", tuple(notes))
            for name, notes in parts.items()
        )

    @cached_property
    def groups(self) -> dict[str, tuple[Group, ...]]:
        """Field to its values, in order; fields that no note has are left out."""
        found = {name: self._group(name) for name in self.settings.grouped}
        return {name: groups for name, groups in found.items() if groups}

    def _group(self, name: str) -> tuple[Group, ...]:
        values: dict[str, list[Note]] = {}
        for note in self.notes:
            for value in note.lists.get(name, ()):
                values.setdefault(value, []).append(note)
        return tuple(
            Group(value, f"{group_folder(name)}/{slug(value)}.html", tuple(notes))
            for value, notes in sorted(values.items(), key=lambda v: v[0].casefold())
        )

    def faults(self) -> list[Fault]:
        """Find notes and groups that get in each other's way."""
        return [*self._titles(), *self._addresses(), *self._values()]

    def _titles(self) -> Iterable[Fault]:
        first: dict[str, Note] = {}
        for note in self.all:
            other = first.setdefault(note.title.casefold(), note)
            if other is not note:
                message = messages.SAME_TITLE.format(path=other.path)
                yield Fault(note.path, note.title_line, message)

    def _addresses(self) -> Iterable[Fault]:
        for note in self.all:
            if not slug(_stem(note)) and not note.slug and not note.is_home:
                yield Fault(note.path, 1, messages.NO_SLUG, is_error=True)

    def _values(self) -> Iterable[Fault]:
        for name, groups in self.groups.items():
            first: dict[str, Group] = {}
            for group in groups:
                where = group.notes[0]
                if not slug(group.name):
                    message = messages.EMPTY_VALUE.format(field=name, value=group.name)
                    yield Fault(where.path, where.title_line, message, is_error=True)
                    continue
                other = first.setdefault(group.page, group)
                if other is not group:
                    message = messages.SAME_VALUE.format(
                        field=name, value=group.name, other=other.name
                    )
                    yield Fault(where.path, where.title_line, message, is_error=True)


def address(note: Note) -> str:
    """Give a note's page: its path with every part made fit for a link."""
    if note.is_home:
        return "index.html"
    folders = [slug(part) or "x" for part in note.path.split("/")[:-1]]
    return "/".join([*folders, f"{note.slug or slug(_stem(note)) or 'x'}.html"])


def group_folder(name: str) -> str:
    """Give the folder of a field's pages."""
    return slug(name) or "group"


def published(notes: Iterable[Note], *, drafts: bool) -> tuple[Note, ...]:
    """Leave drafts out, unless they are wanted; in the order of their paths."""
    return tuple(
        sorted((n for n in notes if drafts or not n.is_draft), key=lambda n: n.path)
    )


def labels(settings: Settings) -> Mapping[str, str]:
    """Give each grouped field's label."""
    return {
        name: settings.fields.get(name)
        or (messages.TAGS if name == "tags" else name[:1].upper() + name[1:])
        for name in settings.grouped
    }


def _stem(note: Note) -> str:
    return note.path.rpartition("/")[2].rpartition(".")[0]


def _by_order(note: Note) -> tuple[bool, int, str, str]:
    return note.order is None, note.order or 0, note.title.casefold(), note.path


def _by_folder(note: Note) -> tuple[str, bool, bool, int, str, str]:
    folder, _slash, name = note.path.rpartition("/")
    return (folder, name != "index.md", *_by_order(note))


def _newest(note: Note) -> tuple[bool, str]:
    if note.date is None:
        return False, ""
    day, at = note.date.order
    return True, f"{day.isoformat()} {at.isoformat()}"
