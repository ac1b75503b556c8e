"""The one strict YAML loader: YAML 1.2, every value with its place in the file, nothing clever accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.specs.files import MAX_BYTES, decode
from superindividual.specs.scalar import MOST_DIGITS, Scalar, resolve
from superindividual.specs.syntax import MAX_DEPTH, explain, nested
from superindividual.text import gettext as _
from superindividual.text import one_line

MAX_NODES = 3_000
"""Values and keys of one file; the parser takes about 30 µs for each."""

_SEPARATOR = re.compile("[\u2028\u2029]")
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
"""Nobody sees them, and all but the last show what follows in another order than it is read."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Plain data, and where each value and each key stands."""

    file: str
    data: Any
    values: Mapping[Path_, Position] = field(default_factory=dict)
    keys: Mapping[Path_, Position] = field(default_factory=dict)
    faults: tuple[SpecError, ...] = ()
    """What was refused; the rest could be read, unless `complete` is false."""
    complete: bool = True
    sources: Mapping[Path_, str] = field(default_factory=dict)
    """Texts as they are written, from the place of the value on."""

    def at(self, path: Path_) -> Position:
        """The place of a value, or of the nearest thing around it that exists."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Position(self.file))

    def key_at(self, path: Path_) -> Position:
        """The place of a key, else of its value."""
        return self.keys.get(path) or self.at(path)

    def inside(self, path: Path_, words: str) -> Position:
        """The place of words inside a text, else of the text."""
        place = self.at(path)
        before, found, _after = self.sources.get(path, "").partition(words)
        if not found:
            return place
        lines = before.split("\n")
        column = len(lines[-1]) + (place.column if len(lines) == 1 else 1)
        return Position(self.file, place.line + len(lines) - 1, column)


def load(content: bytes, file: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is where it begins in its file.

    Raises:
        SpecErrors: not UTF-8, not YAML, or things refused here.
    """
    document = parse(content, file, first_line=first_line)
    if document.faults:
        raise SpecErrors(document.faults)
    return document


def parse(content: bytes, file: str, *, first_line: int = 1, limit: int = MAX_BYTES) -> Document:
    """Read as much of one YAML document as can be read, with its faults; raises SpecErrors when it is no text."""
    return _Reader(file, first_line - 1, decode(content, file, limit)).read()


class _Stop(Exception):
    """Nothing further can be read."""


