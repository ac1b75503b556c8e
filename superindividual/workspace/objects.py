"""ObjectStore: bytes by their hash; what is read is proved to be what was written."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from superindividual.errors import ContentErased, JournalCorrupt
from superindividual.ids import Digest, canonical, digest
from superindividual.text import gettext as _
from superindividual.workspace.texts import Texts

if TYPE_CHECKING:  # what validates is loaded where a manifest is read
    from superindividual.workspace.artifact import Artifact, Bundle, Deliverable


class ObjectStore:
    """A folder of files named by SHA-256, and a file of short texts; writing the same bytes twice is one of either."""

    def __init__(self, root: Path, texts: Texts | None = None) -> None:
        self._root = root
        self.texts = texts or Texts(root / "texts.db")
        """Contents that many write at once: conversations with models. They are read as all others are."""

    def _path(self, name: Digest) -> Path:
        return self._root / name[:2] / name[2:]

    def put(self, content: bytes) -> Digest:
        """Store bytes, durably, and give their hash."""
        name = digest(content)
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
            descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        return name

    def get(self, name: Digest) -> bytes:
        """Read bytes back.

        Raises:
            JournalCorrupt: they are missing or were changed.
            ContentErased: they were erased for good.
        """
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError as error:
            text = self.texts.get(name)
            if text is None:
                raise self._absent(name) from error
            content = text
        if digest(content) != name:
            raise JournalCorrupt(
                _("stored content {hash} was changed").format(hash=name[:12]),
                remedy=_("restore the company's folder from a backup"),
            )
        return content

    def _absent(self, name: Digest) -> ContentErased | JournalCorrupt:
        if self._mark(name).exists():
            return ContentErased(
                _("stored content {hash} was erased for good").format(hash=name[:12]),
                remedy=_("only its hash is left; see when: superindividual log"),
            )
        return JournalCorrupt(
            _("stored content {hash} is missing").format(hash=name[:12]),
            remedy=_("restore the company's folder from a backup"),
        )

    def _mark(self, name: Digest) -> Path:
        return self._path(name).with_suffix(".erased")

    def all(self) -> Iterator[tuple[Digest, Path]]:
        """Every object that is a file, with it; the others are `texts.all()`."""
        for path in sorted(self._root.glob("??/*")):
            if not path.suffix and not path.name.startswith("."):
                yield Digest(path.parent.name + path.name), path

    def erase(self, name: Digest) -> None:
        """Remove bytes for good, texts once `texts.compact` has returned; who reads them is told so."""
        self._mark(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mark(name).touch(mode=0o600)
        self.texts.erase(name)
        self._path(name).unlink(missing_ok=True)

    def store(self, deliverable: Deliverable) -> Digest:
        """Store a deliverable's manifest under its digest; its files must be stored already."""
        self.put(canonical(deliverable.model_dump(mode="json")))
        return deliverable.digest

    def artifacts(self, files: dict[str, bytes]) -> tuple[Artifact, ...]:
        """Store files and give them as artifacts, sorted by path."""
        from superindividual.workspace.artifact import Artifact

        return tuple(Artifact(path=p, sha256=self.put(files[p]), size=len(files[p])) for p in sorted(files))

    def deliverable(self, name: Digest) -> Deliverable:
        """Read a manifest back."""
        from superindividual.workspace.artifact import Deliverable

        return Deliverable.model_validate_json(self.get(name))

    def bundle(self, name: Digest) -> Bundle:
        """Read a deliverable with all its bytes."""
        from superindividual.workspace.artifact import Bundle

        deliverable = self.deliverable(name)
        return Bundle(deliverable, {a.path: self.get(a.sha256) for a in deliverable.files})
