"""Read role cards; cards written for other tools are welcome, so what is unknown here warns."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.specs.agent import AgentSpec
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import Page, divide
from superindividual.specs.nearest import nearest
from superindividual.specs.reading import read, settings_of
from superindividual.specs.yaml import Document, parse
from superindividual.text import gettext as _
from superindividual.text import one_line

MAX_BYTES = 64 * 1024

_LISTS = ("tools", "disallowedTools", "skills", "mcpServers")
_COMMA = re.compile(r",(?![^()]*\))")  # not inside Bash(git add, git commit)
_KEY = re.compile(
    r"(?:name|tools|disallowedTools|model|maxTurns|skills|mcpServers|memory|color|permissionMode|hooks|background"
    r"|effort|isolation|initialPrompt|version|author|tags|category|allowed-tools):(?:\s|$)"
)
"""Where a description of several lines ends; the dialogues in it have keys of their own, such as `user:`."""

_PLAIN = re.compile(r"description:[ \t]+[^\s\"'|>\[{&*!]")
_OTHER_NAMES = {"allowed-tools": "tools", "allowedtools": "tools", "mcp-servers": "mcpServers"}


def load_agent(path: Path) -> tuple[AgentSpec, list[SpecError]]:
    """A role card and what to warn about; raises SpecErrors."""
    return read_agent(read_file(path, MAX_BYTES), str(path))


def load_card(path: Path) -> AgentSpec:
    """The same without what to warn about, parsed once for the same bytes: every step asks for its card."""
    return _card(read_file(path, MAX_BYTES), str(path))


@lru_cache(maxsize=128)
def _card(content: bytes, file: str) -> AgentSpec:
    return read_agent(content, file)[0]


def read_agent(content: bytes, file: str) -> tuple[AgentSpec, list[SpecError]]:
    """The same from bytes."""
    page = divide(content, file, MAX_BYTES)
    if page.settings.complete and not page.front:
        raise SpecErrors([_no_front_matter(file)])
    settings, warnings = (page.settings, []) if page.settings.complete else _with_plain_description(page)
    given = settings_of(settings)
    body = page.body.strip()
    if not body:
        settings = replace(settings, faults=(*settings.faults, _no_body(file, page)))
    data = {key: _listed(key, value) for key, value in given.items() if value is not None}
    return read(settings, AgentSpec, data={**data, "prompt": body}), [*warnings, *_unknown(given, settings)]


def _no_front_matter(file: str) -> SpecError:
    remedy = _("begin the file with the lines ---, name: …, description: …, ---")
    return SpecError(Position(file), _("the card has no front matter"), remedy=remedy)


def _no_body(file: str, page: Page) -> SpecError:
    remedy = _("say below the front matter how the job is done")
    return SpecError(Position(file, page.body_line), _("the card has no instructions"), remedy=remedy)


def _with_plain_description(page: Page) -> tuple[Document, list[SpecError]]:
    """Front matter whose description is no YAML, taken as it stands; any other that is broken stays so.

    Generated cards carry dialogues there, unquoted, with colons and over several lines, and the tool that they were
    written for reads them (https://github.com/anthropics/claude-code/issues/91871, read 2026-11-23).
    """
    lines = page.front
    begin = next((n for n, line in enumerate(lines) if _PLAIN.match(line)), len(lines))
    end = next((n for n in range(begin + 1, len(lines)) if _KEY.match(lines[n])), len(lines))
    left_out = [*lines[:begin], *[""] * (end - begin), *lines[end:]]
    rest = parse("\n".join(left_out).encode(), page.settings.file, first_line=2)
    if begin == len(lines) or not rest.complete:
        return page.settings, []
    place = Position(rest.file, begin + 2)
    warning = SpecError(
        place,
        _("the description is no YAML and is taken as plain text"),
        remedy=_("put it in quotes, or indent it below description: |"),
        field="description",
    )
    words = "\n".join(lines[begin:end]).removeprefix("description:").strip()
    data = {**(rest.data if isinstance(rest.data, dict) else {}), "description": words}
    keys = {**rest.keys, ("description",): place}
    return replace(rest, data=data, keys=keys, values={**rest.values, ("description",): place}), [warning]


def _unknown(given: dict[str, Any], settings: Document) -> list[SpecError]:
    known = {field.alias or name for name, field in AgentSpec.model_fields.items()} - {"prompt"}
    return [
        SpecError(
            settings.key_at((key,)),
            _("{key} is not known here and has no effect").format(key=one_line(key, 40)),
            remedy=nearest(_OTHER_NAMES.get(key.lower(), key), known),
            field=key,
        )
        for key in given
        if key not in known
    ]


def _listed(key: str, value: Any) -> Any:
    """Lists in the forms of other tools: `Read, Write`, `{write: true, bash: false}`, `[{server: {…}}]`."""
    if key not in _LISTS:
        return value
    if key == "tools" and value in ("*", ["*"]):
        return None
    if isinstance(value, str):
        return [part.strip() for part in _COMMA.split(value) if part.strip()]
    if isinstance(value, dict):
        return [name for name, allowed in value.items() if allowed is not False]
    if isinstance(value, list):
        return [_name(item) if isinstance(item, dict) else item for item in value]
    return value


def _name(server: dict[str, Any]) -> Any:
    """`{name: …, command: …}` or `{NAME: {command: …}}`."""
    return server.get("name") or next(iter(server), "")
