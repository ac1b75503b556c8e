"""Meter: every call to a model is reserved in the journal before it is made and settled by what it took.

A call under way counts at what it takes at most, so that several at once cannot go over a limit together: the call that
might is made when the others have ended. So at most one call goes over a limit, and a worker that is killed forgets none.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage

from superindividual.engine.budget import Budget, Used, counted, used_by
from superindividual.engine.said import Said
from superindividual.engine.tracing import Tracing
from superindividual.engine.transcript import Transcript
from superindividual.engine.turnstile import Turnstile
from superindividual.errors import ModelError
from superindividual.ids import Digest
from superindividual.journal.calls import Expected, Taken
from superindividual.journal.commits import Commits
from superindividual.journal.journal import Journal
from superindividual.journal.usage import RunUsage
from superindividual.models.credit import Claim, claiming
from superindividual.models.directory import named
from superindividual.models.need import Need, needing
from superindividual.models.observer import Observer, Pause, observing
from superindividual.models.price import Price, Tokens
from superindividual.tools.job import Job

Answer = TypeVar("Answer")
"""What a call gives: a message, or LangChain's envelope around one."""

Offered = Callable[[Need], tuple[str, Price | None]]
"""Which model would be asked for a need, and what it costs; raises ModelError where none may be."""

_USUAL_ANSWER = 1_000
"""Tokens that an agent's first answer is expected to have."""
_LONGEST_ANSWER = 32_768
"""Tokens of the longest answer, where nobody says how much a model can write."""
_LONGEST_CALL = 300.0
"""Seconds."""
_BYTES_PER_TOKEN = 3
"""Between English (about four) and Chinese (three bytes a character); no token is less than a byte."""

_NOT_BILLED = frozenset(
    {
        "denied",
        "quota",
        "unknown_model",
        "unreachable",
        "rate_limited",
        "paused",
        "resting",
        "no_model",
        "not_allowed",
        "refused_request",
        "overloaded",
        "overflow",
    }
)
"""Outcomes without an answer. Any other failed call wrote something, so it counts at what it was expected to take."""


@dataclass(frozen=True)
class Asked:
    """What one call asks: all messages, and the tools as the endpoint is told them."""

    messages: Sequence[BaseMessage]
    tools: Sequence[dict[str, Any]] = ()


