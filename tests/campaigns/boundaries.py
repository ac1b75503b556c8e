"""Boundaries: the moments at which a worker is killed: around nodes, ways out, commits of the journal, and checkpoints.

`tell_of` makes this process call `reach` with the kind and the name of each boundary that it comes to. Names are the
same in each life, so that it can be known at which of them a life has ended already.
"""

from __future__ import annotations

import functools
import json
import re
import smtplib
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dulwich.refs
import httpx

import superindividual.journal.store as store_module
from superindividual.effects.git_push import GitPush
from superindividual.effects.http_post import HttpPost
from superindividual.effects.publish_folder import PublishFolder
from superindividual.effects.send_email import SendEmail
from superindividual.effects.write_ics import WriteIcs
from superindividual.engine.effect import EffectNodes
from superindividual.engine.saver import Saver
from superindividual.engine.step import NODES, StepNodes
from superindividual.journal.anchor import Anchor

KINDS = ("node", "effect", "commit", "checkpoint")

Reach = Callable[[str, str], None]

MIDDLE: Mapping[str, tuple[Any, str, Callable[..., bool]]] = {
    "publish_folder": (Path, "rename", lambda *_: True),
    "write_ics": (Path, "replace", lambda path, *_: ".ics" in path.name),
    "git_push": (dulwich.refs.DiskRefsContainer, "set_if_equals", lambda *_: True),
    "http_post": (httpx.HTTPTransport, "handle_request", lambda *_: True),
    "send_email": (
        smtplib.SMTP,
        "send",
        lambda _smtp, data, *_: isinstance(data, bytes) and data.endswith(b"\r\n.\r\n"),
    ),
}
"""The one call of each way out after which the receiver has it, and which of its calls that is."""

WAYS = (PublishFolder, WriteIcs, GitPush, HttpPost, SendEmail)


def tell_of(kinds: tuple[str, ...], reach: Reach) -> None:
    """Call `reach` at every boundary of these kinds from now on."""
    tellers = {"node": _nodes, "effect": _effects, "commit": _commits, "checkpoint": _checkpoints}
    for kind in kinds:
        tellers[kind](functools.partial(reach, kind))


def around(
    owner: Any,
    call: str,
    before: Callable[..., None],
    after: Callable[..., None],
    when: Callable[..., bool] = lambda *_: True,
) -> None:
    """Let both see the arguments of a call, one before and one after it."""
    original = getattr(owner, call)

    def called(*given: Any, **named: Any) -> Any:
        meant = when(*given)
        if meant:
            before(*given)
        answer = original(*given, **named)
        if meant:
            after(*given)
        return answer

    setattr(owner, call, called)


def _nodes(reach: Callable[[str], None]) -> None:
    for owner in (StepNodes, EffectNodes):
        for node in NODES:
            if node in vars(owner):
                _node(owner, node, reach)


def _node(owner: type[StepNodes], node: str, reach: Callable[[str], None]) -> None:
    original = getattr(owner, node)

    async def called(self: Any, state: Any) -> Any:
        place = f"{self.desk.step.id}/{node}/{state.get('attempt', 1)}"
        reach(f"{place}/before")
        answer = await original(self, state)
        reach(f"{place}/after")
        return answer

    setattr(owner, node, called)


def _effects(reach: Callable[[str], None]) -> None:
    """Around each way out as a whole, and around the one call in it after which the receiver has it."""
    for way in WAYS:
        _whole(way, reach)
    for how, (owner, call, when) in MIDDLE.items():
        around(
            owner,
            call,
            lambda *_, how=how: reach(f"{how}/nothing there"),
            lambda *_, how=how: reach(f"{how}/it is there"),
            when,
        )


def _whole(way: Any, reach: Callable[[str], None]) -> None:
    def place(action: Any) -> str:
        return f"{way.__name__}/{action.destination}"

    around(
        way,
        "perform",
        lambda _self, action, *_: reach(f"{place(action)}/before"),
        lambda _self, action, *_: reach(f"{place(action)}/performed"),
    )


def _commits(reach: Callable[[str], None]) -> None:
    """Before and after each COMMIT of the journal, and after its line in the anchor."""
    last = [""]

    class Told(sqlite3.Connection):
        written: list[str]

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                self.written = []
            if sql != "COMMIT":
                self.written = [*getattr(self, "written", []), *_written(sql, parameters)]
                return super().execute(sql, parameters)
            last[0] = " ".join(self.written) or "nothing sealed"
            reach(f"{last[0]}/before")
            cursor = super().execute(sql)
            reach(f"{last[0]}/after")
            return cursor

    store_module.sqlite3.connect = functools.partial(sqlite3.connect, factory=Told)  # type: ignore[assignment]
    around(Anchor, "_append", lambda *_: None, lambda *_: reach(f"{last[0]}/anchored"))


def _written(sql: str, parameters: Any) -> list[str]:
    """What a statement writes, told by names that are the same in each life."""
    if sql.startswith("INSERT INTO events"):
        return [f"{parameters[1]}:{parameters[3] or ''}"]
    if not sql.startswith("INSERT INTO seals"):
        return []
    rows: dict[str, object] = json.loads(parameters[5])
    return list(rows)  # without their keys: a new try may have new ones


def _checkpoints(reach: Callable[[str], None]) -> None:
    def put(_saver: Saver, config: Any, _checkpoint: Any, metadata: Any, *_: Any) -> str:
        return f"put/{_lane(config)}/{metadata.get('step')}"

    def writes(_saver: Saver, config: Any, written: Any, _task: str, path: str = "") -> str:
        return f"writes/{_lane(config)}/{path}/{','.join(sorted({channel for channel, _value in written}))}"

    for call, named in (("put", put), ("put_writes", writes)):
        around(
            Saver,
            call,
            lambda *given, named=named: reach(f"{named(*given)}/before"),
            lambda *given, named=named: reach(f"{named(*given)}/after"),
        )


def _lane(config: Any) -> str:
    """The graph within the graph, without the numbers of its tasks."""
    return re.sub(r":[0-9a-f-]{36}", "", config["configurable"].get("checkpoint_ns", ""))
