from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.engine.context import Context
from superindividual.ids import StepId
from superindividual.journal.decisions import Request
from superindividual.journal.versions import Version
from superindividual.specs.company import CompanySpec, PriceSpec
from superindividual.specs.delegate import DelegateSpec
from superindividual.specs.models import DataSpec, ModelsSpec
from superindividual.specs.policy import PolicySpec
from superindividual.tools.sandbox import find_sandbox
from superindividual.workspace.artifact import Deliverable
from tests.engine.company import Desktop
from tests.engine.test_permissions import asked, until, worker

AGENTS = Path(__file__).parent / "agents"
MADE = "write:package/pyproject.toml=[project]"
NEEDED = [MADE, "write:package/README.md=# It", "write:package/LICENSE=free"]


class Shop(Desktop):
    """A company in which steps delegate: the run works with a model, and the sandbox is this machine's."""

    def context(self) -> Context:
        sandbox, reason = find_sandbox()
        if sandbox is None:
            pytest.skip(reason)
        return replace(super().context(), agents={"model": self.agent}, sandbox=sandbox)

    def delegate(
        self,
        *steps: str,
        program: str = "coder.py",
        data: Sequence[str] = (),
        models: ModelsSpec | None = None,
        calls: int = 10,
        **changes: Any,
    ) -> None:
        """Let the build be made by an agent that does this."""
        command = (sys.executable, str(AGENTS / program), *steps)
        spec = DelegateSpec.model_validate({"command": command, "see": (str(AGENTS),), **changes})
        self.spec = CompanySpec(name="Test", policy=PolicySpec(undo="0s"), delegates={"coder": spec})
        self.spec = self.spec.model_copy(update={"models": models or ModelsSpec()})
        step = {"id": "build", "agent": "developer", "deliver": "code", "via": "acp:coder", "attempts": 1}
        step |= {"data": list(data)}
        self.start({"name": "w", "steps": [step], "budget": {"calls": calls}}, engine="model")

    def made(self) -> tuple[Version, Deliverable]:
        """The newest version."""
        built = (self.journal.versions.of(run.id, StepId("build")) for run in self.journal.runs.all())
        version = next(versions[-1] for versions in built if versions)
        return version, self.objects.deliverable(version.digest)

    def failed(self) -> str:
        """Why the attempt failed."""
        return next(str(e.data["reason"]) for e in self.journal.events.after() if e.kind == "attempt.failed")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path / "company")
    yield found
    found.journal.close()


def needed(desk: Shop) -> list[str]:
    """What writes all files that the kind asks for."""
    return [f"write:{path}=x" for path in desk.catalog.kinds["code"].files]


async def test_what_the_agent_leaves_is_handed_over_and_checked(desk: Shop) -> None:
    """Its files below the step's folder, its last words as the summary; our checks run on them, and nothing else is kept."""
    desk.delegate(*needed(desk), "write:package/src/a.py=A = 1", "write:site/x=1", "run:true", "say:Made it.")
    await desk.work()
    version, deliverable = desk.made()
    assert (deliverable.summary, deliverable.produced_by) == ("Made it.", "acp/coder")
    assert {f.path for f in deliverable.files} == {*desk.catalog.kinds["code"].files, "package/src/a.py"}
    assert {result["verdict"] for result in version.results or ()} == {"pass"}
    assert [e.data["tool"] for e in desk.journal.events.after() if e.kind == "tool.called"][:1] == [
        "acp:execute"
    ]
    assert desk.journal.runs.all()[0].outcome == "done"
    assert list((desk.paths.drafts).rglob("*.bench")) == []


