"""Draft: the folder in which one attempt is made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Draft(Protocol):
    """Files an agent writes, and the inputs it reads below `inputs/STEP/`; every path stays inside."""

    @property
    def folder(self) -> Path:
        """The folder itself, for the sandbox."""
        ...

    def read(self, path: str) -> bytes:
        """A file of the draft, or an input under `inputs/`; raises PolicyDenied or FileNotFoundError."""
        ...

    def write(self, path: str, content: bytes) -> None:
        """Write or replace a file; raises PolicyDenied outside the draft and below `inputs/`."""
        ...

    def delete(self, path: str) -> None:
        """Remove a file of the draft."""
        ...

    def listing(self) -> list[str]:
        """All paths, sorted, inputs included."""
        ...

    def files(self) -> Mapping[str, bytes]:
        """What would be handed over: everything but the inputs."""
        ...
