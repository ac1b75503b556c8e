"""Words: how text is cut for lexical search, Latin and Chinese alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9A-Za-z_\u00c0-\u024f\u0370-\u052f]+")

_ASCII = re.compile(r"[0-9a-z_]+")

_FUNCTION_WORDS = frozenset(
    (Path(__file__).parent / "function_words.txt").read_text(encoding="utf-8").split()
)
"""Words of questions and sentences that say nothing of what is asked about; Chinese ones as pairs of characters."""


def words(text: str) -> list[str]:
    """Lower-case words; Han runs as overlapping pairs of characters, since Chinese has no spaces."""
    if text.isascii():
        return _ASCII.findall(text.lower())  # the same, without a look at each
    found: list[str] = []
    for match in _RUN.finditer(text.lower()):
        run = match.group()
        if run[0] < "\u3400" or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def has_han(text: str) -> bool:
    """Whether Chinese stands in the text."""
    return any("\u3400" <= character <= "\u9fff" for character in text)


def telling(text: str) -> list[str]:
    """The words that say what a question is about, each once; all of them where none does."""
    found = dict.fromkeys(words(text))
    return [word for word in found if word not in _FUNCTION_WORDS] or list(found)


_STEMMING = Lock()
"""The stemmer keeps the word in itself; two threads at once would cut each other's, or break it."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What a word has in common with its other forms, after Porter, as SQLite's FTS5 has it."""
    with _STEMMING:
        return _porter()(word)


@lru_cache(maxsize=1)
def _porter() -> Callable[[str], str]:
    import snowballstemmer  # 20 ms: only where something is searched

    found: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return found
