"""Files a founder wrote: read within limits, as UTF-8 text, with an error that names what to do."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.text import gettext as _

MAX_BYTES = 64 * 1024
"""The largest file that is read; the parser takes about 2 µs a byte."""

_MAX_CONTROLS = 20
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The file's bytes, at most one more than `limit`; raises SpecError when it is none or cannot be read."""
    place = Position(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SpecError(place, _("this is no file"), remedy=_("name a file of text"))
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError as error:
        raise SpecError(place, _("there is no such file"), remedy=_("check the path")) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SpecError(
            place,
            _("the file cannot be read: {reason}").format(reason=reason),
            remedy=_("check its path and permissions"),
        ) from error


def decode(content: bytes, file: str, limit: int = MAX_BYTES) -> str:
    """Text of a file a founder wrote: UTF-8 with or without a BOM, newlines as LF; raises SpecErrors."""
    if len(content) > limit:
        raise SpecErrors(
            [
                SpecError(
                    Position(file),
                    _("the file is larger than {limit} KiB").format(limit=limit // 1024),
                    remedy=_("keep what is needed, and put the rest into other files"),
                )
            ]
        )
    _refuse_other_encodings(content, file)
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    faults = [
        SpecError(
            _position(file, text, found.start()),
            _("the control character U+{code} stands here").format(code=f"{ord(found.group()):04X}"),
            remedy=_("remove it"),
        )
        for found, _number in zip(_CONTROL.finditer(text), range(_MAX_CONTROLS), strict=False)
    ]
    if faults:
        raise SpecErrors(faults)
    return text


def _refuse_other_encodings(content: bytes, file: str) -> None:
    """Say which encoding it seems to be; binary content is named as such."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or _every_other_is_zero(content[:1000]):
        raise _unreadable(Position(file), _("the file is UTF-16 text"), _("save it as UTF-8"))
    if b"\0" in content:
        before = content[: content.index(b"\0")].decode("utf-8", "replace")
        raise _unreadable(
            _position(file, before, len(before)),
            _("the file is no text: a NUL byte stands here"),
            _("name a text file in UTF-8"),
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        raise _unreadable(
            _position(file, before, len(before)), _("the file is not UTF-8 text"), _another(content)
        ) from error


def _unreadable(position: Position, message: str, remedy: str) -> SpecErrors:
    return SpecErrors([SpecError(position, message, remedy=remedy)])


def _every_other_is_zero(start: bytes) -> bool:
    half = len(start) // 2
    return half > 1 and max(start[0::2].count(0), start[1::2].count(0)) > 0.4 * half


def _another(content: bytes) -> str:
    """What to do about text that is not UTF-8; most of such text from China is GB 18030."""
    try:
        chinese = len(_CHINESE.findall(content.decode("gb18030"))) > 3
    except UnicodeDecodeError:
        chinese = False
    return _("save it as UTF-8; it looks like GBK") if chinese else _("save it as UTF-8")


def _position(file: str, text: str, index: int) -> Position:
    """Where the character at `index` stands, any newline counting as one."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Position(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
