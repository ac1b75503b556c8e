"""The one strict YAML loader: YAML 1.2, every value with its place in the file, nothing clever accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from superindividual.errors import Position, SpecError
from superindividual.text import gettext as _

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_NODES = 20_000

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Plain data, and where each value and each key stands."""

    file: str
    data: Any
    values: Mapping[Path_, Position] = field(default_factory=dict)
    keys: Mapping[Path_, Position] = field(default_factory=dict)

    def at(self, path: Path_) -> Position:
        """The place of a value, or of the nearest thing around it that exists."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Position(self.file))

    def key_at(self, path: Path_) -> Position:
        """The place of a key, else of its value."""
        return self.keys.get(path) or self.at(path)


def load(content: bytes, file: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is where it begins in its file.

    Raises:
        SpecError: not UTF-8, not YAML, or one of the things refused here.
    """
    text = decode(content, file)
    return _Reader(file, first_line - 1).read(text)


def decode(content: bytes, file: str, limit: int = MAX_BYTES) -> str:
    """Text of a file a founder wrote: UTF-8 with or without a BOM, any newline; raises SpecError."""
    if len(content) > limit:
        raise SpecError(
            Position(file),
            _("the file is larger than {limit} KiB").format(limit=limit // 1024),
            remedy=_("make it smaller"),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SpecError(
            Position(file, line), _("the file is not UTF-8 text"), remedy=_("save it as UTF-8")
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line_text in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line_text, 1):
            if (character < " " and character != "\t") or character in "\x7f\x85\ufffe\uffff":
                raise SpecError(
                    Position(file, number, column),
                    _("a control character stands here"),
                    remedy=_("remove it"),
                )
    return text


class _Reader:
    def __init__(self, file: str, offset: int) -> None:
        self._file = file
        self._offset = offset
        self._values: dict[Path_, Position] = {}
        self._keys: dict[Path_, Position] = {}
        self._nodes = 0

    def read(self, text: str) -> Document:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 2)
        try:
            self._refuse_events(yaml, text)
            node = YAML(typ="safe", pure=True).compose(text)
            data = self._value(node, (), 0) if node is not None else None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._error(
                mark,
                _("this is not valid YAML: {problem}").format(
                    problem=_problem(error.problem or error.context or "")
                ),
                _("check indentation, quotes and colons around here"),
            ) from error
        except (YAMLError, ValueError, RecursionError, IndexError, AttributeError, TypeError) as error:
            # ruamel lets some of its parser's own slips through on broken input
            raise SpecError(
                Position(self._file, 1 + self._offset),
                _("this is not valid YAML"),
                remedy=_("check the file's structure"),
            ) from error
        return Document(self._file, data, self._values, self._keys)

    def _refuse_events(self, yaml: Any, text: str) -> None:
        from ruamel.yaml import events as ev

        documents, depth = 0, 0
        for event in yaml.parse(text):
            documents += isinstance(event, ev.DocumentStartEvent)
            if documents > 1:
                raise self._error(
                    event.start_mark, _("a second document begins here"), _("keep one document in the file")
                )
            if getattr(event, "version", None) or getattr(event, "tags", None):
                raise self._error(
                    event.start_mark,
                    _("directives are not accepted"),
                    _("remove the line that begins with %"),
                )
            if isinstance(event, ev.AliasEvent) or getattr(event, "anchor", None):
                raise self._error(
                    event.start_mark, _("anchors and aliases are not accepted"), _("write the value out")
                )
            tag = getattr(event, "tag", None) or getattr(event, "ctag", None)
            if isinstance(event, ev.NodeEvent) and tag and not _implicit(event):
                raise self._error(
                    event.start_mark, _("tags are not accepted"), _("remove the word that begins with !")
                )
            depth += isinstance(event, ev.CollectionStartEvent) - isinstance(event, ev.CollectionEndEvent)
            self._nodes += isinstance(event, ev.NodeEvent)
            if depth > MAX_DEPTH or self._nodes > MAX_NODES:
                raise self._error(
                    event.start_mark,
                    _("the file is nested too deeply or holds too much"),
                    _("make it simpler"),
                )

    def _error(self, mark: Any, message: str, remedy: str) -> SpecError:
        return SpecError(self._position(mark), message, remedy=remedy)

    def _position(self, mark: Any) -> Position:
        if mark is None:
            return Position(self._file, 1 + self._offset)
        return Position(self._file, mark.line + 1 + self._offset, mark.column + 1)

    def _value(self, node: Any, path: Path_, depth: int) -> Any:
        from ruamel.yaml.nodes import MappingNode, SequenceNode

        self._values[path] = self._position(node.start_mark)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        return _scalar(node)

    def _mapping(self, node: Any, path: Path_, depth: int) -> dict[str, Any]:
        from ruamel.yaml.nodes import ScalarNode

        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise self._error(key_node.start_mark, _("a key must be a word"), _("write KEY: value"))
            key = str(key_node.value)
            if key in found:
                raise self._error(
                    key_node.start_mark,
                    _("{key} stands here a second time").format(key=key),
                    _("keep one of them"),
                )
            self._keys[(*path, key)] = self._position(key_node.start_mark)
            found[key] = self._value(value_node, (*path, key), depth + 1)
        return found


def _problem(words: str) -> str:
    """The YAML reader's own words for a fault, as a founder can read them."""
    known = {
        "mapping values are not allowed": _("a colon stands where no value may follow"),
        "sequence entries are not allowed": _("a list entry stands where none may stand"),
        "mapping keys are not allowed": _("a key stands where none may stand"),
        "expected <block end>": _("the indentation does not fit the lines above"),
        "expected the node content": _("a value is missing or cannot begin like this"),
        "could not find expected ':'": _("a colon is missing after a key"),
        "found unexpected end of stream": _("a quote is not closed"),
        "found unknown escape character": _("a backslash before this character means nothing"),
        "found character": _("this character cannot begin a value"),
        "expected ','": _("a comma or a closing bracket is missing"),
    }
    return next((said for start, said in known.items() if words.startswith(start)), words)


def _implicit(event: Any) -> bool:
    implicit = getattr(event, "implicit", True)
    return any(implicit) if isinstance(implicit, tuple) else bool(implicit)


def _scalar(node: Any) -> Any:
    kind = str(node.tag).rpartition(":")[2]
    text = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return (
            int(text.replace("_", ""), 0)
            if text.lower().lstrip("+-")[:2] in ("0x", "0o")
            else int(text.replace("_", ""))
        )
    if kind == "float":
        return float(text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    return text
