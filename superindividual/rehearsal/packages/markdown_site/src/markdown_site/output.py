"""Output: a site takes its folder's place as a whole, and nothing foreign is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from . import COMMAND, messages
from .errors import SiteError

MANIFEST = f".{COMMAND}-files"
"""Names the files of a site that this program wrote; only such a site is replaced."""


def publish(files: Mapping[str, bytes | Path], target: Path, source: Path) -> None:
    """Write a site.

    Args:
        files: path to content, or to the file that is copied.
        target: the site's folder; it need not exist.
        source: the folder of notes, which is never written to.

    Raises:
        SiteError: the target is not ours to replace, or cannot be written.
    """
    _refuse(target, source)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name}."
        ) as name:
            new, old = Path(name) / "new", Path(name) / "old"
            new.mkdir(mode=0o755)
            _write(files, new)
            _swap(new, target, old)
    except OSError as error:
        message = messages.CANNOT_WRITE.format(name=target, reason=error.strerror)
        raise SiteError(message) from None


def _refuse(target: Path, source: Path) -> None:
    """Protect what this program did not write."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise SiteError(messages.NOT_A_FOLDER.format(name=target))
    place, notes = target.resolve(), source.resolve()
    if place == notes or place in notes.parents:
        raise SiteError(messages.HOLDS_NOTES.format(name=target))
    if notes in place.parents:
        raise SiteError(messages.AMONG_NOTES.format(name=target))
    if not target.exists():
        return
    found = {
        path.relative_to(target).as_posix()
        for path in target.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    if not found and not any(target.iterdir()):
        return
    if MANIFEST not in found:
        raise SiteError(messages.NOT_OURS.format(name=target))
    manifest = target / MANIFEST
    listed = manifest.read_text(encoding="utf-8", errors="replace").split("\n")
    foreign = sorted(found - {MANIFEST, *listed})
    if foreign:
        raise SiteError(messages.FOREIGN.format(name=target, file=foreign[0]))


def _write(files: Mapping[str, bytes | Path], folder: Path) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, place, follow_symlinks=False)
        else:
            place.write_bytes(content)
    listed = "".join(f"{path}\n" for path in sorted(files))
    (folder / MANIFEST).write_bytes(listed.encode())


def _swap(new: Path, target: Path, old: Path) -> None:
    """Put the new site in the old one's place; should that fail, put it back."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
