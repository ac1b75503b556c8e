"""Every error the library raises, one tree.

SuperindividualError
├── SpecError            what a founder wrote cannot be read: file, line, column, remedy
│   └── SpecErrors       several of them, from one reading
├── ExpressionError      an expression that cannot be read or evaluated
├── CompanyError         no company here, or it cannot be opened
├── SettingsUnwritable   the founder's settings cannot be written
├── WorkerBusy           another worker holds the company's lock
├── RunNotFound, RequestNotFound
├── RunRefused           what was asked of a run cannot be done with it as it stands
├── ScheduleRefused      there is no such schedule, or it is not paused
├── DecisionRefused      already decided, stale, or not allowed for this request
├── KeysRefused          keys of the cockpit that cannot be what they are set to
├── GrantRefused         a standing approval that is not there, or cannot be made
├── JournalUnwritable    the disk is full, read-only or broken; nothing of what was begun stands
├── RuleRefused          a rule that is not there, or does not stand so that this can be done
├── JournalCorrupt       the journal, an object or the ledger does not match what was written
├── SecretMissing        a secret is not where its reference says
│   └── CheckpointDamaged  a checkpoint is not; the run goes on from the journal without it
├── DossierRefused       nothing can be exported, or a dossier proves nothing
├── PolicyDenied         a tool, path or effect that the step may not use
│   └── OwnWorkReviewed  an agent would judge what it made itself
├── EffectFailed         what was to leave surely did not; safe to try again after a new decision
├── EffectLost           what was to leave may have arrived, and nobody said so
├── NotApproved          what was approved is not what stands here; nothing was sent
├── StepFailed           a step ended without a deliverable
├── ModelError           a model call ended in no usable answer
├── BudgetExceeded       a limit on money, tokens, calls or time was reached
├── MemoryRefused        a record that is not there, or cannot be changed so
├── ErasureRefused       a person cannot be erased as things stand
├── ContentErased        stored content was erased for good, as the ledger says
├── MemoryUnavailable    the memory's rows or index cannot be opened
├── NotifyFailed         a message to the founder could not be sent
└── SandboxUnavailable   commands cannot be contained on this machine
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from superindividual.text import gettext as _
from superindividual.text import shown


class SuperindividualError(Exception):
    """The root. `remedy` says what the founder can do; it may be empty."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: the message, then the remedy."""
        if not self.remedy:
            return self.message
        message = self.message.rstrip(".")  # words from outside may end as a sentence does
        return _("{message}, {remedy}").format(message=message, remedy=self.remedy)


class Position(NamedTuple):
    """Where in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """`file:line:column`, safe for a terminal."""
        return f"{shown(self.file)}:{self.line}:{self.column}"


class SpecError(SuperindividualError):
    """One fault in what a founder wrote, printed as `file:line:column: what, and how to mend it`.

    Message and remedy quote foreign text, so nothing in them can hide or reach a terminal's controls.
    """

    def __init__(self, position: Position, message: str, *, remedy: str = "", field: str = "") -> None:
        super().__init__(shown(message), remedy=shown(remedy))
        self.position = position
        self.field = field

    def __str__(self) -> str:
        """One line, whatever the message holds."""
        return f"{self.position}: {super().__str__()}"


class SpecErrors(SpecError):
    """All faults of one reading, in the order of the file; the first one stands for the whole."""

    def __init__(self, faults: Sequence[SpecError]) -> None:
        first = faults[0]
        super().__init__(first.position, first.message, remedy=first.remedy, field=first.field)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        """One line per fault."""
        return "\n".join(str(fault) for fault in self.faults)


class ExpressionError(SuperindividualError):
    """An expression that cannot be read or evaluated; `at` is the place in its text, counting from 0."""

    def __init__(self, message: str, *, remedy: str = "", at: int = 0) -> None:
        super().__init__(message, remedy=remedy)
        self.at = at


class CompanyError(SuperindividualError):
    """No company here, or it cannot be opened."""


class SettingsUnwritable(SuperindividualError):
    """The founder's own settings cannot be written."""


