"""Language: which one the founder reads."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import find_company
from superindividual.text import Language, language

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
