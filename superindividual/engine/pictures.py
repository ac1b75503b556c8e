"""Pictures in a conversation: it holds their hashes; what is sent shows the newest, after the results that brought them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence

from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage

KEY = "picture"
_SHOWN = 2
"""Of the newest pictures; older ones show what has changed since, and each is paid for with every call."""

Read = Callable[[str], bytes]
"""The picture (PNG) of a hash."""


def with_pictures(messages: Sequence[AnyMessage], read: Read) -> list[AnyMessage]:
    """The messages as they are sent. Results of tools hold text only, so a picture follows the last result beside it."""
    newest = [kept for message in messages if (kept := _kept(message))][-_SHOWN:]
    if not newest:
        return list(messages)
    return list(_placed(messages, set(newest), read))


def _placed(messages: Sequence[AnyMessage], newest: set[str], read: Read) -> Iterator[AnyMessage]:
    waiting: list[ToolMessage] = []
    for message in messages:
        if waiting and not isinstance(message, ToolMessage):
            yield _shown(waiting, read)
            waiting = []
        yield message
        if isinstance(message, ToolMessage) and _kept(message) in newest:
            waiting.append(message)
    if waiting:
        yield _shown(waiting, read)


def _shown(results: Sequence[ToolMessage], read: Read) -> HumanMessage:
    parts: list[str | dict[str, object]] = []
    for result in results:
        coded = base64.b64encode(read(_kept(result))).decode()
        parts.append({"type": "text", "text": f"<data>\nThe picture that {result.name} made:\n</data>"})
        parts.append({"type": "image_url", "image_url": {"url": f"data:image/png;base64,{coded}"}})
    return HumanMessage(parts)


def _kept(message: AnyMessage) -> str:
    """The hash of a result's picture; empty where it has none."""
    return str(message.additional_kwargs.get(KEY, "")) if isinstance(message, ToolMessage) else ""