async def test_what_it_asks_for_is_asked_of_the_founder(desk: Shop) -> None:
    """One request each, with what it wants to run; only what was allowed is done, and allowed once."""
    desk.delegate(
        *needed(desk), "ask:execute:echo yes > package/yes", "ask:execute:echo no > package/no", "say:Done."
    )
    async with worker(desk) as (_context, task):
        first: Request = await until(lambda: asked(desk))
        assert "echo yes > package/yes" in wording.question(first)
        assert first.question["arguments"]["rawInput"] == {"command": "echo yes > package/yes"}
        desk.decide("approve")
        second = await until(lambda: (found := asked(desk)) and found.id != first.id and found)
        assert "echo no" in wording.question(second)
        desk.decide("reject", "no")
        await task
    _version, deliverable = desk.made()
    paths = {f.path for f in deliverable.files}
    assert "package/yes" in paths
    assert "package/no" not in paths
    assert deliverable.summary == "not allowed: no. Done."


async def test_what_the_founder_allowed_before_is_not_asked(desk: Shop) -> None:
    """By the kind of call, for this agent, in company.yaml."""
    desk.delegate(*needed(desk), "ask:execute:echo 1 > package/one", allow=("execute",))
    await desk.work()
    assert "package/one" in {f.path for f in desk.made()[1].files}


async def test_it_is_contained(desk: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of the founder's, no variable but those named, no network; the control is the same program outside."""
    secret = tmp_path / "secret"
    secret.write_text("canary-4711")
    monkeypatch.setenv("DEPLOY_TOKEN", "canary-4712")
    monkeypatch.setenv("CODER_KEY", "named-4713")
    look = (
        f"cat {secret}; echo $DEPLOY_TOKEN $CODER_KEY; cat /proc/net/dev | grep -c :; touch {tmp_path}/made"
    )
    outside = subprocess.run(["bash", "-c", look], capture_output=True, text=True, check=False).stdout
    assert "canary-4711" in outside
    assert "canary-4712" in outside
    assert not outside.endswith("\n1\n")
    (tmp_path / "made").unlink()
    desk.delegate(*needed(desk), f"run:{look}", env=("CODER_KEY",))
    await desk.work()
    summary = desk.made()[1].summary
    assert "canary" not in summary
    assert "named-4713 1" in summary
    assert not (tmp_path / "made").exists()
    stored = b"".join(
        p.read_bytes() for p in desk.root.rglob("*") if p.is_file() and "objects" not in p.parts
    )
    assert b"canary-4712" not in stored


async def test_its_repository_is_its_own(desk: Shop) -> None:
    """It finds the product's history; what it writes into git's settings reaches no repository of the company's."""
    flow = {"name": "first", "steps": [{"id": "prd", "agent": "designer", "deliver": "prd"}]}
    desk.start(flow, run="R-before", engine="model")
    await desk.work()
    steps = [
        "run:(git log --format=%s; ls design; git status --short) > package/first",
        "run:git config core.fsmonitor 'touch /box/package/x'; echo evil > .git/hooks/pre-commit; git branch -m evil",
        "run:git config core.fsmonitor > package/second; git branch >> package/second",
    ]
    desk.delegate(*steps, *needed(desk))
    await desk.work()
    files = {f.path: desk.objects.get(f.sha256).decode() for f in desk.made()[1].files}
    assert files["package/first"].startswith("prd: prd\n")
    assert "prd.md" in files["package/first"]
    assert "inputs/" not in files["package/first"]
    assert files["package/second"] == "touch /box/package/x\n* evil\n"
    product = desk.paths.products / "thing"
    config = (product / ".git" / "config").read_text()
    assert "fsmonitor" not in config
    assert not (product / ".git" / "hooks" / "pre-commit").exists()
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=product, capture_output=True, text=True, check=True
    )
    assert log.stdout.split("\n")[:-1] == ["build: code", "prd: prd"]


