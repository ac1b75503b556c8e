"""Ranking: what was found by words and by meaning becomes one order.

A record is also judged by what stands around it in its document: an answer stands beside its question, and a theme in
one place. Weights were chosen on conversations whose evidence is known; `benchmarks/recall.py` measures them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from superindividual.ids import MemoryId
from superindividual.memory.words import stem, words

_AROUND = {-1: 0.3, 1: 0.2, -2: 0.1, 2: 0.1}
"""What the score of a neighbour in the document adds: one that stands before it more than one that follows."""
_THEME = 0.3
"""What the best of the document add, on average."""
_THEME_OF = 3
_NAMED = 0.1
"""What it adds that the question names the author, and no other."""
_ASKS = 0.05
"""A record that only asks knows less."""
_ENOUGH = 10
"""Records by which it is seen how alike everything is."""
_BELOW = 0.05
"""The least alike of them is told last, and not left out."""
_KNOWN = 0.3
"""What the best by words has of all that is asked, the rarer the more; having less, words count less beside meaning."""
_K1, _B = 0.9, 0.3
"""BM25's saturation and its share of length: records are short, and a long one says more."""

Place = tuple[str, int]
"""A document, and where in it."""


class Ranked(Protocol):
    """What is known of a record that is compared and ranked."""

    @property
    def id(self) -> MemoryId:
        """Which one."""

    @property
    def content(self) -> str:
        """What it says."""

    @property
    def author(self) -> str:
        """Who wrote it."""

    @property
    def place(self) -> Place | None:
        """Where it stands; None where that is no place in a document."""


@dataclass(frozen=True)
class Frequencies:
    """How often words occur in the whole memory."""

    records: int
    with_word: Mapping[str, int]
    """Stem to the records that have it."""


def tiers(words_asked: Sequence[str], known: Frequencies, most: int) -> Iterator[tuple[list[str], bool]]:
    """The words, the rarest first, in groups that stand in at most so many records together.

    True with a word that alone stands in more.
    """
    together: list[str] = []
    having = 0
    for word in sorted(words_asked, key=lambda w: known.with_word.get(stem(w), 0)):
        more = known.with_word.get(stem(word), 0)
        if together and having + more > most:
            yield together, having > most
            together, having = [], 0
        together.append(word)
        having += more
    if together:
        yield together, having > most


class Lexical:
    """BM25 of records by the words of one query. They are read a part at a time, and scored together."""

    def __init__(self, words_asked: Sequence[str], known: Frequencies) -> None:
        self._rarity = {asked: _rarity(asked, known) for asked in map(stem, words_asked)}
        self._stems = _Stems(self._rarity)
        self._lengths: dict[MemoryId, int] = {}
        self._having: dict[MemoryId, list[str]] = {}

    @property
    def most(self) -> float:
        """About the score of a record with every word that is asked."""
        return sum(self._rarity.values())

    def read(self, records: Iterable[Ranked]) -> None:
        """Look which of the words the records have."""
        for record in records:
            if record.id not in self._lengths:
                found = words(record.content)
                self._lengths[record.id] = len(found)
                if having := self._stems.of(found):
                    self._having[record.id] = having

    def scores(self) -> dict[MemoryId, float]:
        """One for each record that has one of the words."""
        usual = sum(self._lengths.values()) / (len(self._lengths) or 1) or 1.0
        scores = {}
        for record, having in self._having.items():
            length = _K1 * (1 - _B + _B * self._lengths[record] / usual)
            counts = ((word, having.count(word)) for word in dict.fromkeys(having))
            scores[record] = sum(self._rarity[w] * n * (_K1 + 1) / (n + length) for w, n in counts)
        return scores


class _Stems(dict[str, str]):
    """Word to its stem where that was asked for, else to nothing; each is looked at once."""

    def __init__(self, asked: Collection[str]) -> None:
        super().__init__()
        self._asked = asked
        # a stem begins as its word does: of three letters and more with two of them, of fewer with one
        self._heads = tuple({one[:2] if len(one) > 2 else one[:1] for one in asked})

    def of(self, found: Sequence[str]) -> list[str]:
        """The asked stems among the words, one for each word that has one."""
        heads = self._heads
        return [asked for word in found if word.startswith(heads) and (asked := self[word])]

    def __missing__(self, word: str) -> str:
        found = stem(word)
        self[word] = found if found in self._asked else ""
        return self[word]


def _rarity(word: str, known: Frequencies) -> float:
    having = known.with_word.get(word, 1)
    return math.log(1 + (max(known.records, having) - having + 0.5) / (having + 0.5))


def fused(
    lexical: Mapping[MemoryId, float], likeness: Mapping[MemoryId, float], weight: float, most: float
) -> dict[MemoryId, float]:
    """One score from 0 to 1 for each: `weight` for meaning, the rest for words, each beside its best.

    `most` is about what a record with every word that is asked would have: where the best has hardly any of it, words
    know little of the question, and meaning is heard more.
    """
    top_words = max(lexical.values(), default=0.0) or 1.0
    if likeness:
        top_words = max(top_words, _KNOWN * most)
    floor = _floor(likeness)
    span = (max(likeness.values(), default=0.0) - floor) or 1.0
    return {
        record: weight * (max(likeness.get(record, 0.0) - floor, 0.0) / span) ** 2
        + (1 - weight) * lexical.get(record, 0.0) / top_words
        for record in {**lexical, **likeness}
    }


def _floor(likeness: Mapping[MemoryId, float]) -> float:
    """From where likeness tells: by some embedders texts that have nothing in common are more than half alike."""
    least, top = min(likeness.values(), default=0.0), max(likeness.values(), default=0.0)
    if len(likeness) < _ENOUGH or 2 * least < top:
        return 0.0
    return least - _BELOW * (top - least)


def in_context(
    query: str, records: Sequence[Ranked], scores: Mapping[MemoryId, float]
) -> dict[MemoryId, float]:
    """Scores that also count what stands around each record, who says it, and whether it only asks."""
    placed = {r.id: place for r in records if (place := r.place)}
    places = {place: scores.get(i, 0.0) for i, place in placed.items()}
    around = {r.id: scores.get(r.id, 0.0) + _beside(placed.get(r.id), places) for r in records}
    themes = _themes(placed, around)
    named = _named(query, records)
    return {
        r.id: around[r.id]
        + _THEME * (themes.get(placed[r.id][0], 0.0) if r.id in placed else 0.0)
        + (_NAMED if r.author == named else 0.0)
        - (_ASKS if r.content.rstrip().endswith(("?", "？")) else 0.0)
        for r in records
    }


def _beside(place: Place | None, places: Mapping[Place, float]) -> float:
    if place is None:
        return 0.0
    document, position = place
    return sum(share * places.get((document, position + step), 0.0) for step, share in _AROUND.items())


def _themes(placed: Mapping[MemoryId, Place], scores: Mapping[MemoryId, float]) -> dict[str, float]:
    """Document to the average of its best."""
    by_document: dict[str, list[float]] = defaultdict(list)
    for record, (document, _) in placed.items():
        by_document[document].append(scores[record])
    best = {document: sorted(found)[-_THEME_OF:] for document, found in by_document.items()}
    return {document: sum(found) / len(found) for document, found in best.items()}


def _named(query: str, records: Sequence[Ranked]) -> str | None:
    """The author whom the question names, if it names exactly one."""
    asked = set(words(query))
    named = [author for author in {r.author for r in records} if set(words(author)) & asked]
    return named[0] if len(named) == 1 else None
