from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superindividual.ids import RunId, StepId, digest_of
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.kind import Kind
from superindividual.tools.job import Job
from superindividual.tools.sandbox import Sandbox, find_sandbox
from superindividual.tools.tool import Arguments, Tool
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.draft import Draft

KIND = Kind(name="code", folder="package", files=("package/pyproject.toml",), contract="")


class Bench:
    """A toolbox over a draft, with what it recorded."""

    def __init__(self, folder: Path, sandbox: Sandbox | None = None, kind: Kind = KIND, **card: Any) -> None:
        agent = AgentSpec.model_validate({"name": "developer", "description": "Works.", "prompt": "", **card})
        job = Job(
            run=RunId("R-23456789"),
            step=StepId("build"),
            attempt=1,
            agent=agent,
            task="",
            kind=kind,
            brief=Brief(text="A brief.", body_line=1, language="en"),
            language="en",
            today=date(2026, 5, 4),
        )
        self.draft = Draft.create(folder / "draft", {"prd": {"design/prd.md": b"# R1\nmust\n"}}, {})
        self.recorded: list[tuple[str, str, bool, str]] = []
        self.toolbox = Toolbox(
            job,
            self.draft,
            sandbox=sandbox,
            search=self.search,
            on_call=lambda *call: self.recorded.append(call),
            extra=[Tool("explode", "Breaks.", Arguments, self.explode)],
        )

    async def search(self, query: str) -> str:
        return f"[memory:M-0123456789] about {query}" if query != "nothing" else ""

    async def explode(self, _: Arguments) -> str:
        raise ZeroDivisionError("boom")

    async def ok(self, name: str, **arguments: Any) -> str:
        result = await self.toolbox.call(name, arguments)
        assert result.ok, result.content
        return result.content

    async def no(self, name: str, **arguments: Any) -> str:
        result = await self.toolbox.call(name, arguments)
        assert not result.ok, result.content
        return result.content


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_files_are_written_read_changed_and_removed(bench: Bench) -> None:
    """The whole round through the tools, inputs readable beside one's own files."""
    await bench.ok("write_file", path="package/a.py", content="one\ntwo\nthree\n")
    assert await bench.ok("read_file", path="package/a.py", first_line=2, last_line=2) == "two"
    assert "-two\n+2" in await bench.ok("edit_file", path="package/a.py", search="two", replace="2")
    assert await bench.ok("search_files", text="must") == "inputs/prd/design/prd.md:2: must"
    assert await bench.ok("search_files", text="no such words") == "(nothing found)"
    await bench.ok("write_file", path="package/x.png", content="iVBORw==", encoding="base64")
    assert bench.draft.files()["package/x.png"] == b"\x89PNG"
    assert (await bench.ok("list_files")).split() == [
        "inputs/prd/design/prd.md",
        "package/a.py",
        "package/x.png",
    ]
    await bench.ok("delete_file", path="package/a.py")
    assert "no file package/a.py; list_files" in await bench.no("read_file", path="package/a.py")
    assert "memory:M-0123456789" in await bench.ok("search_memory", query="prices")


async def test_every_call_is_recorded_with_the_digest_of_its_arguments(bench: Bench) -> None:
    """Done, failed and denied calls alike; of what was denied, why."""
    await bench.ok("list_files")
    await bench.no("read_file", path="x")
    await bench.no("rm", path="/")
    assert [call[:3] for call in bench.recorded] == [
        ("list_files", digest_of({}), True),
        ("read_file", digest_of({"path": "x"}), False),
        ("rm", digest_of({"path": "/"}), False),
    ]
    done, failed, denied = (call[3] for call in bench.recorded)
    assert (done, failed) == ("", "")
    assert "no tool rm" in denied


async def test_a_denial_names_only_what_the_card_grants(tmp_path: Path) -> None:
    """A model that is told of a tool which its card does not grant tries it next, and is denied again."""
    bench = Bench(tmp_path, tools=["read_file"])
    told = await bench.no("rm", path="/")
    assert "read_file" in told and "submit" in told
    assert "delete_file" not in told


async def test_arguments_are_taken_strictly(bench: Bench) -> None:
    """Unknown fields, missing ones, wrong types and what is no JSON are refused by name."""
    assert "mode: Extra inputs" in await bench.no("read_file", path="package/a", mode="r")
    assert "path: Field required" in await bench.no("read_file")
    assert "first_line: Input should be a valid integer" in await bench.no(
        "read_file", path="a", first_line="1"
    )
    assert "first_line: " in await bench.no("read_file", path="a", first_line=0)
    for odd in ({"path": b"x"}, {"path": "package/\ud800"}, {"path": {1, 2}}):
        result = await bench.toolbox.call("read_file", odd)
        assert not result.ok
        assert "no plain JSON" in result.content


