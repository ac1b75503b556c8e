"""Language: which one the founder reads, and argparse's own words in it."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import find_company
from superindividual.text import Language, gettext, language
from superindividual.text import gettext as _

_SETTING = re.compile(r"""^language:[ \t]+["']?(en|zh-CN)["']?[ \t]*(?:#|$)""", re.MULTILINE)
"""The setting in `company.yaml`. Every command waits for it, `--help` and the one that checks a broken file included,
so it is looked for without the YAML reader."""


def founders_language(arguments: Sequence[str]) -> Language:
    """`SUPERINDIVIDUAL_LANG`, then `language` in `company.yaml`, then the locale."""
    return language(os.environ.get("SUPERINDIVIDUAL_LANG") or _companys(_folder(arguments)))


def _folder(arguments: Sequence[str]) -> Path:
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        if option == "--company":
            return Path(value if equals else following or ".")
    return Path.cwd()


def _companys(folder: Path) -> str | None:
    try:
        text = find_company(folder).spec.read_text(encoding="utf-8-sig")
    except (CompanyError, OSError, UnicodeError):
        return None
    found = _SETTING.search(text)
    return found.group(1) if found else None


def speak() -> None:
    """Let argparse say its own words through our catalogue instead of the system's."""
    vars(argparse).update(_=gettext, ngettext=lambda one, many, count: gettext(one if count == 1 else many))


def words_of_argparse() -> tuple[str, ...]:
    """Its messages up to Python 3.14, named here so that the catalogue has them."""
    return (
        _("usage: "),
        _("options"),
        _("positional arguments"),
        _("show this help message and exit"),
        _("show program's version number and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("argument %(argument_name)s: %(message)s"),
        _("the following arguments are required: %s"),
        _("one of the arguments %s is required"),
        _("unrecognized arguments: %s"),
        _("not allowed with argument %s"),
        _("ignored explicit argument %r"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        _("expected %s argument"),
        _("expected %s arguments"),
        _("ambiguous option: %(option)s could match %(matches)s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("unknown parser %(parser_name)r (choices: %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
    )
