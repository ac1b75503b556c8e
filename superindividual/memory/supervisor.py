"""Supervisor: the worker's end of the index's own process: begins it, asks it, and begins it again when it falls."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from superindividual.errors import MemoryUnavailable
from superindividual.memory.frames import Frame, receive, send
from superindividual.text import gettext as _

_PASSED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "SUPERINDIVIDUAL_LANG",
)
"""Of the environment: no key of the worker's."""
_BEGIN_SECONDS = 60.0
"""For loading Chroma, and reading all of the index to prove it."""
_CLOSE_SECONDS = 60.0
_END_SECONDS = 0.2
"""For a process that is ending by itself."""
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Opening:
    """What the process is to keep."""

    folder: Path
    """Chroma's files; its lock, manifest and the cache of vectors lie beside it."""
    embedder: str
    company: str
    """What tells its collections from those of others on one server."""
    server: str = ""
    """A Chroma server's address, in the place of files."""
    token: str = ""


class Supervisor:
    """One question at a time; MemoryUnavailable while the process is down. It may be used from every thread."""

    def __init__(self, opening: Opening, clock: Callable[[], float] = time.monotonic) -> None:
        self.opening = opening
        self._clock = clock
        self._asking = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._begun = 0.0
        self._pause = 0.5
        self._not_before = 0.0
        self._why = ""
        self._closed = False
        self.generation = ""
        """What was compared with another generation of the index says nothing of this one."""

    @property
    def pid(self) -> int | None:
        """The process, while one runs."""
        return self._process.pid if self._process else None

    def ask(
        self, do: str, body: bytes = b"", *, patience: float = 60.0, seconds: float = 60.0, **fields: Any
    ) -> Frame:
        """Ask the process; it is begun where none runs.

        `patience`: seconds to wait for other questions that are being answered; `seconds`: for the answer, and a
        process that gives none by then is ended.

        Raises:
            MemoryUnavailable: it is down, busy, held by another worker, or could not do what was asked.
        """
        if not self._asking.acquire(timeout=patience):
            raise MemoryUnavailable(_("the memory index is busy"))
        try:
            wire = self._begin() if self._wire is None else self._wire
            answer = self._exchange(wire, seconds, do, body, fields)
        finally:
            self._asking.release()
        if "error" in answer.head:
            raise MemoryUnavailable(
                _("the memory index cannot do this: {error}").format(error=answer.head["error"]),
                remedy=_("make room or mend the disk; it goes on by itself"),
            )
        return answer

    def _begin(self) -> socket.socket:
        if self._closed or self._clock() < self._not_before:
            raise MemoryUnavailable(self._why or _("the memory index is closed"))
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
                [sys.executable, "-P", "-m", "superindividual.memory.index_process", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr.fileno() if _has_file(sys.stderr) else subprocess.DEVNULL,
                stderr=None if _has_file(sys.stderr) else subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={name: os.environ[name] for name in _PASSED if name in os.environ}
                | {"ANONYMIZED_TELEMETRY": "False", "PYTHONWARNINGS": "ignore"},
                start_new_session=True,  # Ctrl-C is the worker's: it ends this in order
            )
        self._begun = self._clock()
        self._wire = ours
        fields = {**asdict(self.opening), "folder": str(self.opening.folder), "worker": os.getpid()}
        head = self._exchange(ours, _BEGIN_SECONDS, "open", b"", fields).head
        if reason := self._refused(head):
            self._fall(reason)
            raise MemoryUnavailable(self._why)
        return ours

    @staticmethod
    def _refused(head: dict[str, Any]) -> str:
        if "held" in head:
            return _("another process keeps the memory index: {owner}").format(owner=head["held"])
        return _("it cannot be opened: {error}").format(error=head["error"]) if "error" in head else ""

    def _exchange(
        self, wire: socket.socket, seconds: float, do: str, body: bytes, fields: dict[str, Any]
    ) -> Frame:
        try:
            wire.settimeout(seconds)
            send(wire, {"do": do, **fields}, body)
            answer = receive(wire)
        except (OSError, EOFError, ValueError) as error:
            self._fall("")
            raise MemoryUnavailable(self._why) from error
        if "generation" in answer.head:
            self.generation = f"{self.pid}-{answer.head['generation']}"
        return answer

    def _fall(self, reason: str) -> None:
        """End what is left of the process, and wait longer each time that it does not live long."""
        ended = self._end()
        now = self._clock()
        self._pause = min(self._pause * 2, _LONGEST_PAUSE) if now - self._begun < _LONGEST_PAUSE else 1.0
        self._not_before = now + self._pause
        self._why = _("the memory index is down: {reason}").format(reason=reason or ended)
        self.generation = ""

    def _end(self) -> str:
        """Reap the process, and kill it where it still runs; gives what became of it."""
        process, self._process = self._process, None
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        if process is None:
            return ""
        try:
            return _("its process ended with {status}").format(status=process.wait(_END_SECONDS))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return _("its process gave no answer")

    def close(self) -> None:
        """Let the process write what it holds back, and end it; nothing more is asked."""
        self._closed = True
        with self._asking:
            if self._wire is None:
                return
            with suppress(OSError, EOFError, ValueError):
                self._wire.settimeout(_CLOSE_SECONDS)
                send(self._wire, {"do": "close"})
                receive(self._wire)
            self._end()


def _has_file(stream: Any) -> bool:
    """Whether a stream is a file of the system's, which a child can write to."""
    try:
        return isinstance(stream.fileno(), int)
    except (AttributeError, OSError, ValueError):
        return False
