"""Whom a call goes to: tiers, lists, credits, prices, regions and labels, breakers and pauses; on real loopback servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from superindividual.errors import ModelError
from superindividual.models.breaker import FIRST_REST, LONGEST_REST, TOLERATED
from superindividual.models.chat import Chat
from superindividual.models.credit import Claim, claiming
from superindividual.models.need import Need, needing
from superindividual.models.observer import Observer, Pause, observing
from superindividual.models.opening import Surroundings, open_models
from superindividual.models.source import ATTEMPTS
from superindividual.models.switchboard import LONGEST_OUTAGE, LONGEST_PAUSE
from superindividual.specs.company import PriceSpec
from superindividual.specs.models import ModelsSpec
from tests.models.faults import events
from tests.models.server import ModelServer, Reply, in_order, says, serving
from tests.models.wire import until_closed, wired

GOOD = says("done")
DOWN = Reply({"error": {"message": "down"}}, 503)


def limited(seconds: int) -> Reply:
    return Reply({"error": {"message": "slow down"}}, 429, {"retry-after": str(seconds)})


class Time:
    """A day, and seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.slept.append(seconds)

    def long(self) -> list[float]:
        """Waits other than those between the requests of one call."""
        return [seconds for seconds in self.slept if seconds >= FIRST_REST]


class Town:
    """Some endpoints, each a server of its own."""

    def __init__(self) -> None:
        self.time = Time()
        self.paid: dict[str, Decimal] = {}
        self.servers: dict[str, ModelServer] = {}
        self._answers: dict[str, Callable[[dict[str, Any]], Reply]] = {}

    def at(self, name: str, *replies: Reply) -> None:
        self._answers[name] = in_order(*replies)

    @asynccontextmanager
    async def open(self, prices: dict[str, PriceSpec] | None = None, **models: Any) -> AsyncIterator[Chat]:
        with ExitStack() as stack:
            regions = models.pop("regions", {})
            for name, answer in self._answers.items():
                self.servers[name] = stack.enter_context(serving(answer))
            endpoints = {
                name: {"base_url": server.url, "region": regions.get(name, "any")}
                for name, server in self.servers.items()
            }
            spec = ModelsSpec.model_validate({"endpoints": endpoints, **models})
            around = Surroundings(
                clock=self.time.clock,
                seconds=lambda: self.time.seconds,
                sleep=self.time.sleep,
                first_wait=0.001,
                spent=lambda credit: self.paid.get(credit, Decimal(0)),
            )
            async with open_models(spec, prices or {}, around) as (chat, _pool):
                yield chat

    def asked(self, name: str) -> int:
        return len(self.servers[name].asked)


async def ask(chat: Chat, model: str = "inherit", *labels: str) -> dict[str, Any]:
    """One call; how it came about."""
    with needing(Need(model, frozenset(labels))):
        said = await chat.ainvoke("hello")
    assert isinstance(said, AIMessage)
    called: dict[str, Any] = said.response_metadata["called"]
    return called


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("fast", "a/quick"),
        ("strong", "b/good"),
        ("reasoning", "b/deep"),
        ("inherit", "b/good"),
        ("haiku", "a/quick"),
        ("opus", "b/deep"),
        ("a/special", "a/special"),
        ("who-knows", "b/good"),
        ("nowhere/model", "b/good"),
    ],
)
async def test_a_card_or_step_names_a_tier_or_a_model(town: Town, model: str, expected: str) -> None:
    """Names of another tool's models mean a tier, and what means nothing here means the usual one."""
    town.at("a", GOOD)
    town.at("b", GOOD)
    tiers = {"fast": ["a/quick"], "strong": ["b/good"], "reasoning": ["b/deep"]}
    async with town.open(tiers=tiers) as chat:
        called = await ask(chat, model)
    assert f"{called['endpoint']}/{called['model']}" == expected
    assert town.servers[called["endpoint"]].asked[0]["model"] == called["model"]
    assert ("names no model here" in called["reason"]) == (model in ("who-knows", "nowhere/model"))


async def test_the_next_on_the_list_is_asked_where_the_first_fails(town: Town) -> None:
    """With its full number of requests at the first; the reason says so."""
    town.at("a", DOWN)
    town.at("b", GOOD)
    async with town.open(tiers={"strong": ["a/m", "b/m"]}) as chat:
        called = await ask(chat)
    assert (called["endpoint"], town.asked("a"), town.asked("b")) == ("b", ATTEMPTS, 1)
    assert "a/m failed: overloaded" in called["reason"]


CUT = until_closed(events({"content": "The answer is do NOT pay"})[:4])
DEAR = {"m": PriceSpec(input=1_000_000, output=1_000_000)}