async def test_nothing_is_written_where_it_does_not_belong(bench: Bench) -> None:
    """authorize() stands before every call, the jail behind it."""
    for path in ("site/x.html", "package/../site/x.html", "/tmp/x", "inputs/prd/design/prd.md"):
        assert "denied" in await bench.no("write_file", path=path, content="x")
    (bench.draft.folder / "package").symlink_to(bench.draft.folder.parent)
    assert "links are not followed" in await bench.no("write_file", path="package/x", content="x")
    assert not (bench.draft.folder.parent / "x").exists()


async def test_a_tool_that_breaks_answers_instead_of_ending_the_attempt(bench: Bench) -> None:
    """The agent is told what broke."""
    assert await bench.no("explode") == "explode failed: ZeroDivisionError: boom"
    assert "base64" in await bench.no("write_file", path="package/x", content="?", encoding="base64")
    await bench.ok("write_file", path="package/x", content="iVBORw==", encoding="base64")
    assert "no UTF-8 text" in await bench.no("read_file", path="package/x")


async def test_a_long_answer_is_cut_and_says_so(bench: Bench) -> None:
    """No tool can fill the agent's context."""
    await bench.ok("write_file", path="package/long", content="x" * 100_000)
    answer = await bench.ok("read_file", path="package/long")
    assert len(answer) < 60_100
    assert answer.endswith("[40000 more characters; ask for less at a time]")


async def test_lines_that_are_not_there_are_said(bench: Bench) -> None:
    """An empty answer would pass for an empty file."""
    await bench.ok("write_file", path="package/a", content="1\n2")
    assert "has 2 lines" in await bench.no("read_file", path="package/a", first_line=3)


async def test_handing_over_needs_the_files_that_the_kind_asks_for(bench: Bench) -> None:
    """What is missing is listed; then summary and claims stand in the submission."""
    assert "missing: package/pyproject.toml" in await bench.no("submit", summary="Done.")
    assert bench.toolbox.submission is None
    await bench.ok("write_file", path="package/pyproject.toml", content="[project]")
    await bench.ok("submit", summary="Done.", claims=[{"text": "Fast", "evidence": ["brief:3"]}])
    assert bench.toolbox.submission is not None
    summary, (claim,) = bench.toolbox.submission
    assert (summary, claim.text, claim.evidence) == ("Done.", "Fast", ("brief:3",))


async def test_nothing_changes_after_the_handing_over(bench: Bench) -> None:
    """What was handed over is what will be checked."""
    await bench.ok("write_file", path="package/pyproject.toml", content="[project]")
    await bench.ok("submit", summary="Done.")
    for tool in ("write_file", "submit", "delete_file"):
        assert "handed over already" in await bench.no(tool, path="package/pyproject.toml", content="")
    assert bench.draft.files() == {"package/pyproject.toml": b"[project]"}


async def test_nothing_cannot_be_handed_over(tmp_path: Path) -> None:
    """Also where the kind names no file."""
    posts = Kind(name="posts", folder="marketing/posts", contract="")
    assert "nothing was written" in await Bench(tmp_path, kind=posts).no("submit", summary="Done.")


def test_schemas_name_what_the_card_grants(tmp_path: Path) -> None:
    """In the form of OpenAI-compatible endpoints, closed, and without references."""
    bench = Bench(tmp_path, tools=("Read", "submit"))
    schemas = {s["function"]["name"]: s["function"]["parameters"] for s in bench.toolbox.schemas()}
    assert set(schemas) == {"read_file", "submit"}
    assert schemas["read_file"]["additionalProperties"] is False
    assert schemas["submit"]["properties"]["claims"]["items"]["properties"]["evidence"]["type"] == "array"
    assert "$" not in str(schemas)


async def test_without_a_sandbox_no_command_runs(bench: Bench) -> None:
    """The reason is said, and that one can go on."""
    assert "cannot be contained on this machine, go on without" in await bench.no("run_tests")
    assert "cannot be contained" in await bench.no("run_linter")


async def test_code_tools_exist_for_packages_only(tmp_path: Path) -> None:
    """A page has no tests to run."""
    site = Kind(name="site", folder="site", contract="")
    assert "no tool run_tests" in await Bench(tmp_path, kind=site).no("run_tests")


async def test_tests_and_linter_run_on_a_copy(tmp_path: Path) -> None:
    """The agent sees counts and findings; what its tests write is never handed over."""
    sandbox, reason = find_sandbox()
    if sandbox is None:
        pytest.skip(reason)
    bench = Bench(tmp_path, sandbox)
    await bench.ok(
        "write_file", path="package/src/demo/__init__.py", content="import os\n\n\ndef f():\n    return 2\n"
    )
    test = "from demo import f\n\n\ndef test_f():\n    open('left', 'w').close()\n    assert f() == 2\n"
    await bench.ok("write_file", path="package/tests/test_f.py", content=test)
    assert (await bench.ok("run_tests")).startswith("1 passed, 0 failed, 0 skipped\nexit code 0")
    assert await bench.ok("run_linter") == "package/src/demo/__init__.py:1: F401 `os` imported but unused"
    assert sorted(bench.draft.files()) == ["package/src/demo/__init__.py", "package/tests/test_f.py"]
