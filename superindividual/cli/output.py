"""Output: one way to print records, as text or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.text import cell_width, safe_text, shown
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from argparse import Namespace


def company(options: Namespace) -> Company:
    """The company that the options name, or the one around this folder."""
    return Company.open(options.company)


def say(text: str = "") -> None:
    """Print a line that may hold foreign text."""
    print(safe_text(text))


def cells(text: str, width: int) -> str:
    """The text, filled up to a column of so many cells: a Han character takes two."""
    return text + " " * (width - cell_width(text))


def emit(options: Namespace, value: Any, text: Callable[[], Iterable[str]]) -> int:
    """Print `value` as JSON, or the lines that `text` gives; the exit code is 0."""
    if options.json:
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    else:
        for line in text():
            say(line)
    return 0


def in_colour() -> bool:
    """Whether the output is a terminal that wants colour."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def named(texts: Iterable[str]) -> dict[str, str]:
    """Every `NAME=VALUE` as typed; raises CompanyError when one has no name or no value, or a name stands twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            fault = _("{text} has no value") if not equals else _("{text} names nothing")
            raise CompanyError(fault.format(text=shown(text)), remedy=_("write NAME=VALUE"))
        if name in found:
            message = _("{name} is given twice, as “{first}” and as “{second}”")
            raise CompanyError(
                message.format(name=shown(name), first=shown(found[name]), second=shown(value)),
                remedy=_("give it once"),
            )
        found[name] = value
    return found
