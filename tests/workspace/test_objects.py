from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from superindividual.errors import ContentErased, JournalCorrupt
from superindividual.workspace.artifact import Artifact, Deliverable
from superindividual.workspace.objects import ObjectStore


def test_what_is_read_is_what_was_written(objects: ObjectStore) -> None:
    """Content comes back by its hash."""
    assert objects.get(objects.put(b"bytes")) == b"bytes"


def test_changed_content_is_refused(objects: ObjectStore, tmp_path: Path) -> None:
    """A flipped byte is found, a missing file named."""
    name = objects.put(b"bytes")
    stored = next(f for f in (tmp_path / "objects").rglob("*") if f.is_file())
    stored.write_bytes(b"bytez")
    with pytest.raises(JournalCorrupt, match="changed"):
        objects.get(name)
    stored.unlink()
    with pytest.raises(JournalCorrupt, match="missing"):
        objects.get(name)


def test_a_deliverable_is_named_by_all_its_bytes(objects: ObjectStore) -> None:
    """Another byte, another digest; the same bytes, the same."""

    def made(text: bytes) -> Deliverable:
        return Deliverable(
            kind="site",
            files=objects.artifacts({"site/index.html": text}),
            summary="s",
            language="en",
            produced_by="t",
        )

    assert made(b"a").digest == made(b"a").digest != made(b"b").digest
    assert objects.bundle(objects.store(made(b"a"))).files == {"site/index.html": b"a"}


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        "",
        ".",
        "a/.",
        "a\\b",
        "a\nb",
        "x" * 241,
        "a/.git/config",
        "a/git~1",
    ],
)
def test_a_path_stays_inside(path: str) -> None:
    """An artifact's path is relative and plain."""
    with pytest.raises(ValueError, match="path"):
        Artifact.model_validate({"path": path, "sha256": "0" * 64, "size": 1})


def test_the_same_bytes_stored_by_many_at_once_are_one_file(objects: ObjectStore) -> None:
    """Threads that store the same content do not take away each other's file."""
    with ThreadPoolExecutor(16) as pool:
        for turn in range(40):
            names = set(pool.map(lambda _n, turn=turn: objects.put(b"same %d" % turn), range(16)))
            assert len(names) == 1
            assert objects.get(names.pop()) == b"same %d" % turn


def test_erased_bytes_are_gone_and_say_so(objects: ObjectStore) -> None:
    """What was erased is told from what is missing, and may be stored again."""
    name = objects.put(b"a person's name")
    objects.erase(name)
    assert list(objects.all()) == []
    with pytest.raises(ContentErased):
        objects.get(name)
    objects.put(b"a person's name")
    assert objects.get(name) == b"a person's name"
    assert [found for found, _path in objects.all()] == [name]
