"""What `init` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import CompanyError
from superindividual.specs.company_reader import load_company
from superindividual.specs.template import write_company
from superindividual.text import Language


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "name",
    ["firm", "轻换算", 'a "quoted" \\ name', "{{name}}", "null", "2026", "a: b # c", "'", "👾", "x" * 80],
)
def test_any_name_is_read_back(tmp_path: Path, name: str, lang: Language) -> None:
    """Whatever signs a name has, company.yaml says exactly it."""
    write_company(tmp_path / "c", name, lang)
    spec = load_company(tmp_path / "c" / "company.yaml")
    assert (spec.name, spec.language) == (name, lang)


def test_both_languages_have_the_same_files(tmp_path: Path) -> None:
    """A founder who reads Chinese gets everything."""
    for lang in ("en", "zh-CN"):
        write_company(tmp_path / lang, "F", lang)
    files = [
        sorted(f.relative_to(tmp_path / lang) for f in (tmp_path / lang).rglob("*"))
        for lang in ("en", "zh-CN")
    ]
    assert files[0] == files[1]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\x1b[31m", "a\u202eb", "a\udcff"])
def test_names_that_name_nothing(tmp_path: Path, name: str) -> None:
    """Refused before anything is written, in words that a terminal can show."""
    with pytest.raises(CompanyError) as caught:
        write_company(tmp_path / "c", name, "en")
    assert str(caught.value).isprintable()
    assert not (tmp_path / "c").exists()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize("held", ["company.yaml", "notes.md", ".git/config", "agents/own.md"])
def test_nothing_that_is_there_is_lost(tmp_path: Path, held: str) -> None:
    """A folder that holds anything is left as it is."""
    (tmp_path / held).parent.mkdir(exist_ok=True)
    (tmp_path / held).write_text("mine\n")
    before = snapshot(tmp_path)
    with pytest.raises(CompanyError, match=r"a company already|not empty"):
        write_company(tmp_path, "F", "en")
    assert snapshot(tmp_path) == before


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """Neither overwritten nor a traceback, also when it lies above."""
    (tmp_path / "f").write_text("mine\n")
    for folder in (tmp_path / "f", tmp_path / "f" / "c"):
        with pytest.raises(CompanyError):
            write_company(folder, "F", "en")
    assert (tmp_path / "f").read_text() == "mine\n"


def test_an_empty_folder_becomes_a_company(tmp_path: Path) -> None:
    """The folder that a founder made for it can be used."""
    write_company(tmp_path, "F", "en")
    assert load_company(tmp_path / "company.yaml").name == "F"


def test_an_interrupted_beginning_is_no_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """company.yaml comes last: a full disk leaves a folder that no command takes for a company."""
    from superindividual.specs import template

    real = template._write

    def full(path: Path, text: str) -> None:
        if path.name == "company.yaml":
            raise OSError(28, "No space left on device")
        real(path, text)

    monkeypatch.setattr(template, "_write", full)
    with pytest.raises(CompanyError, match="No space left on device, choose a folder"):
        write_company(tmp_path / "c", "F", "en")
    assert not (tmp_path / "c" / "company.yaml").exists()
