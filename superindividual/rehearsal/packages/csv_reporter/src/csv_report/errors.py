"""What stops a whole run, as opposed to one bad line."""

from __future__ import annotations


class InputError(Exception):
    """The input cannot be used; the message says what to do about it."""
