"""Embedder: how text becomes a vector for Chroma. The founder can see which one is at work.

`auto` takes a configured OpenAI-compatible endpoint, else Chroma's MiniLM when its files lie on this machine. Without
either the memory is searched by words alone, and says so. Nothing is ever downloaded by itself.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from superindividual.memory.words import has_han, words

Vector = list[float]
_DIMENSIONS = 512
_SEMANTIC_WEIGHT = 0.45
_FOREIGN_WEIGHT = 0.15
"""For a language that the embedder does not understand: names and numbers are alike in all."""
_HASHED_WEIGHT = 0.1
"""Hashed words know nothing that the words themselves do not."""
_MINILM = "all-MiniLM-L6-v2"
MINILM_FOLDER = Path.home() / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx"


@dataclass(frozen=True)
class Embedder:
    """A name for the index, whether it understands meaning, and the function: texts to normalised vectors."""

    name: str
    semantic: bool
    embed: Callable[[Sequence[str]], list[Vector]] | None
    """None: the index's own process embeds, where the libraries for it are loaded."""
    han: bool = True
    """Whether it understands Chinese."""
    may_embed: Callable[[Iterable[str]], bool] = lambda _labels: True
    """Whether text with these labels may go to it; everything may that stays on this machine."""

    def weight(self, query: str) -> float:
        """How much likeness counts beside shared words for this query, from 0 to 1; `benchmarks/recall.py` measures it."""
        if not self.semantic:
            return _HASHED_WEIGHT
        return _SEMANTIC_WEIGHT if self.han or not has_han(query) else _FOREIGN_WEIGHT


def hashed_words() -> Embedder:
    """Words hashed into 512 dimensions: deterministic, offline, exact words only; for stores that must have vectors."""
    return Embedder("hashed-words-512", False, lambda texts: [_hashed(text) for text in texts])


def _hashed(text: str) -> Vector:
    vector = [0.0] * _DIMENSIONS
    for word, count in Counter(words(text)).items():
        value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
        vector[value % _DIMENSIONS] += (1 if value >> 63 else -1) * (1 + math.log(count))
    return _normalised(vector)


def _normalised(vector: Sequence[float]) -> Vector:
    length = math.sqrt(sum(v * v for v in vector)) or 1.0
    return [v / length for v in vector]


def minilm() -> Embedder | None:
    """Chroma's own all-MiniLM-L6-v2 (English), when its files are here already; None otherwise."""
    found = (MINILM_FOLDER / "model.onnx").is_file()
    return Embedder(_MINILM, True, None, han=False) if found else None


def endpoint_embedder(
    model: str,
    embed: Callable[[Sequence[str]], list[Vector]],
    may_embed: Callable[[Iterable[str]], bool] = lambda _labels: True,
) -> Embedder:
    """The founder's own endpoint; `embed` gives one vector for each text whose labels `may_embed` lets go there."""
    return Embedder(
        model, True, lambda texts: [_normalised(vector) for vector in embed(texts)], may_embed=may_embed
    )


def choose(endpoint: Embedder | None = None) -> Embedder | None:
    """The best one that is here; None where nothing understands meaning: then words are all that is searched by."""
    return endpoint or minilm()


def embedder_named(name: str, endpoint: Callable[[str], Embedder] | None) -> Embedder | None:
    """An embedder that was at work before, to embed questions; `endpoint` has the models of the one that is configured now."""
    own = minilm()
    if own and own.name == name:
        return own
    return endpoint(name) if endpoint and name != _MINILM else None