class Meter:
    """Makes calls within the budget of their job; one for all jobs, so that calls know of each other."""

    def __init__(
        self,
        journal: Journal,
        transcript: Transcript,
        name: str,
        budget: Callable[[Job], Budget],
        price: Price | None = None,
        offered: Offered | None = None,
        tracing: Tracing | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        """`name` and `price` are those of the one model, or `offered` tells them for each need."""
        self._journal = journal
        self._transcript = transcript
        self._budget = budget
        self._offered = offered or (lambda _need: (name, price))
        self.tracing = tracing or Tracing()
        self.turnstile = turnstile or Turnstile()
        self._commits = Commits(journal.store, first=transcript.settle)
        self._settled = asyncio.Event()
        """Of the next call that ends; then it is another one."""

    async def call(
        self,
        job: Job,
        asked: Asked,
        ask: Callable[[], Awaitable[Answer]],
        message: Callable[[Answer], AIMessage],
    ) -> Answer:
        """Make one call within the budget and record what it took, also when it failed.

        Raises:
            BudgetExceeded: a limit is reached.
            ModelError: no usable answer.
        """
        need = Need(job.model, job.labels)
        name, price = self._offered(need)
        request, size = self._transcript.keep(name, asked.messages, asked.tools)
        expected = self._expected(job, size, name, price)
        call = await self._reserved(job, request, expected, name)
        began = time.monotonic()
        words = Said(self._journal, job, time.monotonic, self._soon)
        try:
            with (
                self.tracing.within(job, f"chat {name}", _traced(name, request)) as mark,
                observing(Observer(on_text=words, on_pause=partial(self._paused, job))),
                needing(need),
                claiming(partial(self._claim, job, call, size)),
            ):
                answer = await ask()
                said = message(answer)
                mark(**self._marks(said))
            kept = self._transcript.keep_message(said)
        except BaseException as error:  # a cancelled call too may have been answered
            outcome = error.outcome if isinstance(error, ModelError) else "broken_off"
            called = error.called if isinstance(error, ModelError) else {}
            taken = self._without_answer(expected, outcome, called, began, price)
            await self._settle(job, call, request, taken, outcome, called=called, name=name, words=words)
            raise
        called = said.response_metadata.get("called", {})
        await self._settle(
            job,
            call,
            request,
            self._taken(said, began, price),
            "answered",
            called=called,
            name=name,
            answer=kept,
            words=words,
        )
        return answer

    async def _reserved(self, job: Job, request: Digest, expected: Expected, name: str) -> int:
        """Wait until no call under way can reach a limit, and reserve."""
        while True:
            await self.turnstile.enter(job.run)
            begun = self._commits.begin(partial(self._reserve, job, request, expected, name))
            begun.add_done_callback(lambda _begun: self.turnstile.leave())
            try:
                found = await begun
            except asyncio.CancelledError:
                # broken off between the commit and its news: nobody else knows the number
                if begun.done() and not begun.cancelled() and begun.exception() is None:
                    await self._give_back(job, begun.result(), request, name)
                raise
            if isinstance(found, int):
                return found
            await found.wait()

    def _reserve(self, job: Job, request: Digest, expected: Expected, name: str) -> int | asyncio.Event:
        """The call's number, or what to wait for; raises BudgetExceeded."""
        budget = self._budget(job)
        by_run = self._journal.usage.of_run(job.run)
        if not budget.admits(self._used(job, by_run, budget, reserved=True)):
            budget.allow(self._used(job, by_run, budget, reserved=False))
            return self._settled
        return self._journal.calls.reserve(
            job.run, job.step, job.attempt, agent=job.agent.name, model=name, request=request, most=expected
        )

    async def _claim(self, job: Job, call: int, size: int, claim: Claim) -> bool:
        """Let a credit pay for the call, unless all that it paid and will pay for reaches its cap: looked at in the commit."""

        def write() -> bool:
            usage = self._journal.usage
            if claim.credit and counted(usage.of_credit(claim.credit, reserved=True)) >= claim.cap:
                return False
            most = self._expected(job, size, "", claim.price).most_usd
            self._journal.calls.assign(call, claim.credit, most)
            return True

        return await self._commits.begin(write)

    async def _give_back(self, job: Job, found: int | asyncio.Event, request: Digest, name: str) -> None:
        """Settle a call that was never made."""
        if isinstance(found, int):
            await self._settle(job, found, request, Taken(), "broken_off", called={}, name=name)

    def _used(self, job: Job, by_run: RunUsage, budget: Budget, *, reserved: bool) -> Used:
        return used_by(self._journal.usage, by_run, job.step, budget, reserved=reserved)

    def _expected(self, job: Job, size: int, name: str, price: Price | None) -> Expected:
        at = self._journal.clock()
        read = size // _BYTES_PER_TOKEN
        written = self._journal.calls.usual_answer(job.agent.name, name) or _USUAL_ANSWER
        context = price.context if price else None
        most_read, most_written = min(size, context or size), min(_LONGEST_ANSWER, context or _LONGEST_ANSWER)
        cost = price.cost if price else None
        return Expected(
            read,
            written,
            cost(Tokens(read, written), at) if cost else None,
            most_read,
            most_written,
            cost(Tokens(most_read, most_written), at) if cost else None,
            _LONGEST_CALL,
        )

    def _taken(self, answer: AIMessage, began: float, price: Price | None) -> Taken:
        """What the endpoint says that it took."""
        used, seconds = answer.usage_metadata, time.monotonic() - began
        if used is None:
            return Taken(seconds=seconds)
        cached = used.get("input_token_details", {}).get("cache_read", 0)
        tokens = Tokens(used["input_tokens"], used["output_tokens"], cached)
        called = answer.response_metadata.get("called", {})
        usd = self._usd(called, tokens, price)
        return Taken(tokens.read, tokens.written, usd, seconds, cached, bool(called.get("estimated")))

    def _usd(self, called: Mapping[str, Any], tokens: Tokens, price: Price | None) -> Decimal | None:
        """As whoever answered costs; where one model does everything, by its price."""
        if "usd" in called:
            return None if called["usd"] is None else Decimal(called["usd"])
        return price.cost(tokens, self._journal.clock()) if price else None

    def _without_answer(
        self, expected: Expected, outcome: str, called: Mapping[str, Any], began: float, price: Price | None
    ) -> Taken:
        seconds = time.monotonic() - began
        if called.get("read") or called.get("written"):
            return self._told(called, seconds, price)
        if outcome in _NOT_BILLED:
            nothing = price.cost(Tokens(0, 0), self._journal.clock()) if price else Decimal(0)
            return Taken(usd=nothing, seconds=seconds)
        return Taken(expected.read, expected.written, expected.usd, seconds)

    def _told(self, called: Mapping[str, Any], seconds: float, price: Price | None) -> Taken:
        """What a call without an answer took, as it is told."""
        tokens = Tokens(called["read"], called["written"], called.get("cached", 0))
        usd = self._usd(called, tokens, price)
        estimated = bool(called.get("estimated"))
        return Taken(tokens.read, tokens.written, usd, seconds, tokens.cached, estimated)

    async def _settle(
        self,
        job: Job,
        call: int,
        request: Digest,
        taken: Taken,
        outcome: str,
        *,
        called: Mapping[str, Any],
        name: str,
        answer: Digest | None = None,
        words: Said | None = None,
    ) -> None:
        """Put what the call took in the place of its reservation; that is done even where nobody waits any more."""

        def write() -> None:
            if words is not None:
                words.flush()
            for failed in called.get("before", ()):
                self._settle_before(job, call, request, failed)
            model = named(called) or name
            self._journal.calls.settle(call, taken, outcome, model=model, answer=answer, called=called)
            self._tell(job, request, model, outcome, taken, called)

        if words is not None:
            words.end()
        try:
            await self.turnstile.enter(job.run)
        except asyncio.CancelledError:
            self._commits.begin(write).add_done_callback(self._wake)
            raise
        written = self._commits.begin(write)
        written.add_done_callback(self._wake)
        written.add_done_callback(lambda _written: self.turnstile.keep(job.run))
        await asyncio.shield(written)

    def _settle_before(self, job: Job, call: int, request: Digest, failed: Mapping[str, Any]) -> None:
        """What an endpoint took that was asked before, and failed: its own, not that of the one that answered."""
        taken, model, outcome = self._told(failed, 0.0, None), named(failed), str(failed["outcome"])
        self._journal.calls.settle_before(call, taken, outcome, model=model, called=failed)
        self._tell(job, request, model, outcome, taken, failed)

    def _tell(
        self, job: Job, request: Digest, model: str, outcome: str, taken: Taken, called: Mapping[str, Any]
    ) -> None:
        self._journal.events.append(
            "model.called",
            run=job.run,
            step=job.step,
            model=model,
            outcome=outcome,
            request=request,
            input_tokens=taken.read,
            output_tokens=taken.written,
            usd=None if taken.usd is None else str(taken.usd),
            milliseconds=round(taken.seconds * 1000),
            called={name: value for name, value in called.items() if name != "before"},
        )

    def _wake(self, _written: asyncio.Future[None]) -> None:
        self._settled.set()
        self._settled = asyncio.Event()

    def _soon(self, work: Callable[[], None]) -> asyncio.Future[None]:
        """Write with the next commit. Where that fails, the call's own end fails too and says so."""
        begun = self._commits.begin(work)
        begun.add_done_callback(lambda done: done.cancelled() or done.exception())
        return begun

    def _marks(self, said: AIMessage) -> dict[str, Any]:
        """What a trace tells of an answer: its words only where the founder wants that."""
        used = said.usage_metadata
        return {
            "gen_ai__usage__input_tokens": used["input_tokens"] if used else None,
            "gen_ai__usage__output_tokens": used["output_tokens"] if used else None,
            "gen_ai__response__model": said.response_metadata.get("model_name"),
            "superindividual__answer": said.text if self.tracing.content else None,
        }

    def _paused(self, job: Job, pause: Pause) -> None:
        self._journal.events.append(
            "model.paused",
            run=job.run,
            step=job.step,
            endpoint=pause.endpoint,
            seconds=pause.seconds,
            reason=pause.reason,
        )

    def compacted(self, job: Job, before: int, after: int, parts: int) -> None:
        """Say that a conversation was shortened, in characters."""
        self._journal.events.append(
            "context.compacted",
            run=job.run,
            step=job.step,
            attempt=job.attempt,
            before=before,
            after=after,
            parts=parts,
        )

    def written(self, job: Job, strategy: str, reason: str) -> None:
        """Say that the model hands over as one object, and why it calls no tools."""
        self._journal.events.append(
            "model.writes", run=job.run, step=job.step, attempt=job.attempt, form=strategy, reason=reason
        )


def _traced(model: str, request: Digest) -> dict[str, str]:
    """The hash tells which prompt it was to whoever may read the journal, and nobody else anything."""
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": model,
        "superindividual.request": request,
    }
