"""A worker, put together for a real company."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.company import Company
from superindividual.errors import CompanyError, WorkerBusy
from superindividual.paths import bundled
from superindividual.specs.template import write_company
from tests.models.server import Reply, serving

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
FLOW = """\
name: short
inputs: {brief: {type: file, required: true}}
steps:
  discover: {agent: scout, deliver: discovery, task: "Read ${{ inputs.brief }}."}
"""


def test_a_rehearsal_needs_no_model_though_a_key_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key without a model refuses a run that would need one, and disturbs no rehearsal."""
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(FLOW, encoding="utf-8")
    company = Company.open(tmp_path / "firm")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
    monkeypatch.delenv("OPENAI_MODEL", raising=False)
    with pytest.raises(CompanyError, match="OPENAI_MODEL"):
        company.start("short", brief=BRIEF)
    run = company.start("short", brief=BRIEF, engine="rehearsal", approve="never")
    company.work()
    assert company.journal.runs.get(run.id).outcome == "done"
    assert len(company.journal.runs.all()) == 1
    company.journal.close()


def _embedded(body: dict[str, Any]) -> Reply:
    """One vector for each text."""
    texts = body["input"]
    data = [{"object": "embedding", "index": n, "embedding": [1.0, float(n)]} for n in range(len(texts))]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return Reply({"object": "list", "model": "e5", "data": data, "usage": usage})


@pytest.mark.parametrize("named", ["e5", ""])
def test_a_rehearsal_indexes_the_memory_by_the_endpoint_that_embeds(
    firm: Company, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """Though no model answers; and where none embeds, nothing is asked and no index is made."""
    words = "Ropes are sold by the metre"
    firm.memory.learn(
        firm.memory.compose(words, kind="fact", scope="company", source="founder", author="founder")
    )
    with serving(_embedded) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", named)
        firm.work()
    assert outcomes(firm) == ["done"]
    sent = [text for body in server.asked for text in body["input"]]
    assert any(words in text for text in sent) == bool(named)
    assert {body["path"] for body in server.asked} == ({"/v1/embeddings"} if named else set())
    assert firm.paths.memory_index.exists() == bool(named)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Company]:
    """A company with one short run that nobody has taken up."""
    write_company(tmp_path / "firm", "firm", "en")
    (tmp_path / "firm" / "workflows" / "short.yaml").write_text(FLOW, encoding="utf-8")
    company = Company.open(tmp_path / "firm")
    company.start("short", brief=BRIEF, engine="rehearsal", approve="never")
    yield company
    company.journal.close()


def outcomes(company: Company) -> list[str | None]:
    return [run.outcome for run in company.journal.runs.all()]


def test_a_worker_runs_in_a_thread_of_another_program(firm: Company) -> None:
    """No signal handler is needed or touched there."""
    before = signal.getsignal(signal.SIGINT)
    broken: list[BaseException] = []

    def work() -> None:
        try:
            firm.work()
        except BaseException as error:
            broken.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert broken == []
    assert outcomes(firm) == ["done"]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_programs_own_handlers_come_back(firm: Company) -> None:
    """In the main thread the worker parks on signals, and only while it works."""

    def mine(*_: object) -> None:
        pass

    before = signal.signal(signal.SIGTERM, mine)
    try:
        firm.work()
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)
    assert outcomes(firm) == ["done"]


async def test_a_worker_runs_in_a_loop_that_runs_already(firm: Company) -> None:
    """Awaited it works beside the program's own tasks; called it says what to write, and starts nothing."""
    with pytest.raises(CompanyError, match=r"await company\.serve"):
        firm.work()
    assert outcomes(firm) == [None]
    await asyncio.wait_for(firm.serve(), 60)
    assert outcomes(firm) == ["done"]


async def test_a_cancelled_worker_parks_and_frees_the_company(firm: Company) -> None:
    """`forever` ends with its task; nothing is lost, and the next worker holds the lock at once."""
    worker = asyncio.create_task(firm.serve(forever=True))
    async with asyncio.timeout(60):
        while outcomes(firm) != ["done"]:
            await asyncio.sleep(0)
    assert firm.worker_runs()
    with pytest.raises(WorkerBusy):
        await firm.serve()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert not firm.worker_runs()
    assert [task for task in asyncio.all_tasks() if task.get_name() == "journal watch"] == []


async def test_a_run_cancelled_midway_goes_on_with_the_next_worker(firm: Company) -> None:
    """The task is cancelled once the first step has begun; the run ends under another worker, each step once."""
    worker = asyncio.create_task(firm.serve())
    async with asyncio.timeout(60):
        while not any(e.kind == "step.started" for e in firm.journal.events.after()):
            await asyncio.sleep(0)
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    await asyncio.wait_for(firm.serve(), 60)
    assert outcomes(firm) == ["done"]
    kinds = [event.kind for event in firm.journal.events.after()]
    assert (kinds.count("step.ended"), kinds.count("run.ended")) == (1, 1)
