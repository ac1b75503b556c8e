"""Faults as they are printed."""

from __future__ import annotations

from markdown_site import messages
from markdown_site.fault import Fault, in_order


def test_form() -> None:
    """File, line and kind come first, as editors expect."""
    error = Fault("a/b.md", 3, "why", is_error=True)
    assert str(error) == f"a/b.md:3: {messages.ERROR}{messages.COLON}why"
    warning = Fault("a/b.md", 3, "why")
    assert str(warning) == f"a/b.md:3: {messages.WARNING}{messages.COLON}why"


def test_order() -> None:
    """By file, then by line, each once."""
    one, two, three = Fault("a", 2, "x"), Fault("a", 10, "x"), Fault("b", 1, "x")
    assert in_order([three, two, one, two]) == (one, two, three)
