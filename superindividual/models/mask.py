"""Mask: an endpoint's key in what the endpoint says, hidden before anything keeps or shows it."""

from __future__ import annotations

import json
from typing import Any

_LIKE_A_KEY = 8
"""Characters of a key at least; a shorter one, such as a local server's `x`, is no secret and stands in any text."""
HIDDEN = "[key]"
_HIDDEN = HIDDEN.encode()


class Mask:
    """Hides one key."""

    def __init__(self, key: str) -> None:
        self._key = key if len(key) >= _LIKE_A_KEY else ""
        self._bytes = self._key.encode()
        self._written = json.dumps(self._key)[1:-1]
        """As JSON writes it."""

    def __bool__(self) -> bool:
        """Whether there is a key to hide."""
        return bool(self._key)

    def body(self, body: bytes) -> bytes:
        """An answer, or an event of one, as it came."""
        return body.replace(self._bytes, _HIDDEN) if self._key else body

    def text(self, text: str) -> str:
        """A text, as a whole."""
        return text.replace(self._key, HIDDEN) if self._key else text

    def value(self, value: Any) -> Any:
        """A value of JSON: also where the key was written with escapes, or was put together from several pieces."""
        if self._key and self._written in (text := json.dumps(value)):
            return json.loads(text.replace(self._written, HIDDEN))
        return value

    def beginning(self, text: str) -> int:
        """How many characters at the text's end may be the beginning of the key."""
        if not self._key:
            return 0
        at = text.find(self._key[0], max(0, len(text) - len(self._key) + 1))
        while at >= 0 and not self._key.startswith(text[at:]):
            at = text.find(self._key[0], at + 1)
        return 0 if at < 0 else len(text) - at


class Pieces:
    """A text that comes in pieces, without the key however it is cut: what may begin it waits for what comes next."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask if mask else None
        self._held = ""

    def add(self, piece: str) -> str:
        """What can be shown now."""
        if self._mask is None:
            return piece
        text = self._mask.text(self._held + piece)
        shown = len(text) - self._mask.beginning(text)
        self._held = text[shown:]
        return text[:shown]

    def rest(self) -> str:
        """What was held back and is no key after all, at the end."""
        rest, self._held = self._held, ""
        return rest
