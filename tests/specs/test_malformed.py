"""What a founder may write wrongly: `data/malformed.toml` has one row a mistake, with every fault word for word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli.checking import check_file
from superindividual.errors import SpecError, SpecErrors

ROWS = tomllib.loads((Path(__file__).parent / "data" / "malformed.toml").read_text(encoding="utf-8"))["row"]
LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+:\d+:\d+: [^,].*, \S.*")


def faults_of(folder: Path, row: dict[str, Any]) -> tuple[Path, tuple[SpecError, ...]]:
    path = folder / row["file"]
    path.parent.mkdir(exist_ok=True)
    content = bytes.fromhex(row["hex"]) if "hex" in row else row["text"].encode()
    path.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        check_file(path)
    error = caught.value
    return path, error.faults if isinstance(error, SpecErrors) else (error,)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_mistake_is_told_at_its_place_with_its_remedy(tmp_path: Path, row: dict[str, Any]) -> None:
    """All faults of a file come in one go: one line each, at the line and column, with what to do."""
    path, faults = faults_of(tmp_path, row)
    assert [str(fault).removeprefix(f"{path}:") for fault in faults] == row["faults"]
    for fault in faults:
        assert LINE.fullmatch(str(fault))
        assert fault.remedy


def test_the_table_covers_all_that_a_founder_writes() -> None:
    """Each sort of file has its own mistakes, and no row stands there twice."""
    sorts = [row["file"] for row in ROWS]
    assert {sort: sorts.count(sort) >= 15 for sort in set(sorts)} == dict.fromkeys(
        ("workflow.yaml", "company.yaml", "agents/card.md", "brief.md"), True
    )
    assert len({row["name"] for row in ROWS}) == len(ROWS) > 150


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_place_lies_inside_the_file(tmp_path: Path, row: dict[str, Any]) -> None:
    """An editor that jumps to a fault finds the line there."""
    path, faults = faults_of(tmp_path, row)
    lines = path.read_bytes().replace(b"\r\n", b"\n").count(b"\n") + 1
    assert all(1 <= fault.position.line <= lines and fault.position.column >= 1 for fault in faults)
