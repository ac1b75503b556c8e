"""Anchor: a file beside the database that says, line by line, how far the ledger had come.

Whoever can write the database alone can recompute every hash in it, or put an older copy back. Each commit that extends
the ledger is therefore followed by one line here, chained on its own. Commits wait for each other at the file's lock and
bring the line before theirs to the disk first, so that after a kill or a power cut the file lags by one commit at most. Lagging by one is no
alarm, and the next commit writes the missing line, marked `late`; lagging by more, being ahead, or differing is one.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from superindividual.errors import JournalCorrupt, JournalUnwritable, unwritable
from superindividual.ids import Digest, digest_of
from superindividual.journal.seals import GENESIS, Seal
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_LINE = 1024
"""More bytes than a line has."""

PATIENCE = 30.0
"""Seconds to wait for the file's lock: longer than any commit of another process takes, on any disk that works."""

_BETWEEN = 0.002
"""Seconds between two looks at the lock."""


@dataclass(frozen=True)
class Line:
    """One line: the ledger's head after one commit."""

    number: int
    """Of the seal; counts commits from 1."""
    seal: Digest
    seq: int
    head: str
    entries: int
    at: str
    late: bool
    """Written by the commit after it, since the process that made it died."""
    hash: Digest

    @classmethod
    def of(cls, seal: Seal, before: str, *, late: bool) -> Line:
        """The line that anchors a seal behind the line with that hash."""
        told = (seal.number, seal.hash, seal.seq, seal.head, seal.entries, seal.at, late)
        return cls(*told, hash=digest_of([before, *told]))

    def follows(self, before: str) -> bool:
        """Whether the line's hash follows from its words and the line before."""
        told = (self.number, self.seal, self.seq, self.head, self.entries, self.at, self.late)
        return self.hash == digest_of([before, *told])


