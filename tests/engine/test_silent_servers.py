"""Tool servers that say too much, nothing, or end: each is told in plain words, bounded, and leaves no process behind."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals.event_wording import event_line
from superindividual.engine import servers, wire
from tests.engine.company import Desktop
from tests.engine.test_model_agent import SUBMIT, WRITE, events
from tests.engine.test_servers import SANDBOX, WORDS, company, offered, words, worked
from tests.models.server import calls

pytestmark = pytest.mark.skipif(SANDBOX is None, reason="tool servers run contained only")

COUNT = calls(("mcp__words__count", {"text": "a b"}))
MUTE = {"command": "python3", "args": ["-c", "import sys; sys.stdin.read()"]}


def told(desk: Desktop) -> list[str]:
    """What the founder reads of calls that failed."""
    entries = [e for e in desk.journal.events.after(0) if e.kind == "server.unanswered"]
    return [event_line(e) or "" for e in entries]


def marked(desk: Desktop, **more: Any) -> dict[str, Any]:
    """The server with an argument by which its processes are found among those of other tests."""
    return {"words": words(args=[str(WORDS), str(desk.paths.servers)], **more)}


def left(desk: Desktop) -> list[bytes]:
    """Its processes that run still."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(place.read_bytes())
    return [said for said in found if str(desk.paths.servers).encode() in said]


async def test_an_answer_that_is_too_long_is_one_failed_call(desk: Desktop) -> None:
    """Server, tool and size are named with what to do; the server is still there, and one of 9 MB comes."""
    too_long = calls(("mcp__words__much", {"size": 10_000_000}))
    fits = calls(("mcp__words__much", {"size": 9_000_000}))
    async with worked(
        company(desk, {"words": words()}), too_long, fits, COUNT, calls(WRITE), calls(SUBMIT)
    ) as server:
        pass
    answers = [m["content"] for m in server.asked[-1]["messages"] if m["role"] == "tool"]
    assert (
        answers[0].startswith("Refused")
        and "of the server words failed: its answer has 10.1 MB" in answers[0]
    )
    assert "xxxx" in answers[1] and not answers[1].startswith("Refused")
    assert answers[2] == "<data>\n2\n</data>"
    (line,) = told(desk)
    assert "the tool much of the server words failed: its answer has 10.1 MB" in line
    assert "ask for less" in line
    assert [e["ok"] for e in events(desk, "tool.called")] == [False, True, True, True, True]
    assert desk.journal.decisions.waiting()[0].version == 1


async def test_a_line_without_an_end_is_given_up(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the most that is thrown away the server is ended; what it is asked later is answered at once."""
    monkeypatch.setattr(wire, "_MOST_THROWN", 11_000_000)
    endless = calls(("mcp__words__much", {"size": 40_000_000}))
    async with worked(company(desk, {"words": words()}), endless, COUNT, calls(WRITE), calls(SUBMIT)):
        pass
    first, second = told(desk)
    assert "it said a line of more than" in first
    assert "the tool count" in second and "it said a line of more than" in second


async def test_a_tool_that_never_returns_is_bounded_and_its_server_lives(desk: Desktop) -> None:
    """The time is the server's own in `.mcp.json`; one that still hears is not ended, and answers the next call."""
    late = calls(("mcp__words__late", {}))
    given = {"words": words(timeout=1000)}
    async with worked(company(desk, given), late, COUNT, calls(WRITE), calls(SUBMIT)) as server:
        pass
    (line,) = told(desk)
    assert "the tool late of the server words failed: it did not answer within 1 s" in line
    assert "timeout" in line and "ended" not in line
    assert server.asked[2]["messages"][-1]["content"] == "<data>\n2\n</data>"


async def test_a_server_that_hears_nothing_any_more_is_ended(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later calls are answered at once, and no process is left."""
    monkeypatch.setattr(servers, "_ALIVE", 0.2)
    hang = calls(("mcp__words__hang", {}))
    given = marked(desk, timeout=1000)
    async with worked(company(desk, given), hang, COUNT, calls(WRITE), calls(SUBMIT)):
        pass
    first, second = told(desk)
    assert "it did not answer within 1 s, and was ended" in first
    assert "the tool count of the server words failed: it is gone: it did not answer" in second
    assert not left(desk)
    assert desk.journal.decisions.waiting()[0].version == 1


async def test_a_server_that_never_introduces_itself_is_left_out(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time; the agent works without it."""
    monkeypatch.setattr(servers, "_START", 0.5)
    async with worked(company(desk, {"words": MUTE}), calls(WRITE), calls(SUBMIT)) as server:
        pass
    assert events(desk, "server.failed")[0]["reason"] == "it did not answer within 0.5 s"
    assert not [name for name in offered(server) if name.startswith("mcp__")]
    assert desk.journal.decisions.waiting()[0].version == 1


async def test_one_that_ends_in_the_midst_says_how(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code and the last line of its complaints, but no value that it was given."""
    monkeypatch.setenv("WORDS_TOKEN", "t-secret-1")
    given = marked(desk, env={"TOKEN": "${WORDS_TOKEN}"})
    end = calls(("mcp__words__complain", {}))
    async with worked(company(desk, given), end, COUNT, calls(WRITE), calls(SUBMIT)) as server:
        pass
    first, second = told(desk)
    assert "the tool complain of the server words failed: it ended (exit code 3): no licence for […]" in first
    assert "the tool count of the server words failed: it is gone: it ended (exit code 3)" in second
    assert "t-secret-1" not in str(server.asked)
    assert not left(desk)


async def test_one_that_ends_at_once_says_why(desk: Desktop) -> None:
    """A program that lacks a part names it, and what it may read is told; the founder needs no log of the server's."""
    broken: dict[str, Any] = {"command": "python3", "args": ["-c", "import no_such_module"]}
    async with worked(company(desk, {"words": broken}), calls(WRITE), calls(SUBMIT)):
        pass
    reason = events(desk, "server.failed")[0]["reason"]
    assert reason == (
        "it ended (exit code 1): ModuleNotFoundError: No module named 'no_such_module'; it reads the system's programs and"
        " what `see` of .mcp.json names, nothing else"
    )


@pytest.mark.parametrize("fenced", [True, False], ids=["fenced", "control"])
async def test_a_failed_call_quotes_the_server_and_instructs_nothing(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, fenced: bool
) -> None:
    """What failed may repeat the server's own words: they stay in the fence, and label what is made."""
    if not fenced:
        monkeypatch.setattr("superindividual.engine.harness.fenced", lambda text: text)
    end = calls(("mcp__words__complain", {}))
    async with worked(company(desk, {"words": words()}), end, calls(WRITE), calls(SUBMIT)) as server:
        pass
    content = server.asked[1]["messages"][-1]["content"]
    assert content.startswith("Refused: <data>") is fenced
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.deliverable(request.binding).outside == ("mcp:words",)
