"""Language: which one the founder reads."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import find_company, user_paths
from superindividual.text import Language, language

_SETTING = re.compile(r"""^language:[ \t]+["']?(en|zh-CN)["']?[ \t]*(?:#|$)""", re.MULTILINE)
"""The setting in `company.yaml`. Every command waits for it, `--help` and the one that checks a broken file included,
so it is looked for without the YAML reader."""
_OWN = re.compile(r"""^language[ \t]*=[ \t]*["'](en|zh-CN)["'][ \t]*(?:#|$)""", re.MULTILINE)
"""The same in the founder's own settings, without the reader of TOML; it stands before the first table."""


def founders_language(arguments: Sequence[str]) -> Language:
    """`SUPERINDIVIDUAL_LANG`, then the founder's settings, then `language` in `company.yaml`, then the locale."""
    named = os.environ.get("SUPERINDIVIDUAL_LANG") or _founders() or _companys(_folder(arguments))
    return language(named)


def _founders() -> str | None:
    text = _text(user_paths().settings)
    found = _OWN.search(text.split("\n[", 1)[0])
    return found.group(1) if found else None


def _folder(arguments: Sequence[str]) -> Path:
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        option, equals, value = word.partition("=")
        if option == "--company":
            return Path(value if equals else following or ".")
    return Path.cwd()


def _companys(folder: Path) -> str | None:
    try:
        found = _SETTING.search(_text(find_company(folder).spec))
    except (CompanyError, OSError):
        return None
    return found.group(1) if found else None


def _text(file: Path) -> str:
    """A file's text; empty where there is none that can be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return ""
