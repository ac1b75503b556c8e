"""`check`: which reader looks at which file, and what is said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import superindividual
from superindividual.cli import main
from superindividual.paths import bundled
from superindividual.tools.authorize import KNOWN

FLOW = "name: w\nsteps:\n  a: {agent: scot, deliver: discovery}\n"
CARD = "---\nname: helper\ndescription: Helps.\ncolour: red\n---\nDo it.\n"


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    return tmp_path / "firm"


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_new_company_is_valid(
    tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `init` writes, `check` accepts, in both languages."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm", "--language", lang]) == 0
    assert main(["check", "--company", "firm"]) == 0
    assert capsys.readouterr().out.endswith("files: 2, faults: 0, warnings: 0\n")


def test_without_arguments_the_whole_company_is_checked(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings, cards, workflows with either ending and briefs; all faults of all files, from any folder inside."""
    (firm / "workflows" / "own.yaml").write_text(FLOW)
    (firm / "workflows" / "other.yml").write_text(FLOW)
    (firm / "agents" / "helper.md").write_text("no card\n")
    (firm / "briefs" / "empty.md").write_text("")
    (firm / "company.yaml").write_text("nam: F\n")
    (firm / "notes.txt").write_text("not checked\n")
    os.chdir(firm / "briefs")
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.removeprefix(f"{firm}/").split(", ")[0] for line in lines[:-1]] == [
        "company.yaml:1:1: the field name is missing",
        "company.yaml:1:1: there is no field nam here",
        "agents/helper.md:1:1: the card has no front matter",
        "workflows/other.yml:3:14: there is no agent scot",
        "workflows/own.yaml:3:14: there is no agent scot",
        "briefs/empty.md:1:1: the brief says nothing",
    ]
    assert lines[-1] == "files: 6, faults: 6, warnings: 0"