@asynccontextmanager
async def broken_then(answer: Reply, listed: list[str]) -> AsyncIterator[Chat]:
    """Two endpoints: `a` breaks every stream off, `b` answers so; all words are streamed."""
    with wired(lambda _: CUT) as broken, serving(lambda _: answer) as good:
        endpoints = {"a": {"base_url": broken.url}, "b": {"base_url": good.url}}
        spec = ModelsSpec.model_validate({"endpoints": endpoints, "tiers": {"strong": listed}})
        async with open_models(spec, DEAR, Surroundings(first_wait=0.001)) as (chat, _pool):
            with observing(Observer(on_text=lambda _text: None)):
                yield chat


async def test_what_broken_answers_took_is_counted() -> None:
    """A stream that broke off was read and perhaps paid: it counts with its call."""
    async with broken_then(GOOD, ["a/m"]) as chat:
        with pytest.raises(ModelError) as caught:
            await ask(chat)
    lost = caught.value.called
    assert (lost["requests"], lost["estimated"], lost["before"]) == (ATTEMPTS, True, [])
    assert Decimal(lost["usd"]) == lost["read"] + lost["written"] > ATTEMPTS
    assert lost["written"] == ATTEMPTS * (len("The answe") // 3), "the words that came are billed too"


async def test_what_each_endpoint_took_is_told_apart() -> None:
    """The one that answered took its own only; the one that failed before stands beside it, with its outcome."""
    async with broken_then(GOOD, ["a/m", "b/m"]) as chat:
        called = await ask(chat)
    (lost,) = called["before"]
    assert (called["endpoint"], called["requests"], called["read"]) == ("b", 1, 11)
    assert Decimal(called["usd"]) == 11 + 7
    assert (lost["endpoint"], lost["outcome"], lost["requests"]) == ("a", "cut", ATTEMPTS)
    assert Decimal(lost["usd"]) == lost["read"] + lost["written"] > ATTEMPTS


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        (Reply({"error": "no"}, 401), "denied"),
        (says(None, refusal="No."), "refused"),
        (limited(7200), "paused"),
    ],
    ids=["denied", "refused", "paused"],
)
async def test_what_was_taken_is_not_lost_where_all_fail(second: Reply, outcome: str) -> None:
    """Whatever the last one says, what the first one took is told with it."""
    async with broken_then(second, ["a/m", "b/m"]) as chat:
        with pytest.raises(ModelError) as caught:
            await ask(chat)
    (lost,) = caught.value.called["before"]
    assert (caught.value.outcome, caught.value.called["endpoint"]) == (outcome, "b")
    assert lost["endpoint"] == "a" and Decimal(lost["usd"]) == lost["read"] + lost["written"] > ATTEMPTS


async def test_what_a_model_said_is_never_asked_elsewhere(town: Town) -> None:
    """A refusal is an answer; another model is no way around it."""
    town.at("a", says(None, refusal="I will not."))
    town.at("b", GOOD)
    async with town.open(tiers={"strong": ["a/m", "b/m"]}) as chat:
        with pytest.raises(ModelError) as caught:
            await ask(chat)
    assert (caught.value.outcome, town.asked("b")) == ("refused", 0)
    assert caught.value.called["endpoint"] == "a"
    assert caught.value.called["read"] == 11, "it cost what it cost"


async def test_labelled_data_goes_only_where_it_may(town: Town) -> None:
    """By region or by name; the endpoint that may not see it is passed over, though it stands first."""
    town.at("far", GOOD)
    town.at("near", GOOD)
    data = {"client": {"regions": ["EU"]}, "secret": {"endpoints": ["far"]}}
    async with town.open(
        tiers={"strong": ["far/m", "near/m"]}, data=data, regions={"far": "US", "near": "EU"}
    ) as chat:
        free, client = await ask(chat), await ask(chat, "inherit", "client")
        assert (free["endpoint"], free["reason"]) == ("far", "the first one listed")
        assert (client["endpoint"], client["reason"]) == ("near", "the first one listed that may be asked")
        assert (await ask(chat, "inherit", "secret"))["endpoint"] == "far"
        for labels in (("client", "secret"), ("unknown",)):
            with pytest.raises(ModelError) as caught:
                await ask(chat, "inherit", *labels)
            assert caught.value.outcome == "not_allowed"
            assert "far/m (US)" in str(caught.value)
        with pytest.raises(ModelError, match="far/x"):
            await ask(chat, "far/x", "client")
    assert (town.asked("far"), town.asked("near")) == (2, 1)


async def test_labelled_data_is_not_sent_on_where_its_place_fails(town: Town) -> None:
    """A fault is no permission."""
    town.at("far", GOOD)
    town.at("near", DOWN)
    data = {"client": {"endpoints": ["near"]}}
    async with town.open(tiers={"strong": ["near/m", "far/m"]}, data=data) as chat:
        with pytest.raises(ModelError) as caught:
            await ask(chat, "inherit", "client")
    assert (caught.value.outcome, town.asked("far")) == ("overloaded", 0)


