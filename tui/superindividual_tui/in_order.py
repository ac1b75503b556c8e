"""In order: a key goes out when the one before has done all that it does.

Textual hands each key to whatever has the focus when it arrives, while the key before may still be on its way up from
there to the binding that moves the focus. Typed fast, pasted, or on a busy machine, the words after `/` then act as
keys of the room, and what follows a tab is written into the field before it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TypeVar

from textual import events, on
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

_T = TypeVar("_T")

_ROUNDS = 3
"""How often a key is followed up: for itself, for what it made a widget say (that enter was pressed in it), and for the
focus that was asked for upon that."""
_PATIENCE = 0.3
"""Seconds until the next key goes out all the same: a widget may have been taken away, and its messages with it."""


class Followed(Message, bubble=True):
    """Goes the way of a key, behind it: where the app gets it, all on that way have dealt with the key."""

    def __init__(self, key: int) -> None:
        super().__init__()
        self.key = key


class InOrder(App[_T]):
    """An app that deals with keys and pastes one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._count = 0
        self._under_way = 0
        """The key that was given out and is not done; 0 is none."""
        self._rounds = 0
        self._taker: Widget | Screen[object] | None = None
        self._upon: Screen[object] | None = None

    def giving(self) -> None:
        """Called before each key or paste goes out, which may be later than it came."""

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes wait for their turn; all else is as ever."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self._under_way:
            await self._give()
        elif len(self._typed) == 1:
            self._watch()

    async def _give(self) -> None:
        self._count += 1
        self._under_way, self._rounds = self._count, _ROUNDS
        self._taker, self._upon = self.focused or self.screen, self.screen
        self.giving()
        await super().on_event(self._typed.popleft())
        self._follow()
        if self._typed:
            self._watch()

    def _follow(self) -> None:
        """Send after it, by whom it went to; by whom the next would go to, where that one is no longer on top."""
        taker = self._taker
        if taker is None or not taker.is_attached or taker.screen is not self.screen:
            taker = self._taker = self.focused or self.screen
        taker.post_message(Followed(self._under_way))

    @on(Followed)
    async def _next(self, followed: Followed) -> None:
        if followed.key != self._under_way:
            return
        self._rounds -= 1
        if self.screen is not self._upon:  # it opened or closed a dialog, which has yet to take the focus
            self._upon, self._rounds = self.screen, max(self._rounds, 1)
        if self._rounds > 0:
            self._follow()
        else:
            await self._go_on(followed.key)

    async def _go_on(self, key: int) -> None:
        if key == self._under_way:
            self._under_way = 0
            if self._typed:
                await self._give()

    def _watch(self) -> None:
        key = self._under_way
        asyncio.get_running_loop().call_later(_PATIENCE, lambda: self.call_later(self._go_on, key))
