"""Wheel and sdist of a produced package, built without a build backend, a network or a clock.

A backend would have to be downloaded (build isolation) or be installed by chance; these packages are pure
Python with a `src` layout, for which both formats are a few files: the wheel 1.0 specification and core
metadata 2.4 (packaging.python.org). Nothing is compressed: compressed bytes differ between versions of
zlib, and the same package must be the same bytes everywhere.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from typing import Any

_FOLDER = "package/"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_TAR_EPOCH = 315532800  # 1980-01-01, the same
_MODE = 0o644


def build_distributions(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Build a wheel and an sdist.

    Args:
        files: a package as `scaffold` gives it: paths below `package/`; other paths are left alone.

    Returns:
        File name to content: `NAME-VERSION-py3-none-any.whl` and `NAME-VERSION.tar.gz`.

    Raises:
        KeyError: there is no `package/pyproject.toml`, or it lacks a name, a version or a file that it names.
        ValueError: `pyproject.toml` is no TOML, or there is nothing below `src/` to install.
    """
    tree = {
        path.removeprefix(_FOLDER): content for path, content in files.items() if path.startswith(_FOLDER)
    }
    settings = tomllib.loads(tree["pyproject.toml"].decode())
    project, private = settings["project"], _private(settings)
    stem = f"{re.sub(r'[-_.]+', '_', project['name']).lower()}-{project['version']}"
    if not any(path.startswith("src/") for path in tree):
        raise ValueError("nothing below package/src/ can be installed")
    metadata = _metadata(project, tree)
    return {
        f"{stem}-py3-none-any.whl": _wheel(stem, project, tree, metadata),
        f"{stem}.tar.gz": _sdist(stem, {path: tree[path] for path in tree if path not in private}, metadata),
    }


def _private(settings: Mapping[str, Any]) -> set[str]:
    """Files that the backend, too, is told to leave out of the sdist."""
    targets = settings.get("tool", {}).get("hatch", {}).get("build", {}).get("targets", {})
    return {path.removeprefix("/") for path in targets.get("sdist", {}).get("exclude", [])}


def _metadata(project: Mapping[str, Any], tree: Mapping[str, bytes]) -> bytes:
    """Core metadata; the README is its body."""
    fields: list[tuple[str, str]] = [
        ("Metadata-Version", "2.4"),
        ("Name", project["name"]),
        ("Version", project["version"]),
        ("Summary", project.get("description", "")),
        *(("Author", author["name"]) for author in project.get("authors", []) if "email" not in author),
        *(
            ("Author-email", f"{a['name']} <{a['email']}>")
            for a in project.get("authors", [])
            if "email" in a
        ),
        ("License-Expression", _licence(project)),
        *(("License-File", name) for name in _licence_files(project, tree)),
        ("Keywords", ",".join(project.get("keywords", []))),
        *(("Classifier", classifier) for classifier in project.get("classifiers", [])),
        ("Requires-Python", project.get("requires-python", "")),
        *(("Requires-Dist", requirement) for requirement in project.get("dependencies", [])),
        ("Description-Content-Type", "text/markdown"),
    ]
    head = "".join(f"{name}: {value}\n" for name, value in fields if value)
    readme = project.get("readme", "README.md")
    return f"{head}\n".encode() + tree[readme if isinstance(readme, str) else readme["file"]]


def _licence(project: Mapping[str, Any]) -> str:
    """The SPDX expression (PEP 639); the older table holds a text, which is none."""
    licence = project.get("license", "")
    return licence if isinstance(licence, str) else ""


def _licence_files(project: Mapping[str, Any], tree: Mapping[str, bytes]) -> list[str]:
    """Files that the globs of `license-files` name; by default as PEP 639 suggests."""
    globs = project.get("license-files", ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*"])
    return [path for path in sorted(tree) if any(fnmatch(path, one) for one in globs)]


def _wheel(stem: str, project: Mapping[str, Any], tree: Mapping[str, bytes], metadata: bytes) -> bytes:
    info = f"{stem}.dist-info"
    scripts = "".join(f"{name} = {target}\n" for name, target in project.get("scripts", {}).items())
    content = {path.removeprefix("src/"): data for path, data in tree.items() if path.startswith("src/")}
    content |= {f"{info}/licenses/{name}": tree[name] for name in _licence_files(project, tree)}
    content[f"{info}/METADATA"] = metadata
    content[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: superindividual\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    content[f"{info}/entry_points.txt"] = f"[console_scripts]\n{scripts}".encode()
    ordered = sorted(content.items(), key=lambda item: (item[0].startswith(info), item[0]))
    record = f"{info}/RECORD"
    return _zip([*ordered, (record, _record(ordered, record))])


def _record(content: Iterable[tuple[str, bytes]], itself: str) -> bytes:
    lines = [f"{path},sha256={_urlsafe(data)},{len(data)}" for path, data in content]
    return "\n".join([*lines, f"{itself},,", ""]).encode()


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _zip(content: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, data in content:
            entry = zipfile.ZipInfo(path, _ZIP_EPOCH)
            entry.create_system = 3  # permissions are Unix's, wherever this runs
            entry.external_attr = (0o100000 | _MODE) << 16
            archive.writestr(entry, data)
    return target.getvalue()


def _sdist(stem: str, tree: Mapping[str, bytes], metadata: bytes) -> bytes:
    target = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=target, mode="wb", compresslevel=0, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, data in sorted({**tree, "PKG-INFO": metadata}.items()):
            entry = tarfile.TarInfo(f"{stem}/{path}")
            entry.size, entry.mtime, entry.mode = len(data), _TAR_EPOCH, _MODE
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()