async def test_credits_are_spent_first_the_soonest_to_expire_before_others(town: Town) -> None:
    """Until they are used up or past; the reason names the credit."""
    for name in "abc":
        town.at(name, GOOD)
    vouchers = {
        "late": {"endpoint": "b", "usd": 5, "until": "2026-12-31"},
        "soon": {"endpoint": "c", "usd": 5, "until": "2026-11-30"},
        "past": {"endpoint": "a", "usd": 5, "until": "2026-11-22"},
    }
    async with town.open(tiers={"strong": ["a/m", "b/m", "c/m"]}, credits=vouchers) as chat:
        first = await ask(chat)
        town.paid["soon"] = Decimal(5)
        second = await ask(chat)
        town.paid["late"] = Decimal("5.01")
        third = await ask(chat)
    assert [(c["endpoint"], c["credit"]) for c in (first, second, third)] == [
        ("c", "soon"),
        ("b", "late"),
        ("a", ""),
    ]
    assert "soon" in first["reason"] and "2026-11-30" in first["reason"]


async def test_a_credit_that_calls_under_way_may_use_up_pays_for_no_other(town: Town) -> None:
    """Whoever comes next is paid otherwise, where that is best without it, and the reason names the credit."""
    town.at("a", GOOD)
    town.at("b", GOOD)
    claimed: list[Claim] = []

    async def refuse(claim: Claim) -> bool:
        claimed.append(claim)
        return False

    voucher = {"voucher": {"endpoint": "b", "usd": 5, "until": "2026-12-31"}}
    async with town.open(tiers={"strong": ["a/m", "b/m"]}, credits=voucher) as chat:
        with claiming(refuse):
            called = await ask(chat)
    assert (called["endpoint"], called["credit"], town.asked("b")) == ("a", "", 0)
    assert "calls under way may use up what is left of the credit voucher; the first one" in called["reason"]
    assert [(claim.credit, claim.cap) for claim in claimed] == [("voucher", Decimal(5))]


async def test_a_claim_is_given_back_where_its_endpoint_fails(town: Town) -> None:
    """The next one asked is paid for by another, and what is claimed for nothing is there for others."""
    town.at("a", GOOD)
    town.at("b", DOWN)
    claimed: list[str] = []

    async def grant(claim: Claim) -> bool:
        claimed.append(claim.credit)
        return True

    voucher = {"voucher": {"endpoint": "b", "usd": 5, "until": "2026-12-31"}}
    async with town.open(tiers={"strong": ["a/m", "b/m"]}, credits=voucher) as chat:
        with claiming(grant):
            called = await ask(chat)
    assert (called["endpoint"], claimed) == ("a", ["voucher", ""])


async def test_the_cheapest_that_qualifies_is_asked(town: Town) -> None:
    """What has no price comes last; the call's cost is that of who answered."""
    for name in "abc":
        town.at(name, GOOD)
    prices = {"a/m": PriceSpec(input=3, output=9), "b/m": PriceSpec(input=1, output=2)}
    async with town.open(prices, tiers={"strong": ["c/m", "a/m", "b/m"]}, choose="cheapest") as chat:
        called = await ask(chat)
    assert (called["endpoint"], called["usd"]) == ("b", str(Decimal(11 + 14) / 1_000_000))
    assert called["reason"] == "the cheapest of 3"


async def test_an_endpoint_that_fails_again_and_again_is_left_alone(town: Town) -> None:
    """Then tried with one call; nothing is sent to it meanwhile."""
    town.at("a", DOWN)
    town.at("b", GOOD)
    async with town.open(tiers={"strong": ["a/m", "b/m"]}) as chat:
        for _ in range(TOLERATED):
            await ask(chat)
        before = town.asked("a")
        assert "a/m failed: resting" in (await ask(chat))["reason"]
        assert town.asked("a") == before == TOLERATED * ATTEMPTS
        town.time.seconds += FIRST_REST
        await ask(chat)
        assert town.asked("a") == before + ATTEMPTS


async def test_a_long_wait_is_a_pause_that_is_told(town: Town) -> None:
    """The call goes on after it, with one request more."""
    pauses: list[Pause] = []
    town.at("a", limited(120), GOOD)
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with observing(Observer(on_pause=pauses.append)):
            assert (await ask(chat))["endpoint"] == "a"
    assert [(p.endpoint, p.seconds) for p in pauses] == [("a", 120)]
    assert "wait 120 s" in pauses[0].reason
    assert (town.time.slept, town.asked("a")) == ([120], 2)


