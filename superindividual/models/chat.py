"""Chat: langchain-openai's client with one owner of retries and no answer taken that is not whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI
from pydantic import SecretStr
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from superindividual.errors import ModelError
from superindividual.models.endpoint import Endpoint
from superindividual.models.outcome import REPEATED, judge, judge_arguments
from superindividual.text import gettext as _
from superindividual.text import one_line

ATTEMPTS = 3
LONGEST_WAIT = 30.0
"""Seconds. An endpoint that asks for a longer pause ends the attempt and is named to the founder."""
_READ = 300.0
"""Seconds until the whole answer must be there; answers are not streamed, and long ones take minutes."""


class Chat(ChatOpenAI):
    """Makes at most three requests per call and judges every answer."""

    first_wait: float = 1.0
    """Seconds before the first repetition; doubled, with jitter."""

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """One judged answer; raises ModelError."""

        async def once() -> ChatResult:
            result = await super(Chat, self)._agenerate(messages, stop, run_manager, **kwargs)
            judge(result)
            return result

        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS), wait=self._wait, retry=retry_if_exception(_again), reraise=True
        )
        found: ChatResult = await retrying(_typed, once)
        return found

    def _create_chat_result(
        self, response: dict[str, Any] | openai.BaseModel, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        raw = response.model_dump(warnings=False) if isinstance(response, openai.BaseModel) else response
        if isinstance(raw, dict):
            judge_arguments(raw)
        return super()._create_chat_result(response, generation_info)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None)
        backoff = wait_random_exponential(multiplier=self.first_wait, max=LONGEST_WAIT)(state)
        return float(asked) if asked is not None else backoff


@asynccontextmanager
async def open_chat(endpoint: Endpoint, *, first_wait: float = 1.0) -> AsyncIterator[Chat]:
    """A client for the endpoint with connections of its own; they are closed at the end."""
    async with httpx.AsyncClient() as connections:
        yield Chat(
            model=endpoint.model,
            api_key=SecretStr(endpoint.key),
            base_url=endpoint.base_url,
            http_async_client=connections,
            timeout=httpx.Timeout(_READ, connect=10.0),
            max_retries=0,
            disable_streaming=True,
            use_responses_api=False,
            first_wait=first_wait,
        )


class _Refused(ModelError):
    """A ModelError that knows how long the endpoint asked to wait."""

    retry_after: float | None = None


def _again(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.outcome in REPEATED


async def _typed(once: Callable[[], Awaitable[ChatResult]]) -> ChatResult:
    """Make the call; whatever the libraries raise becomes a ModelError."""
    try:
        return await once()
    except ModelError:
        raise
    except openai.APIStatusError as error:
        raise _status(error) from error
    except openai.APIConnectionError as error:
        raise ModelError(
            _("the endpoint cannot be reached: {why}").format(
                why=one_line(str(error.__cause__ or error), 160)
            ),
            outcome="unreachable",
        ) from error
    except (openai.OpenAIError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ModelError(
            _("the endpoint answered in no form that is known: {why}").format(why=one_line(str(error), 160)),
            outcome="malformed",
            remedy=_("see that OPENAI_BASE_URL ends where /chat/completions begins, mostly in /v1"),
        ) from error


def _status(error: openai.APIStatusError) -> ModelError:
    status, words = error.status_code, one_line(error.message, 200)
    if status == 429 and error.code != "insufficient_quota":
        return _limited(error, words)
    if status >= 500 or status in (408, 409):
        return ModelError(
            _("the endpoint is out of order ({status}): {words}").format(status=status, words=words),
            outcome="overloaded",
        )
    outcome, remedy = {
        401: ("denied", _("see that OPENAI_API_KEY belongs to this endpoint")),
        403: ("denied", _("see what this key may do at the provider")),
        404: ("unknown_model", _("see OPENAI_MODEL and OPENAI_BASE_URL")),
        429: ("quota", _("top up at the provider")),
    }.get(status, ("refused_request", ""))
    return ModelError(
        _("the endpoint refused the call ({status}): {words}").format(status=status, words=words),
        outcome=outcome,
        remedy=remedy,
    )


def _limited(error: openai.APIStatusError, words: str) -> ModelError:
    try:
        asked = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        asked = None  # a date, or nothing: our own backoff
    if asked is not None and asked > LONGEST_WAIT:
        return ModelError(
            _("the endpoint asks to wait {seconds} s: {words}").format(seconds=int(asked), words=words),
            outcome="paused",
            remedy=_("try again later: reject with a word of feedback"),
        )
    limited = _Refused(
        _("the endpoint limits its calls: {words}").format(words=words), outcome="rate_limited"
    )
    limited.retry_after = asked
    return limited
