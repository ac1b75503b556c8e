"""Ambient: what the calls of a block are made with, without handing it through each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Ambient(Generic[_Value]):
    """One value, which a block may replace for itself and for the tasks that begin in it."""

    def __init__(self, name: str, default: _Value) -> None:
        """`default` holds outside of every block."""
        self._current: ContextVar[_Value] = ContextVar(name, default=default)

    @contextmanager
    def within(self, value: _Value) -> Iterator[None]:
        """Let the value hold in the block."""
        token = self._current.set(value)
        try:
            yield
        finally:
            self._current.reset(token)

    def now(self) -> _Value:
        """The value that holds here."""
        return self._current.get()
