"""From bytes to text: the encodings that banks export."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import messages
from .errors import InputError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")


class Decoded(NamedTuple):
    """Text, the encoding it was read with, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Decode a file: as told, else by its mark, else UTF-8, else the likelier guess.

    Raises:
        InputError: it is no text in that encoding, or no text at all.
    """
    if content.startswith(b"PK\x03\x04"):
        raise InputError(messages.WORKBOOK)
    if encoding:
        return Decoded(_strict(content, encoding), encoding, guessed=False)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, name), name, guessed=False)
    if b"\x00" in content:
        raise InputError(messages.BINARY)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        name = _likelier(content)
        return Decoded(_strict(content, name), name, guessed=True)


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise InputError(messages.UNKNOWN_ENCODING.format(name=encoding)) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = messages.WRONG_ENCODING.format(name=encoding, line=line)
        raise InputError(message) from None
    return text.removeprefix("\ufeff")


def _likelier(content: bytes) -> str:
    """GB18030 when bytes beyond ASCII come in pairs, CP1252 when they stand alone."""
    runs = [len(run) for run in _BEYOND_ASCII.findall(content)]
    paired = sum(length % 2 == 0 for length in runs)
    if paired * 2 > len(runs):
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            return "cp1252"
        return "gb18030"
    return "cp1252"
