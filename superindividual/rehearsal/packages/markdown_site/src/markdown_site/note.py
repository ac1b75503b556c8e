"""Note: one Markdown file, its front matter read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from . import messages
from .addresses import slug
from .dates import Moment, parse_moment
from .fault import Fault
from .rendering import first_heading
from .settings import Settings
from .values import Text, Value, ValuesError, line_of, read_mapping

_FENCE = re.compile(r"---[ \t]*")
_ALIKE = 0.8
"""From here on an unknown field is taken for a slip of the pen."""
_NAMES = {
    "title": ("title", "标题", "题目", "名称", "菜名", "书名"),
    "date": ("date", "日期"),
    "updated": ("updated", "更新", "更新日期"),
    "tags": ("tags", "标签"),
    "summary": ("summary", "摘要", "简介"),
    "draft": ("draft", "草稿"),
    "page": ("page", "页面"),
    "order": ("order", "顺序"),
    "slug": ("slug", "网址"),
}
"""What a note may say of itself, and what else it is called."""
KNOWN = {alias: name for name, aliases in _NAMES.items() for alias in aliases}


@dataclass(frozen=True)
class Note:
    """What one file says."""

    path: str
    """Below the folder of notes, with slashes."""
    title: str
    body: str
    body_line: int = 1
    """The line of the file where the body begins."""
    title_line: int = 1
    date: Moment | None = None
    updated: Moment | None = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of the fields that have an index."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Values of further fields, by label."""
    summary: str = ""
    slug: str = ""
    order: int | None = None
    is_draft: bool = False
    is_page: bool = False
    """It stands for itself: in the menu, not among the notes."""

    @property
    def is_home(self) -> bool:
        """Whether it introduces the home page."""
        return self.path == "index.md"


@dataclass(frozen=True)
class _Parts:
    """A file, cut in two."""

    front: str
    body: str
    body_line: int


def read_note(path: str, text: str, settings: Settings) -> tuple[Note, list[Fault]]:
    """Read a note as well as it goes, and say what is wrong with it."""
    faults: list[Fault] = []
    try:
        parts = _cut(text)
        values = read_mapping(parts.front, first_line=2)
    except ValuesError as error:
        faults.append(Fault(path, error.line, str(error), is_error=True))
        return Note(path, path, ""), faults
    return _Reader(path, parts, settings, faults).note(values), faults


def _cut(text: str) -> _Parts:
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return _Parts("", text, 1)
    for number, line in enumerate(lines[1:], start=2):
        if _FENCE.fullmatch(line):
            body = "\n".join(lines[number:])
            return _Parts("\n".join(lines[1 : number - 1]), body, number + 1)
    raise ValuesError(1, messages.NOT_CLOSED)


