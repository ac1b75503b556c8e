"""Filling in: the fields of a form, one question after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from superindividual.text import gettext as _
from superindividual_tui.fields import Field, values
from superindividual_tui.linear.talk import Talk


def fill_in(talk: Talk, fields: Sequence[Field]) -> dict[str, Any]:
    """The values of all fields; each is asked again until it fits. Raises Left."""
    texts = {field.name: _text(talk, field) for field in fields}
    return values(tuple(fields), texts)


def _text(talk: Talk, field: Field) -> str:
    talk.say()
    talk.say(field.asks)
    if field.usual:
        talk.say(_("Nothing typed means: {default}").format(default=field.usual))
    while True:
        text = _typed(talk, field)
        fault = field.fault(text)
        if not fault:
            return text
        talk.say(fault)


def _typed(talk: Talk, field: Field) -> str:
    if field.choices:
        words = [words for words, _value in field.choices]
        number = talk.choose(words, field.usual or _("leave it out"))
        return "" if number is None else words[number]
    if field.rows > 1:
        return talk.ask_lines(field.how)
    return talk.ask(f"{field.how}:")
