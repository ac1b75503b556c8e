"""Source: one model at one endpoint, asked with its quirks, its breaker and the one owner of retries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from superindividual.errors import ModelError
from superindividual.models.breaker import Breaker
from superindividual.models.endpoint import Endpoint
from superindividual.models.fault import LONGEST_WAIT
from superindividual.models.observer import observer
from superindividual.models.outcome import REPEATED, Judged, judge
from superindividual.models.shape import shaped
from superindividual.models.stream import Assembly
from superindividual.models.transport import Transport
from superindividual.specs.quirks import Quirks

ATTEMPTS = 3
"""Requests of one call at one source, the first one included."""


@dataclass(frozen=True)
class Answer:
    """A whole answer, and what it took."""

    judged: Judged
    raw: Mapping[str, Any]
    spent: Spent


class Spent:
    """What one call took: requests, and the tokens of all of them, answers that did not count included."""

    def __init__(self) -> None:
        self.requests = 0
        self.read = 0
        self.written = 0
        self.cached = 0
        self.estimated = False
        """Whether the endpoint told no tokens that can be true, so that they are guessed by the length of what was said."""

    def add(self, request: Mapping[str, Any], raw: Any) -> None:
        """Count one answer, whatever it is worth; what its endpoint tells of its tokens only where that can be true."""
        told = raw.get("usage") if isinstance(raw, Mapping) else None
        told = told if isinstance(told, Mapping) else {}
        read = _count(told.get("prompt_tokens")) or self._guessed(request.get("messages"))
        self.read += read
        choices = raw.get("choices") if isinstance(raw, Mapping) else None
        self.written += _count(told.get("completion_tokens")) or self._guessed(choices)
        details = told.get("prompt_tokens_details")
        cached = _count(details.get("cached_tokens")) if isinstance(details, Mapping) else 0
        self.cached += min(read, cached or _count(told.get("prompt_cache_hit_tokens")))  # DeepSeek's name

    def add_half(self, request: Mapping[str, Any], characters: int) -> None:
        """Count an answer that broke off after so many characters: whoever wrote them bills them."""
        self.read += self._guessed(request.get("messages"))
        self.written += characters // _CHARACTERS

    def _guessed(self, said: Any) -> int:
        """Tokens of what was said, by its length."""
        self.estimated = True
        return len(str(said)) // _CHARACTERS if said else 0

    def told(self) -> dict[str, Any]:
        """As a call is told of."""
        tokens = {"read": self.read, "written": self.written, "cached": self.cached}
        return {"requests": self.requests, **tokens, "estimated": self.estimated}


_BEGUN = frozenset({"cut", "stalled", "malformed"})
"""Outcomes without an answer that could be read, of calls that the provider may have counted."""
_MOST = 10_000_000
"""Tokens of one answer that are believed; no model takes or writes as many."""
_CHARACTERS = 3
"""Of a text for one token, where nobody counts them: rather too many tokens than too few."""


def _count(value: Any) -> int:
    """A number of tokens that one answer can have; 0 where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST else 0


@dataclass(frozen=True)
class Waits:
    """How the waits between requests are made; injected, so that tests wait for nothing."""

    first: float = 1.0
    """Seconds before the first repetition; doubled, with jitter."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class Source:
    """One model at one endpoint."""

    endpoint: Endpoint
    quirks: Quirks
    transport: Transport
    breaker: Breaker
    waits: Waits = field(default_factory=Waits)

    @property
    def name(self) -> str:
        """`ENDPOINT/MODEL`, as lists name it."""
        return f"{self.endpoint.name}/{self.endpoint.model}"

    async def ask(self, payload: Mapping[str, Any]) -> Answer:
        """One judged answer, with at most three requests.

        Raises:
            ModelError: there is none; its `called` says how many requests were made.
        """
        request = shaped(payload, self.endpoint.model, self.quirks)
        spent = Spent()

        async def once() -> Answer:
            spent.requests += 1
            assembly = Assembly()
            try:
                raw = await self._request(request, assembly)
            except ModelError as error:
                if error.outcome in _BEGUN or assembly.characters:
                    spent.add_half(request, assembly.characters)
                raise
            spent.add(request, raw)
            return Answer(judge(raw), raw, spent)

        self.breaker.begin()
        try:
            answer = await self._repeated(once)
        except ModelError as error:
            error.called.update(spent.told())
            self.breaker.ended(error.outcome, error.wait)
            raise
        except BaseException:
            self.breaker.broken_off()
            raise
        self.breaker.ended("answered")
        return answer

    async def _request(self, request: dict[str, Any], assembly: Assembly) -> Any:
        on_text = observer().on_text
        if on_text is None or not self.quirks.streams:
            return await self.transport.ask(request)
        options = {"stream_options": {"include_usage": True}} if self.quirks.stream_usage else {}
        return await self.transport.stream({**request, "stream": True, **options}, on_text, assembly)

    async def _repeated(self, once: Callable[[], Awaitable[Answer]]) -> Answer:
        """The first request goes straight, since nearly all end there; what it failed with begins tenacity's count."""
        try:
            return await once()
        except ModelError as error:
            if error.outcome not in REPEATED:
                raise
            failed = [error]

        async def counted() -> Answer:
            if failed:
                raise failed.pop()
            return await once()

        again = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=self._wait,
            retry=retry_if_exception(_again),
            sleep=self.waits.sleep,
            reraise=True,
        )
        found: Answer = await again(counted)
        return found

    def _wait(self, state: RetryCallState) -> float:
        """What the endpoint asked for, up to the longest wait; else our own backoff."""
        asked = getattr(state.outcome.exception() if state.outcome else None, "wait", None)
        if asked is not None:
            return min(float(asked), LONGEST_WAIT)
        return wait_random_exponential(multiplier=self.waits.first, max=LONGEST_WAIT)(state)


def _again(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.outcome in REPEATED
