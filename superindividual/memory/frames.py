"""Frames: what the worker and the index's process say to each other: a JSON object, and numbers as bytes behind it."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

_LENGTHS = struct.Struct("<II")
_MOST = 1 << 28
"""Bytes of either part: whoever says more is out of step."""


class Frame(NamedTuple):
    """One message: `head` is a JSON object, `body` the float32 values of its vectors, one after another."""

    head: dict[str, Any]
    body: bytes = b""


def send(wire: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    """Send one frame; raises OSError when the other side is gone."""
    text = json.dumps(head, separators=(",", ":")).encode()
    wire.sendall(b"".join((_LENGTHS.pack(len(text), len(body)), text, body)))


def receive(wire: socket.socket) -> Frame:
    """The next frame; raises EOFError when the other side is gone, ValueError for what is no frame."""
    head_length, body_length = _LENGTHS.unpack(_exactly(wire, _LENGTHS.size))
    if max(head_length, body_length) > _MOST:
        raise ValueError(f"a frame of {head_length} and {body_length} bytes")
    head = json.loads(_exactly(wire, head_length))
    return Frame(head, bytes(_exactly(wire, body_length)))


def _exactly(wire: socket.socket, count: int) -> bytearray:
    content = bytearray(count)
    view = memoryview(content)
    while view:
        got = wire.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return content


def packed(vectors: Iterable[Sequence[float]]) -> bytes:
    """Vectors as float32, one after another."""
    return b"".join(struct.pack(f"<{len(vector)}f", *vector) for vector in vectors)


def unpacked(body: bytes, count: int) -> list[list[float]]:
    """So many vectors of equal length back."""
    if not count:
        return []
    width = len(body) // 4 // count
    values = struct.unpack(f"<{width * count}f", body)
    return [list(values[start : start + width]) for start in range(0, width * count, width)]
