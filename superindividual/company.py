"""Company: open, start, watch, decide: the façade that every front end and app uses.

It reads and writes the journal only; what it takes of the engine is imported where it is used: a worker, and what a step costs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from superindividual.approvals import pinned
from superindividual.clock import Clock, now
from superindividual.errors import CompanyError
from superindividual.ids import Digest, NewRunId, RequestId, RunId, new_run_id
from superindividual.journal.decisions import Decision, Request, Verb
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.journal.runs import EngineName, Run
from superindividual.paths import CompanyPaths, Look, find_company, look_of
from superindividual.text import Language, one_line, slug
from superindividual.text import gettext as _

if TYPE_CHECKING:
    # what validates costs a third of a second to import, and a look into the inbox needs none of it
    from superindividual.approvals.policy_file import PolicyFile
    from superindividual.journal.adoptions import Adoption
    from superindividual.memory.knowledge import Knowledge
    from superindividual.specs.catalog import Catalog
    from superindividual.specs.company import CompanySpec
    from superindividual.specs.expansion import Expansion
    from superindividual.specs.workflow import Approve
    from superindividual.workspace.artifact import Bundle
    from superindividual.workspace.objects import ObjectStore

_POLL = 0.05


class Company:
    """One company's folder, opened."""

    def __init__(self, paths: CompanyPaths, *, clock: Clock = now, new_run: NewRunId = new_run_id) -> None:
        self.paths = paths
        self._clock = clock
        self._new_run = new_run
        self._spec: tuple[Look | None, CompanySpec] | None = None
        """What was read, and of which file."""

    @classmethod
    def open(cls, folder: Path | None = None, **injected: Any) -> Company:
        """Open the company in `folder` or above it; raises CompanyError."""
        return cls(find_company(folder or Path.cwd()), **injected)

    @classmethod
    def found(cls, folder: Path, name: str, lang: Language, **injected: Any) -> Company:
        """Make a company in `folder`, with the schemas that editors read; raises CompanyError where that cannot be."""
        from superindividual.specs.catalog import Catalog
        from superindividual.specs.schema import Names
        from superindividual.specs.schema_file import schema_file, schema_texts
        from superindividual.specs.template import SCHEMAS, write_company

        ships = Catalog()
        names = Names(ships.agent_files(), ships.kinds, known_checks(), ships.workflow_files())
        schemas = {SCHEMAS / schema_file(kind): text for kind, text in schema_texts(names, lang).items()}
        write_company(folder, name, lang, schemas)
        return cls.open(folder, **injected)

    @cached_property
    def journal(self) -> Journal:
        """The one truth; raises JournalCorrupt."""
        return Journal(self.paths.journal, self._clock)

    @cached_property
    def objects(self) -> ObjectStore:
        """Content by hash."""
        from superindividual.workspace.objects import ObjectStore

        return ObjectStore(self.paths.objects)

    @cached_property
    def memory(self) -> Knowledge:
        """What the company knows, in the founder's hands; searched by words, since meaning belongs to the worker."""
        from superindividual.memory.knowledge import Knowledge

        return Knowledge(self.journal, self.paths, self.objects, self._clock)

    @property
    def spec(self) -> CompanySpec:
        """`company.yaml` as it stands, since the founder writes it while a cockpit is open; raises SpecError."""
        from superindividual.specs.company_reader import load_company

        look = look_of(self.paths.spec)
        if self._spec is None or self._spec[0] != look:
            self._spec = look, load_company(self.paths.spec)
        return self._spec[1]

    @cached_property
    def policy(self) -> PolicyFile:
        """Gives the policy in force whenever it is called."""
        from superindividual.approvals.policy_file import PolicyFile

        return PolicyFile(self.paths, self.journal.policies)

    @cached_property
    def catalog(self) -> Catalog:
        """Role cards, workflows and kinds: the company's own and those that ship."""
        from superindividual.specs.catalog import Catalog

        return Catalog(self.paths)

    def start(
        self,
        workflow: str,
        *,
        brief: Path | str | None = None,
        inputs: dict[str, Any] | None = None,
        engine: EngineName | None = None,
        approve: Approve | None = None,
    ) -> Run:
        """Begin a run; a worker takes it up. Without `engine` a model works if the environment names one.

        A workflow that does not ask for a brief needs none. Files and folders among `inputs` are read and kept here.

        Raises:
            CompanyError: an input is missing, a key is set without a model, or `engine` is "model" and none can be asked.
            RunRefused: company.yaml says that nothing is to be made.
            SpecError: the workflow or the brief cannot be read.
            MaterialRefused: a file or folder cannot be taken as it stands.
        """
        from superindividual.approvals.permit import refuse_to_begin
        from superindividual.workspace.given import bound_values, brief_of

        refuse_to_begin(self.policy())
        brief = Path(brief) if brief else None
        if engine not in (None, *get_args(EngineName)):
            raise CompanyError(
                _("there is no engine {name}").format(name=one_line(str(engine), 40)),
                remedy=_("choose one of: {names}").format(names=", ".join(get_args(EngineName))),
            )
        spec = self.checked_workflow(workflow)
        given = {**({"brief": brief.name} if brief else {}), **(inputs or {})}
        content, read = brief_of(spec, brief, given)
        if engine != "rehearsal":  # which needs no settings
            engine = self.player(engine)
        values = bound_values(spec, given, self.objects, company=self.paths.root, language=read.language)
        return self.journal.runs.begin(
            self._new_run(),
            spec,
            inputs=values,
            brief=self.objects.put(content),
            product=slug(read.product or (brief.stem.removesuffix(".zh") if brief else spec.name)),
            language=read.language,
            engine=engine,
            approve=approve,
            file=pinned.kept(self.paths, self.catalog.workflow_file(workflow)),
        )

    def player(self, wanted: EngineName | None = None) -> EngineName:
        """Who works in a run that begins now; raises CompanyError where a model is wanted and none can be asked."""
        from superindividual.models.player import player_of

        return player_of(self.spec.models, wanted)

    def run(self, typed: str | None = None) -> Run:
        """The run of that id; without one, the only run that has not ended.

        Raises:
            RunNotFound: there is none, or several could be meant.
        """
        return self.journal.runs.get(RunId(typed)) if typed else self.journal.runs.only()

    def pause(self, run: RunId, *, by: str = "founder") -> None:
        """Let a run go no further until it is resumed; raises RunNotFound and RunRefused."""
        self.journal.runs.pause(run, by)

    def resume(self, run: RunId, *, by: str = "founder") -> None:
        """Let a paused run go on; a worker must run. Raises RunNotFound and RunRefused."""
        self.journal.runs.resume(run, by)

    def stop(self, run: RunId, *, by: str = "founder") -> None:
        """End a run as soon as a worker sees it; raises RunNotFound and RunRefused."""
        self.journal.runs.moving(run)
        self.journal.runs.ask_to_stop(run, by)

    def fork(self, run: RunId, at: str) -> Run:
        """Begin a run that shares everything before a step, or before the step that a request was about.

        What it commits goes to a branch `fork/RUN` of the product's repository with a folder of its own.

        Raises:
            RunNotFound, RequestNotFound: there is none of that name.
            RunRefused: it has no such step, or one that the step needs has not ended.
        """
        from superindividual.approvals.forking import fork

        return fork(self.journal, self.paths, run, at, self._new_run(), self._clock)

    def adopt(self, run: RunId, workflow: str | None = None, *, by: str = "founder") -> Adoption:
        """Move an unfinished run to the workflow as its file, or another, says it today.

        Raises:
            RunNotFound: there is no such run.
            RunRefused: it has ended, or a finished step is missing or means something else now.
            CompanyError: an input is missing.
            SpecErrors: the workflow has faults.
        """
        from superindividual.workspace.given import bound_values

        found = self.journal.runs.moving(run)
        name = workflow or str(pinned.workflow_file(self.paths, found))
        spec = self.checked_workflow(name)
        return self.journal.adoptions.adopt(
            run,
            spec,
            inputs=bound_values(
                spec, found.inputs, self.objects, company=self.paths.root, language=found.language
            ),
            file=pinned.kept(self.paths, self.catalog.workflow_file(name)),
            by=by,
        )

    def halt(self, reason: str = "", *, by: str = "founder") -> str:
        """Let nothing leave the company any more, in no process; gives why the journal cannot say so, where it cannot."""
        from superindividual.approvals.halting import halt

        return halt(self.paths, lambda: self.journal, reason, by)

    def checked_workflow(self, name: str) -> Expansion:
        """A workflow by name or path, validated as a whole, with the steps of what it uses; raises SpecErrors."""
        return checked_file(self.catalog.workflow_file(name), self.catalog, self._clock)

    def inbox(self) -> list[Request]:
        """What waits for the founder, in the order of its stake: money, what is hard to undo, then age."""
        return self.journal.decisions.waiting()

    def request(self, typed: str) -> Request:
        """A request by its id, or by an unmistakable part of it; raises RequestNotFound."""
        waiting = [r for r in self.inbox() if typed.lower() in r.id.lower()]
        return waiting[0] if len(waiting) == 1 else self.journal.decisions.request(RequestId(typed))

    def bundle(self, digest: Digest) -> Bundle:
        """A deliverable with its bytes."""
        return self.objects.bundle(digest)

    def decide(
        self,
        request: Request,
        verb: Verb,
        *,
        feedback: str = "",
        by: str = "founder",
        form: Mapping[str, Any] | None = None,
        final: bool = False,
    ) -> Decision:
        """Decide about exactly the version that `request` shows; `form` is what the step asks for beside it.

        `final` lets what leaves go at once, without the time to withdraw. What leaves the company is approved by the
        policy and the time that the founder was asked under; where these have changed, the request is asked again.

        Raises:
            DecisionRefused: decided before, the form is not filled in as it must be, asked again, or halted.
        """
        from superindividual.approvals.deciding import decide

        return decide(
            self.journal, self.policy, request, verb, feedback=feedback, by=by, form=form or {}, final=final
        )

    def undo(self, request: Request, *, by: str = "founder") -> Request:
        """Withdraw an approval of what leaves, which then waits again; raises DecisionRefused when it has begun."""
        return self.journal.withdrawals.withdraw(request.id, by=by)

    def shown(self, request: Request) -> Bundle:
        """The deliverable that a request is about; LookupError for one about none."""
        return self.bundle(self.journal.versions.get(request.run, request.step, request.version).digest)

    def edit(self, request: Request, files: dict[str, bytes], *, by: str = "founder") -> Decision:
        """Decide by the founder's own version: files by path that replace those of the version shown.

        Raises:
            DecisionRefused: nothing changed, a path is not the deliverable's, or decided before.
        """
        from superindividual.approvals.deciding import edit

        return edit(self.journal, self.objects, request, files, by=by)

    async def watch(self, run: RunId, after: int = 0) -> AsyncIterator[Event]:
        """Events of a run as they happen, until it ends or the caller stops."""
        import asyncio

        while True:
            events = self.journal.events.after(after, run=run)
            for event in events:
                after = event.seq
                yield event
                if event.kind == "run.ended":
                    return
            if not events:
                await asyncio.sleep(_POLL)

    def worker_runs(self) -> bool:
        """Whether a process holds the company's lock."""
        from superindividual.process import worker_runs

        return worker_runs(self.paths)

    def photograph(self, files: Mapping[str, bytes], path: str) -> bytes:
        """A picture (PNG) of a page among these files, made in the sandbox; raises SandboxUnavailable."""
        import asyncio

        from superindividual.tools.photograph import photograph

        return asyncio.run(photograph(files, path))

    def worker_starts(self) -> int:
        """The process of a worker that was started and does not work yet; 0 where there is none."""
        from superindividual.process import worker_starts

        return worker_starts(self.paths)

    def ensure_worker(self) -> int:
        """Start a detached worker when none runs or starts; gives the process of one that was started, or 0.

        It outlives this process.
        """
        if self.worker_runs() or self.worker_starts():
            return 0
        from superindividual.process import start_worker

        return start_worker(self.paths)

    async def serve(
        self, *, forever: bool = False, on_signals: bool = False, unsafe_shell: bool = False
    ) -> None:
        """Be the worker in the running event loop, until only the founder can move anything; `forever` goes on.

        With `unsafe_shell` agents' commands run uncontained, as whoever started this; each one is asked for.
        Cancelling the task parks every run where it stands. `on_signals`, in a main thread, lets SIGINT and SIGTERM do so.

        Raises:
            WorkerBusy: another worker, here or in another process, holds the company's lock.
        """
        from superindividual.engine.assemble import serve

        await serve(self, forever=forever, on_signals=on_signals, unsafe_shell=unsafe_shell)

    def work(self, *, forever: bool = False, unsafe_shell: bool = False) -> None:
        """`serve` for a program without an event loop, in any thread; the main one parks on SIGINT and SIGTERM.

        Raises:
            WorkerBusy: another worker holds the company's lock.
            CompanyError: an event loop runs in this thread.
        """
        import asyncio
        import threading

        main = threading.current_thread() is threading.main_thread()
        worker = self.serve(forever=forever, on_signals=main, unsafe_shell=unsafe_shell)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(worker)
            return
        worker.close()
        raise CompanyError(_("an event loop runs in this thread"), remedy=_("write: await company.serve()"))


def checked_file(file: Path, catalog: Catalog, clock: Clock = now) -> Expansion:
    """A workflow, held against what there is, and its limits against what the company's models cost; raises SpecErrors."""
    from superindividual.engine.least import house_of, least_of
    from superindividual.specs.files import read_file
    from superindividual.specs.validate import checked

    content, least = read_file(file), least_of(catalog, clock)
    return checked(content, str(file), catalog, known_checks(), least, house_of(catalog, least.spec))


def known_checks() -> frozenset[str]:
    """Names of all checks."""
    from superindividual.checks.registry import NAMES
    from superindividual.compliance.checks import CHECKS as COMPLIANCE

    return frozenset(NAMES) | frozenset(COMPLIANCE)