async def test_what_lacks_is_told_to_it_once_more(desk: Shop) -> None:
    """In the same session; then it can hand over."""
    desk.delegate(MADE, *(f"2.{step}" for step in needed(desk)), "2.say:Now.")
    await desk.work()
    assert desk.made()[1].summary == "Now."


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (("say:Nothing to do.",), "did not hand over what is needed"),
        (("say:I will not.", "end:refusal"), "ended with refusal; its last words: I will not."),
        (("run:kill -9 $PPID",), "the coding agent ended"),
    ],
)
async def test_an_agent_that_hands_nothing_over_fails_the_attempt(
    desk: Shop, steps: tuple[str, ...], reason: str
) -> None:
    """With the reason; the founder is asked what to do."""
    desk.delegate(*steps)
    await desk.work()
    assert reason in desk.failed()
    assert [r.kind for r in desk.journal.decisions.waiting()] == ["failing"]


async def test_a_program_that_is_not_there_says_where_to_name_it(desk: Shop) -> None:
    """Its name, and what to do."""
    spec = DelegateSpec.model_validate({"command": ("no-such-agent", "--acp")})
    desk.delegate()
    desk.spec = desk.spec.model_copy(update={"delegates": {"coder": spec}})
    await desk.work()
    assert "no-such-agent: No such file or directory" in desk.failed()
    assert "delegates in company.yaml" in desk.failed()


async def test_the_example_agent_of_the_sdk_is_spoken_with(desk: Shop) -> None:
    """A program that nobody here wrote: it says back what it was told, and makes nothing."""
    desk.delegate(program="example.py")
    await desk.work()
    assert "missing: package/" in desk.failed()


async def test_what_is_no_agent_is_said(desk: Shop) -> None:
    """A program that is not there, and one that speaks something else."""
    desk.delegate(command=("/nowhere/agent",))
    await desk.work()
    assert "/nowhere/agent: No such file" in desk.failed()


