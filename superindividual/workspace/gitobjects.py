"""GitObjects: a repository's objects, of which the newest are remembered: recording a step reads the same ones again."""

from __future__ import annotations

from os import PathLike
from typing import Final

from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID, RawObjectID, ShaFile

_MOST: Final = 4096
_LARGEST: Final = 64 * 1024
"""Bytes; larger ones are read from the disk each time."""
_KNOWN: dict[tuple[str | PathLike[str], bytes], tuple[int, bytes]] = {}
"""Type and content, which an id stands for whoever wrote it, by folder and hexadecimal id."""


class GitObjects(DiskObjectStore):
    """Reads and writes as dulwich's own; whether an object is there at all is always asked of the disk."""

    def get_raw(self, name: RawObjectID | ObjectID) -> tuple[int, bytes]:
        """Type number and content; raises KeyError where there is no such object."""
        known = _KNOWN.get((self.path, name))
        if known is None:
            known = super().get_raw(name)
            self._remember(name, known)
        return known

    def add_object(self, obj: ShaFile) -> None:
        """Write an object, unless it is there."""
        super().add_object(obj)
        self._remember(obj.id, (obj.type_num, obj.as_raw_string()))

    def _remember(self, name: bytes, known: tuple[int, bytes]) -> None:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        if len(known[1]) <= _LARGEST:
            _KNOWN[self.path, name] = known
