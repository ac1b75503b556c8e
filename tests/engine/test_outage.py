"""An endpoint goes away in the midst of a run and comes back: the run waits where the founder sees it, and goes on."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from superindividual.approvals import pausing
from superindividual.engine.worker import Worker
from superindividual.models.chat import Chat
from superindividual.models.opening import Surroundings, open_models
from superindividual.specs.company import PriceSpec
from superindividual.specs.models import ModelsSpec
from superindividual.tools.tool import ToolResult
from superindividual.tools.toolbox import Toolbox
from tests.engine.company import Desktop
from tests.engine.test_model_agent import ONE_STEP, SUBMIT, WRITE, budgets, events, model_agent
from tests.models.server import Reply, calls, in_order, serving

PRICE = PriceSpec(input=1000.0, output=1000.0)
ONE_CALL = 0.018
"""Dollars: 11 tokens read and 7 written."""


def closing(reply: Reply) -> Reply:
    """The same over a connection that ends with it, so that nothing is left open where the server has gone."""
    return replace(reply, headers={"connection": "close"})


class Place:
    """A port at which a server stands, goes away, and comes back while somebody sleeps."""

    def __init__(self, desk: Desktop, *replies: Reply, back_after: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._desk, self._answer, self._back_after = desk, in_order(*map(closing, replies)), back_after
        self._standing = ExitStack()
        self.pauses: list[str] = []
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def stand(self) -> None:
        server = self._standing.enter_context(serving(self._answer, self.port))
        self._standing.callback(lambda: self.asked.extend(server.asked))

    def go(self) -> None:
        self._standing.close()

    async def sleep(self, seconds: float) -> None:
        if seconds < 10:
            return
        self.pauses += [
            pausing.told(pause)
            for pause in pausing.pauses(self._desk.journal, self._desk.journal.runs.only().id)
        ]
        if len(self.pauses) == self._back_after:
            self.stand()


async def worked(desk: Desktop, place: Place) -> None:
    spec = ModelsSpec.model_validate(
        {"endpoints": {"lab": {"base_url": place.url}}, "tiers": {"strong": ["lab/m"]}}
    )
    around = Surroundings(sleep=place.sleep, first_wait=0.001)
    async with open_models(spec, {"m": PRICE}, around) as (chat, _pool):
        assert isinstance(chat, Chat)
        agent = model_agent(desk, chat, budgets(desk.journal, desk.spec.budget))
        await Worker(replace(desk.context(), agents={"model": agent})).serve(forever=False)


def goes_with_the_first_file(monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    """The server is gone once the answer that writes a file has come, and before the next question."""
    made = Toolbox.call

    async def then_gone(self: Toolbox, name: str, arguments: Any) -> ToolResult:
        if name == "write_file":
            place.go()
        return await made(self, name, arguments)

    monkeypatch.setattr(Toolbox, "call", then_gone)


async def test_a_run_goes_on_once_its_endpoint_is_back(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server goes between two calls: the attempt waits, no step and no decision is lost, and each call is paid once."""
    place = Place(desk, calls(WRITE), calls(SUBMIT), back_after=3)
    goes_with_the_first_file(monkeypatch, place)
    desk.start(ONE_STEP, engine="model")
    place.stand()
    await worked(desk, place)
    place.go()
    assert len(place.pauses) == 3
    assert all("waits for lab until" in told for told in place.pauses)
    assert f"127.0.0.1:{place.port}: Connection refused" in place.pauses[0]
    assert events(desk, "attempt.failed") == []
    (request,) = desk.journal.decisions.waiting()
    assert (request.version, len(place.asked)) == (1, 2)
    used = desk.journal.usage.of(request.run)
    assert (used.calls, used.unpriced, float(used.usd)) == (2, 0, pytest.approx(2 * ONE_CALL))


async def test_control_without_the_wait_the_attempt_is_lost(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same outage of an endpoint that nobody waits for: the founder is asked about a step that handed nothing over."""
    monkeypatch.setattr("superindividual.models.switchboard.OUTAGE", frozenset())
    place = Place(desk, calls(WRITE), calls(SUBMIT), back_after=3)
    goes_with_the_first_file(monkeypatch, place)
    desk.start(ONE_STEP, engine="model")
    place.stand()
    await worked(desk, place)
    assert place.pauses == []
    assert events(desk, "attempt.failed")
    assert desk.journal.decisions.waiting()[0].version == 0
