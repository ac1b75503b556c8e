"""Wheels and sdists."""

from __future__ import annotations

import base64
import email
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from superindividual.rehearsal.packages.scaffold import build_distributions, facts_of, licence_of, scaffold
from superindividual.tools.job import Job

WHEEL, SDIST = "tiny_tool-0.1.0-py3-none-any.whl", "tiny_tool-0.1.0.tar.gz"


@pytest.fixture(scope="module")
def files(job_with: Callable[..., Job]) -> dict[str, bytes]:
    """A small package."""
    job = job_with(product="Tiny Tool", legal_name="Tiny Ltd")
    facts = facts_of(job)
    return scaffold(
        facts,
        module="tiny_tool",
        command="tiny-tool",
        sources={"cli.py": 'def main() -> int:\n    print("tiny ✓")\n    return 3\n'},
        tests={"test_cli.py": "def test_true():\n    assert True\n"},
        readme="# Tiny\n\nGrüße 你好\n",
        description="A tiny tool\nin two lines",
        licence=licence_of(job, facts),
        changelog="# Changelog\n",
        author="Tiny Ltd",
        email="hello@tiny.example",
        keywords=("a", "b"),
    )


@pytest.fixture(scope="module")
def built(files: dict[str, bytes]) -> dict[str, bytes]:
    """Its distributions."""
    return build_distributions({**files, "elsewhere/x.txt": b"no part of the package"})


def test_names_and_bytes_are_the_same_every_time(files: dict[str, bytes], built: dict[str, bytes]) -> None:
    """The same package gives the same two files, whatever the order of its parts."""
    assert sorted(built) == [WHEEL, SDIST]
    assert build_distributions(dict(reversed(files.items()))) == built


def test_the_record_names_every_file(built: dict[str, bytes]) -> None:
    """RECORD has each file's hash and size, and no file is missing from it."""
    archive = zipfile.ZipFile(io.BytesIO(built[WHEEL]))
    record = archive.read("tiny_tool-0.1.0.dist-info/RECORD").decode().splitlines()
    assert [line.split(",")[0] for line in record] == archive.namelist()
    for line in record[:-1]:
        path, hashed, size = line.split(",")
        content = archive.read(path)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        assert (hashed, size) == (f"sha256={digest}", str(len(content)))
    assert record[-1] == "tiny_tool-0.1.0.dist-info/RECORD,,"
    assert archive.testzip() is None
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_wheel_holds_the_module_and_nothing_else(built: dict[str, bytes]) -> None:
    """Tests and examples stay out of what users install."""
    names = zipfile.ZipFile(io.BytesIO(built[WHEEL])).namelist()
    assert {name.split("/")[0] for name in names} == {"tiny_tool", "tiny_tool-0.1.0.dist-info"}
    assert "tiny_tool/py.typed" in names


def test_the_sdist_holds_everything(files: dict[str, bytes], built: dict[str, bytes]) -> None:
    """The sdist has every file of the package, and its metadata."""
    with tarfile.open(fileobj=io.BytesIO(built[SDIST])) as archive:
        members = {member.name: member for member in archive}
        expected = {"tiny_tool-0.1.0/" + path.removeprefix("package/") for path in files}
        assert set(members) == expected | {"tiny_tool-0.1.0/PKG-INFO"}
        assert {(m.mtime, m.uid, m.gid, m.uname, m.mode) for m in members.values()} == {
            (315532800, 0, 0, "", 0o644)
        }
        readme = archive.extractfile("tiny_tool-0.1.0/README.md")
        assert readme is not None
        assert readme.read() == files["package/README.md"]


def test_the_metadata(built: dict[str, bytes]) -> None:
    """Core metadata 2.4 with an SPDX licence; the README is the description."""
    raw = zipfile.ZipFile(io.BytesIO(built[WHEEL])).read("tiny_tool-0.1.0.dist-info/METADATA")
    message = email.message_from_bytes(raw)
    assert message["Metadata-Version"] == "2.4"
    assert message["Summary"] == "A tiny tool in two lines"
    assert message["License-Expression"] == "LicenseRef-Proprietary"
    assert message["License-File"] == "LICENSE"
    assert message["Author-email"] == "Tiny Ltd <hello@tiny.example>"
    assert message["Keywords"] == "a,b"
    assert raw.endswith("\n\n# Tiny\n\nGrüße 你好\n".encode())


def _contents(wheel: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    kept = (n for n in archive.namelist() if not n.endswith(("/RECORD", "/WHEEL", "/METADATA")))
    return {name: archive.read(name) for name in kept}


def _fields(wheel: bytes) -> list[tuple[str, str]]:
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    (name,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
    fields = email.message_from_bytes(archive.read(name)).items()
    return sorted(
        (key, value) for key, value in fields if key != "Metadata-Version"
    )  # theirs goes with its release


def test_a_build_backend_agrees(
    files: dict[str, bytes],
    built: dict[str, bytes],
    tmp_path: Path,
    written: Callable[[Path, Mapping[str, bytes]], Path],
) -> None:
    """Hatchling, which pyproject.toml names, makes the same files and the same metadata of it."""
    pytest.importorskip("hatchling", reason="the backend is not installed here")
    folder = written(tmp_path, files)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    theirs = (folder / "dist" / WHEEL).read_bytes()
    assert _contents(theirs) == _contents(built[WHEEL])
    assert _fields(theirs) == _fields(built[WHEEL])
