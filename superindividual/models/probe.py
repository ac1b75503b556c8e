"""Probe: what an endpoint really does, measured with a few short calls; documents and presets only say what it should."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from superindividual.errors import ModelError
from superindividual.models.outcome import Judged, judge, strict_object
from superindividual.models.transport import Transport
from superindividual.specs.quirks import Quirks
from superindividual.text import gettext as _
from superindividual.text import one_line

SCHEMA = {
    "type": "object",
    "properties": {"colour": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["colour", "count"],
    "additionalProperties": False,
}
_TOOL = {
    "type": "function",
    "function": {
        "name": "note_colour",
        "description": "Note a colour and how many there are.",
        "parameters": SCHEMA,
    },
}
_ASK = "There are three red balls. Note it with the tool note_colour."
_PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mP4z8CAFTEMLQkAKP8/wc53yE8AAAAASUVORK5CYII="
"""Eight red dots by eight."""
_TOO_MANY = 100_000_000
_LIMIT = re.compile(
    r"(?:maximum context length|context (?:window|length)|max_model_len|at most)\D{0,40}?(\d{4,8})", re.I
)
_CONTEXT_FIELDS = (
    "context_length",
    "max_model_len",
    "max_context_length",
    "context_window",
    "loaded_context_length",
)
_REFUSED = frozenset({"refused_request", "overflow", "not_found", "unknown_model", "filtered"})


@dataclass(frozen=True)
class Seen:
    """One thing that was measured."""

    name: str
    does: bool | None
    """None where it could not be told."""
    said: str
    """What was seen, in words."""


@dataclass(frozen=True)
class Probed:
    """All that was measured."""

    seen: tuple[Seen, ...]
    quirks: Mapping[str, Any]
    """Fields of Quirks that the measurement settles."""


async def probe(transport: Transport, model: str, known: Quirks) -> Probed:
    """Measure an endpoint with about a dozen short calls, which cost what they cost there.

    Raises:
        ModelError: it does not answer at all.
    """
    look = _Look(transport, model, known)
    await look.plain()
    for measure in (
        look.tools,
        look.required,
        look.named,
        look.parallel,
        look.json_schema,
        look.json_object,
        look.strict,
        look.streams,
        look.length,
        look.images,
        look.context,
    ):
        await measure()
    return Probed(tuple(look.seen), look.quirks)


class _Look:
    """One endpoint while it is measured."""

    def __init__(self, transport: Transport, model: str, known: Quirks) -> None:
        self._transport = transport
        self._model = model
        self._length = known.length
        self.seen: list[Seen] = []
        self.quirks: dict[str, Any] = {}

    async def plain(self) -> None:
        """Whether it answers at all; without that nothing else can be measured."""
        raw = await self._transport.ask(self._body("Say: ready"))
        judge_leniently(raw)
        told = isinstance(raw.get("usage"), Mapping)
        self._see("answer", True, _("answers; tells its tokens") if told else _("answers; tells no tokens"))

    async def tools(self) -> None:
        """Whether it calls a tool when asked to."""
        await self._does("tools", self._calls(tools=[_TOOL]), _called)

    async def required(self) -> None:
        """Whether some tool can be demanded, though the words do not ask for one."""
        await self._does(
            "required_choice", self._calls("Hello.", tools=[_TOOL], tool_choice="required"), _called
        )

    async def named(self) -> None:
        """Whether one tool can be demanded by name."""
        choice = {"type": "function", "function": {"name": "note_colour"}}
        await self._does("named_choice", self._calls("Hello.", tools=[_TOOL], tool_choice=choice), _called)

    async def parallel(self) -> None:
        """Whether it reads `parallel_tool_calls`, and makes two calls in one answer."""
        words = (
            "There are three red and two blue balls. Note both colours, with two calls of the tool at once."
        )
        made: list[int] = []

        def counted(judged: Judged) -> bool:
            made.append(len(judged.calls))
            return True

        asked = self._calls(words, tools=[_TOOL], parallel_tool_calls=True)
        await self._does("parallel", asked, counted, said=_("takes the parameter parallel_tool_calls"))
        if not made:
            self._see("parallel_calls", None, _("not measured, since the parameter is not taken"))
            return
        self._see("parallel_calls", made[0] >= 2, _("{count} calls in one answer").format(count=made[0]))

    async def json_schema(self) -> None:
        """Whether an answer fits a schema that is given as such."""
        form = {"type": "json_schema", "json_schema": {"name": "balls", "schema": SCHEMA}}
        await self._does(
            "json_schema", self._calls("There are three red balls.", response_format=form), _fits, keep=False
        )

    async def json_object(self) -> None:
        """Whether an answer can be held to some JSON object; settles the form of schemas."""
        form = {"type": "json_object"}
        words = "There are three red balls. Answer as JSON with the keys colour and count."
        await self._does("json_object", self._calls(words, response_format=form), _is_object, keep=False)
        known = {seen.name: seen.does for seen in self.seen}
        if known["json_schema"] is not None or known["json_object"] is not None:
            self.quirks["schema_form"] = (
                "json_schema" if known["json_schema"] else "json_object" if known["json_object"] else "none"
            )

    async def strict(self) -> None:
        """Whether a tool may be held to its schema word for word."""
        tool = {**_TOOL, "function": {**_TOOL["function"], "strict": True}}  # type: ignore[dict-item]
        await self._does("strict", self._calls(tools=[tool]), _called)

    async def streams(self) -> None:
        """Whether it streams, and tells its tokens in a stream when asked to."""
        pieces: list[str] = []
        body = self._body("Count from one to ten in words.")

        async def ask() -> Any:
            asked = {**body, "stream": True, "stream_options": {"include_usage": True}}
            return await self._transport.stream(asked, pieces.append)

        raw = await self._answered("streams", ask)
        if raw is not None:
            self._see("streams", True, _("{count} pieces").format(count=len(pieces)))
            told = isinstance(raw.get("usage"), Mapping)
            self._see("stream_usage", told, _("tells its tokens") if told else _("tells no tokens"))
            self.quirks |= {"streams": True, "stream_usage": told}

    async def length(self) -> None:
        """Under which name it reads how long an answer may be."""
        for name in ("max_tokens", "max_completion_tokens"):
            body = {
                k: v
                for k, v in self._body("Count from one to a hundred in words.").items()
                if not k.startswith("max_")
            }

            async def ask(asked: Any = {**body, name: 5}) -> Any:  # noqa: B006 - bound to this turn
                return await self._transport.ask(asked)

            raw = await self._answered(name, ask)
            if raw is None:
                continue
            cut = _ended(raw) == "length"
            self._see(name, cut, _("cuts the answer off") if cut else _("passes over it"))
            if cut:
                self.quirks["length"] = self._length = name
                return

    async def images(self) -> None:
        """Whether it sees a picture; what it says of it is not looked at."""
        content = [
            {"type": "text", "text": "Which colour is this? One word."},
            {"type": "image_url", "image_url": {"url": _PICTURE}},
        ]
        await self._does(
            "images", self._calls(content), lambda judged: "red" in judged.text.lower() or "红" in judged.text
        )

    async def context(self) -> None:
        """How much it takes: as its list of models says, else as it says when far too much is asked for."""
        found = await self._listed_context()
        if found is None:

            async def ask() -> Any:
                return await self._transport.ask({**self._body("Say: ready"), self._length: _TOO_MANY})

            try:
                await ask()
            except ModelError as error:
                told = _LIMIT.search(str(error))
                found = int(told[1]) if told else None
        self._see("context", None if found is None else True, str(found) if found else _("nobody says"))
        if found:
            self.quirks["context"] = found

    async def _listed_context(self) -> int | None:
        try:
            listed = await self._transport.get("/models")
        except ModelError:
            return None
        entries = listed.get("data") if isinstance(listed, Mapping) else None
        own = [e for e in entries or () if isinstance(e, Mapping) and e.get("id") == self._model]
        sizes = [e.get(name) for e in own for name in _CONTEXT_FIELDS]
        return next((s for s in sizes if isinstance(s, int) and s > 0), None)

    def _calls(self, words: Any = _ASK, **fields: Any) -> Callable[[], Awaitable[Any]]:
        return lambda: self._transport.ask({**self._body(words), **fields})

    def _body(self, words: Any) -> dict[str, Any]:
        messages = [{"role": "user", "content": words}]
        return {"model": self._model, "messages": messages, self._length: 1000}

    async def _does(
        self,
        name: str,
        ask: Callable[[], Awaitable[Any]],
        shows: Callable[[Judged], bool],
        *,
        keep: bool = True,
        said: str = "",
    ) -> None:
        raw = await self._answered(name, ask, keep=keep)
        if raw is None:
            return
        try:
            does = shows(judge(raw))
        except ModelError as error:
            does = False
            self._see(name, does, one_line(error.message, 120))
        else:
            self._see(name, does, said or _("does") if does else _("takes it, and does not do it"))
        if keep:
            self.quirks[name] = does

    async def _answered(self, name: str, ask: Callable[[], Awaitable[Any]], *, keep: bool = True) -> Any:
        """The answer; None where it was refused, which is told, or where nothing can be told."""
        try:
            return await ask()
        except ModelError as error:
            refused = error.outcome in _REFUSED
            self._see(name, False if refused else None, one_line(error.message, 120))
            if refused and keep and name in Quirks.model_fields:
                self.quirks[name] = False
            return None

    def _see(self, name: str, does: bool | None, said: str) -> None:
        self.seen.append(Seen(name, does, said))


def judge_leniently(raw: Any) -> None:
    """Whether it is an answer at all; one that is cut off or empty is one here."""
    try:
        judge(raw)
    except ModelError as error:
        if error.outcome not in ("truncated", "empty", "refused"):
            raise


def _ended(raw: Any) -> Any:
    try:
        return raw["choices"][0]["finish_reason"]
    except (KeyError, IndexError, TypeError):
        return None


def _called(judged: Judged) -> bool:
    return any(c.name == "note_colour" and set(c.arguments) == {"colour", "count"} for c in judged.calls)


def _fits(judged: Judged) -> bool:
    try:
        found = json.loads(judged.text)
    except ValueError:
        return False
    return (
        isinstance(found, dict) and isinstance(found.get("colour"), str) and type(found.get("count")) is int
    )


def _is_object(judged: Judged) -> bool:
    try:
        strict_object(judged.text)
    except (ValueError, RecursionError):
        return False
    return True
