"""Folder: the notes and files below one folder; nothing outside it is ever read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from . import messages
from .errors import SiteError
from .fault import Fault
from .values import is_plain

STATIC = "static/"
"""What lies here is copied to the root of the site as it is."""


@dataclass(frozen=True)
class Folder:
    """What was found; paths have slashes, in Unicode's composed form."""

    notes: dict[str, Path]
    files: dict[str, Path]
    faults: tuple[Fault, ...]


def scan(root: Path) -> Folder:
    """Look through a folder; hidden files and symbolic links are left alone.

    Raises:
        SiteError: it cannot be read.
    """
    if not root.is_dir():
        raise SiteError(messages.NO_FOLDER.format(name=root))
    found = Folder({}, {}, ())
    faults: list[Fault] = []
    try:
        _walk(root, "", found, faults)
    except OSError as error:
        message = messages.CANNOT_READ.format(name=root, reason=error.strerror)
        raise SiteError(message) from None
    return Folder(found.notes, found.files, tuple(faults))


def _walk(folder: Path, prefix: str, found: Folder, faults: list[Fault]) -> None:
    for entry in sorted(folder.iterdir()):
        name = prefix + unicodedata.normalize("NFC", entry.name)
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            faults.append(Fault(name, 1, messages.SYMLINK))
        elif not is_plain(name) or not _is_text(entry.name) or "\n" in name:
            shown = ascii(name)[1:-1]
            faults.append(Fault(shown, 1, messages.BAD_NAME))
        elif entry.is_dir():
            _walk(entry, f"{name}/", found, faults)
        elif entry.is_file():
            is_note = entry.suffix.lower() in (".md", ".markdown")
            kept = found.notes if is_note and not prefix.startswith(STATIC) else None
            (found.files if kept is None else kept)[name] = entry


def _is_text(name: str) -> bool:
    """Whether a file's name can be written down: Linux allows any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(file: Path, path: str) -> tuple[str, Fault | None]:
    """Read a file as UTF-8 with newlines as line ends, or say where it is not.

    Raises:
        SiteError: it cannot be read at all.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        message = messages.CANNOT_READ.format(name=path, reason=error.strerror)
        raise SiteError(message) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", Fault(path, line, messages.NOT_UTF8, is_error=True)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if not is_plain(line_text):
            return "", Fault(path, number, messages.CONTROL, is_error=True)
    return text, None
