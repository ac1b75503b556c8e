"""Output: one way to print records, as text or JSON."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from typing import Any

from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.text import cell_width, safe_text
from superindividual.text import gettext as _


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


def named(text: str) -> tuple[str, str]:
    """`NAME=VALUE` as typed; raises CompanyError when it has no value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise CompanyError(_("{text} has no value").format(text=text), remedy=_("write NAME=VALUE"))
    return name, value
