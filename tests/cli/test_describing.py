"""`schema`: what editors are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from superindividual.cli import main
from superindividual.cli.parser import build
from superindividual.specs.schema import KINDS


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_printed(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON and nothing else, so that it can be piped."""
    assert main(["schema", kind]) == 0
    Draft7Validator.check_schema(json.loads(capsys.readouterr().out))


def test_all_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """By name, where none is asked for."""
    assert main(["schema"]) == 0
    assert tuple(json.loads(capsys.readouterr().out)) == KINDS


def test_files_are_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes as `init` wrote; what was older is replaced."""
    main(["init", "firm"])
    before = {f.name: f.read_bytes() for f in Path("firm/schemas").iterdir()}
    (Path("firm/schemas") / "company.schema.json").write_text("{}")
    capsys.readouterr()
    assert main(["schema", "--output", "firm/schemas", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == len(KINDS)
    assert {f.name: f.read_bytes() for f in Path("firm/schemas").iterdir()} == before


def test_an_editor_speaks_the_companys_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`init` writes the schemas in the language that it was given, on whatever screen; `schema` inside keeps to it."""
    monkeypatch.delenv("SUPERINDIVIDUAL_LANG", raising=False)
    for lang, name in (("zh-CN", "它是做什么的，用一行说明。"), ("en", "What it is for, in one line.")):
        assert main(["init", lang, "--language", lang]) == 0
        written = (Path(lang) / "schemas" / "workflow.schema.json").read_text(encoding="utf-8")
        assert json.loads(written)["properties"]["description"]["description"] == name
        capsys.readouterr()
        assert main(["schema", "workflow", "--company", lang]) == 0
        assert capsys.readouterr().out == written


def test_one_file_is_written() -> None:
    """Only that which was named."""
    assert main(["schema", "brief", "--output", "a/b"]) == 0
    assert [f.name for f in Path("a/b").iterdir()] == ["brief.schema.json"]


def test_the_companys_own_agents_are_offered(capsys: pytest.CaptureFixture[str]) -> None:
    """Inside a company, or of one that is named."""
    main(["init", "firm"])
    Path("firm/agents/critic.md").write_text("---\nname: critic\ndescription: d\n---\nDo it.\n")
    capsys.readouterr()
    main(["schema", "workflow"])
    assert '"critic"' not in capsys.readouterr().out
    main(["schema", "workflow", "--company", "firm"])
    assert '"critic"' in capsys.readouterr().out


def test_a_folder_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, no traceback."""
    Path("file").write_text("mine")
    assert main(["schema", "--output", "file"]) == 2
    assert main(["schema", "--company", "nowhere"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert Path("file").read_text() == "mine"


def test_the_words_that_can_be_typed() -> None:
    """The parser names every kind, though it does not import what makes them."""
    for kind in KINDS:
        assert build().parse_args(["schema", kind]).kind == kind
    with pytest.raises(SystemExit):
        build().parse_args(["schema", "other"])


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_the_modeline_leads_to_the_schema(lang: str) -> None:
    """By a path inside the company, which holds on every machine."""
    main(["init", "firm", "--language", lang])
    first = Path("firm/company.yaml").read_text(encoding="utf-8").splitlines()[0]
    target = first.removeprefix("# yaml-language-server: $schema=")
    assert (Path("firm") / target).is_file()
    readme = Path("firm/workflows/README.md").read_text(encoding="utf-8")
    quoted = readme.split("$schema=")[1].split("`")[0]
    assert (Path("firm/workflows") / quoted).resolve().is_file()
    assert "schemas" not in Path("firm/.gitignore").read_text()
