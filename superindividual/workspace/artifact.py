"""Artifact and Deliverable: what one attempt hands over, by content hash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from superindividual.ids import Digest, MemoryId, StepId, digest_of
from superindividual.text import Language

MATERIAL = "material"
"""The kind of files that a run was given from outside; no step delivers it."""

_OF_GIT = re.compile(r"(?i)^(?:\.git|git~1)[ .]*(?::.*)?$")
"""Names under which git, on one system or another, keeps its own settings and hooks; it refuses them in a history."""


def _inside(path: str) -> str:
    parts = path.split("/")
    if (
        len(path) > 240
        or any(part in ("", ".", "..") for part in parts)
        or not path.isprintable()
        or "\\" in path
        or any(_OF_GIT.match(part) for part in parts)
    ):
        raise ValueError("a path must be relative, printable, without '..' and '.git'")
    return path


ProductPath = Annotated[str, AfterValidator(_inside)]
"""A POSIX path inside the product's folder, such as `site/index.html`."""


def bare_repository(paths: Iterable[str]) -> str | None:
    """A folder that git takes for a repository without any `.git`: whoever calls git in it runs what its `config` names.

    git looks for `HEAD` beside `objects` and `refs`, or beside a `commondir` that says where those are.
    """
    lower = [path.lower() for path in paths]
    heads = {path.rpartition("/")[0] for path in lower if path.rpartition("/")[2] == "head"}
    for folder in sorted(heads):
        inside = f"{folder}/" if folder else ""
        below = {path[len(inside) :].partition("/")[0] for path in lower if path.startswith(inside)}
        if "commondir" in below or {"objects", "refs"} <= below:
            return folder or "."
    return None


class Frozen(BaseModel):
    """Immutable; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Artifact(Frozen):
    """One file version."""

    path: ProductPath
    sha256: Digest
    size: int


class Claim(Frozen):
    """A statement that a deliverable makes, with where it comes from."""

    text: str
    evidence: tuple[str, ...] = ()
    """As `superindividual.specs.facts.Evidence`."""


class Deliverable(Frozen):
    """What an attempt hands over; its digest names exactly these bytes."""

    kind: str
    files: tuple[Artifact, ...]
    """Sorted by path."""
    summary: str
    claims: tuple[Claim, ...] = ()
    language: Language
    produced_by: str
    """`rehearsal/RECIPE@VERSION`, `model/NAME`, `acp/NAME`, or `founder`."""
    inputs: Mapping[StepId, Digest] = {}
    """The deliverables it was made from."""
    memory: tuple[MemoryId, ...] = ()
    """The memory records the agent was told."""
    outside: tuple[str, ...] = Field(default=(), exclude_if=lambda sources: not sources)
    """What its maker had read from outside the company: `web:URL`, `inputs/NAME`, `memory:M-…`. What was made before
    there were such labels has none, and its digest stays what it was."""
    labels: tuple[str, ...] = Field(default=(), exclude_if=lambda labels: not labels)
    """What kind of data its maker was given, such as `client`, sorted."""

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical form."""
        return digest_of(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Bundle:
    """A deliverable together with its bytes."""

    deliverable: Deliverable
    files: Mapping[str, bytes]

    def text(self, path: str) -> str:
        """A file as UTF-8; raises KeyError when it is missing, UnicodeDecodeError when it is no text."""
        return self.files[path].decode("utf-8")