class Anchor:
    """Read and extend the file; nothing in it is ever changed."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._thread: ThreadPoolExecutor | None = None
        self._ahead: tuple[Digest, Future[None]] | None = None
        """The hash of the line that the thread brings to the disk, and when it has."""
        self._known: tuple[bytes, Line] | None = None
        """The line written last by this process, and its text."""

    @contextmanager
    def written_ahead(self) -> Iterator[None]:
        """In the block a thread brings every line to the disk at once, so that hardly a commit waits for the line before."""
        # here, since only a worker needs it and it takes longer to load than a command
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1, "anchor") as self._thread:
            try:
                yield
            finally:
                self._thread = None

    def lines(self) -> list[Line]:
        """All whole lines; what a kill cut off is none.

        Raises:
            JournalCorrupt: a line cannot be read.
        """
        try:
            return _lines(self.path, self.path.read_bytes())
        except FileNotFoundError:
            return []

    def last(self) -> Line | None:
        """The last whole line, without reading those before it; raises JournalCorrupt."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            return self._last(descriptor)
        finally:
            os.close(descriptor)

    def _last(self, descriptor: int) -> Line | None:
        tail = os.pread(descriptor, 2 * _LINE, max(os.fstat(descriptor).st_size - 2 * _LINE, 0))
        whole = tail.split(b"\n")[:-1]
        if not whole:
            return None
        if self._known is not None and whole[-1] == self._known[0]:  # the same bytes say the same again
            return self._known[1]
        return _line(self.path, whole[-1])

    def refuse_unless_agreeing(self, newest: Seal | None, line: Line | None) -> None:
        """Let the database go on only from where its anchor ends.

        Raises:
            JournalCorrupt: the database is older than the anchor, another one, or has more that was not anchored than
                one killed process can leave.
        """
        fault = disagreement(line, newest)
        if fault:
            raise JournalCorrupt(
                fault,
                remedy=_(
                    "see where it begins: superindividual ledger verify; or restore {folder} as a whole"
                ).format(folder=self.path.parent),
            )

    @contextmanager
    def extended(self, seal: Seal, before: Seal | None) -> Iterator[None]:
        """Around the commit of `seal`: no other commit comes between it and its line.

        Raises:
            JournalCorrupt: the file does not agree with what stands before the seal; nothing was committed.
            JournalUnwritable: the file cannot be written, or another process does not let go of it; nothing was
                committed.
        """
        with ExitStack() as opened:  # whose end also frees the lock
            try:
                descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
                opened.callback(os.close, descriptor)
                line = self._caught_up(descriptor, before)
            except OSError as error:
                raise unwritable(self.path, error.strerror) from error
            yield
            # the commit stands, whatever becomes of its line, which the next one writes late
            with suppress(OSError):
                self._bring(self._append(descriptor, seal, line, late=False))

    def _caught_up(self, descriptor: int, before: Seal | None) -> Line | None:
        """The last line, that of the seal before, when it is on the disk."""
        self._lock(descriptor, fcntl.LOCK_EX)
        line = self._last(descriptor)
        self.refuse_unless_agreeing(before, line)
        if before and (line is None or line.number < before.number):
            line = self._append(descriptor, before, line, late=True)
        if not self._on_disk(line):
            os.fdatasync(descriptor)  # even a power cut leaves one commit without its line at most
        return line

    def _bring(self, line: Line) -> None:
        thread = self._thread
        with suppress(RuntimeError):  # the block ends just now
            if thread:
                self._ahead = line.hash, thread.submit(self._to_disk)

    def _on_disk(self, line: Line | None) -> bool:
        """Whether the thread brought that line there; raises OSError where it could not bring one."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return False
        ahead[1].result()
        return line is not None and line.hash == ahead[0]

    def _to_disk(self) -> None:
        descriptor = os.open(self.path, os.O_RDWR)
        try:
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def _append(self, descriptor: int, seal: Seal, after: Line | None, *, late: bool) -> Line:
        line = Line.of(seal, after.hash if after else GENESIS, late=late)
        text = json.dumps(vars(line), separators=(",", ":")).encode()
        _drop_what_a_kill_cut_off(descriptor)
        if os.write(descriptor, text + b"\n") <= len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._known = text, line
        return line

    def _lock(self, descriptor: int, kind: int) -> None:
        """Wait for the lock, which is free again within a moment unless a process hangs; raises JournalUnwritable."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise _taken(self.path, self._patience) from None
            time.sleep(_BETWEEN)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """No commit is between its end and its line while the block begins to read; raises JournalUnwritable."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            yield
            return
        try:
            self._lock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)


def _taken(path: Path, seconds: float) -> JournalUnwritable:
    return JournalUnwritable(
        _("{path} has been locked by another process for {seconds:.0f} seconds").format(
            path=path, seconds=seconds
        ),
        remedy=_("see which one hangs, and end it: fuser {path}").format(path=path),
    )


def disagreement(line: Line | None, newest: Seal | None) -> str:
    """Why the last line does not fit the newest seal; empty when it does."""
    anchored, sealed = (line.number if line else 0), (newest.number if newest else 0)
    if anchored > sealed:
        return _("the journal is older than its anchor: {sealed} commits of {anchored}").format(
            sealed=sealed, anchored=anchored
        )
    if sealed - anchored > 1:
        return _("the anchor tells of {anchored} commits of {sealed}").format(
            anchored=anchored, sealed=sealed
        )
    expected = newest and (newest.hash if anchored == sealed else newest.before)
    if line and line.seal != expected:
        return _("the anchor tells of another ledger than the one in the journal")
    return ""


def _lines(path: Path, content: bytes) -> list[Line]:
    return [_line(path, line) for line in content.split(b"\n")[:-1]]


def _line(path: Path, text: bytes) -> Line:
    line = _read(text)
    if line is None:
        raise JournalCorrupt(_("{path} is damaged").format(path=path), remedy=_("restore it from a backup"))
    return line


def _read(text: bytes) -> Line | None:
    try:
        line = Line(**json.loads(text))
    except (ValueError, TypeError):
        return None
    kinds = [type(value) for value in vars(line).values()]
    plain = all(value.isascii() for value in vars(line).values() if isinstance(value, str))
    return line if plain and kinds == [int, str, int, str, int, str, bool, str] else None


def _drop_what_a_kill_cut_off(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _LINE, max(size - _LINE, 0))
    fragment = len(tail) - (tail.rfind(b"\n") + 1)
    if fragment:
        os.ftruncate(descriptor, size - fragment)