class _Reader:
    """One pass over the parser's events, in which values, places and faults are gathered."""

    def __init__(self, file: str, offset: int, text: str) -> None:
        self._file = file
        self._offset = offset
        self._text = text
        self._values: dict[Path_, Position] = {}
        self._keys: dict[Path_, Position] = {}
        self._sources: dict[Path_, str] = {}
        self._faults: list[SpecError] = []
        self._nodes = 0

    def read(self) -> Document:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        data, complete = None, False
        try:
            data = self._document()
            complete = True
        except _Stop:
            pass
        except MarkedYAMLError as error:
            self._fault(*explain(error, self._text))
        except (YAMLError, ValueError, IndexError, AttributeError, TypeError):
            # ruamel lets some of its scanner's own slips through on broken input
            self._fault(None, _("this is not valid YAML"), _("check the file's structure"))
        faults = sorted(self._faults, key=lambda fault: fault.position)
        return Document(self._file, data, self._values, self._keys, tuple(faults), complete, self._sources)

    def _document(self) -> Any:
        from ruamel.yaml import YAML, events

        from superindividual.specs.scanner import ShallowScanner

        self._refuse_hidden()
        yaml = YAML(typ="safe", pure=True)
        yaml.Scanner = ShallowScanner
        stream: Iterator[Any] = iter(yaml.parse(self._text))
        data, documents = None, 0
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                self._refuse_directives(event)
                if documents > 1:
                    self._fault(
                        event.start_mark,
                        _("a second document begins here"),
                        _("keep one document in the file"),
                    )
                    raise _Stop
            elif isinstance(event, events.NodeEvent):
                data = self._value(event, stream, (), 0)
        return data

    def _refuse_hidden(self) -> None:
        """Stop at the first character that a reader of the file cannot see, where it changes what is read."""
        found = min(
            filter(None, (signs.search(self._text) for signs in (_SEPARATOR, _HIDDEN))),
            key=lambda sign: sign.start(),
            default=None,
        )
        if found is None:
            return
        message, remedy = (
            _("a line separator of Unicode stands here"),
            _("put a space or a new line in its place"),
        )
        if _HIDDEN.match(found.group()):
            message = _("the control character U+{code} stands here").format(code=f"{ord(found.group()):04X}")
            remedy = _("remove it")
        lines = self._text[: found.start()].split("\n")
        place = Position(self._file, len(lines) + self._offset, len(lines[-1]) + 1)
        self._faults.append(SpecError(place, message, remedy=remedy))
        raise _Stop

    def _refuse_directives(self, event: Any) -> None:
        if event.version or event.tags:
            line = next((n for n, line in enumerate(self._text.split("\n"), 1) if line[:1] == "%"), 1)
            place = Position(self._file, line + self._offset)
            remedy = _("remove the line that begins with %")
            self._faults.append(SpecError(place, _("directives are not accepted"), remedy=remedy))

    def _value(self, event: Any, stream: Iterator[Any], path: Path_, depth: int) -> Any:
        """The value that begins with `event`; its other events are taken from the stream."""
        from ruamel.yaml import events

        self._count(event, depth)
        self._values[path] = self._position(event.start_mark)
        if isinstance(event, events.AliasEvent):
            self._fault(event.start_mark, _("anchors and aliases are not accepted"), _("write the value out"))
            return None
        self._refuse_decoration(event)
        if isinstance(event, events.SequenceStartEvent):
            items = _until(stream, events.SequenceEndEvent)
            return [self._value(item, stream, (*path, i), depth + 1) for i, item in enumerate(items)]
        if isinstance(event, events.MappingStartEvent):
            return self._mapping(stream, path, depth)
        return self._scalar(event, path)

    def _count(self, event: Any, depth: int) -> None:
        self._nodes += 1
        if depth > MAX_DEPTH:
            self._fault(*nested(event.start_mark))
            raise _Stop
        if self._nodes > MAX_NODES:
            self._fault(
                event.start_mark,
                _("the file holds more than {most} values").format(most=MAX_NODES),
                _("keep what is needed, and put the rest into other files"),
            )
            raise _Stop

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor:
            self._fault(event.start_mark, _("anchors and aliases are not accepted"), _("write the value out"))
        if getattr(event, "ctag", None) or event.tag:
            self._fault(event.start_mark, _("tags are not accepted"), _("remove the word that begins with !"))

    def _mapping(self, stream: Iterator[Any], path: Path_, depth: int) -> dict[str, Any]:
        from ruamel.yaml import events

        found: dict[str, Any] = {}
        for event in _until(stream, events.MappingEndEvent):
            place = self._position(event.start_mark)
            read = self._value(event, stream, (*path, -1), depth + 1)
            key = _joined(str(event.value)) if isinstance(event, events.ScalarEvent) else ""
            refused = read is None and bool(_NOT_TEXT.search(key))
            value_path: Path_ = (*path, key if key and key not in found else -1)
            begins = next(stream)
            value = self._value(begins, stream, value_path, depth + 1)
            if begins.start_mark.index == begins.end_mark.index:
                self._values[value_path] = place  # nothing stands there, so its key is the place
            if refused:
                continue
            if not key:
                self._faults.append(SpecError(place, _("a key must be a word"), remedy=_("write KEY: value")))
            elif key in found:
                self._faults.append(
                    SpecError(
                        place,
                        _("{key} stands here a second time").format(key=one_line(key, 40)),
                        remedy=_("keep one of them"),
                        field=key,
                    )
                )
            else:
                self._keys[value_path] = place
                found[key] = value
        return found

    def _scalar(self, event: Any, path: Path_) -> Scalar:
        """The value of a word; what no JSON can carry is refused."""
        text = _joined(str(event.value))
        self._sources[path] = self._text[event.start_mark.index : event.end_mark.index]
        if _NOT_TEXT.search(text):
            self._fault(
                event.start_mark,
                _("a control character is written here as an escape"),
                _("remove it"),
            )
            return None
        if event.style or not event.implicit[0]:
            return text
        try:
            return resolve(text)
        except ValueError:
            self._fault(
                event.start_mark,
                _("{number} cannot be used as a number").format(number=one_line(text, 24)),
                _("write one of at most {most} digits, or put it in quotes").format(most=MOST_DIGITS),
            )
            return None

    def _fault(self, mark: Any, message: str, remedy: str) -> None:
        self._faults.append(SpecError(self._position(mark), message, remedy=remedy))

    def _position(self, mark: Any) -> Position:
        if mark is None:
            return Position(self._file, 1 + self._offset)
        return Position(self._file, mark.line + 1 + self._offset, mark.column + 1)


def _joined(text: str) -> str:
    """Text in which two escapes for one character are that character, as in JSON."""
    return _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _until(stream: Iterator[Any], end: type) -> Iterator[Any]:
    """The events that begin the entries of a collection; the caller takes the rest of each entry."""
    for event in stream:
        if isinstance(event, end):
            return
        yield event
