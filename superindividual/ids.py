"""Identifiers: distinct types, so that a run can never pass for a step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NewType

RunId = NewType("RunId", str)
"""`R-` and 8 characters; LangGraph's `thread_id`."""

StepId = NewType("StepId", str)
"""A step's name in its workflow."""

RequestId = NewType("RequestId", str)
"""`Q-` and 10 hex digits, derived from what is asked, so that asking twice is one request."""

MemoryId = NewType("MemoryId", str)
"""`M-` and 10 hex digits."""

RuleId = NewType("RuleId", str)
"""`P-` and 10 hex digits, derived from what it is about and the approvals that led to it."""

Digest = NewType("Digest", str)
"""SHA-256 in lower-case hex, 64 characters."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are typed by people

NewRunId = Callable[[], RunId]


def new_run_id() -> RunId:
    """Give a fresh run id; inject another callable where runs must be repeatable."""
    import secrets  # here, since most commands make no run

    return RunId("R-" + "".join(secrets.choice(_ALPHABET) for _ in range(8)))


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: bytes) -> Digest:
    """SHA-256 of bytes."""
    import hashlib  # here, since looking hashes nothing, and OpenSSL takes a while to load

    return Digest(hashlib.sha256(content).hexdigest())


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same value, the same bytes."""
    return _CANONICAL.encode(value).encode()


def digest_of(value: Any) -> Digest:
    """SHA-256 of a JSON value's canonical form."""
    return digest(canonical(value))


def whole_step(step: StepId) -> StepId:
    """The step of the workflow that an item such as `posts[3]` belongs to; any other step is its own."""
    return StepId(step.partition("[")[0])


def request_id(*parts: str) -> RequestId:
    """Derive a request's id from what identifies it."""
    return RequestId("Q-" + digest_of(list(parts))[:10])


def rule_id(*parts: str) -> RuleId:
    """Derive a rule's id from its pattern and the approvals it was proposed from."""
    return RuleId("P-" + digest_of(list(parts))[:10])


def memory_id(*parts: str) -> MemoryId:
    """Derive a record's id from its content and source, so that a repeat is the same record."""
    return MemoryId("M-" + digest_of(list(parts))[:10])
