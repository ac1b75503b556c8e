"""An endpoint that nobody here wrote: `@copilotkit/aimock` from npm, which answers from fixtures, streamed or not.

A fixture is `{"match": {...}, "response": {...}}` as aimock's own files have it: the first that matches answers.
`match`: userMessage, systemMessage, toolName, hasToolResult, turnIndex (answers of the model so far), sequenceIndex (how
often this fixture matched before), model. `response`: content, toolCalls, finishReason, usage, or error with status and
retryAfter. Beside them: truncateAfterChunks and disconnectAfterMs cut a stream, chunkSize is in characters.
"""

from __future__ import annotations

import json
import queue
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.npm import node_program

VERSION = "1.43.0"
_STARTS = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
_SECONDS = 60.0


@dataclass(frozen=True)
class AiMock:
    """Where it listens."""

    base: str

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL is set to."""
        return f"{self.base}/v1"

    def requests(self) -> list[dict[str, Any]]:
        """Every request in its order, as aimock kept it: `body`, and `response` with `status`."""
        with urlopen(f"{self.base}/__aimock/journal?path=/v1/chat/completions&limit=1000") as answer:
            found = json.load(answer)
        entries: list[dict[str, Any]] = found["entries"] if isinstance(found, dict) else found
        return sorted(entries, key=lambda entry: entry["timestamp"])


@contextmanager
def aimock(fixtures: Sequence[dict[str, Any]], folder: Path) -> Iterator[AiMock]:
    """The server for as long as the block lasts, with a file of its fixtures in `folder`; skips where npm has none."""
    program = node_program("@copilotkit/aimock", VERSION, "dist/cli.js")
    file = folder / "aimock.json"
    file.write_text(json.dumps({"fixtures": list(fixtures)}), encoding="utf-8")
    command = [*program, "-p", "0", "-f", str(file), "--strict", "--validate-on-load", "--journal-max", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, said), daemon=True)
    reader.start()
    try:
        yield AiMock(_address(said))
    finally:
        process.terminate()
        process.wait(10)
        reader.join(10)
        assert process.stdout
        process.stdout.close()


def _read(process: subprocess.Popen[str], said: queue.Queue[str]) -> None:
    """Read all that it prints, so that it never waits for a reader."""
    assert process.stdout
    for line in process.stdout:
        said.put(line)
    said.put("")


def _address(said: queue.Queue[str]) -> str:
    lines: list[str] = []
    while line := said.get(timeout=_SECONDS):
        lines.append(line)
        if found := _STARTS.search(line):
            return found[1]
    raise AssertionError("aimock ended: " + "".join(lines)[-500:])