async def test_no_pause_where_another_endpoint_answers(town: Town) -> None:
    """And the one that asked to be left alone is, for as long."""
    town.at("a", limited(120), GOOD)
    town.at("b", GOOD)
    async with town.open(tiers={"strong": ["a/m", "b/m"]}) as chat:
        with observing(Observer(on_pause=lambda _: pytest.fail("paused"))):
            assert [(await ask(chat))["endpoint"] for _ in range(2)] == ["b", "b"]
            town.time.seconds += 121
            assert (await ask(chat))["endpoint"] == "a"


@pytest.mark.parametrize("seconds", [LONGEST_PAUSE + 1, 120], ids=["too long", "nobody sees it"])
async def test_a_pause_that_nobody_would_see_or_is_too_long_ends_the_call(town: Town, seconds: float) -> None:
    """The founder decides."""
    told: list[Pause] = []
    town.at("a", limited(int(seconds)))
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with (
            observing(Observer(on_pause=told.append if seconds > LONGEST_PAUSE else None)),
            pytest.raises(ModelError) as caught,
        ):
            await ask(chat)
    assert (caught.value.outcome, told, town.time.slept) == ("paused", [], [])


async def test_pauses_of_one_call_are_bounded(town: Town) -> None:
    """An endpoint that always asks for a wait gets two."""
    told: list[Pause] = []
    town.at("a", limited(60))
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with observing(Observer(on_pause=told.append)), pytest.raises(ModelError):
            await ask(chat)
    assert (len(told), town.asked("a")) == (2, 3)


RATED = Reply({"error": {"message": "slow down"}}, 429)


@pytest.mark.parametrize("fault", [DOWN, RATED], ids=["overloaded", "rate limited"])
async def test_an_endpoint_that_goes_away_and_comes_back_is_waited_for(town: Town, fault: Reply) -> None:
    """Longer each time and told each time; the call that was under way gets its answer."""
    told: list[Pause] = []
    town.at("a", GOOD, *[fault] * ATTEMPTS * 3, GOOD)
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with observing(Observer(on_pause=told.append)):
            await ask(chat)
            assert (await ask(chat))["endpoint"] == "a"
    assert [p.seconds for p in told] == town.time.long() == [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4]
    assert town.asked("a") == 2 + ATTEMPTS * 3


async def test_one_that_never_answered_is_told_at_once(town: Town) -> None:
    """Its address is more likely wrong: nobody waits an hour to hear that. The control is the test above."""
    town.at("a", *[DOWN] * ATTEMPTS, GOOD)
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with observing(Observer(on_pause=lambda _: pytest.fail("waited"))), pytest.raises(ModelError):
            await ask(chat)


async def test_waiting_for_an_endpoint_is_bounded(town: Town) -> None:
    """An hour all together, whatever the breaker says meanwhile; then the founder is told, and the next call does not wait again."""
    told: list[Pause] = []
    town.at("a", GOOD, *[DOWN] * 200)
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        with observing(Observer(on_pause=told.append)):
            await ask(chat)
            with pytest.raises(ModelError):
                await ask(chat)
            waited = len(told)
            town.time.seconds += LONGEST_REST
            with pytest.raises(ModelError):
                await ask(chat)
    assert LONGEST_OUTAGE <= sum(town.time.slept) < LONGEST_OUTAGE + 2 * LONGEST_REST
    assert len(told) == waited


async def test_where_nobody_sees_it_nobody_waits(town: Town) -> None:
    """A call without an observer ends, as with every pause."""
    town.at("a", GOOD, *[DOWN] * ATTEMPTS, GOOD)
    async with town.open(tiers={"strong": ["a/m"]}) as chat:
        await ask(chat)
        with pytest.raises(ModelError):
            await ask(chat)
    assert town.time.long() == []


async def test_the_environment_alone_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, and no other set-up, whatever a card wants."""
    with serving(lambda _: GOOD) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "mine")
        async with open_models(ModelsSpec(), {}) as (chat, _pool):
            for model in ("inherit", "fast", "reasoning", "sonnet"):
                called = await ask(chat, model)
                assert (called["endpoint"], called["model"]) == ("environment", "mine")
            with pytest.raises(ModelError, match="environment/mine"):
                await ask(chat, "inherit", "client")
    assert set(server.keys) == {"Bearer sk-x"}


async def test_without_any_model_the_remedy_is_named(town: Town) -> None:
    """An endpoint whose key is missing is none."""
    endpoints = {"a": {"preset": "deepseek", "key": "env:NOT_SET_HERE"}}
    spec = ModelsSpec.model_validate({"endpoints": endpoints, "tiers": {"strong": ["a/m"]}})
    async with open_models(spec, {}) as (chat, _pool):
        with pytest.raises(ModelError, match="tiers") as caught:
            await ask(chat)
    assert caught.value.outcome == "no_model"
