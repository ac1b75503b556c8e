"""How words are cut and stemmed, also by many threads at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from superindividual.memory.words import stem

WORDS = [f"{head}{tail}" for head in ("rat", "conform", "oper", "feudal", "hope") for tail in
         ("ational", "ability", "ization", "ness", "fulness", "ing", "ed", "ousli", "ement")] * 60  # fmt: skip


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def wrong(one: Callable[[str], str]) -> int:
    """How many of eight threads' stems are not those of one thread, or none at all."""
    alone = snowballstemmer.stemmer("porter")
    right = {word: alone.stemWord(word) for word in set(WORDS)}

    def cut(_thread: int) -> int:
        found = 0
        for word in WORDS:
            try:
                found += one(word) != right[word]
            except (IndexError, AssertionError):
                found += 1
        return found

    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(cut, range(8)))


def test_threads_do_not_cut_each_others_words(restless: None) -> None:
    """Steps that recall at the same time get the stems that they would get alone."""
    assert wrong(stem.__wrapped__) == 0


def test_the_stemmer_alone_would_let_them(restless: None) -> None:
    """The control: one stemmer without a lock gives wrong stems, or breaks."""
    assert wrong(snowballstemmer.stemmer("porter").stemWord) > 0