@dataclass
class _Reader:
    path: str
    parts: _Parts
    settings: Settings
    faults: list[Fault]

    def note(self, values: Mapping[Text, Value]) -> Note:
        own: dict[str, tuple[Text, Value]] = {}
        further: dict[Text, Value] = {}
        for key, value in values.items():
            name = KNOWN.get(key.lower())
            if name is None:
                further[key] = value
            elif name in own:
                self._error(key.line, messages.TWICE.format(key=key))
            else:
                own[name] = (key, value)
        title, title_line, body = self._title(own.get("title"))
        lists, fields = self._further(further, own.pop("tags", None))
        note = Note(
            path=self.path,
            title=title,
            title_line=title_line,
            body=body,
            body_line=self.parts.body_line,
            date=self._moment(own.get("date")),
            updated=self._moment(own.get("updated")),
            lists=lists,
            fields=fields,
            summary=self._words(own.get("summary")),
            slug=self._slug(own.get("slug")),
            order=self._order(own.get("order")),
            is_draft=self._flag(own.get("draft")),
            is_page=self._flag(own.get("page")),
        )
        if self.settings.dated and "date" not in own and not _stands(note):
            self._warning(1, messages.NO_DATE)
        return note

    def _error(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message, is_error=True))

    def _warning(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message))

    def _title(self, said: tuple[Text, Value] | None) -> tuple[str, int, str]:
        """Take the title from the front matter, else from the first heading."""
        body = self.parts.body
        heading = first_heading(body)
        bare = _without(body, heading.start, heading.end) if heading else body
        if said:
            title = self._words(said)
            if not title:
                self._error(said[0].line, messages.NO_TITLE)
            is_same = heading is not None and heading.text == title
            return title or self.path, said[0].line, bare if is_same else body
        if heading:
            return heading.text, self.parts.body_line + heading.start, bare
        if self.path != "index.md":
            self._error(1, messages.NO_TITLE)
        return self.settings.title, 1, body

    def _further(
        self, values: Mapping[Text, Value], tags: tuple[Text, Value] | None
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        lists: dict[str, tuple[str, ...]] = {}
        fields: dict[str, str] = {}
        if tags:
            lists["tags"] = self._list(*tags)
        known = {name.lower(): name for name in self.settings.fields}
        known |= {name.lower(): name for name in self.settings.grouped}
        for key, value in values.items():
            name = known.get(key.lower())
            if name in self.settings.grouped:
                lists[name] = self._list(key, value)
            elif name is not None:
                fields[self.settings.fields[name]] = self._shown(key, value)
            elif self.settings.fields:
                self._warning(key.line, _unknown(key, known))
            else:
                if close := get_close_matches(key.lower(), KNOWN, n=1, cutoff=_ALIKE):
                    self._warning(key.line, _unknown(key, {close[0]: close[0]}))
                fields[str(key)] = self._shown(key, value)
        return lists, {label: text for label, text in fields.items() if text}

    def _list(self, key: Text, value: Value) -> tuple[str, ...]:
        if isinstance(value, Text):
            return tuple(dict.fromkeys(p for p in _split(value) if p))
        if isinstance(value, list) and all(isinstance(item, Text) for item in value):
            return tuple(dict.fromkeys(str(item) for item in value if item))
        self._error(line_of(value, key.line), messages.A_LIST.format(key=key))
        return ()

    def _shown(self, key: Text, value: Value) -> str:
        if isinstance(value, Text):
            return " ".join(value.split())
        return messages.BETWEEN.join(self._list(key, value))

    def _words(self, said: tuple[Text, Value] | None) -> str:
        if said is None:
            return ""
        key, value = said
        if isinstance(value, Text):
            return " ".join(value.split())
        self._error(line_of(value, key.line), messages.ONE_LINE.format(key=key))
        return ""

    def _moment(self, said: tuple[Text, Value] | None) -> Moment | None:
        if said is None:
            return None
        try:
            return parse_moment(self._words(said))
        except ValueError as error:
            self._error(said[0].line, str(error))
            return None

    def _flag(self, said: tuple[Text, Value] | None) -> bool:
        if said is None:
            return False
        if said[1] not in ("true", "false"):
            self._error(said[0].line, messages.TRUE_OR_FALSE.format(key=said[0]))
        return said[1] == "true"

    def _order(self, said: tuple[Text, Value] | None) -> int | None:
        if said is None:
            return None
        text = self._words(said)
        if re.fullmatch(r"\d{1,6}", text, re.ASCII):
            return int(text)
        self._error(said[0].line, messages.A_NUMBER.format(key=said[0]))
        return None

    def _slug(self, said: tuple[Text, Value] | None) -> str:
        if said is None:
            return ""
        text = self._words(said)
        if not text or slug(text) != text:
            self._error(said[0].line, messages.BAD_SLUG.format(text=slug(text)))
        return text


def _stands(note: Note) -> bool:
    return note.is_page or note.path.rpartition("/")[2] == "index.md"


def _without(text: str, start: int, end: int) -> str:
    """Empty some lines: those after them keep their numbers."""
    lines = text.split("\n")
    return "\n".join([*lines[:start], *[""] * (end - start), *lines[end:]])


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,，、;；]", text)]


def _unknown(key: str, known: Mapping[str, str]) -> str:
    names = [*known, *KNOWN]
    close = get_close_matches(key.lower(), names, n=1)
    text = messages.UNKNOWN_FIELD.format(key=key)
    return messages.DID_YOU_MEAN.format(text=text, close=close[0]) if close else text
