"""`init`: a folder becomes a company."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.specs.company_reader import load_company


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_init_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    """The line can be typed as it stands, also where the name has blanks."""
    assert main(["init", "my firm"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{Path.cwd() / 'my firm'} is a company now."
    assert lines[1] == "Next: cd 'my firm' && superindividual rehearse --brief briefs/example.md"
    assert (Path("my firm") / "briefs" / "example.md").is_file()
    assert load_company(Path("my firm/company.yaml")).name == "my firm"


def test_init_where_one_stands_needs_no_way_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The next command works in the folder in which one is already."""
    assert main(["init", "."]) == 0
    assert (
        capsys.readouterr().out.splitlines()[1] == "Next: superindividual rehearse --brief briefs/example.md"
    )


def test_init_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What the founder changed meanwhile stays, byte for byte."""
    main(["init", "firm"])
    Path("firm/company.yaml").write_text("name: Changed\n")
    Path("firm/briefs/example.md").unlink()
    before = sorted((f, f.stat().st_mtime_ns) for f in Path("firm").rglob("*"))
    capsys.readouterr()
    assert main(["init", "firm"]) == 2
    assert capsys.readouterr().err == "firm is a company already, go there, or choose another name\n"
    assert sorted((f, f.stat().st_mtime_ns) for f in Path("firm").rglob("*")) == before


@pytest.mark.parametrize(("typed", "name"), [("a/b/firm", "firm"), (".", None), ("../other", "other")])
def test_init_takes_a_path(tmp_path: Path, typed: str, name: str | None) -> None:
    """The company has the name of its folder, wherever that is."""
    (tmp_path / "here").mkdir()
    os.chdir(tmp_path / "here")
    assert main(["init", typed]) == 0
    assert load_company(Path(typed) / "company.yaml").name == (name or "here")


def test_init_below_a_named_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--company` is where the new folder lies; the answer as JSON names it."""
    assert main(["init", "firm", "--company", "companies", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"company": str(tmp_path / "companies" / "firm")}
    assert (tmp_path / "companies" / "firm" / "company.yaml").is_file()


def test_init_in_the_founders_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment, unless it is said."""
    monkeypatch.setenv("SUPERINDIVIDUAL_LANG", "zh-CN")
    main(["init", "a"])
    main(["init", "b", "--language", "en"])
    assert load_company(Path("a/company.yaml")).language == "zh-CN"
    assert load_company(Path("b/company.yaml")).language == "en"


@pytest.mark.parametrize("name", [b"", b"\xff", b"a\x1b[31m", "\u202ea".encode(), b"x" * 81, b"/dev/null/a"])
def test_names_that_cannot_be(name: bytes) -> None:
    """Refused in one line that a terminal can show, with nothing written."""
    done = subprocess.run(
        [sys.executable, "-m", "superindividual", "init", name], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").removesuffix("\n").isprintable()
    assert list(Path.cwd().iterdir()) == []
