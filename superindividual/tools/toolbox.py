"""Toolbox: the tools of one attempt; every call is authorised, validated, recorded and capped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError

from superindividual.errors import PolicyDenied, SandboxUnavailable, SuperindividualError, disk_fault
from superindividual.ids import canonical, digest
from superindividual.tools import command, package
from superindividual.tools.authorize import Acting, Ruling, authorize, granted
from superindividual.tools.bench import Bench
from superindividual.tools.command import Command, told
from superindividual.tools.files import FileTools
from superindividual.tools.founder import Founder
from superindividual.tools.job import Job
from superindividual.tools.permission import Ask, Permission, Wanted
from superindividual.tools.provenance import Provenance
from superindividual.tools.sandbox import Sandbox
from superindividual.tools.tool import Arguments, FromOutside, Nothing, Shown, Tool, ToolResult
from superindividual.workspace.artifact import Claim, bare_repository
from superindividual.workspace.draft import Draft

_MOST_ANSWER = 60_000
Search = Callable[[str], Awaitable[str | FromOutside]]
OnCall = Callable[[str, str, bool, str], None]
"""Told the tool's name, the digest of its arguments, and whether it was done."""


class Query(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=1000)


class ClaimArgument(Arguments):
    """A statement the deliverable makes."""

    text: str = Field(min_length=1)
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
        ask: Ask | None = None,
        founder: Founder | None = None,
    ) -> None:
        self._job = job
        self._draft = draft
        self.sandbox = sandbox
        self.on_call = on_call
        self._ask = ask
        self.bench = Bench(draft, job.kind.folder)
        self.provenance = Provenance.of(job)
        self.submission: tuple[str, tuple[Claim, ...]] | None = None
        self.founder = founder
        asking = [founder.tool()] if founder else []
        offered = [*FileTools(draft).tools(), *self._code_tools(), *extra, *asking, self._submitting()]
        if search is not None:
            offered.append(self._searching(search))
        self._tools = {tool.name: tool for tool in offered}

    def _submitting(self) -> Tool:
        told = "Hand over: a summary for the founder, and the claims you make with their evidence."
        return Tool("submit", told, Submit, self._submit)

    def _searching(self, search: Search) -> Tool:
        async def run(asked: Query) -> str | FromOutside:
            return await search(asked.query) or "(nothing found)"

        return Tool("search_memory", "What the company knows about something.", Query, run)

    def _code_tools(self) -> list[Tool]:
        if self._job.kind.folder != package.FOLDER:
            return []
        return [
            Tool("run_tests", "Run the package's tests, contained, on a copy.", Nothing, self._run_tests),
            Tool("run_linter", "Run ruff over the package, contained, on a copy.", Nothing, self._run_linter),
            Tool(command.NAME, command.DESCRIPTION, Command, self._run_command),
        ]

    async def permit(self, wanted: Wanted) -> Permission:
        """Ask the founder about a call that somebody else's agent wants to make."""
        return await self._ask(wanted) if self._ask else Permission(False, "nobody can be asked")

    def read_outside(self, *sources: str) -> None:
        """Label all that is made from now on: it rests on what came from there."""
        self.provenance = self.provenance.with_sources(sources)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Calls that are one handing over: unless it is made in the block, no file of theirs is left."""
        before = self._draft.files()
        try:
            yield
        finally:
            if self.submission is None:
                self._draft.restore(before)

    def schemas(self) -> list[dict[str, Any]]:
        """The tools that the card grants, as endpoints are told them."""
        allowed = granted(self._job.agent, self._tools)
        return [tool.schema() for name, tool in self._tools.items() if name in allowed]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> ToolResult:
        """Make one call. What goes wrong is the answer; only being cancelled is raised."""
        try:
            given = canonical(dict(arguments))
        except (TypeError, ValueError, RecursionError) as error:
            given, result = b"", ToolResult(False, f"the arguments are no plain JSON: {error}")
        else:
            result = await self._call(name, arguments, given)
        self.on_call(name, digest(given), result.ok, result.denied)
        self.read_outside(*result.outside)
        return replace(result, content=_shortened(result.content))

    async def _call(self, name: str, arguments: Mapping[str, Any], given: bytes) -> ToolResult:
        if self.submission is not None:
            return ToolResult(False, "handed over already: nothing is changed after that")
        ruling = authorize(self._acting, name, arguments, self.provenance)
        if ruling.verdict == "deny":
            return ToolResult(False, f"denied: {ruling.reason}", denied=ruling.reason)
        tool = self._tools[name]
        try:
            asked = tool.arguments.model_validate_json(given)
            if ruling.verdict == "ask" and (refusal := await self._refused(name, arguments, ruling)):
                return ToolResult(False, f"denied: {refusal}")
            return _result(await tool.run(asked))
        except ValidationError as error:
            return ToolResult(False, f"the arguments do not fit {name}: {_faults(error)}")
        except SuperindividualError as error:
            return ToolResult(False, str(error))
        except FileNotFoundError as error:
            missing = error.filename or error
            return ToolResult(False, f"there is no file {missing}; list_files shows what there is")
        except (
            Exception
        ) as error:  # a tool of whatever making must not end the attempt; no interrupt is raised in one
            if disk_fault(error):
                raise
            return ToolResult(False, f"{name} failed: {type(error).__name__}: {error}")

    @property
    def _acting(self) -> Acting:
        leading = {name: tool.destination for name, tool in self._tools.items() if tool.destination}
        return Acting(self._job.agent, self._job.kind, self._tools.keys(), leading, self._uncontained)

    @property
    def _uncontained(self) -> bool:
        return self.sandbox is not None and not self.sandbox.contains

    async def _refused(self, name: str, arguments: Mapping[str, Any], ruling: Ruling) -> str:
        """Ask the founder; why they do not allow it, or nothing."""
        if self._ask is None or ruling.why is None:
            return f"{ruling.reason}; nobody can be asked"
        of_program = ruling.why == "uncontained"
        files = {p: digest(content) for p, content in self._draft.files().items()} if of_program else {}
        told = self.provenance
        wanted = Wanted(name, dict(arguments), ruling.why, told.outside, tuple(sorted(told.labels)), files)
        answer = await self._ask(wanted)
        return "" if answer.allowed else f"the founder does not allow it: {answer.said}"

    async def _run_tests(self, _: Nothing) -> str:
        with package.package_copy(self._draft.files()) as folder:
            suite = await package.run_suite(self._contained(), folder, "-x")
        counts = f"{suite.passed} passed, {suite.failed} failed, {suite.skipped} skipped"
        return f"{counts}\n{told(suite.completed)}"

    async def _run_linter(self, _: Nothing) -> str:
        with package.package_copy(self._draft.files()) as folder:
            found = await package.run_lint(self._contained(), folder)
        if found is None:
            raise SandboxUnavailable("ruff gave no answer")
        lines = [f"{package.FOLDER}/{one.path}:{one.line}: {one.code} {one.message}" for one in found]
        return "\n".join(lines) or "ruff found nothing"

    async def _run_command(self, asked: Command) -> str:
        return await command.run_command(asked, self._contained(), self.bench)

    def _contained(self) -> Sandbox:
        if self.sandbox is None:
            raise SandboxUnavailable(
                "commands cannot be contained on this machine",
                remedy="go on without; the checks will say what was not assessed",
            )
        return self.sandbox

    async def _submit(self, asked: Submit) -> str:
        present = set(self._draft.listing())
        missing = [path for path in self._job.kind.files if path not in present]
        if missing:
            raise PolicyDenied(f"missing: {', '.join(missing)}", remedy="write them, then submit")
        if not any(path.startswith(f"{self._job.kind.folder}/") for path in present):
            raise PolicyDenied(
                "nothing was written", remedy=f"write below {self._job.kind.folder}/, then submit"
            )
        if hidden := bare_repository(present):
            raise PolicyDenied(
                f"{hidden} is a repository to git, which would follow its settings",
                remedy="name its files otherwise",
            )
        claims = tuple(Claim(text=claim.text, evidence=tuple(claim.evidence)) for claim in asked.claims)
        self.submission = (asked.summary, claims)
        return "handed over"


def _result(answer: str | FromOutside | Shown) -> ToolResult:
    if isinstance(answer, Shown):
        return ToolResult(True, answer.content, answer.sources, answer.picture)
    if isinstance(answer, FromOutside):
        return ToolResult(answer.ok, answer.content, answer.sources)
    return ToolResult(True, answer)


def _faults(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in found)


def _shortened(content: str) -> str:
    left = len(content) - _MOST_ANSWER
    return (
        content
        if left <= 0
        else f"{content[:_MOST_ANSWER]}\n[{left} more characters; ask for less at a time]"
    )
