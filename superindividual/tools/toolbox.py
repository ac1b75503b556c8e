"""Toolbox: the tools of one attempt; every call is authorised, validated, recorded and capped."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from superindividual.errors import PolicyDenied, SandboxUnavailable, SuperindividualError
from superindividual.ids import digest_of
from superindividual.tools.authorize import authorize, granted
from superindividual.tools.edit import diff, replace_once
from superindividual.tools.job import Job
from superindividual.tools.sandbox import Completed, Sandbox
from superindividual.tools.tool import Arguments, Tool, ToolResult
from superindividual.workspace.artifact import Claim
from superindividual.workspace.draft import Draft
from superindividual.workspace.jail import Jail

_MAX_ANSWER = 60_000
Search = Callable[[str], Awaitable[str]]
OnCall = Callable[[str, str, bool], None]
"""Told the tool's name, the digest of its arguments, and whether it was done."""


class PathOnly(Arguments):
    """A file."""

    path: str


class ReadFile(PathOnly):
    """A file, or some of its lines."""

    first_line: int = Field(default=1, ge=1)
    last_line: int | None = Field(default=None, ge=1)


class WriteFile(PathOnly):
    """A whole file."""

    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


class EditFile(PathOnly):
    """One passage of a file."""

    search: str
    replace: str


class Query(Arguments):
    """What to look for."""

    query: str


class Nothing(Arguments):
    """No arguments."""


class ClaimArgument(Arguments):
    """A statement the deliverable makes."""

    text: str
    evidence: list[str] = []


class Submit(Arguments):
    """The handing over."""

    summary: str = Field(min_length=1, max_length=4000)
    claims: list[ClaimArgument] = []


class Toolbox:
    """What the agent of one attempt can do. `submission` is set once it has handed over."""

    def __init__(
        self,
        job: Job,
        draft: Draft,
        *,
        sandbox: Sandbox | None,
        search: Search | None,
        on_call: OnCall,
        extra: Sequence[Tool] = (),
    ) -> None:
        self._job = job
        self._draft = draft
        self._sandbox = sandbox
        self._on_call = on_call
        self.submission: tuple[str, tuple[Claim, ...]] | None = None
        offered = [*self._file_tools(), *self._code_tools(), *extra]
        if search is not None:
            offered.append(
                Tool(
                    "search_memory",
                    "What the company knows about something.",
                    Query,
                    lambda a: search(a.query),
                )
            )
        self._tools = {tool.name: tool for tool in offered}

    def _file_tools(self) -> list[Tool]:
        return [
            Tool(
                "list_files", "All files: your own, and inputs/STEP/… of earlier steps.", Nothing, self._list
            ),
            Tool("read_file", "Read a file, or some of its lines.", ReadFile, self._read),
            Tool("write_file", "Write a whole file, text or base64.", WriteFile, self._write),
            Tool("edit_file", "Replace one passage, found exactly once.", EditFile, self._edit),
            Tool("delete_file", "Remove a file.", PathOnly, self._delete),
            Tool(
                "submit",
                "Hand over: a summary for the founder, and the claims you make with their evidence.",
                Submit,
                self._submit,
            ),
        ]

    def _code_tools(self) -> list[Tool]:
        if self._job.kind.name != "code":
            return []
        return [
            Tool(
                "run_tests",
                "Run the package's tests, contained.",
                Nothing,
                lambda _: self._contained(["python3", "-m", "pytest", "-q", "-x"]),
            ),
            Tool(
                "run_linter",
                "Run ruff over the package, contained.",
                Nothing,
                lambda _: self._contained(["python3", "-m", "ruff", "check", "."]),
            ),
        ]

    def schemas(self) -> list[dict[str, Any]]:
        """The tools that the card grants, as endpoints are told them."""
        allowed = granted(self._job.agent, self._tools)
        return [tool.schema() for name, tool in self._tools.items() if name in allowed]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> ToolResult:
        """Make one call. It never raises: what goes wrong is the answer."""
        result = await self._call(name, arguments)
        self._on_call(name, digest_of(dict(arguments)), result.ok)
        return ToolResult(result.ok, result.content[:_MAX_ANSWER])

    async def _call(self, name: str, arguments: Mapping[str, Any]) -> ToolResult:
        if self.submission is not None:
            return ToolResult(False, "handed over already: nothing is changed after that")
        ruling = authorize(self._job.agent, self._job.kind, name, arguments, self._tools.keys())
        if not ruling.allowed:
            return ToolResult(False, f"denied: {ruling.reason}")
        tool = self._tools[name]
        try:
            return ToolResult(
                True, await tool.run(tool.arguments.model_validate(dict(arguments), strict=False))
            )
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)
            )
            return ToolResult(False, f"the arguments do not fit {name}: {faults}")
        except SuperindividualError as error:
            return ToolResult(False, str(error))
        except FileNotFoundError as error:
            return ToolResult(
                False, f"there is no file {error.filename or error}; list_files shows what there is"
            )
        except (OSError, UnicodeError, binascii.Error) as error:
            return ToolResult(False, f"{name} failed: {error}")

    async def _list(self, _: Nothing) -> str:
        return "\n".join(self._draft.listing()) or "(no files)"

    async def _read(self, asked: ReadFile) -> str:
        lines = self._draft.read(asked.path).decode("utf-8").splitlines()
        return "\n".join(lines[asked.first_line - 1 : asked.last_line])

    async def _write(self, asked: WriteFile) -> str:
        content = (
            asked.content.encode()
            if asked.encoding == "utf-8"
            else base64.b64decode(asked.content, validate=True)
        )
        self._draft.write(asked.path, content)
        return f"wrote {len(content)} bytes"

    async def _edit(self, asked: EditFile) -> str:
        before = self._draft.read(asked.path).decode("utf-8")
        after = replace_once(before, asked.search, asked.replace)
        self._draft.write(asked.path, after.encode())
        return diff(before, after, asked.path)

    async def _delete(self, asked: PathOnly) -> str:
        self._draft.delete(asked.path)
        return "removed"

    async def _contained(self, argv: Sequence[str]) -> str:
        if self._sandbox is None:
            raise SandboxUnavailable(
                "commands cannot be contained on this machine",
                remedy="go on without; the checks will say what was not assessed",
            )
        with tempfile.TemporaryDirectory() as name:  # what a run leaves behind is no part of the deliverable
            copy, prefix = Jail(Path(name)), f"{self._job.kind.folder}/"
            for path, content in self._draft.files().items():
                if path.startswith(prefix):
                    copy.write(path.removeprefix(prefix), content)
            return _told(await self._sandbox.run(argv, folder=Path(name), seconds=120))

    async def _submit(self, asked: Submit) -> str:
        present = set(self._draft.listing())
        missing = [path for path in self._job.kind.files if path not in present]
        if missing:
            raise PolicyDenied(f"missing: {', '.join(missing)}", remedy="write them, then submit")
        if not self._draft.files():
            raise PolicyDenied("nothing was written", remedy="write the files, then submit")
        self.submission = (
            asked.summary,
            tuple(Claim(text=c.text, evidence=tuple(c.evidence)) for c in asked.claims),
        )
        return "handed over"


def _told(completed: Completed) -> str:
    ended = "timed out" if completed.timed_out else f"exit code {completed.returncode}"
    return f"{ended}\n{completed.stdout}\n{completed.stderr}"
