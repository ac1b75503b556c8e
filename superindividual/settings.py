"""Settings: what a founder chose for their own screens, in one small file that they may also write by hand.

It is TOML and read with the standard library, since every start of the cockpit waits for it. Nothing secret stands in
it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from superindividual.errors import Position, SettingsUnwritable, SpecError, SpecErrors
from superindividual.paths import user_paths, write_private
from superindividual.text import Language, shown
from superindividual.text import gettext as _

THEMES = ("dark", "light", "contrast")
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Settings:
    """What the file says; what it does not say is left to the system."""

    language: Language | None = None
    theme: str = THEMES[0]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by action, in the place of those that come with it."""

    def with_keys(self, action: str, keys: tuple[str, ...]) -> Settings:
        """The same with other keys for an action; none means those that come with it."""
        others = {name: own for name, own in self.keys.items() if name != action}
        return replace(self, keys={**others, action: keys} if keys else others)


def settings_file() -> Path:
    """Where the founder's settings lie."""
    return user_paths().settings


def load_settings(file: Path | None = None) -> Settings:
    """The founder's settings; those of an absent file. Raises SpecErrors with every fault."""
    file = file or settings_file()
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SpecErrors([_fault(file, "", "", _("this file cannot be read as text"))]) from error
    return _read(text, file)


def save_setting(path: tuple[str, ...], value: str | list[str] | None, file: Path | None = None) -> Settings:
    """Change one setting and leave the rest of the file as it was written; None takes the setting out.

    `path` is the setting's name, after the table's where it stands in one.

    Raises:
        SpecErrors: the file has faults, or would have with this value.
        SettingsUnwritable: the file cannot be written.
    """
    file = file or settings_file()
    load_settings(file)
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    written = _with(text, path, value)
    settings = _read(written, file)
    try:
        write_private(file, written)
    except OSError as error:
        raise SettingsUnwritable(
            _("the settings cannot be written: {reason}").format(reason=error.strerror),
            remedy=_("make {file} yours").format(file=shown(str(file))),
        ) from error
    return settings


def _with(text: str, path: tuple[str, ...], value: str | list[str] | None) -> str:
    """The text with one setting changed."""
    *table, name = path
    lines = text.splitlines()
    start, end = _part(lines, table[0] if table else "")
    pattern = re.compile(rf"""^[ \t]*(["']?){re.escape(name)}\1[ \t]*=""")
    kept = [line for line in lines[start:end] if not pattern.match(line)]
    said = [] if value is None else [f"{_key(name)} = {json.dumps(value, ensure_ascii=False)}"]
    while kept and not kept[-1].strip():
        kept.pop()
    if table and start == len(lines) and said:
        kept = [*([""] if lines else []), f"[{table[0]}]"]
    after = lines[end:]
    return "\n".join([*lines[:start], *kept, *said, *([""] if after else []), *after]).strip("\n") + "\n"


def _part(lines: list[str], table: str) -> tuple[int, int]:
    """First line and the line after the last of a table; of what stands before all tables for an empty name."""
    heads = [n for n, line in enumerate(lines) if re.match(r"[ \t]*\[", line)]
    if not table:
        return 0, heads[0] if heads else len(lines)
    for number, head in enumerate(heads):
        if re.match(rf"[ \t]*\[[ \t]*{table}[ \t]*\]", lines[head]):
            return head, heads[number + 1] if number + 1 < len(heads) else len(lines)
    return len(lines), len(lines)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _read(text: str, file: Path) -> Settings:
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        message = _("this is no TOML: {reason}").format(reason=str(error).split(" (at")[0])
        raise SpecErrors([SpecError(Position(str(file), line, column), message)]) from error
    faults = list(_faults(data, text, file))
    if faults:
        raise SpecErrors(faults)
    keys = {name: _keys(given) for name, given in _flat(data.get("keys", {}))}
    return Settings(data.get("language"), data.get("theme", THEMES[0]), keys)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Names with dots, which TOML reads as tables in tables."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _keys(given: Any) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given]
    return tuple(part.strip() for text in listed for part in text.split(",") if part.strip())


def _faults(data: dict[str, Any], text: str, file: Path) -> list[SpecError]:
    known = ("language", "theme", "keys")
    faults = [
        _fault(file, text, name, _("there is no setting {name}").format(name=name), _one_of(known))
        for name in data
        if name not in known
    ]
    for name, choices in (("language", LANGUAGES), ("theme", THEMES)):
        if name in data and data[name] not in choices:
            message = _("{value} is no choice of {name}").format(value=data[name], name=name)
            faults.append(_fault(file, text, name, message, _one_of(choices)))
    keys = data.get("keys", {})
    if not isinstance(keys, dict):
        return [
            *faults,
            _fault(file, text, "keys", _("{name} must be a table").format(name="keys"), "[keys]"),
        ]
    return [*faults, *_key_faults(keys, text, file)]


def _key_faults(keys: dict[str, Any], text: str, file: Path) -> list[SpecError]:
    return [
        _fault(file, text, name, _("{name} must be a key or a list of keys").format(name=name), 'a = ["f5"]')
        for name, given in _flat(keys)
        if not all(isinstance(key, str) for key in (given if isinstance(given, list) else [given]))
    ]


def _one_of(choices: tuple[str, ...]) -> str:
    return _("choose one of: {choices}").format(choices=", ".join(choices))


def _fault(file: Path, text: str, name: str, message: str, remedy: str = "") -> SpecError:
    """A fault at the line that says `name`."""
    found = (
        re.search(rf"""^[ \t]*\[?[ \t]*["']?{re.escape(name)}["']?[ \t]*[=\]]""", text, re.MULTILINE)
        if name
        else None
    )
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return SpecError(Position(str(file), line), message, remedy=remedy, field=name)
