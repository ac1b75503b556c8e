"""An agent asks the founder in the middle of its work: the answer comes back into the same attempt, in whichever process."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.engine.company import Desktop
from tests.engine.test_model_agent import (
    ONE_STEP,
    SUBMIT,
    WRITE,
    answer,
    at_work,
    events,
    told,
)
from tests.models.server import calls, in_order

ASK = ("ask_founder", {"question": "May the post name Ada?", "choices": ["yes", "no"]})


def messages(server: Any, call: int = -1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.asked[call]["messages"]
    return found


async def test_the_question_waits_in_the_inbox_with_its_choices(desk: Desktop) -> None:
    """The run waits for the founder, typed, and the worker may end."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK))) as (_server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    (request,) = desk.journal.decisions.waiting()
    assert (request.kind, request.step, request.risk) == ("question", "posts", 0)
    assert request.question["summary"] == "May the post name Ada?"
    assert request.question["form"]["answer"]["choices"] == ["yes", "no"]
    assert request.question["form"]["answer"]["required"] is True


async def test_the_answer_comes_back_into_the_same_attempt_after_a_restart(desk: Desktop) -> None:
    """A new worker finds the conversation, the files and the answer; what was said before is not asked again."""
    replies = in_order(calls(WRITE), calls(ASK), calls(SUBMIT))
    async with at_work(desk, replies) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
        assert len(server.asked) == 2
        answer(desk, "no")
        await work()
    assert len(server.asked) == 3
    before, after = messages(server, 1), messages(server, 2)
    assert after[: len(before)] == before
    assert after[-1]["content"] == "The founder answers: no"
    assert after[-1]["role"] == "tool"
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.bundle(request.binding).files == {"marketing/posts/x.md": b"Hello\n"}
    assert [e["attempt"] for e in events(desk, "version.made")] == [1]


async def test_a_worker_that_is_killed_while_it_waits_loses_nothing(desk: Desktop) -> None:
    """The question stands once, and the next worker goes on from it."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        for _restart in range(3):
            await work()
        assert len(events(desk, "request.opened")) == 1
        assert len(server.asked) == 2
        answer(desk, "yes")
        await work()
    assert messages(server)[-1]["content"] == "The founder answers: yes"
    assert len(server.asked) == 3


async def test_an_answer_while_the_worker_runs_is_taken_at_once(desk: Desktop) -> None:
    """Nothing is parked where the founder is quick."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        working = asyncio.create_task(work())
        while not [r for r in desk.journal.decisions.waiting() if r.kind == "question"]:
            await asyncio.sleep(0.005)
        answer(desk, "yes")
        await working
        await work()
    assert messages(server)[-1]["content"] == "The founder answers: yes"
    assert len(server.asked) == 3


async def test_calls_beside_the_question_are_told_what_became_of_them(desk: Desktop) -> None:
    """Those before it keep their results, those after it were not made."""
    late = ("write_file", {"path": "marketing/posts/late.md", "content": "late"})
    async with at_work(desk, in_order(calls(WRITE, ASK, late), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
        answer(desk, "no")
        await work()
    results = [m["content"] for m in messages(server) if m["role"] == "tool"]
    assert "to marketing/posts/x.md" in results[0]
    assert results[1] == "The founder answers: no"
    assert "not made" in results[2]
    (request,) = desk.journal.decisions.waiting()
    assert set(desk.objects.bundle(request.binding).files) == {"marketing/posts/x.md"}


async def test_an_answer_decides_nothing_else(desk: Desktop) -> None:
    """Approving the answer is no approval of the draft, which is asked about by itself."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK), calls(SUBMIT))) as (_server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
        answer(desk, "yes")
        await work()
    (request,) = desk.journal.decisions.waiting()
    assert (request.kind, request.version) == ("draft", 1)
    assert desk.journal.decisions.decision(request.id) is None


async def test_a_founder_who_will_not_choose_says_so_in_words(desk: Desktop) -> None:
    """A rejection is an answer too: the words go to the agent, and the attempt goes on."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
        desk.decide("reject", "Ask Ada first; leave her out for now.")
        await work()
    assert "leave her out for now" in messages(server)[-1]["content"]
    assert desk.journal.decisions.waiting()[0].version == 1


async def test_stopping_at_a_question_stops_the_run(desk: Desktop) -> None:
    """As everywhere else."""
    async with at_work(desk, in_order(calls(WRITE), calls(ASK), calls(SUBMIT))) as (server, work):
        run = desk.start(ONE_STEP, engine="model")
        await work()
        desk.decide("stop")
        await work()
    assert desk.journal.runs.get(run.id).outcome == "stopped"
    assert len(server.asked) <= 3


async def test_an_agent_that_asks_and_asks_is_told_to_decide(desk: Desktop) -> None:
    """Five questions an attempt; the founder's attention is what there is least of."""
    asked = [calls(("ask_founder", {"question": f"Question {n}?"})) for n in range(6)]
    async with at_work(desk, in_order(*asked, calls(WRITE), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        for _question in range(5):
            await work()
            answer(desk, "as you like")
        await work()
    assert "5 times" in told(server, 6)
    assert len([e for e in events(desk, "request.opened") if e["request_kind"] == "question"]) == 5


async def test_a_later_attempt_knows_what_was_answered(desk: Desktop) -> None:
    """The founder is not asked the same again: a new attempt is told question and answer, citable as evidence."""
    replies = in_order(calls(WRITE), calls(ASK), calls(SUBMIT), calls(SUBMIT))
    async with at_work(desk, replies) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
        answer(desk, "no")
        await work()
        desk.decide("reject", "Shorter, please.")
        await work()
    assert "asked “May the post name Ada?”: The founder answers: no" in told(server)
    assert "Shorter, please." in told(server)


@pytest.mark.parametrize(
    "arguments", [{"question": ""}, {"question": "x", "choices": ["a"], "answer": "number"}, {"who": "?"}]
)
async def test_a_question_that_is_none_is_refused(desk: Desktop, arguments: dict[str, Any]) -> None:
    """Nothing reaches the inbox that the founder could not answer."""
    wrong = calls(("ask_founder", arguments))
    async with at_work(desk, in_order(wrong, calls(WRITE), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert "do not fit ask_founder" in told(server, 1)
    assert [r.kind for r in desk.journal.decisions.waiting()] == ["draft"]