def test_a_file_as_json(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every part of a fault has its own field, for editors and scripts."""
    (firm / "own.yaml").write_text(FLOW)
    assert main(["check", "own.yaml", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "files": ["own.yaml"],
        "faults": [
            {
                "file": "own.yaml",
                "line": 3,
                "column": 14,
                "field": "agent",
                "message": "there is no agent scot",
                "remedy": "did you mean scout?",
                "text": "own.yaml:3:14: there is no agent scot, did you mean scout?",
            }
        ],
        "warnings": [],
        "schedules": {},
    }


def test_a_warning_is_no_failure(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A card of another tool works; what has no effect here is said, and the answer is still yes."""
    (firm / "agents" / "helper.md").write_text(CARD)
    assert main(["check"]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.endswith(
        "agents/helper.md:4:1: colour is not known here and has no effect, did you mean color? (a warning)"
    )
    assert last == "files: 3, faults: 0, warnings: 1"
    assert main(["check", "agents/helper.md", "--json"]) == 0
    assert [w["field"] for w in json.loads(capsys.readouterr().out)["warnings"]] == ["colour"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("anywhere.md", CARD.replace("Do it.\n", ""), "the card has no instructions"),
        ("agents/words.md", "just words\n", "the card has no front matter"),
        ("brief.md", "---\nname: x\n---\nIt counts.\n", "there is no field name here"),
        ("brief.txt", "", "the brief says nothing"),
        ("brief", "", "the brief says nothing"),
        ("flow.yml", "name: w\n", "the field steps is missing"),
        ("deep/company.yaml", "name: ''\n", "name must not be empty"),
    ],
)
def test_a_file_is_checked_by_what_it_is(
    firm: Path, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name, its folder, or by naming and describing itself; else it is a brief."""
    (firm / name).parent.mkdir(exist_ok=True)
    (firm / name).write_text(text)
    assert main(["check", name]) == 1
    assert f"{name}:" in (out := capsys.readouterr().out)
    assert said in out


def test_a_workflow_is_held_against_the_company_it_lies_in(firm: Path) -> None:
    """Its own agents count, wherever the command was typed."""
    (firm / "agents" / "scot.md").write_text(CARD.replace("helper", "scot"))
    (firm / "workflows" / "own.yaml").write_text(FLOW)
    os.chdir(firm.parent)
    assert main(["check", "firm/workflows/own.yaml"]) == 0


@pytest.mark.parametrize("kind", ["agents", "workflows", "examples"])
def test_everything_that_ships_is_valid(kind: str) -> None:
    """Cards, workflows and examples, without a warning."""
    files = sorted(str(f) for f in bundled(kind).rglob("*") if f.suffix in (".md", ".yaml"))
    assert files
    done = subprocess.run(
        [sys.executable, "-m", "superindividual", "check", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *told, count = done.stdout.splitlines()
    assert count == f"files: {len(files)}, faults: 0, warnings: 0"
    assert [line for line in told if "Begins by itself" not in line] == []


def test_what_cannot_be_checked(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder and a missing file are faults of those; the other files are checked all the same."""
    assert main(["check", "briefs", "none.md", "company.yaml"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "briefs:1:1: this is no file, name a file of text",
        "none.md:1:1: there is no such file, check the path",
        "files: 3, faults: 2, warnings: 0",
    ]


def test_no_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said with the way to one."""
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "superindividual init NAME" in capsys.readouterr().err


def test_a_hostile_file_name_and_content_reach_no_terminal(firm: Path) -> None:
    """Escapes, directions and bytes that are no text are shown, as text and as JSON."""
    name = os.fsencode("a\x1b]0;owned\x07\u202e.md") + b"\xff"
    (firm / os.fsdecode(name)).write_text('---\n"k\u202e\u2066": 1\n---\nIt counts.\n')
    for arguments in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "superindividual", "check", name, *arguments],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr == b""
        out = done.stdout.decode("utf-8")
        assert "<U+001B>" in out
        assert "<U+202E>" in out
        assert "<U+DCFF>" in out
        assert all(character.isprintable() or character == "\n" for character in out)


def test_what_a_card_names_and_is_not_here_is_told_by_line(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tool that is none, a part in brackets that narrows nothing, a skill that is nowhere: warnings, each with its remedy."""
    front = "tools: [Read, Wirte, Bash(git:*), mcp__ghost]\nskills: [nowhere]\n"
    card = firm / "agents" / "odd.md"
    card.write_text(f"---\nname: odd\ndescription: Odd.\n{front}---\nDo it.\n")
    assert main(["check", str(card)]) == 0
    said = capsys.readouterr().out
    assert "odd.md:4:1: the tool Wirte is none here and grants nothing, did you mean Write?" in said
    assert "odd.md:4:1: Bash(git:*) means Bash as a whole" in said
    assert "odd.md:5:1: there is no skill nowhere in skills/" in said
    assert "Read" not in said.replace("did you mean", "") and "ghost" not in said


def test_all_tools_that_there_are_have_a_known_name() -> None:
    """Whatever an agent can be offered may stand on its card without a warning."""
    made = re.compile(r'\bTool\(\s*"(\w+)"|^NAME = "([a-z]+_[a-z]+|screenshot)"$', re.MULTILINE)
    package = Path(superindividual.__file__).parent
    sources = [
        p.read_text() for part in ("tools", "engine", "compliance") for p in (package / part).glob("*.py")
    ]
    names = {one or other for source in sources for one, other in made.findall(source)}
    assert {"write_file", "draw_card", "ask_founder", "run_command"} <= names
    assert names <= KNOWN


MODELS = """\
name: F
models:
  endpoints:
    alpha: {base_url: "http://127.0.0.1:9/v1", key: "env:NOT_SET_HERE", region: CN}
    beta: {base_url: "http://127.0.0.1:9/v1", region: EU}
  tiers: {fast: [alpha/m], strong: [alpha/m, beta/m]}
  data: {client: {regions: [EU]}}
"""
LABELLED = """\
name: labelled
steps:
  goes: {agent: scout, deliver: discovery, model: strong, data: [client]}
  barred: {agent: scout, deliver: discovery, model: fast, data: [client]}
  inherits: {agent: scout, deliver: discovery, model: fast, needs: goes}
  mistyped: {agent: scout, deliver: discovery, model: strong, data: [clinet]}
  free: {agent: scout, deliver: discovery, model: fast}
"""


def test_data_that_may_go_to_no_model_is_told_before_anything_is_paid(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By step, also where the label comes from a step before it; whether a key is here today is another question."""
    (firm / "company.yaml").write_text(MODELS)
    (firm / "workflows" / "labelled.yaml").write_text(LABELLED)
    assert main(["check", "workflows/labelled.yaml"]) == 0
    barred, inherits, mistyped, counted = capsys.readouterr().out.splitlines()
    assert barred.startswith("workflows/labelled.yaml:4:")
    assert "barred: this step's data may go to no model" in barred and "alpha/m (CN): not client" in barred
    assert "inherits: this step's data may go to no model" in inherits
    assert "beta/m (EU): not clinet, did you mean client?" in mistyped
    assert counted == "files: 1, faults: 0, warnings: 3"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("env:NOT_SET_HERE", "sk-abcdefghijkl", "key names no place where a secret is kept, write env:NAME"),
        ("fast:", "quick:", "there is no “quick” here, choose one of: fast, reasoning, strong"),
        ("http://127.0.0.1:9/v1", "ftp://x/v1", "write one like https://api.example.com/v1"),
        (
            "  data:",
            "  credits: {c: {endpoint: beta, usd: 1.0, until: 31.3.27}}\n  data:",
            "write a day such as 2027",
        ),
    ],
)
def test_what_is_wrong_with_models_says_what_to_write(
    firm: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    """In the form that it has; what may be a key is not repeated."""
    (firm / "company.yaml").write_text(MODELS.replace(old, new))
    assert main(["check", "company.yaml"]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert "abcdefghijkl" not in out
