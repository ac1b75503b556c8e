"""Search: a regular expression over texts, in a process of its own that is ended when its time is over.

Python's expressions can take longer than the age of the world on a short line, and hold everything up meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping

from superindividual.errors import PolicyDenied

MOST_HITS = 200
_SECONDS = 5.0
_MEMORY = 1024 * 2**20
_MOST_LINE = 300
_MOST_TEXT = 50_000_000

_SEARCH = """\
import json, re, resource, sys
seconds, memory, most, width = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
asked = json.load(sys.stdin)
try:
    found = re.compile(asked["pattern"]).search
except (re.error, OverflowError, RecursionError) as error:
    sys.exit(json.dump({"fault": str(error)}, sys.stdout))
hits = []
for path, text in asked["texts"].items():
    for number, line in enumerate(text.split("\\n"), 1):
        if len(hits) < most and found(line):
            hits.append(f"{path}:{number}: {line[:width]}")
json.dump({"hits": hits}, sys.stdout)
"""


async def lines_that_match(pattern: str, texts: Mapping[str, str], *, seconds: float = _SECONDS) -> list[str]:
    """The lines that hold a match, as `path:line: text`; at most `MOST_HITS`.

    Raises:
        PolicyDenied: it is no regular expression, it takes more than its time or memory, or the texts are too long.
    """
    if sum(map(len, texts.values())) > _MOST_TEXT:
        raise PolicyDenied("there is too much to search", remedy="search for plain text")
    given = json.dumps({"pattern": pattern, "texts": dict(texts)}).encode()
    words = ["-I", "-S", "-c", _SEARCH, str(int(seconds) + 1), str(_MEMORY), str(MOST_HITS), str(_MOST_LINE)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(seconds):
            told, _nothing = await process.communicate(given)
    except TimeoutError as error:
        raise _too_much() from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not told:
        raise _too_much()
    return _hits(json.loads(told))


def _hits(answer: Mapping[str, list[str]]) -> list[str]:
    if "fault" in answer:
        raise PolicyDenied(f"this is no regular expression: {answer['fault']}")
    return list(answer["hits"])


def _too_much() -> PolicyDenied:
    return PolicyDenied(
        "the expression takes too much time or memory", remedy="search for a simpler one, or for plain text"
    )
