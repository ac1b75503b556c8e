"""Sources: a deliverable's files read as text, JSON, YAML or CSV, whatever their bytes are.

Every reader raises Unreadable, with the line where it can be told, and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from superindividual.checks.answer import Unreadable, fault
from superindividual.errors import SpecError
from superindividual.specs.yaml import Document, load
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

MOST_BYTES = 256 * 1024
"""A document that a founder reads is smaller; parsers of hostile text are slow beyond."""

MOST_PAGE_BYTES = 1_000_000
"""The same for what a browser loads."""

_LOADED = (".html", ".htm", ".css", ".js", ".mjs", ".svg")


def text_of(bundle: Bundle, path: str) -> str:
    """A file as UTF-8 text with newlines as line ends, without a byte order mark.

    Raises:
        Unreadable: it is missing, too large or no UTF-8.
    """
    content = bundle.files.get(path)
    if content is None:
        raise Unreadable(
            fault(path, None, _("The file is missing."), _("Hand it over under exactly this path."))
        )
    most = MOST_PAGE_BYTES if path.endswith(_LOADED) else MOST_BYTES
    if len(content) > most:
        message = _("The file has {size} bytes; at most {most} are read.")
        message = message.format(size=len(content), most=most)
        raise Unreadable(fault(path, None, message))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            fault(path, line, _("The file is no UTF-8 text."), _("Save it as UTF-8."))
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def json_of(bundle: Bundle, path: str) -> Any:
    """A file as JSON (RFC 8259: no NaN, no doubled keys).

    Raises:
        Unreadable: it cannot be read so.
    """
    return parse_json(text_of(bundle, path), path)


def parse_json(text: str, path: str, line: int = 1) -> Any:
    """JSON that begins on `line` of `path`.

    Raises:
        Unreadable: it cannot be read so.
    """
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = _("This is no JSON: {reason}").format(reason=error.msg)
        raise Unreadable(fault(path, line + error.lineno - 1, message)) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(fault(path, line, _("This is no JSON: {reason}").format(reason=error))) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def yaml_of(bundle: Bundle, path: str) -> Document:
    """A file as strict YAML: plain data, and where each value stands.

    Raises:
        Unreadable: it cannot be read so.
    """
    return parse_yaml(text_of(bundle, path), path)


def parse_yaml(text: str, path: str, line: int = 1) -> Document:
    """Strict YAML that begins on `line` of `path`; an empty text has the data None.

    Raises:
        Unreadable: it cannot be read so.
    """
    try:
        return load(text.encode("utf-8"), path, first_line=line)
    except SpecError as error:
        raise Unreadable(fault(path, error.position.line, error.message, error.remedy)) from error


def csv_of(bundle: Bundle, path: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """A file as CSV: its header, and each further row with its line; blank lines are skipped.

    Raises:
        Unreadable: it cannot be read so.
    """
    reader = csv.reader(io.StringIO(text_of(bundle, path)), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if row:
                rows.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error as error:
        message = _("This is no CSV: {reason}").format(reason=error)
        raise Unreadable(fault(path, reader.line_num, message)) from error
    if not rows:
        raise Unreadable(fault(path, 1, _("The file is empty.")))
    return rows[0][1], rows[1:]


def is_words(value: Any) -> bool:
    """Whether it is text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def mapping(value: Any, path: str) -> Mapping[str, Any]:
    """The value, if it is a mapping.

    Raises:
        Unreadable: it is none.
    """
    if not isinstance(value, Mapping):
        raise Unreadable(fault(path, 1, _("The file must hold one mapping of names to values.")))
    return value
