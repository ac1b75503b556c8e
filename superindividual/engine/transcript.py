"""Transcript: what models were asked and answered, kept by hash; each message is kept once, however often it is sent.

A request's hash is that of an object which lists the hashes of its messages and of its tools. Nothing here is read by a
graph's state: conversations are no part of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AnyMessage, BaseMessage, message_to_dict, messages_from_dict

from superindividual.ids import Digest, canonical
from superindividual.text import PICTURE
from superindividual.workspace.objects import ObjectStore

_PICTURE = re.compile(PICTURE.encode())
_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_PICTURE_BYTES = 6_000
"""What a picture counts for: about 2,000 tokens, as the largest do."""


class Transcript:
    """Keeps messages and requests in the company's object store; they stand once `settle` has returned."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def keep(
        self, model: str, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]
    ) -> tuple[Digest, int]:
        """Keep a request; its hash, and the bytes of all that is sent."""
        written = [_bytes(message) for message in messages]
        told = canonical(list(tools))
        listed = {
            "model": model,
            "messages": [self._objects.texts.put(one) for one in written],
            "tools": self._objects.texts.put(told) if tools else None,
        }
        return self._objects.texts.put(canonical(listed)), sum(map(_weight, written)) + len(told)

    def keep_message(self, message: BaseMessage) -> Digest:
        """Keep one message, such as an answer."""
        return self._objects.texts.put(_bytes(message))

    def settle(self) -> None:
        """Let all stand that was kept; raises JournalUnwritable where nothing of it does."""
        self._objects.texts.commit()

    def keep_picture(self, picture: bytes) -> Digest:
        """Keep a picture that a tool answered with; a conversation holds its hash only."""
        return self._objects.put(picture)

    def picture(self, kept: str) -> bytes:
        """The picture back; raises JournalCorrupt where it is missing."""
        return self._objects.get(Digest(kept))

    def keep_conversation(self, messages: Sequence[BaseMessage]) -> list[Digest]:
        """Keep messages to go on from; they stand."""
        kept = [self.keep_message(message) for message in messages]
        self.settle()
        return kept

    def conversation(self, kept: Sequence[str]) -> list[AnyMessage]:
        """The messages back; raises JournalCorrupt where one is missing."""
        read = [json.loads(self._objects.get(Digest(one))) for one in kept]
        return messages_from_dict(read)  # type: ignore[return-value]


def _weight(written: bytes) -> int:
    """Bytes of a message as they count for its price: a picture costs by its size in pixels, and not by its letters."""
    pictures = _PICTURE.findall(written)
    return len(written) - sum(map(len, pictures)) + _PICTURE_BYTES * len(pictures)


def _bytes(message: BaseMessage) -> bytes:
    """Without the id that LangGraph gives it, so that the same words have the same hash.

    In the order in which it was said: what is read back and sent again is then what a provider's cache knows.
    """
    said = message_to_dict(message)
    said["data"].pop("id", None)
    text = _WRITTEN.encode(said)
    return text.encode("utf-8", "replace")  # half a surrogate pair, which a model may write, is no text
