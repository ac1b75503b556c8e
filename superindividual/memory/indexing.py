"""Indexing: the index brought up to the rows, in a thread of its own where that takes longer than a search may wait."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

from superindividual.errors import MemoryUnavailable
from superindividual.memory.index import Index
from superindividual.memory.rows import Rows, Text

_log = logging.getLogger(__name__)
_PART = 512
"""Texts between two looks whether to stop."""
_PATIENCE = 3.0
"""Seconds that the first search waits for an index that is being begun."""


class Indexing:
    """The first time, and whenever the index is another one than before, all rows are compared with it."""

    def __init__(self, rows: Rows, index: Index) -> None:
        self._rows = rows
        self._index = index
        self._at_work = threading.Lock()
        self._thread: threading.Thread | None = None
        self._generation = ""
        self._last = 0
        """The number up to which the rows are indexed."""
        self._stopping = threading.Event()
        self._beginning = threading.Lock()
        self._waits = True
        self._answers: Index | None = None

    @property
    def answers(self) -> Index:
        """Whom searches ask: while most of the rows are to be indexed, what an embedder before this one indexed."""
        return self._answers or self._index

    def index_new(self) -> int:
        """Bring the index up to the rows and give how many were added; what cannot be added now is added later."""
        with self._at_work:
            try:
                return self._add_new()
            except MemoryUnavailable as error:
                self._index.say(error)
                return 0

    def _add_new(self) -> int:
        last = self._rows.last()
        generation = self._generation
        if self._aligned:
            lacking = list(self._texts(after=self._last))
        else:
            ids = self._index.align(self._texts())
            generation = self._index.generation
            texts = list(self._texts())
            lacking = [text for text in texts if text.id in ids]
            if 2 * len(lacking) > len(texts):
                self._answers = self._index.former()
            if len(lacking) > _PART:
                _log.warning("indexing %d records of the memory", len(lacking))
        added = self._add(lacking, generation)
        if added == len(lacking):
            self._answers = None
            self._last = last
            self._generation = generation
        return added

    def _texts(self, after: int = 0) -> Iterator[Text]:
        """What may be embedded: text that may not go where that is done is found by its words only."""
        may_embed = self._index.embedder.may_embed
        return (text for text in self._rows.texts(after) if may_embed(text.labels))

    @property
    def _aligned(self) -> bool:
        return bool(self._generation) and self._generation == self._index.generation

    def _add(self, texts: list[Text], generation: str) -> int:
        for start in range(0, len(texts), _PART):
            if self._stopping.is_set() or self._index.generation != generation:
                return start  # another index lacks other texts
            self._index.add(texts[start : start + _PART])
        return len(texts)

    def catch_up(self) -> None:
        """Before a search: add what is new; where all is to be compared, begin that, and wait for it only once."""
        if self._at_work.acquire(blocking=False):
            aligned = self._aligned
            self._at_work.release()
            if aligned:
                self.index_new()
            else:
                self.begin()
        if self._waits and self._thread:
            self._waits = False
            self._thread.join(_PATIENCE)

    def begin(self) -> None:
        """Compare and index in a thread of its own."""
        with self._beginning:
            if not (self._thread and self._thread.is_alive()):
                self._thread = threading.Thread(target=self.index_new, name="memory indexing", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """End what is under way, and write what the index holds back; what is missing, the next start indexes."""
        self._stopping.set()
        with self._at_work:
            try:
                if self._index.generation:  # one that is down holds nothing back
                    self._index.flush()
            except MemoryUnavailable as error:
                self._index.say(error)
            self._stopping.clear()
