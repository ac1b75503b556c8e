"""The index's own process: it alone loads Chroma, so that what crashes there takes no worker with it.

    python -m superindividual.memory.index_process FD

FD is one end of a socket pair; the first frame says what to open. When the other end closes, what is held back is
written and the process ends; it never outlives its worker for long.
"""

from __future__ import annotations

import json
import logging
import math
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from superindividual.memory.collections import Collections, local, server
from superindividual.memory.formers import Formers
from superindividual.memory.frames import Frame, receive, send
from superindividual.memory.keeper import Keeper
from superindividual.memory.manifest import leave, prove
from superindividual.memory.vectors import Matrix, Vectors
from superindividual.process import locked

_END_SECONDS = 60
"""For writing what is held back once the worker is gone."""
_PATIENCE = 10.0
"""Seconds to wait for an owner whose worker is dead: it is writing its last."""


class IndexHeld(Exception):
    """Another process keeps the index."""


def main() -> None:
    """Serve until the worker closes its end."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    wire = socket.socket(fileno=int(sys.argv[1]))
    threading.Thread(target=_end_with, args=(wire,), daemon=True).start()
    opening = receive(wire).head
    try:
        with _kept(opening) as (keeper, formers):
            send(wire, {"generation": keeper.generation})
            _serve(wire, keeper, formers)
        _tell(wire, {"closed": True})
    except IndexHeld as held:
        _tell(wire, {"held": str(held)})
    except Exception as error:  # whatever Chroma raises, the worker hears of it
        logging.exception("the memory index ended")
        _tell(wire, {"error": f"{type(error).__name__}: {error}"})


def _tell(wire: socket.socket, head: dict[str, Any]) -> None:
    """Say a last word, to a worker that may be gone."""
    with suppress(OSError):
        send(wire, head)


def _end_with(wire: socket.socket) -> None:
    """When the worker is gone, set an alarm that ends this process also in the midst of native code."""
    gone = select.poll()
    gone.register(wire, select.POLLRDHUP)
    gone.poll()
    signal.alarm(_END_SECONDS)


@contextmanager
def _kept(opening: dict[str, Any]) -> Iterator[tuple[Keeper, Formers]]:
    folder = Path(opening["folder"])
    with _owned(folder, opening["worker"]):
        if opening["server"]:
            client = server(opening["server"], opening["token"])
        else:
            prove(folder)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            client = local(str(folder))
        vectors = folder.with_name(f"{folder.name}.vectors")
        collections = Collections(client, opening["company"], opening["embedder"])
        keeper = Keeper(collections, Vectors(vectors, opening["embedder"]))
        formers = Formers(vectors, opening["embedder"])
        try:
            yield keeper, formers
        finally:
            formers.rest()
            keeper.close()
        if not opening["server"]:
            leave(folder)


@contextmanager
def _owned(folder: Path, worker: int) -> Iterator[None]:
    """Hold the index's lock; raises IndexHeld with its owner."""
    until = time.monotonic() + _PATIENCE
    while True:
        with locked(folder.with_name(f"{folder.name}.lock"), worker=worker) as owner:
            if not owner:
                yield
                return
        if time.monotonic() > until or _lives(owner):
            raise IndexHeld(owner)
        time.sleep(0.02)


def _lives(owner: str) -> bool:
    """Whether the worker that an owner belongs to is alive."""
    try:
        return os.path.exists(f"/proc/{int(json.loads(owner)['worker'])}")  # noqa: PTH110  # no file of anybody's
    except (ValueError, KeyError, TypeError):
        return False


def _serve(wire: socket.socket, keeper: Keeper, formers: Formers) -> None:
    while True:
        try:
            asked = receive(wire)
        except (EOFError, ConnectionError):
            return
        if asked.head["do"] == "close":
            return
        try:
            head, body = _answer(keeper, formers, asked)
        except Exception as error:  # noqa: BLE001 - the next question may be one that can be answered
            head, body = {"error": f"{type(error).__name__}: {error}"}, b""
        send(wire, {**head, "generation": keeper.generation}, body)


def _answer(keeper: Keeper, formers: Formers, asked: Frame) -> tuple[dict[str, Any], bytes]:
    head = asked.head
    match head["do"]:
        case "formers":
            return {"names": formers.names()}, b""
        case "align":
            formers.know(head["live"])
            return {"lacking": keeper.align(head["live"])}, b""
        case "unknown":
            return {"hashes": keeper.unknown(head["hashes"])}, b""
        case "add":
            new = dict(zip(head["new"], _matrix(asked.body, len(head["new"])), strict=True))
            keeper.add(head["scope"], head["ids"], head["hashes"], new)
        case "search":
            found = _searched(keeper, formers, asked)
            return {"ids": list(found)}, _bytes(found.values())
        case "likeness":
            found = _compared(keeper, formers, asked)
            return {}, _bytes(found.get(one, math.nan) for one in head["hashes"])
        case "embed":
            return {}, _embedded(head["texts"]).tobytes()
        case "flush":
            keeper.flush()
        case other:
            raise ValueError(other)
    return {}, b""


def _searched(keeper: Keeper, formers: Formers, asked: Frame) -> dict[str, float]:
    """What is near a vector, by the embedder at work or by a former one."""
    where = (asked.head["scopes"], _matrix(asked.body, 1)[0], asked.head["limit"])
    if former := asked.head.get("former"):
        return formers.search(former, *where)
    formers.rest()
    return keeper.search(*where)


def _compared(keeper: Keeper, formers: Formers, asked: Frame) -> dict[str, float]:
    """How near texts are to a vector, by the same."""
    hashes, vector = asked.head["hashes"], _matrix(asked.body, 1)[0]
    if former := asked.head.get("former"):
        return formers.likeness(former, hashes, vector)
    formers.rest()
    return keeper.likeness(hashes, vector)


def _bytes(scores: Iterable[float]) -> bytes:
    return np.fromiter(scores, np.float32).tobytes()


def _matrix(body: bytes, count: int) -> Matrix:
    values = np.frombuffer(body, np.float32)
    return values.reshape(count, -1) if count else values.reshape(0, 0)


def _embedded(texts: list[str]) -> Matrix:
    """Texts by Chroma's own all-MiniLM-L6-v2, whose files lie on this machine."""
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2

    return np.array(ONNXMiniLM_L6_V2()(texts), np.float32)


if __name__ == "__main__":
    main()
