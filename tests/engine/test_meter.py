"""The meter: what a call may take is reserved before it is made, so that several at once keep a limit together."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from superindividual.approvals.spending import spending
from superindividual.engine.budget import Budget
from superindividual.engine.meter import Asked, Meter
from superindividual.engine.transcript import Transcript
from superindividual.errors import BudgetExceeded, ModelError
from superindividual.ids import RunId, StepId
from superindividual.journal.commits import Commits
from superindividual.models.observer import observer
from superindividual.models.price import Price, Tokens
from superindividual.specs.workflow import BudgetSpec
from tests.engine.company import Desktop

RUN = RunId("R-m")


def job(step: str = "a", run: RunId = RUN) -> Any:
    return SimpleNamespace(
        run=run,
        step=StepId(step),
        attempt=1,
        agent=SimpleNamespace(name="scout"),
        model="inherit",
        labels=frozenset(),
    )


def meter(desk: Desktop, price: Price | None = None, **limits: Any) -> Meter:
    budget = Budget((BudgetSpec(**limits),))
    return Meter(desk.journal, Transcript(desk.objects), "m", lambda _: budget, price)


def answered(read: int = 1000, written: int = 500) -> AIMessage:
    used: Any = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    return AIMessage("well", usage_metadata=used)


class Endpoint:
    """Counts calls under way; each ends when it is told to."""

    def __init__(self, answer: AIMessage | Exception) -> None:
        self.answer = answer
        self.begun = 0
        self.most = 0
        self._under_way = 0

    async def __call__(self) -> AIMessage:
        self.begun += 1
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        for _turn in range(20):
            await asyncio.sleep(0)
        self._under_way -= 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def ask(one: Meter, endpoint: Any, step: str = "a") -> Any:
    return await one.call(job(step), Asked([HumanMessage("do it")]), endpoint, lambda said: said)


async def all_at_once(one: Meter, endpoint: Any, count: int) -> list[Any]:
    calls = (ask(one, endpoint, f"s{n}") for n in range(count))
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(one, AIMessage | BudgetExceeded) for one in found), found
    return found


@pytest.mark.parametrize(
    ("limits", "made"),
    [({"tokens": 4000}, 3), ({"usd": 0.08}, 3), ({"calls": 3}, 3)],
    ids=["tokens", "money without a price", "calls"],
)
async def test_calls_at_once_go_over_a_limit_by_one_call_at_most(
    desk: Desktop, limits: Any, made: int
) -> None:
    """Twenty calls begin together; a call that might cross the limit waits for the others, and then one does."""
    endpoint = Endpoint(answered())
    found = await all_at_once(meter(desk, **limits), endpoint, 20)
    assert endpoint.begun == made
    assert sum(isinstance(one, BudgetExceeded) for one in found) == 20 - made


async def test_without_reservations_they_all_would_go_over(desk: Desktop) -> None:
    """The control: budgets that look at settled calls only let all twenty through."""
    one = meter(desk, tokens=4000)
    settled = one._used
    one._used = lambda *given, reserved: settled(*given, reserved=False)  # type: ignore[method-assign]
    endpoint = Endpoint(answered())
    await all_at_once(one, endpoint, 20)
    assert endpoint.begun == 20


@pytest.mark.parametrize(("budget", "made"), [("company", 3), ("each run", 6)])
async def test_the_companys_limit_holds_over_all_runs(desk: Desktop, budget: str, made: int) -> None:
    """Calls of two runs, some made before; the control: where each run is limited for itself, both go up to the limit."""
    limit = BudgetSpec(calls=3)
    limits = Budget((), company=limit) if budget == "company" else Budget((limit,))
    one = Meter(desk.journal, Transcript(desk.objects), "m", lambda _: limits)
    endpoint = Endpoint(answered())

    async def call(run: RunId) -> Any:
        return await one.call(job(run=run), Asked([HumanMessage("do it")]), endpoint, lambda said: said)

    both = [RunId("R-one"), RunId("R-two")]
    await call(both[0])
    found = await asyncio.gather(*(call(run) for run in both * 10), return_exceptions=True)
    assert endpoint.begun == made
    told = str(next(error for error in found if isinstance(error, BudgetExceeded)))
    assert ("for all runs" in told) == (budget == "company")


async def test_calls_far_from_a_limit_are_made_together(desk: Desktop) -> None:
    """Reserving does not put calls in a row where none can cross the limit."""
    endpoint = Endpoint(answered())
    await all_at_once(meter(desk, tokens=10_000_000), endpoint, 10)
    assert endpoint.most > 1


@pytest.mark.parametrize(
    ("group", "at_most"), [(8, 16), (400, 60)], ids=["in groups", "control: all with one commit"]
)
async def test_the_first_of_many_is_asked_before_the_last_is_reserved(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, group: int, at_most: int
) -> None:
    """Of sixty calls that begin together the first is made while most of the others wait for their turn."""
    monkeypatch.setattr("superindividual.engine.turnstile._GROUP", group)
    reserved: list[int] = []

    async def endpoint() -> AIMessage:
        reserved.append(len(desk.journal.calls.of(RUN)))
        return answered()

    await all_at_once(meter(desk), endpoint, 60)
    assert 0 < reserved[0] <= at_most
    assert len(reserved) == 60
    if group > 60:
        assert reserved[0] == 60


async def test_a_call_cancelled_while_it_waits_for_its_turn_is_settled(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it took is written, also where others go first and nobody waits any more."""
    monkeypatch.setattr("superindividual.engine.turnstile._GROUP", 1)
    one = meter(desk)
    done = asyncio.Event()

    async def endpoint() -> AIMessage:
        await done.wait()
        return answered()

    calls = [asyncio.ensure_future(ask(one, endpoint, f"s{n}")) for n in range(3)]
    while len(desk.journal.calls.of(RUN)) < 3:
        await asyncio.sleep(0)
    await one.turnstile.enter(RunId("R-other"))  # which takes the only turn
    done.set()
    for _turn in range(20):
        await asyncio.sleep(0)
    calls[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await calls[1]
    one.turnstile.leave()
    await asyncio.gather(calls[0], calls[2])
    assert [call.outcome for call in desk.journal.calls.of(RUN)] == ["answered"] * 3
    assert await ask(one, Endpoint(answered()))  # no turn was lost
    one.turnstile.give_up(RUN)
    assert one.turnstile._inside == 0


@pytest.mark.parametrize("kept", [True, False], ids=["for the run", "control: it was given up"])
async def test_after_its_answer_a_run_goes_on_before_the_others(desk: Desktop, kept: bool) -> None:
    """The turn in which a call was settled is the run's until it asks again, or begins what may take long."""
    one = meter(desk)
    await ask(one, Endpoint(answered()))
    others = [asyncio.ensure_future(one.turnstile.enter(RunId(f"R-{number}"))) for number in range(20)]
    await asyncio.sleep(0)
    if not kept:
        one.turnstile.give_up(RUN)
        await asyncio.sleep(0)
    again = asyncio.ensure_future(ask(one, Endpoint(answered())))
    for _turn in range(50):
        await asyncio.sleep(0)
    assert bool(desk.journal.calls.of(RUN)[1:]) == kept
    for waiting in (again, *others):
        waiting.cancel()
    await asyncio.gather(again, *others, return_exceptions=True)


@pytest.mark.parametrize(
    ("pause", "apart"), [(0, 2), (3, 3)], ids=["with its end", "control: long before it"]
)
async def test_words_that_come_with_the_end_of_an_answer_are_written_with_it(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, pause: int, apart: int
) -> None:
    """They cost no write of their own beside reservation and settlement; words that come before are shown at once."""
    monkeypatch.setattr("superindividual.engine.said.PERIOD", 0.0)
    written: list[Any] = []
    begin = Commits.begin
    monkeypatch.setattr(
        Commits, "begin", lambda commits, work: begin(commits, lambda: written.append(work) or work())
    )

    async def endpoint() -> AIMessage:
        told = observer().on_text
        assert told
        told("all of it")
        for _turn in range(pause):
            await asyncio.sleep(0)
        return answered()

    await ask(meter(desk), endpoint)
    texts = [e.data["text"] for e in desk.journal.events.after() if e.kind == "model.text"]
    assert texts == ["all of it"] and len(written) == apart


async def test_time_is_reserved_too(desk: Desktop) -> None:
    """A call may take minutes, so near a limit in time the calls are made one after the other."""
    endpoint = Endpoint(answered())
    await all_at_once(meter(desk, hours=0.05), endpoint, 5)
    assert (endpoint.begun, endpoint.most) == (5, 1)


@pytest.mark.parametrize(
    ("outcome", "tokens"), [("truncated", 1007), ("refused", 1007), ("rate_limited", 0), ("unreachable", 0)]
)
async def test_a_call_that_failed_counts_where_something_was_written(
    desk: Desktop, outcome: str, tokens: int
) -> None:
    """A cut-off answer is billed: a budget must trip on a model that only ever gives those."""
    one = meter(desk)
    with pytest.raises(ModelError):
        await ask(one, Endpoint(ModelError("no", outcome=outcome)))
    (call,) = desk.journal.calls.of(RUN)
    counted = call.input_tokens + call.output_tokens
    assert call.outcome == outcome
    assert (counted > 1000) if tokens else (counted == 0)


BILLED = {
    "endpoint": "lab",
    "model": "big",
    "reason": "the credit voucher pays",
    "credit": "voucher",
    "requests": 3,
    "read": 3000,
    "written": 300,
    "cached": 0,
    "estimated": True,
    "usd": "0.5",
    "outcome": "cut",
}


def answered_elsewhere() -> AIMessage:
    """By another endpoint than the one that was asked first, which took something and failed."""
    said = answered(1000, 500)
    said.response_metadata = {
        "called": {"endpoint": "den", "model": "small", "reason": "next", "usd": "0.25", "before": [BILLED]}
    }
    return said


@pytest.mark.parametrize("fails", [False, True], ids=["another one answers", "none answers"])
async def test_what_each_endpoint_took_is_its_own(desk: Desktop, fails: bool) -> None:
    """Each has its own tokens, price, credit and outcome in the journal and in the report; the sum is that of both."""
    last = ModelError("no", outcome="refused")
    last.called = dict(answered_elsewhere().response_metadata["called"], read=1000, written=500)
    one = meter(desk)
    if fails:
        with pytest.raises(ModelError):
            await ask(one, Endpoint(last))
    else:
        await ask(one, Endpoint(answered_elsewhere()))
    by = {part.name: part for part in spending(desk.journal.calls.of(RUN), "model", {})}
    lost, own = by["lab/big"], by["den/small"]
    assert (lost.calls, lost.failed, lost.estimated, lost.usd, lost.credited) == (
        1,
        1,
        1,
        *(Decimal("0.5"),) * 2,
    )
    assert (lost.input_tokens, lost.output_tokens, lost.expected_tokens) == (3000, 300, 0)
    assert (own.calls, own.failed, own.estimated, own.usd, own.credited) == (
        1,
        int(fails),
        0,
        Decimal("0.25"),
        0,
    )
    assert (own.input_tokens, own.output_tokens) == (1000, 500)
    assert desk.journal.usage.of_credit("voucher").usd == Decimal("0.5")
    assert desk.journal.usage.of_all().usd == desk.journal.usage.of(RUN, StepId("a")).usd == Decimal("0.75")
    told = [dict(e.data) for e in desk.journal.events.after(0) if e.kind == "model.called"]
    assert [(e["model"], e["outcome"]) for e in told] == [
        ("lab/big", "cut"),
        ("den/small", "refused" if fails else "answered"),
    ]


async def test_a_cancelled_call_is_settled(desk: Desktop) -> None:
    """The run was stopped during a call: it counts, and nothing waits for it any more."""
    one, endpoint = meter(desk, calls=2), Endpoint(answered())
    task = asyncio.create_task(ask(one, endpoint))
    while not endpoint.begun:
        await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [c.outcome for c in desk.journal.calls.of(RUN)] == ["broken_off"]
    await ask(one, endpoint)
    with pytest.raises(BudgetExceeded):
        await ask(one, endpoint)


@pytest.mark.parametrize("moment", ["asked", "reserved", "told"])
async def test_a_call_broken_off_while_it_is_reserved_leaves_nothing_reserved(
    desk: Desktop, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit nothing is written; between the commit and its news, what is written is given back."""
    one, endpoint = meter(desk), Endpoint(answered())
    task = asyncio.create_task(ask(one, endpoint))
    begin, reserve = one._commits.begin, desk.journal.calls.reserve
    if moment == "asked":
        monkeypatch.setattr(one._commits, "begin", lambda work: (task.cancel(), begin(work))[1])
    elif moment == "reserved":

        def written(*given: Any, **named: Any) -> int:
            number = reserve(*given, **named)
            asyncio.get_running_loop().call_soon(task.cancel)
            return number

        monkeypatch.setattr(desk.journal.calls, "reserve", written)
    else:

        def heard(work: Any) -> Any:
            begun = begin(work)
            monkeypatch.setattr(one._commits, "begin", begin)
            begun.add_done_callback(lambda _done: task.cancel())
            return begun

        monkeypatch.setattr(one._commits, "begin", heard)
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled() and endpoint.begun == 0
    found = [(call.outcome, call.input_tokens) for call in desk.journal.calls.of(RUN)]
    assert found == ([] if moment == "asked" else [("broken_off", 0)])


async def test_a_limit_holds_over_a_restart(desk: Desktop) -> None:
    """What stands in the journal counts for the next worker, a call that it died in too."""
    first = meter(desk, calls=2)
    await ask(first, Endpoint(answered()))
    request, _size = Transcript(desk.objects).keep("m", [HumanMessage("x")], ())
    desk.journal.calls.reserve(
        RUN,
        StepId("a"),
        1,
        agent="scout",
        model="m",
        request=request,
        most=first._expected(job(), 10, "m", None),
    )
    desk.journal.calls.lose_open()
    with pytest.raises(BudgetExceeded):
        await ask(meter(desk, calls=2), Endpoint(answered()))


async def test_the_estimate_stands_beside_what_was_taken(desk: Desktop) -> None:
    """Priced calls keep both amounts; an agent's later answers are expected as long as its earlier ones."""

    def cost(used: Tokens, _at: Any) -> Decimal:
        return Decimal(used.read + used.written)

    one = meter(desk, Price("m", "here", 1000, cost))
    await ask(one, Endpoint(answered(40, 10)))
    await ask(one, Endpoint(answered(40, 10)))
    first, second = desk.journal.calls.of(RUN)
    assert first.usd == second.usd == "50"
    assert first.expected_tokens is not None and second.expected_tokens is not None
    assert first.expected_tokens - second.expected_tokens == 1000 - 10
    assert second.expected_usd == str(second.expected_tokens)


@pytest.mark.parametrize("outcome", ["denied", "rate_limited", "overflow"])
async def test_what_is_not_billed_costs_nothing_at_any_price(desk: Desktop, outcome: str) -> None:
    """A refused key is no call of an unknown price: the founder would be told of a cost that there is not."""
    one = meter(desk)
    with pytest.raises(ModelError):
        await ask(one, Endpoint(ModelError("no", outcome=outcome)))
    used = desk.journal.usage.of(RUN)
    assert (used.calls, used.unpriced, used.usd, used.input_tokens) == (1, 0, 0, 0)
