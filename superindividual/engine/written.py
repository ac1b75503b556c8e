"""Written: a deliverable handed over as one JSON object, by a model whose endpoint calls no tools.

The object is only another way to say the same calls: each file goes through the toolbox as `write_file`, the rest as `submit`, with
the same authorisation, and whatever is wrong is told, as often as a model is reminded at all.
"""

from __future__ import annotations

import re

from pydantic import Field, ValidationError

from superindividual.models.outcome import strict_object
from superindividual.text import one_line
from superindividual.tools.tool import Arguments
from superindividual.tools.toolbox import ClaimArgument, Toolbox

FORM = (
    "If you cannot call tools, answer with nothing but one JSON object:"
    ' {"files": [{"path": "…", "content": "…"}], "summary": "…", "claims": [{"text": "…", "evidence": ["…"]}]}'
)
_FENCED = re.compile(r"^```(?:json)?\s*\n(.*)\n```$", re.DOTALL)


class WrittenFile(Arguments):
    """One file, whole."""

    path: str = Field(min_length=1, max_length=300)
    content: str


class Written(Arguments):
    """The whole handing over."""

    files: list[WrittenFile] = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=4000)
    claims: list[ClaimArgument] = []


async def hand_over(text: str, toolbox: Toolbox) -> str:
    """Make the calls that a text says, if it is such an object; gives what is wrong, or nothing where it is none."""
    bare = text.strip()
    fenced = _FENCED.match(bare)
    bare = fenced[1].strip() if fenced else bare
    if not bare.startswith("{"):
        return ""
    try:
        written = Written.model_validate(strict_object(bare))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"Refused: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        return f"Refused: that is no JSON object: {one_line(str(error), 200)}"
    for file in written.files:
        result = await toolbox.call("write_file", file.model_dump())
        if not result.ok:
            return f"Refused: {file.path}: {result.content}"
    claims = [claim.model_dump() for claim in written.claims]
    result = await toolbox.call("submit", {"summary": written.summary, "claims": claims})
    return "" if result.ok else f"Refused: {result.content}"
