"""Stream: the events of a streamed answer, put together into the same completion that comes unstreamed.

Nothing is taken from a stream before its end is there; only words are shown while they come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

from superindividual.errors import ModelError
from superindividual.models.outcome import another_try, malformed
from superindividual.text import gettext as _
from superindividual.text import one_line

DONE = b"[DONE]"
_MARK = b"\xef\xbb\xbf"
"""That may stand at a stream's beginning, as the standard has it: taken for a word, it would swallow the first event."""
_REASONING = ("reasoning_content", "reasoning")


class EventLines:
    """Bytes as they come, given as the data of Server-Sent Events; an event that is not closed is none."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        """Pieces of a line that is not over; joined once, since a line may be megabytes."""
        self._begun = False
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of every event that the chunk closes."""
        self._rest.append(chunk)
        if b"\n" not in chunk:
            return []
        text = b"".join(self._rest)
        lines = (text.replace(b"\r\n", b"\n") if b"\r" in text else text).split(b"\n")
        self._rest = [lines.pop()]
        if not self._begun:
            self._begun, lines[0] = True, lines[0].removeprefix(_MARK)
        closed: list[bytes] = []
        data = self._data
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[6:] if line.startswith(b"data: ") else line[5:])
            elif not line and data:
                closed.append(b"\n".join(data))
                data.clear()
        return closed


class Assembly:
    """One answer, put together from its chunks."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._usage: Any = None
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._reasoning: list[str] = []
        self._calls: list[dict[str, Any]] = []
        self._by_index: dict[Any, dict[str, Any]] = {}
        self._end: str | None = None

    def add(self, data: bytes) -> str:
        """Take the data of one event; gives the words that it brought.

        Raises:
            ModelError: malformed, or overloaded where the endpoint tells an error in the midst of the stream.
        """
        chunk = _read(data)
        if type(chunk) is not dict:  # JSON makes no other, and all of an answer's fifty events come here
            raise malformed(_("the endpoint answered in no form that is known"))
        if chunk.get("error"):
            raise _broken_off(chunk["error"])
        if usage := chunk.get("usage"):
            self._usage = usage
        if not self._head:
            self._head = {key: chunk.get(key) for key in ("id", "model", "created")}
        choices = chunk.get("choices") or []
        if type(choices) is not list:
            raise malformed(_("the endpoint answered in no form that is known"))
        words = ""
        for choice in choices:
            words += self._choice(choice)
        return words

    @property
    def characters(self) -> int:
        """How much the model has written so far, thoughts and arguments included: what is billed, also of half an answer."""
        pieces = [self._text, self._refusal, self._reasoning, *(call["arguments"] for call in self._calls)]
        return sum(len(piece) for written in pieces for piece in written)

    @property
    def ended(self) -> bool:
        """Whether the endpoint said why the answer ended."""
        return self._end is not None

    def whole(self) -> dict[str, Any]:
        """The completion.

        Raises:
            ModelError: cut, where the stream ended before the answer did.
        """
        if self._end is None:
            raise ModelError(
                _("the stream broke off before the answer was whole"), outcome="cut", remedy=another_try()
            )
        message = {
            "role": "assistant",
            "content": "".join(self._text) or None,
            "refusal": "".join(self._refusal) or None,
            "reasoning_content": "".join(self._reasoning) or None,
            "tool_calls": [self._call(call) for call in self._calls] or None,
        }
        choice = {"index": 0, "message": message, "finish_reason": self._end}
        return {**self._head, "choices": [choice], "usage": self._usage}

    def _choice(self, choice: Any) -> str:
        """Take what a chunk adds; gives its words, all that most chunks have."""
        if type(choice) is not dict:
            raise malformed(_("the endpoint answered in no form that is known"))
        if choice.get("index"):
            raise malformed(_("the endpoint streamed another answer beside the one that was asked for"))
        delta = choice.get("delta") or {}
        if type(delta) is not dict:
            raise malformed(_("the endpoint answered in no form that is known"))
        text = delta.get("content")
        if text is None:
            text = ""
        elif type(text) is not str:
            raise _no_text()
        calls = delta.get("tool_calls") or []
        if self._end is not None and (text or calls):
            raise malformed(_("the endpoint went on after the end of its answer"))
        self._text.append(text)
        if len(delta) > 1 or not text:
            self._add_rest(delta, calls)
        if end := choice.get("finish_reason"):
            self._end = end
        return text

    def _add_rest(self, delta: Mapping[str, Any], calls: Any) -> None:
        """Whatever a chunk may have beside its words."""
        if delta.get("role", "assistant") not in ("assistant", "", None):
            raise malformed(_("the endpoint answered in another role"))
        self._refusal.append(_word(delta, "refusal"))
        self._reasoning.append(next((w for w in (_word(delta, r) for r in _REASONING) if w), ""))
        if not isinstance(calls, list):
            raise malformed(_("the endpoint answered in no form that is known"))
        for call in calls:
            self._add_call(call)

    def _add_call(self, part: Any) -> None:
        """A part of a call: the first one has its number and name, all have a piece of its arguments."""
        function = part.get("function") if isinstance(part, Mapping) else None
        if not isinstance(function, Mapping):
            raise malformed(_("the model called a tool without naming it"))
        call = self._call_of(part)
        call["id"] = call["id"] or part.get("id")
        name, piece = function.get("name"), function.get("arguments")
        if name and call["name"] and name != call["name"]:
            raise malformed(_("the model named two tools in one call"))
        call["name"] = call["name"] or name
        if piece is not None and not isinstance(piece, str):
            raise malformed(_("the endpoint answered with something that is no text"))
        call["arguments"].append(piece or "")

    def _call_of(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """The call that a part belongs to; some servers count none, or count every call as the first."""
        index, id_ = part.get("index"), part.get("id")
        known = self._by_index.get(index)
        if known is None or (id_ and known["id"] and id_ != known["id"]):
            known = {"id": None, "name": None, "arguments": []}
            self._calls.append(known)
            self._by_index[index] = known
        return known

    @staticmethod
    def _call(call: Mapping[str, Any]) -> dict[str, Any]:
        function = {"name": call["name"], "arguments": "".join(call["arguments"])}
        return {"id": call["id"], "type": "function", "function": function}


def _read(data: bytes) -> Any:
    """An event's JSON, by the fast reader; what that refuses, such as half a surrogate pair, by the usual one."""
    try:
        return orjson.loads(data)
    except ValueError:
        pass
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError as error:
        raise malformed(_("the endpoint streamed what is no text")) from error
    except (ValueError, RecursionError) as error:
        raise malformed(
            _("the endpoint streamed what is no JSON: {why}").format(why=one_line(str(error), 120))
        ) from error


def _word(delta: Mapping[str, Any], name: str) -> str:
    found = delta.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _no_text()
    return found


def _no_text() -> ModelError:
    return malformed(_("the endpoint answered with something that is no text"))


def _broken_off(error: Any) -> ModelError:
    words = error.get("message") if isinstance(error, Mapping) else error
    return ModelError(
        _("the endpoint broke the answer off ({reason})").format(reason=one_line(str(words), 200)),
        outcome="overloaded",
    )
