"""Chat: the one way in which agents ask models, as LangChain knows them.

Of langchain-openai it takes how messages and tools are written; the request itself, the stream, the retries and what
counts as an answer are ours, since the usual client takes half an answer for a whole one and costs ten times the graph.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from langchain_core.callbacks import (
    AsyncCallbackManager,
    AsyncCallbackManagerForLLMRun,
    BaseCallbackManager,
)
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompt_values import ChatPromptValue, PromptValue
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr, SecretStr

from superindividual.models.breaker import Breaker
from superindividual.models.endpoint import Endpoint
from superindividual.models.source import Answer, Source, Spent, Waits
from superindividual.models.transport import Patience, Transport, open_connections
from superindividual.specs.preset import preset_of
from superindividual.specs.quirks import Quirks


@dataclass(frozen=True)
class Reply:
    """An answer, with what is to be told of how it came about."""

    answer: Answer
    called: Mapping[str, Any]
    """`endpoint`, `model`, `reason`, and `credit` where one pays."""


class Asked(Protocol):
    """What a chat asks: one source, or a choice of them."""

    async def reply(self, payload: Mapping[str, Any]) -> Reply:
        """One whole answer; raises ModelError."""
        ...


_NONE = object()
"""In the place of the usual client, which is never made: it would open connections of its own."""


class Chat(ChatOpenAI):
    """LangChain's chat model over our own call. What was asked, and why, stands in `response_metadata["called"]`."""

    _asked: Asked = PrivateAttr()
    _traced: bool = PrivateAttr()
    """Whether a tracer of the environment listens to all calls."""

    @classmethod
    def over(cls, asked: Asked) -> Chat:
        """A chat that asks there."""
        made = cls(
            model="chosen-at-each-call",
            api_key=SecretStr("none-here"),  # the transport has it
            client=_NONE,
            async_client=_NONE,
            disable_streaming=True,  # words are streamed to the observer, never to whoever could act on them
            use_responses_api=False,
        )
        made._asked = asked
        made._traced = bool(AsyncCallbackManager.configure(None, made.callbacks, made.verbose).handlers)
        return made

    async def ainvoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's word
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """One judged answer; raises ModelError.

        LangChain's own way there goes by lists of lists, a cache, callbacks and the signatures of functions; it is gone
        only where somebody listens to callbacks, and costs as much as the rest of the call.
        """
        if self._heard(config):
            return await super().ainvoke(input, config, stop=stop, **kwargs)
        return message_of(await self._asked.reply(self._get_request_payload(input, stop=stop, **kwargs)))

    def _heard(self, config: RunnableConfig | None) -> bool:
        """Whether somebody listens: the caller, the graph around it, or a tracer of the environment."""
        callbacks = (config or {}).get("callbacks")
        if callbacks is None:
            callbacks = (var_child_runnable_config.get() or {}).get("callbacks")
        handlers = callbacks.handlers if isinstance(callbacks, BaseCallbackManager) else callbacks
        return self._traced or bool(handlers)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """One judged answer; raises ModelError."""
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        reply = await self._asked.reply(payload)
        message = message_of(reply)
        return ChatResult(
            generations=[
                ChatGeneration(message=message, generation_info={"finish_reason": reply.answer.judged.end})
            ]
        )

    def _convert_input(self, model_input: LanguageModelInput) -> PromptValue:
        """LangChain's own way copies and proves a list of messages, each of which was proved when it was made."""
        if isinstance(model_input, list) and all(isinstance(one, BaseMessage) for one in model_input):
            return ChatPromptValue.model_construct(messages=model_input)
        return super()._convert_input(model_input)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """LangChain's form of the request, and the reasoning of earlier answers, which it leaves out."""
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        if isinstance(input_, list):
            for message, written in zip(input_, payload["messages"], strict=True):
                reasoning = isinstance(message, AIMessage) and message.additional_kwargs.get(
                    "reasoning_content"
                )
                if reasoning:
                    written["reasoning_content"] = reasoning
        return payload


def message_of(reply: Reply) -> AIMessage:
    """The answer as LangChain's message; its calls are those that were judged, read by nobody else."""
    judged = reply.answer.judged
    raw = reply.answer.raw
    return AIMessage(
        content=judged.text,
        tool_calls=[tool_call(name=c.name, args=c.arguments, id=c.id) for c in judged.calls],
        usage_metadata=_usage(reply.answer.spent),
        additional_kwargs={"reasoning_content": judged.reasoning} if judged.reasoning else {},
        response_metadata={
            "model_name": raw.get("model") or reply.called.get("model"),
            "finish_reason": judged.end,
            "called": {**reply.called, **reply.answer.spent.told()},
        },
    )


def _usage(spent: Spent) -> UsageMetadata:
    read, written = spent.read, spent.written
    found = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
    if spent.cached:
        found["input_token_details"] = InputTokenDetails(cache_read=spent.cached)
    return found


@dataclass(frozen=True)
class _Only:
    """The one source there is."""

    source: Source

    async def reply(self, payload: Mapping[str, Any]) -> Reply:
        answer = await self.source.ask(payload)
        endpoint = self.source.endpoint
        return Reply(answer, {"endpoint": endpoint.name, "model": endpoint.model})


@asynccontextmanager
async def open_chat(
    endpoint: Endpoint,
    *,
    first_wait: float = 1.0,
    patience: Patience | None = None,
    quirks: Quirks | None = None,
) -> AsyncIterator[Chat]:
    """A chat with one endpoint, over connections of its own; they are closed at the end."""
    preset = preset_of(endpoint.base_url)
    async with open_connections() as connections:
        yield Chat.over(
            _Only(
                Source(
                    endpoint,
                    quirks or (preset.quirks if preset else Quirks()),
                    Transport(connections, endpoint, patience or Patience()),
                    Breaker(monotonic),
                    Waits(first_wait),
                )
            )
        )
