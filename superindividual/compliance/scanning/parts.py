"""Parts: what a package says of itself and takes in, and which of its parts ask for their own licence."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from superindividual.checks.licences import is_copyleft, normal_name
from superindividual.compliance.scanning.scene import Scene

_DEFAULT = "package/pyproject.toml"
_SETTINGS = ("pyproject.toml", "package.json", "requirements.txt")
_LICENCE_FILE = re.compile(r"(?i)^(?:licen[cs]e|copying)(?:\.\w+)?$")
_COPYLEFT_TEXT = re.compile(r"(?i)^\s*GNU (?:AFFERO )?GENERAL PUBLIC LICENSE", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """The outermost package among the code."""

    path: str = _DEFAULT
    """Its settings."""
    text: str = ""
    there: bool = False
    readable: bool = False
    licence: str = ""
    dependencies: tuple[str, ...] = ()
    """As the settings write them."""

    @classmethod
    def of(cls, scene: Scene) -> Package:
        """The package; one that is not `there` when no settings are at hand."""
        texts = scene.texts("code", endings=_SETTINGS)
        known = [path for path in texts if path.rpartition("/")[2] in _SETTINGS]
        if not known:
            return cls()
        path = min(known, key=lambda p: (p.count("/"), _SETTINGS.index(p.rpartition("/")[2]), p))
        return _read(path, texts[path])

    @property
    def folder(self) -> str:
        """Where it lies, with a slash."""
        return f"{self.path.rpartition('/')[0]}/"


def _read(path: str, text: str) -> Package:
    readers = {"pyproject.toml": _python, "package.json": _script, "requirements.txt": _listed}
    try:
        licence, named = readers[path.rpartition("/")[2]](text)
    except (ValueError, RecursionError, AttributeError, TypeError):
        return Package(path, text, there=True)
    return Package(path, text, True, True, licence, tuple(named))


def _python(text: str) -> tuple[str, list[str]]:
    project = tomllib.loads(text).get("project")
    if not project:
        raise ValueError("no project table")
    listed = project.get("dependencies", [])
    named = [str(one) for one in listed] if isinstance(listed, list) else [str(listed)]
    licence = project.get("license")
    return licence if isinstance(licence, str) else "", named


def _script(text: str) -> tuple[str, list[str]]:
    project = json.loads(text)
    licence = project.get("license")
    return licence if isinstance(licence, str) else "", list(project.get("dependencies", {}))


def _listed(text: str) -> tuple[str, list[str]]:
    lines = (line.partition("#")[0].strip() for line in text.split("\n"))
    return "", [line for line in lines if line and not line.startswith("-")]


def demanding_parts(scene: Scene, package: Package) -> dict[str, str]:
    """What asks for its own licence, as `NAME (LICENCE)`, to the place that shows it: `path:line`."""
    found = dict(_known(package))
    locks = scene.texts("code", endings=("package-lock.json",))
    for path, text in locks.items():
        found.update(_locked(path, text))
    for path, text in scene.texts("code").items():
        folder, _slash, name = path.rpartition("/")
        inner = f"{folder}/" != package.folder
        if inner and _LICENCE_FILE.match(name) and (line := _COPYLEFT_TEXT.search(text)):
            found[f"{folder.rpartition('/')[2]} (GPL)"] = f"{path}:{text.count(chr(10), 0, line.end()) + 1}"
    return found


def _known(package: Package) -> Iterator[tuple[str, str]]:
    lines = package.text.split("\n")
    for requirement in package.dependencies:
        licence = _copyleft().get(normal_name(requirement))
        if licence:
            line = next((n for n, text in enumerate(lines, 1) if requirement in text), 1)
            yield f"{normal_name(requirement)} ({licence})", f"{package.path}:{line}"


def _locked(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Parts whose licence npm wrote into its lock file."""
    try:
        packages = json.loads(text).get("packages", {})
    except (ValueError, RecursionError, AttributeError):
        return
    for key, entry in packages.items() if isinstance(packages, dict) else ():
        licence = entry.get("license") if isinstance(entry, dict) and key else None
        if isinstance(licence, str) and is_copyleft(licence):
            line = text.count("\n", 0, max(text.find(f'"{key}"'), 0)) + 1
            yield f"{key.rpartition('node_modules/')[2]} ({licence})", f"{path}:{line}"


@cache
def _copyleft() -> Mapping[str, str]:
    from ruamel.yaml import YAML

    text = resources.files("superindividual.compliance").joinpath("copyleft.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded
