"""Index: the memory's records by meaning, as the worker asks for them; the rows stay the truth."""

from __future__ import annotations

import logging
import math
import struct
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from superindividual.errors import MemoryUnavailable
from superindividual.ids import MemoryId, digest
from superindividual.memory.embedder import Embedder, Vector
from superindividual.memory.frames import packed, unpacked
from superindividual.memory.ranking import Ranked
from superindividual.memory.rows import Text
from superindividual.memory.supervisor import Supervisor
from superindividual.text import gettext as _

_log = logging.getLogger(__name__)
_BATCH = 64
"""Texts that are embedded at a time."""
_PATIENCE = 2.0
"""Seconds that a search waits for the index; then it goes on with words alone."""
_SECONDS = 20.0

Found = TypeVar("Found")


class Index:
    """Embeds what is not in the cache, and asks the process that keeps the vectors. All vectors are of length 1."""

    def __init__(
        self,
        supervisor: Supervisor,
        embedder: Embedder,
        known: Callable[[str], Embedder | None] = lambda _name: None,
        *,
        former: bool = False,
    ) -> None:
        """`known` gives embedders that were at work before, by their names; a `former` one is only searched."""
        self._supervisor = supervisor
        self.embedder = embedder
        self._known = known
        self._former = embedder.name if former else ""
        self._said = ""
        self._ahead = ThreadPoolExecutor(4, "memory search")

    @property
    def generation(self) -> str:
        """Another one, and all rows have to be compared with it; empty before the process is begun."""
        return self._supervisor.generation

    def former(self) -> Index | None:
        """Who embedded most of the texts, and can still embed questions: it answers from its cache; None where nobody can.

        Raises:
            MemoryUnavailable: the index is down.
        """
        for name in self._supervisor.ask("formers").head["names"]:
            if embedder := self.embedder if name == self.embedder.name else self._known(name):
                return Index(self._supervisor, embedder, former=True)
        return None

    def align(self, texts: Iterable[Text]) -> set[MemoryId]:
        """Take out what is none of the texts, and give the ids of those that are not indexed.

        Raises:
            MemoryUnavailable: the index is down.
        """
        live: dict[str, list[tuple[str, str]]] = {}
        for text in texts:
            live.setdefault(text.scope, []).append((text.id, _hash(text.content)))
        lacking = self._supervisor.ask("align", live=live, seconds=600).head["lacking"]
        return {MemoryId(i) for ids in lacking.values() for i in ids}

    def add(self, texts: Sequence[Text]) -> None:
        """Index texts; the same one twice is one, and searches find them at once.

        Raises:
            MemoryUnavailable: the index is down, or the embedder cannot work.
        """
        for start in range(0, len(texts), _BATCH):
            part = texts[start : start + _BATCH]
            by_hash = {_hash(text.content): text.content for text in part}
            new = self._supervisor.ask("unknown", hashes=list(by_hash)).head["hashes"]
            vectors = self._embed([by_hash[h] for h in new])
            for scope in dict.fromkeys(text.scope for text in part):
                self._add(scope, [t for t in part if t.scope == scope], new, vectors)
                new, vectors = [], []  # they are known now

    def _add(self, scope: str, texts: Sequence[Text], new: Sequence[str], vectors: Sequence[Vector]) -> None:
        self._supervisor.ask(
            "add",
            packed(vectors),
            scope=scope,
            ids=[t.id for t in texts],
            hashes=[_hash(t.content) for t in texts],
            new=list(new),
        )

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        if not texts:
            return []
        if self.embedder.embed is None:
            body = self._supervisor.ask("embed", texts=list(texts)).body
            return unpacked(body, len(texts))
        try:
            return self.embedder.embed(texts)
        except Exception as error:
            raise MemoryUnavailable(
                _("{embedder} embeds nothing now: {error}").format(embedder=self.embedder.name, error=error)
            ) from error

    def flush(self) -> None:
        """Wait until Chroma has all that was added; raises MemoryUnavailable where it cannot be written."""
        self._supervisor.ask("flush", seconds=600)

    def vector(self, query: str) -> Vector:
        """The query as a vector; raises MemoryUnavailable when the embedder cannot work."""
        return self._embed([query])[0]

    def search(self, vector: Vector, scopes: Sequence[str], limit: int) -> dict[MemoryId, float]:
        """Ids and cosine similarity, best first; raises MemoryUnavailable when the index is down or busy."""
        found = self._supervisor.ask(
            "search",
            packed([vector]),
            patience=_PATIENCE,
            seconds=_SECONDS,
            scopes=list(scopes),
            limit=limit,
            former=self._former,
        )
        self._said = ""
        scores = struct.iter_unpack("<f", found.body)
        return {MemoryId(i): score for i, (score,) in zip(found.head["ids"], scores, strict=True)}

    def begin(self, work: Callable[..., Found], *given: Any) -> Future[Found]:
        """Work in a thread: a search looks for words meanwhile."""
        return self._ahead.submit(work, *given)

    def likeness(self, vector: Vector, records: Sequence[Ranked]) -> dict[MemoryId, float]:
        """The cosine similarity of these records, as far as they are indexed; none when the index is down."""
        try:
            answer = self._supervisor.ask(
                "likeness",
                packed([vector]),
                patience=_PATIENCE,
                seconds=_SECONDS,
                hashes=[_hash(r.content) for r in records],
                former=self._former,
            )
        except MemoryUnavailable as error:
            self.say(error)
            return {}
        return {
            record.id: score
            for record, (score,) in zip(records, struct.iter_unpack("<f", answer.body), strict=True)
            if not math.isnan(score)
        }

    def say(self, error: MemoryUnavailable) -> None:
        """Write to the log what the index cannot do, once for as long as it lasts."""
        if error.message != self._said:
            self._said = error.message
            _log.warning(
                "%s", _("{error}; the memory is searched by words alone").format(error=error.message)
            )

    def close(self) -> None:
        """Write what is held back and end the process; nothing more is searched or added."""
        self._ahead.shutdown()
        self._supervisor.close()


def _hash(content: str) -> str:
    return digest(content.encode())[:32]
