"""What leaves, as a founder types and reads it: show, decide --now, undo, yes, no, status, log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.approvals.policy_file import PolicyFile
from superindividual.cli import main
from superindividual.company import Company
from tests.effects.receivers import Deliveries
from tests.engine.outward import RUN, Outward


class Desk(Outward):
    """A company whose commands start no worker."""

    def undoing(self, undo: str) -> None:
        """Write company.yaml, which the engine reads the policy from too."""
        self.paths.spec.write_text(f"name: Test\npolicy: {{undo: {undo}, hosts: [127.0.0.1]}}\n")

    def types(self, *words: str) -> int:
        return main([*words, "--company", str(self.root)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(Company, "ensure_worker", lambda _self: False)
    found = Desk(tmp_path / "company")
    found.policy = PolicyFile(found.paths, found.journal.policies)
    found.undoing("0s")
    yield found
    found.journal.close()


async def test_what_would_leave_is_shown_in_full(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The destination, every argument, and what was found there; a file of it is printed as it would leave."""
    request = await desk.offered(how="write_ics", **{"with": {"path": "calendars/launch.ics"}})
    assert desk.types("show", request.id) == 0
    shown = capsys.readouterr().out
    for line in (
        "goes to: calendars/launch.ics",
        "by: write_ics",
        "  path: calendars/launch.ics",
        "  stands: nothing",
    ):
        assert line in shown.splitlines()
    assert desk.types("show", request.id, "marketing/calendar.ics") == 0
    assert "BEGIN:VCALENDAR" in capsys.readouterr().out
    assert desk.types("show", request.id, "--json") == 0
    assert (
        json.loads(capsys.readouterr().out)["question"]["action"]["arguments"]["path"]
        == "calendars/launch.ics"
    )


async def test_an_approval_is_withdrawn_by_undo(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how long that can be done; withdrawn it waits again, and given for good it does not."""
    desk.undoing("5s")
    request = await desk.offered()
    assert desk.types("decide", request.id, "approve") == 0
    assert f"withdraw it within 5s: superindividual undo {request.id}" in capsys.readouterr().out
    assert desk.types("undo", request.id) == 0
    assert "waits for you again; nothing went out" in capsys.readouterr().out
    assert desk.types("undo", request.id) == 2
    assert "nothing is decided" in capsys.readouterr().err
    assert desk.types("decide", request.id, "approve", "--now") == 0
    assert "withdraw" not in capsys.readouterr().out
    assert desk.types("undo", request.id) == 2
    assert "given for good" in capsys.readouterr().err


async def test_what_is_refused_is_said_to_stay(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is sent back to anybody, and there will be no receipt."""
    request = await desk.offered()
    assert desk.types("decide", request.id, "reject", "--feedback", "Not before May") == 0
    assert capsys.readouterr().out == (
        f"{request.id} refused: nothing leaves; follow it: superindividual status {RUN}\n"
    )


async def test_a_yes_or_no_belongs_to_the_question_whether_it_arrived(
    desk: Desk, url: str, deliveries: Deliveries, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody approves a second sending by mistake: only these words answer it, and they answer nothing else."""
    request = await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/neither"}})
    assert desk.types("decide", request.id, "yes") == 2
    assert "write approve or reject" in capsys.readouterr().err
    deliveries.fault("drop-after")
    desk.decide()
    await desk.work()
    question = desk.asked()
    assert desk.types("decide", question.id, "approve") == 2
    assert "answer yes (it arrived) or no (send it again)" in capsys.readouterr().err
    assert desk.types("inbox") == 0
    assert f"Did it arrive at POST {url}/neither?" in capsys.readouterr().out
    assert desk.types("status", RUN) == 0
    assert "unknown whether it went out: the connection was lost" in capsys.readouterr().out
    assert desk.types("decide", question.id, "yes") == 0
    await desk.work()
    capsys.readouterr()
    assert desk.types("log", RUN) == 0
    assert "out: let out: you said that it arrived" in capsys.readouterr().out
    assert desk.types("show", request.id) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "let out: you said that it arrived"
    assert desk.types("status", RUN, "--json") == 0
    (status,) = json.loads(capsys.readouterr().out)
    assert [effect["state"] for effect in status["effects"]] == ["done"]
    assert len(deliveries.all()) == 1
