"""Where things lie: the company's folder, and what ships with the library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from superindividual.errors import CompanyError
from superindividual.text import gettext as _

COMPANY_FILE = "company.yaml"

Look = tuple[int, int, int, int]
"""What tells one writing of a file from another: inode, size in bytes, times of its content and of its entry in nanoseconds."""


def look_of(file: Path) -> Look | None:
    """How a file looks without reading it; None where there is none, which reading it says."""
    try:
        found = os.stat(file)  # noqa: PTH116 - a result of four numbers, on the way of every ruling
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class CompanyPaths(NamedTuple):
    """The folders of one company."""

    root: Path

    @property
    def spec(self) -> Path:
        """`company.yaml`."""
        return self.root / COMPANY_FILE

    @property
    def agents(self) -> Path:
        """The company's own role cards."""
        return self.root / "agents"

    @property
    def workflows(self) -> Path:
        """The company's own workflows."""
        return self.root / "workflows"

    @property
    def skills(self) -> Path:
        """The company's skills, one folder each."""
        return self.root / "skills"

    @property
    def house_rules(self) -> Path:
        """`AGENTS.md`: what every agent of the company is told."""
        return self.root / "AGENTS.md"

    @property
    def servers(self) -> Path:
        """`.mcp.json`: the tool servers that role cards can name."""
        return self.root / ".mcp.json"

    @property
    def products(self) -> Path:
        """One git repository per product."""
        return self.root / "products"

    @property
    def published(self) -> Path:
        """Where `publish` to a local folder puts what the founder let out."""
        return self.root / "published"

    @property
    def state(self) -> Path:
        """Journal, checkpoints, objects, memory index: not for editing."""
        return self.root / ".superindividual"

    @property
    def journal(self) -> Path:
        """The journal's database."""
        return self.state / "journal.db"

    @property
    def checkpoints(self) -> Path:
        """LangGraph's checkpoints."""
        return self.state / "checkpoints.db"

    @property
    def objects(self) -> Path:
        """Artifacts by content hash."""
        return self.state / "objects"

    @property
    def drafts(self) -> Path:
        """Working folders of attempts under way."""
        return self.state / "drafts"

    @property
    def memory_index(self) -> Path:
        """Chroma's files; rebuildable from the journal."""
        return self.state / "memory-index"

    @property
    def signing_key(self) -> Path:
        """The private key that signs dossiers; made at first use."""
        return self.state / "signing.key"

    @property
    def lock(self) -> Path:
        """Held by the company's one worker."""
        return self.state / "worker.lock"

    @property
    def starting(self) -> Path:
        """Names the process of a worker that was started and has no lock yet."""
        return self.state / "worker.starting"

    @property
    def worker_log(self) -> Path:
        """What a detached worker prints."""
        return self.state / "worker.log"


class UserPaths(NamedTuple):
    """The founder's own folders, which belong to no company."""

    config: Path
    state: Path

    @property
    def settings(self) -> Path:
        """Language, theme and keys of the founder's."""
        return self.config / "settings.toml"

    @property
    def recent(self) -> Path:
        """Which companies were opened last."""
        return self.state / "recent.json"


def user_paths(environment: Mapping[str, str] = os.environ) -> UserPaths:
    """Where the XDG base directories say; a relative one is ignored, as their specification asks."""
    home = Path(environment.get("HOME") or Path.home())

    def base(variable: str, usual: str) -> Path:
        named = Path(environment.get(variable, ""))
        return (named if named.is_absolute() else home / usual) / "superindividual"

    return UserPaths(base("XDG_CONFIG_HOME", ".config"), base("XDG_STATE_HOME", ".local/state"))


def write_private(file: Path, text: str) -> None:
    """Write a file that only the founder can read, whole or not at all; raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            written.write(text)
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def find_company(start: Path) -> CompanyPaths:
    """The company whose folder is `start` or above it.

    Raises:
        CompanyError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / COMPANY_FILE).is_file():
            return CompanyPaths(folder)
    raise CompanyError(
        _("no company in {folder} or above it").format(folder=start),
        remedy=_("make one: superindividual init NAME"),
    )


def bundled(kind: str) -> Path:
    """The folder `agents`, `workflows` or `examples` that ships with the library.

    Raises:
        CompanyError: the installation is incomplete.
    """
    package = Path(__file__).parent
    for base in (package / "_bundled", package.parent):
        ours = base.name == "_bundled" or (base / "pyproject.toml").is_file()
        if ours and (base / kind).is_dir():
            return base / kind
    raise CompanyError(
        _("the installation lacks its {kind} folder").format(kind=kind),
        remedy=_("install superindividual again"),
    )
