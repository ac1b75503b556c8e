"""A founder's editor: the real yaml-language-server reads what `init` writes, over its own protocol."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from tests.npm import node_program

pytestmark = pytest.mark.long

MAJOR = "1"
MODELINE = "# yaml-language-server: $schema=../schemas/workflow.schema.json\n"


@pytest.fixture(scope="session")
def program() -> list[str]:
    """How the server is started; it lies in a cache of its own, never in the source tree."""
    program = node_program("yaml-language-server", MAJOR, "bin/yaml-language-server")
    return [*program, "--stdio"]


class Editor:
    """As much of the Language Server Protocol 3.17 as these tests need."""

    def __init__(self, program: list[str], root: Path) -> None:
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
        self._asked = 0
        self._told: list[dict[str, Any]] = []
        capabilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
        self.ask(
            "initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": capabilities}
        )
        self._send({"method": "initialized", "params": {}})
        settings = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": settings}}})

    def ask(self, method: str, params: Any) -> Any:
        """A request's result."""
        self._asked += 1
        asked = self._asked
        self._send({"id": asked, "method": method, "params": params})
        return self._await(lambda message: message.get("id") == asked and "method" not in message)["result"]

    def open(self, path: Path) -> list[dict[str, Any]]:
        """Open a file; what is marked in it."""
        document = {
            "uri": path.as_uri(),
            "languageId": "yaml",
            "version": 1,
            "text": path.read_text(encoding="utf-8"),
        }
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

        def told(message: dict[str, Any]) -> bool:
            return (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == path.as_uri()
            )

        found: list[dict[str, Any]] = self._await(told)["params"]["diagnostics"]
        return found

    def offered(self, path: Path, line: int, column: int) -> set[str]:
        """What is offered at a place; both count from 1, as everywhere in this project."""
        place = {"line": line - 1, "character": column - 1}
        answer = self.ask(
            "textDocument/completion", {"textDocument": {"uri": path.as_uri()}, "position": place}
        )
        return {item["label"] for item in answer["items"]}

    def told(self, path: Path, line: int, column: int) -> str:
        """What is said of what stands at a place."""
        place = {"line": line - 1, "character": column - 1}
        answer = self.ask("textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": place})
        return str(answer["contents"]["value"])

    def close(self) -> None:
        self.ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.communicate(timeout=30)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _await(self, wanted: Any) -> dict[str, Any]:
        while True:
            message = self._read()
            if wanted(message):
                return message
            if (
                "id" in message and "method" in message
            ):  # the server asks for settings and registers abilities
                items = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
                self._send({"id": message["id"], "result": [self._setting(i) for i in items] or None})

    def _setting(self, item: dict[str, Any]) -> Any:
        whole = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
        return whole if item.get("section") == "yaml" else {}

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _colon, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company as `init` makes it."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    return tmp_path / "firm"


@pytest.fixture
def editor(program: list[str], firm: Path) -> Iterator[Editor]:
    opened = Editor(program, firm)
    yield opened
    opened.close()


def written(firm: Path, text: str) -> Path:
    path = firm / "workflows" / "own.yaml"
    path.write_text(MODELINE + text, encoding="utf-8")
    return path


def places(diagnostics: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    return sorted(
        (d["range"]["start"]["line"] + 1, d["range"]["start"]["character"] + 1, d["message"])
        for d in diagnostics
    )


def test_a_workflow_without_faults_is_not_marked(editor: Editor, firm: Path) -> None:
    """A step named in Chinese, an own agent's name, one text for a list, and every word of the language."""
    path = written(
        firm,
        "name: own\ninputs:\n  需求: {type: file, required: true}\nsteps:\n"
        "  调研: {agent: scout, deliver: discovery}\n"
        "  b:\n    agent: own-agent\n    deliver: prd\n    needs: 调研\n    approve: {if: '${{ inputs.需求 }}'}\n"
        "    timeout: {after: 24h}\n    on_fail: {goto: 调研}\n",
    )
    assert editor.open(path) == []


def test_wrong_fields_are_marked_at_their_place(editor: Editor, firm: Path) -> None:
    """At the line and column at which `check` complains too."""
    path = written(
        firm, "name: own\nsteps:\n  a:\n    agent: scout\n    delivers: prd\n    approve: sometimes\n"
    )
    found = places(editor.open(path))
    assert [place[:2] for place in found] == [(6, 5), (7, 14)]
    assert "delivers" in found[0][2]
    assert "always" in found[1][2]


def test_a_step_name_that_is_none_is_marked(editor: Editor, firm: Path) -> None:
    """The pattern of names holds in JavaScript as in Python."""
    path = written(
        firm, "name: own\nsteps:\n  a b: {agent: scout}\n  Ready: {agent: scout}\n  ok: {agent: scout}\n"
    )
    assert [place[0] for place in places(editor.open(path))] == [4, 5]


def test_what_is_offered_inside_a_step(editor: Editor, firm: Path) -> None:
    """Fields of a step, names of agents, kinds and checks, and values."""
    path = written(
        firm,
        "name: own\nsteps:\n  a:\n    agent: scout\n    \n  b:\n    agent: \n  c:\n    deliver: \n"
        "  d:\n    approve: \n  e:\n    checks: [ ]\n",
    )
    editor.open(path)
    assert {"deliver", "needs", "foreach", "if", "until", "timeout"} <= editor.offered(path, 6, 5)
    assert {"scout", "developer", "marketer"} <= editor.offered(path, 8, 12)
    assert {"prd", "code", "launch_kit"} <= editor.offered(path, 10, 14)
    assert {"always", "never", "policy"} <= editor.offered(path, 12, 14)
    assert {"tests_pass", "facts_valid"} <= editor.offered(path, 14, 14)


def test_the_companys_settings(editor: Editor, firm: Path) -> None:
    """What `init` writes carries its own modeline: no mark at first, one where a value is wrong."""
    path = firm / "company.yaml"
    assert editor.open(path) == []
    text = path.read_text(encoding="utf-8")
    wrong = firm / "wrong.yaml"
    wrong.write_text(text.replace("drafts: allow_checked", "drafts: perhaps"), encoding="utf-8")
    line = next(n for n, row in enumerate(wrong.read_text().splitlines(), 1) if "perhaps" in row)
    assert [place[:2] for place in places(editor.open(wrong))] == [(line, 11)]


def test_a_field_is_explained_in_the_companys_language(editor: Editor, firm: Path) -> None:
    """Where it is pointed at: in Chinese in a company that was made in Chinese."""
    assert main(["init", "公司", "--language", "zh-CN"]) == 0
    for company, said in ((firm, "The kind of deliverable."), (firm.parent / "公司", "交付物的种类。")):
        path = written(company, "name: own\nsteps:\n  a:\n    agent: scout\n    deliver: prd\n")
        assert editor.open(path) == []
        assert said in editor.told(path, 6, 6)
