"""Written: a deliverable handed over as one JSON object, by a model whose endpoint calls no tools.

The object is only another way to say the same calls: each file goes through the toolbox as `write_file`, the rest as `submit`, with
the same authorisation, and whatever is wrong is told, as often as a model is reminded at all.

An object is handed over whole or not at all: of one that is refused no file stays.

Nothing is repaired. A model that was asked for an object may put words around it: it is taken where it is the only one, and whole.
Two objects, or half of one, are none; nor is one that a model which has tools only mentions, as it may quote what came from outside.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import Field, ValidationError

from superindividual.models.outcome import strict_object
from superindividual.text import one_line
from superindividual.tools.tool import Arguments
from superindividual.tools.toolbox import ClaimArgument, Toolbox

FORM = (
    '{"files": [{"path": "…", "content": "…"}], "summary": "…", "claims": [{"text": "…", "evidence": ["…"]}]}'
)
WITHOUT_TOOLS = f"If you cannot call tools, answer with nothing but one JSON object: {FORM}"
_NOTHING_KEPT = ". No file of that answer was kept: answer with the whole object again"
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
"""What servers that do not know a model's thoughts leave before its answer."""
_OPEN = "<think>"
"""Thoughts without an end: what stands after it is one."""
_BRACE = re.compile(r"[{}]")
_PART = ("[", "]", ",", '"', "\\")
"""Beside an object that is part of something larger."""
_FENCED = re.compile(r"^```(?:json)?\s*\n(.*)\n```$", re.DOTALL)


def _object(**fields: Any) -> dict[str, Any]:
    """As strict schemas want it: every field is there, and no other."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_CLAIM = _object(text=_TEXT, evidence={"type": "array", "items": _TEXT})
_FILE = _object(path=_TEXT, content=_TEXT)
SCHEMA = _object(
    files={"type": "array", "items": _FILE},
    summary=_TEXT,
    claims={"type": "array", "items": _CLAIM},
)
RESPONSE = {"type": "json_schema", "json_schema": {"name": "deliverable", "schema": SCHEMA, "strict": True}}
"""The form of an answer, as an endpoint is told it; what it takes of that is its own."""


class WrittenFile(Arguments):
    """One file, whole."""

    path: str = Field(min_length=1, max_length=300)
    content: str


class Written(Arguments):
    """The whole handing over."""

    files: list[WrittenFile] = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=4000)
    claims: list[ClaimArgument] = []


def is_object(text: str) -> bool:
    """Whether a text begins as an object would."""
    return _bare(text).startswith("{")


def alone(text: str) -> str:
    """The one whole object that stands between words; the text as it is where there is none, or not exactly one."""
    bare = _bare(text)
    said = _THOUGHTS.sub("", bare, count=1)
    begin = said.find("{")
    try:
        _value, end = json.JSONDecoder().raw_decode(said, max(begin, 0))
    except (ValueError, RecursionError):
        return text
    before, after = said[:begin].rstrip(), said[end:].lstrip()
    stray = _BRACE.search(before + after) or _OPEN in before
    if begin < 0 or stray or before.endswith(_PART) or after.startswith(_PART):
        return text
    found = said[begin:end]
    return text if found == bare else found


def without_evidence(claims: object) -> str:
    """What a handing over is told whose claims name no evidence; nothing where all do."""
    listed = claims if isinstance(claims, list) else []
    bare = [n for n, one in enumerate(listed, 1) if isinstance(one, dict) and not one.get("evidence")]
    if not bare:
        return ""
    return (
        f"claims {', '.join(map(str, bare))} name no evidence: name it for each, leave the claim out, or submit again as it"
        " is, and the founder sees that it is only asserted"
    )


async def hand_over(text: str, toolbox: Toolbox, *, proved: bool = False) -> str:
    """Make the calls that a text says, if it is such an object; gives what is wrong, or nothing where it is none.

    With `proved`, claims without evidence are wrong too.
    """
    if not is_object(text):
        return ""
    try:
        written = Written.model_validate(strict_object(_bare(text)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"Refused: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        return f"Refused: that is no JSON object: {one_line(str(error), 200)}"
    if written == Written.model_validate_json(FORM):
        return "Refused: that is the form itself, not the work"
    claims = [claim.model_dump() for claim in written.claims]
    if proved and (bare := without_evidence(claims)):
        return f"Refused: {bare}"
    with toolbox.together():
        for file in written.files:
            result = await toolbox.call("write_file", file.model_dump())
            if not result.ok:
                return f"Refused: {file.path}: {result.content}{_NOTHING_KEPT}"
        result = await toolbox.call("submit", {"summary": written.summary, "claims": claims})
    return "" if result.ok else f"Refused: {result.content}{_NOTHING_KEPT}"


def _bare(text: str) -> str:
    bare = text.strip()
    fenced = _FENCED.match(bare)
    return fenced[1].strip() if fenced else bare