class WorkerBusy(SuperindividualError):
    """Another worker holds the company's lock."""


class RunNotFound(SuperindividualError):
    """No such run in this company."""


class RunRefused(SuperindividualError):
    """What was asked of a run cannot be done with it as it stands: it has ended, or is not where it would have to be."""


class ScheduleRefused(SuperindividualError):
    """What was asked of a schedule cannot be done: there is none of that name, or it does not stand so."""


class RequestNotFound(SuperindividualError):
    """No such request in this company."""


class DecisionRefused(SuperindividualError):
    """The decision was not taken: somebody decided before, or the request is stale."""


class RuleRefused(SuperindividualError):
    """There is no such rule, or it does not stand so that this can be done with it."""


class GrantRefused(SuperindividualError):
    """A standing approval that is not there, or that must not be made."""


class JournalUnwritable(SuperindividualError):
    """The journal cannot be written: nothing of the transaction stands, and nothing goes on without it."""


def unwritable(path: Path, reason: object) -> JournalUnwritable:
    """What is raised for a file that the disk does not take."""
    return JournalUnwritable(
        _("{path} cannot be written: {reason}").format(path=path, reason=reason),
        remedy=_("make room or mend the disk, then: superindividual up"),
    )


_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG))


def disk_fault(error: BaseException) -> bool:
    """Whether the disk is at fault, so that no other attempt would do better and the run must stand still."""
    return isinstance(error, JournalUnwritable) or (isinstance(error, OSError) and error.errno in _DISK)


class KeysRefused(SuperindividualError):
    """The cockpit's keys cannot be set like this: one would do two things, or there is no such action."""


class JournalCorrupt(SuperindividualError):
    """Stored bytes are not the bytes that were written; nothing is guessed."""


class CheckpointDamaged(JournalCorrupt):
    """A checkpoint is not what was written; the run goes on from the journal without any."""


class SecretMissing(SuperindividualError):
    """A secret is not where its reference says, or cannot be used; the message never has what it holds."""


class DossierRefused(SuperindividualError):
    """Nothing can be exported as things stand, or a dossier's signature proves nothing."""


class PolicyDenied(SuperindividualError):
    """Not allowed here; deny is the default."""


class OwnWorkReviewed(PolicyDenied):
    """An agent would judge what it made itself."""


class EffectFailed(SuperindividualError):
    """What was to leave the company surely did not; safe to try again after a new decision."""


class EffectLost(SuperindividualError):
    """What was to leave the company may have arrived, and nobody said so."""


class NotApproved(SuperindividualError):
    """What was approved is not what stands here; nothing was sent."""


class MaterialRefused(SuperindividualError):
    """A file or folder that a run was to be given cannot be taken as it stands."""


class StepFailed(SuperindividualError):
    """A step ended without a deliverable."""


class ModelError(SuperindividualError):
    """A model call ended without a usable answer. `outcome` is one word for the log.

    `wait` is how many seconds the endpoint asked to be left alone; `called` tells which endpoint was asked, and why.
    """

    def __init__(
        self, message: str, *, outcome: str = "error", remedy: str = "", wait: float | None = None
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.outcome = outcome
        self.wait = wait
        self.called: dict[str, Any] = {}


class BudgetExceeded(SuperindividualError):
    """A limit on money, tokens, calls or time was reached."""


class MemoryRefused(SuperindividualError):
    """There is no such record, or it does not stand so that this can be done with it."""


class ErasureRefused(SuperindividualError):
    """A person cannot be erased as things stand; nothing was changed."""


class ContentErased(SuperindividualError):
    """Stored content was erased for good; only its hash is left."""


class MemoryUnavailable(SuperindividualError):
    """The memory's rows or its index cannot be opened."""


class NotifyFailed(SuperindividualError):
    """A message to the founder could not be sent; what it tells stands in the inbox and the log all the same."""


class SandboxUnavailable(SuperindividualError):
    """Commands cannot be contained on this machine, so none is run."""
