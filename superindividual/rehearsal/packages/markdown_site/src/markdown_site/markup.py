"""Markup: HTML put together so that text can never become markup."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"img", "link", "meta"})


class Html(str):
    """A piece of HTML; every other text is escaped when it is put into one."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | None) -> Html:
    """Write one element.

    Args:
        name: such as `p`.
        children: text, which is escaped, or Html, which is not.
        attributes: `class_` stands for `class`, `aria_label` for `aria-label`; what is
            None is left out.
    """
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{words}>")
    return Html(f"<{name}{words}>{join(*children)}</{name}>")


def join(*pieces: str, between: str = "") -> Html:
    """Put pieces one after the other, escaping what is no Html."""
    return Html(
        between.join(
            piece if isinstance(piece, Html) else escape(piece, quote=False)
            for piece in pieces
            if piece
        )
    )


def lines(*pieces: str) -> Html:
    """Put pieces one below the other."""
    return join(*pieces, between="\n")