async def test_a_variable_that_is_not_set_is_said(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, before anything is started."""
    monkeypatch.delenv("CODER_KEY", raising=False)
    desk.delegate(env=("CODER_KEY",))
    await desk.work()
    assert "CODER_KEY is not set" in desk.failed()


async def test_without_a_sandbox_nothing_is_delegated(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even uncontained."""
    desk.delegate(*needed(desk))
    whole = Shop.context
    monkeypatch.setattr(Shop, "context", lambda self: replace(whole(self), sandbox=None))
    await desk.work()
    assert "runs contained only" in desk.failed()


async def test_a_stop_ends_it(desk: Shop) -> None:
    """At once, with all that it started."""
    desk.delegate("wait")
    async with worker(desk) as (_context, task):
        run = desk.journal.runs.all()[0].id
        await until(lambda: list(desk.paths.drafts.rglob(".told-1")))
        desk.journal.runs.ask_to_stop(run, "founder")
        await asyncio.wait_for(task, 20)
    assert desk.journal.runs.get(run).outcome == "stopped"
    assert list(desk.paths.drafts.rglob("*.bench")) == []


async def test_what_had_the_network_is_labelled(desk: Shop) -> None:
    """It may have read anything; one without it has read only what it was given."""
    desk.delegate(*needed(desk), network=True)
    await desk.work()
    assert desk.made()[1].outside == ("acp:coder",)


@pytest.mark.parametrize(
    ("endpoints", "network", "goes"), [((), True, False), (("acp:coder",), True, True), ((), False, True)]
)
async def test_labelled_data_goes_to_an_agent_with_the_network_by_its_name_only(
    desk: Shop, endpoints: tuple[str, ...], network: bool, goes: bool
) -> None:
    """Nobody here knows where it sends what it reads; one without the network sends nothing."""
    models = ModelsSpec(data={"client": DataSpec(endpoints=endpoints)})
    desk.delegate(*needed(desk), data=["client"], network=network, models=models)
    await desk.work()
    if goes:
        assert desk.made()[1].labels == ("client",)
    else:
        assert "may not go to coder" in desk.failed() and "client" in desk.failed()


async def test_a_rehearsal_plays_the_step_itself(desk: Shop) -> None:
    """No agent is started without a model's run."""
    desk.delegate("wait")
    run = desk.journal.runs.all()[0]
    desk.journal.runs.ask_to_stop(run.id, "founder")
    step = {"id": "build", "agent": "developer", "deliver": "code", "via": "acp:coder"}
    desk.start({"name": "w", "steps": [step]}, run="R-play")
    context = desk.context()
    from superindividual.engine.worker import Worker

    both = replace(context, agents={"model": desk.agent, "rehearsal": desk.agent})
    await asyncio.wait_for(Worker(both).serve(forever=False), 60)
    assert desk.made()[1].produced_by == "test/scripted@1"


async def test_an_agent_that_wants_a_log_in_is_given_its_key(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the adapter of Codex does: a session only after the way that needs nobody at a browser."""
    monkeypatch.setenv("CODER_KEY", "sk-coder")
    desk.delegate("login:chat-gpt,api-key", *needed(desk), "say:Made it.", env=["CODER_KEY"])
    await desk.work()
    assert desk.made()[1].produced_by == "acp/coder"


@pytest.mark.parametrize(("ways", "env"), [("chat-gpt", ["CODER_KEY"]), ("chat-gpt,api-key", [])])
async def test_a_log_in_that_nobody_can_do_here_is_told(
    desk: Shop, monkeypatch: pytest.MonkeyPatch, ways: str, env: list[str]
) -> None:
    """With the ways that there are, and what to write down; no key of the founder's is used unasked."""
    monkeypatch.setenv("CODER_KEY", "sk-coder")
    desk.delegate(f"login:{ways}", *needed(desk), env=env)
    await desk.work()
    assert f"wants a log-in: {ways.replace(',', ', ')}" in desk.failed()
    assert "env: [VARIABLE]" in desk.failed()


@pytest.mark.parametrize(
    ("told", "usd", "tokens"),
    [
        (("tokens:100,30,20", "cost:0.25 USD"), "0.25", (130, 30, 20)),
        (("cost:0.25 EUR",), None, (0, 0, 0)),
        ((), None, (0, 0, 0)),
    ],
    ids=["both told", "no dollars", "nothing told"],
)
async def test_what_a_session_took_stands_among_the_runs_calls(
    desk: Shop, told: tuple[str, ...], usd: str | None, tokens: tuple[int, int, int]
) -> None:
    """By the agent's own words; where it tells nothing its price is unknown, and never nothing."""
    desk.delegate(*needed(desk), *told)
    await desk.work()
    (call,) = desk.journal.calls.of()
    assert (call.model, call.agent, call.outcome) == ("acp/coder", "developer", "answered")
    assert (call.usd, (call.input_tokens, call.cached_tokens, call.output_tokens)) == (usd, tokens)
    shown = wording.cost(desk.journal.usage.of(call.run))
    assert ("$0.2500" if usd else "price of 1 call unknown") in shown


async def test_a_session_that_failed_counts_too(desk: Shop) -> None:
    """Its provider was asked all the same."""
    desk.delegate("tokens:100,0,20", "say:Nothing to do.")
    await desk.work()
    (call,) = desk.journal.calls.of()
    assert (call.outcome, call.input_tokens) == ("failed", 300)  # it was asked three times


async def test_no_session_begins_for_which_nothing_is_left(desk: Shop) -> None:
    """It pays with the founder's key too; the control is the same run with a call left, in the tests above."""
    desk.delegate(*needed(desk), calls=0)
    await desk.work()
    assert "budget of 0 calls is used up" in desk.failed()
    assert desk.journal.calls.of() == []


async def test_a_price_that_the_founder_named_holds_for_its_tokens(desk: Shop) -> None:
    """Where the agent tells no dollars itself."""
    desk.delegate(*needed(desk), "tokens:1000,0,500")
    prices = {"acp/coder": PriceSpec(input=10.0, output=20.0)}
    desk.spec = desk.spec.model_copy(update={"prices": prices})
    await desk.work()
    assert desk.journal.usage.of(desk.journal.runs.all()[0].id).usd == Decimal("0.02")
