"""The same brief, the same bytes; another brief, other deliverables."""

from __future__ import annotations

from pathlib import Path

from superindividual.paths import bundled
from tests.engine.rehearsed import rehearsed

BRIEFS = bundled("examples") / "briefs"


def files(folder: Path, brief: str, run: str) -> dict[str, list[dict[str, bytes]]]:
    """Kind to the files of its versions."""
    found = rehearsed(folder, BRIEFS / brief, run)
    return {kind: [dict(bundle.files) for bundle in bundles] for kind, bundles in found.items()}


def test_the_same_brief_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two companies, two runs with other ids, steps side by side: every file of every version is equal."""
    first = files(tmp_path / "one", "club-dues.md", "R-one")
    assert len(first["code"]) == 2
    assert first == files(tmp_path / "two", "club-dues.md", "R-two")


def test_another_brief_gives_other_deliverables(tmp_path: Path) -> None:
    """No kind of deliverable is the same for two products."""
    names = sorted(path.name for path in BRIEFS.glob("*.md"))[:2]
    one, other = (files(tmp_path / name, name, "R-one") for name in names)
    assert {kind for kind in one.keys() & other.keys() if one[kind] == other[kind]} == set()
    assert len(one.keys() & other.keys()) >= 10
