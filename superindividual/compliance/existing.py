"""Existing: what stands in a folder that the founder gave, sorted into the kinds that rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from superindividual.workspace.artifact import MATERIAL, Bundle

_MANIFESTS = frozenset(
    {"pyproject.toml", "package.json", "setup.py", "setup.cfg", "requirements.txt", "Cargo.toml", "go.mod"}
)
_SOURCE = frozenset(
    {".py", ".js", ".mjs", ".ts", ".tsx", ".jsx", ".go", ".rs", ".java", ".rb", ".php", ".sh"}
)
_OF_SITES = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2"})
_PAGES = frozenset({".html", ".htm"})
_WORDS = frozenset({".md", ".txt"})
_MAIL_FILES = frozenset({".txt", ".html", ".htm", ".yaml", ".yml", ".eml"})
_MAIL = re.compile(r"(?i)^(?:e-?mails?|mailings?|newsletters?|邮件)$")
_OF_PACKAGES = re.compile(r"(?i)^(?:readme|licen[cs]es?|copying|notice|changelog|contributing|authors)\b")


def looked_at(bundles: Mapping[str, Bundle]) -> dict[str, Bundle]:
    """The bundles, with each folder from outside in parts: `site`, `posts`, `email`, `code`, and the rest.

    Paths begin with the input's name: `folder/index.html` for `--input folder=./site`.
    """
    found: dict[str, Bundle] = {}
    for key, bundle in bundles.items():
        if bundle.deliverable.kind == MATERIAL:
            found.update({f"{key}:{kind}": part for kind, part in _parts(key, bundle)})
        else:
            found[key] = bundle
    return found


def _parts(key: str, bundle: Bundle) -> Iterator[tuple[str, Bundle]]:
    roots = {
        str(PurePosixPath(path).parent) for path in bundle.files if PurePosixPath(path).name in _MANIFESTS
    }
    pages = any(PurePosixPath(path).suffix.lower() in _PAGES for path in bundle.files)
    sorted_: dict[str, dict[str, bytes]] = {}
    for path, content in bundle.files.items():
        sorted_.setdefault(_kind(PurePosixPath(path), roots, pages), {})[f"{key}/{path}"] = content
    for kind, files in sorted(sorted_.items()):
        named = tuple(
            artifact.model_copy(update={"path": f"{key}/{artifact.path}"})
            for artifact in bundle.deliverable.files
            if f"{key}/{artifact.path}" in files
        )
        made = bundle.deliverable.model_copy(update={"kind": kind, "files": named})
        yield kind, Bundle(made, files)


def _kind(path: PurePosixPath, roots: set[str], pages: bool) -> str:
    """What a file is, by its name and where it lies."""
    suffix = path.suffix.lower()
    if suffix in _MAIL_FILES and any(_MAIL.match(part) for part in path.parts[:-1]):
        return "email"
    if suffix in _PAGES:
        return "site"
    if any(str(parent) in roots for parent in path.parents) and not (pages and suffix in _OF_SITES):
        return "code"
    if pages and suffix in _OF_SITES:
        return "site"
    if suffix in _SOURCE:
        return "code"
    return "posts" if suffix in _WORDS and not _OF_PACKAGES.match(path.name) else MATERIAL
