"""Expression tokens: the words and signs of an expression, and what is told where one does not belong."""

from __future__ import annotations

import re
from typing import NamedTuple

from superindividual.errors import ExpressionError
from superindividual.text import gettext as _
from superindividual.text import one_line

MOST_CHARACTERS, MOST_TOKENS, MOST_DIGITS = 1_000, 200, 15

NAME = re.compile(r"[^\W\d][\w\-]*")
"""As inputs and steps are called: nothing is subtracted here, so a hyphen is part of a name."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))|(?P<text>'[^']*'|\"[^\"]*\")"
    rf"|(?P<word>{NAME.pattern})|(?P<sign>==|!=|<=|>=|[<>()\[\],.]))"
)
_MEANT = {
    "&&": "and",
    "||": "or",
    "!": "not",
    "=": "==",
    "（": "(",
    "）": ")",
    "，": ",",
    "。": ".",
} | dict.fromkeys("“”‘’`", "'")
"""Signs of other languages and keyboards, with what stands for them here."""


class Token(NamedTuple):
    """A name or word, a number, a text, a sign, or the end; `at` and `end` count from 0."""

    kind: str
    text: str
    at: int
    end: int


def tokens(source: str) -> list[Token]:
    """The words and signs, and an empty one at the end.

    Raises:
        ExpressionError: the expression is too long, or holds what has no meaning here.
    """
    if len(source) > MOST_CHARACTERS:
        raise too_large(_("the expression is too long"), MOST_CHARACTERS)
    end, found = len(source.rstrip()), list[Token]()
    while (at := found[-1].end if found else 0) < end:
        match = _TOKEN.match(source, at, end)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            raise misplaced(source, end - len(source[at:end].lstrip()))
        token = Token(kind, match[kind], match.start(kind), match.end())
        if kind == "number" and sum(map(str.isdigit, token.text)) > MOST_DIGITS:
            remedy = _("write at most {count} digits").format(count=MOST_DIGITS)
            raise ExpressionError(_("the number is too long"), remedy=remedy, at=token.at)
        found.append(token)
        if len(found) > MOST_TOKENS:
            raise too_large(_("the expression is too long"), token.at)
    return [*found, Token("end", "", len(source), len(source))]


def too_large(message: str, at: int) -> ExpressionError:
    """The error of an expression that is more than it may be."""
    return ExpressionError(message, remedy=_("divide it over several steps"), at=at)


def misplaced(source: str, at: int) -> ExpressionError:
    """The error of a place at which something else must stand."""
    rest = source[at:].strip()
    message, remedy = _("{rest} does not belong here"), _("write it as in: inputs.price > 3")
    meant = next((word for sign, word in _MEANT.items() if rest.startswith(sign)), None)
    if not rest:
        message = _("something is missing at the end")
    elif rest[0] in "'\"" and rest[0] not in rest[1:]:
        message, remedy = _("a text is not closed"), _("end it with {sign}").format(sign=rest[0])
    elif meant and rest[:2] not in ("==", "!="):
        remedy = _("write {word}").format(word=meant)
    elif rest[0] == "(":
        remedy = _("write len(x) or default(x, y)")
    elif rest[0] in "+-*/%":
        remedy = _("let a step work it out: expressions do not calculate")
    return ExpressionError(message.format(rest=one_line(rest, 20)), remedy=remedy, at=at)
