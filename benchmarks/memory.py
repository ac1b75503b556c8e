"""What recall costs: the memory, beside raw Chroma, FTS5 alone and numpy over all vectors, in one run.

python benchmarks/memory.py [--records 1000 10000 100000] [--store FOLDER] [--part PART…] [--json] [--keep FILE]

With `--store` what was filled is kept, and the next run measures it: 100,000 records take minutes to fill, each part seconds.
With `--keep` the figures are put into a JSON file, beside those of other parts and sizes; `docs/figures.py` makes tables of it.

Records are sentences of made-up words, a few hundred themes, eight of ten of the company's and one of each of two products;
what is recalled is the company's and one product's; vectors stand in their themes as those of real texts do, and are
given, so that no embedder is measured. For each size: p50 and p95 of a recall in milliseconds for each way, the share of the
exact ten nearest that the index gives, records written in a second while recalls go on, what opening the store takes
until the first answer, building the index anew from the cache of vectors, and the memory that worker and index take.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Embedder
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.supervisor import Opening, Supervisor
from superindividual.memory.words import telling

_WIDTH = 384
_QUERIES = 100
_SCOPES = ("company", "product:a", "agent:scout")
"""What an agent at work on a product recalls."""
PARTS = ("fill", "recall", "write", "chroma", "rebuild")
_SYLLABLES = ["ba", "ko", "ri", "ten", "mal", "su", "ver", "do", "pin", "lar", "qu", "esh"]


class Texts:
    """Made-up sentences, each of a theme, and their vectors."""

    def __init__(self, count: int) -> None:
        self._chance = random.Random(7)
        self._vocabulary = ["".join(self._chance.choices(_SYLLABLES, k=3)) for _ in range(4000)]
        self.themes = max(count // 40, 20)
        self._centres = np.random.default_rng(7).normal(size=(self.themes, _WIDTH)).astype("f4")

    def text(self, number: int) -> str:
        """A sentence; the first word names its theme, the last its number."""
        chance = random.Random(number)
        words = [
            self._vocabulary[int(4000 * chance.random() ** 2)] for _ in range(11)
        ]  # the commonest in every sixth
        return f"theme{number % self.themes} {' '.join(words)} n{number}"

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Near the centre of the theme, of length 1."""
        found = []
        for text in texts:
            theme, number = int(text.split()[0][5:]), int(text.rsplit("n", 1)[1])
            noise = np.random.default_rng(number).normal(size=_WIDTH)
            vector = self._centres[theme] + 0.8 * noise
            found.append((vector / np.linalg.norm(vector)).tolist())
        return found


def timed(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """Milliseconds of each call: p50 and p95."""
    took = []
    for call in calls:
        start = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - start))
    return {"p50": statistics.median(took), "p95": statistics.quantiles(took, n=20)[-1]}


def opened(folder: Path, texts: Texts) -> tuple[Memory, Index]:
    """The memory as a worker has it."""
    embedder = Embedder("given", True, texts.vectors)
    index = Index(Supervisor(Opening(folder / "index", embedder.name, "bench")), embedder)
    return Memory(Journal(folder / "journal.db").store, index), index


def filled(folder: Path, texts: Texts, count: int) -> dict[str, float]:
    """Write all records and index them; gives records a second."""
    memory, index = opened(folder, texts)
    start = time.perf_counter()
    for part in range(0, count, 1000):
        with memory.rows._store.transaction():
            for number in range(part, min(part + 1000, count)):
                add(memory, texts.text(number), number)
    rows = time.perf_counter() - start
    start = time.perf_counter()
    memory.index_new()
    memory.flush()
    indexed = time.perf_counter() - start
    index.close()
    return {"rows a second": count / rows, "indexed a second": count / indexed}


def add(memory: Memory, text: str, number: int) -> None:
    """One record, without a transaction of its own where one is open."""
    scope = {8: "product:a", 9: "product:b"}.get(number // 7 % 10, "company")
    memory.add(memory.compose(text, kind="fact", scope=scope, source=f"note-{number}", author="bench"))


def rebuilt(folder: Path, texts: Texts) -> float:
    """Seconds to build the index anew after its files were removed."""
    shutil.rmtree(folder / "index")
    memory, index = opened(folder, texts)
    start = time.perf_counter()
    memory.index_new()
    memory.flush()
    took = time.perf_counter() - start
    index.close()
    return took


def measured(folder: Path, texts: Texts, count: int, parts: Sequence[str]) -> dict[str, Any]:
    """The parts that are asked for, over one filled store."""
    start = time.perf_counter()
    memory, index = opened(folder, texts)
    memory.index_new()
    memory.search(texts.text(1))
    found: dict[str, Any] = {"open to first answer, s": time.perf_counter() - start}
    queries = [" ".join(texts.text(random.Random(n).randrange(count)).split()[:6]) for n in range(_QUERIES)]
    vectors = texts.vectors([f"{q.split()[0]} n{10**7 + n}" for n, q in enumerate(queries)])
    by_query = dict(zip(queries, vectors, strict=True))
    index.embedder = Embedder(
        "given", True, lambda asked: [by_query[q] if q in by_query else texts.vectors([q])[0] for q in asked]
    )
    ways: dict[str, Any] = {}
    if "recall" in parts:
        ways |= recalled(memory, folder, queries, by_query)
    if {"recall", "chroma"} & set(parts):
        ids, matrix = all_vectors(memory, texts)
        found |= exactness(index, ids, matrix, vectors)
        given = [np.array(v, "f4") for v in vectors]
        ways["numpy over all"] = timed([lambda v=v: ten_of(matrix, v) for v in given])
    found["RSS of the index, MB"] = rss(index._supervisor.pid)
    if "write" in parts:
        found["written a second while recalling"] = writing(memory, texts, queries)
    index.close()
    if "chroma" in parts:
        ways["raw Chroma"] = raw_chroma(ids, matrix, given)
    if "rebuild" in parts:
        found["rebuild, s"] = rebuilt(folder, texts)
    found["RSS of the benchmark, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ways": ways, **found}


def recalled(
    memory: Memory, folder: Path, queries: Sequence[str], vectors: dict[str, Any]
) -> dict[str, dict[str, float]]:
    """The memory's own ways, and FTS5's."""
    index, words = memory._index, Memory(memory.rows._store)
    assert index is not None
    return {
        "memory, hybrid": timed([lambda q=q: memory.search(q, scopes=_SCOPES) for q in queries]),
        "memory, words only": timed([lambda q=q: words.search(q, scopes=_SCOPES) for q in queries]),
        "FTS5 alone": timed([lambda q=q: fts(folder, q) for q in queries]),
        "index alone": timed([lambda q=q: index.search(vectors[q], _SCOPES, 10) for q in queries]),
    }


def exactness(index: Index, ids: Sequence[str], matrix: Any, vectors: Sequence[Any]) -> dict[str, float]:
    """The share of the ten nearest of all that the index gives."""
    every = ("company", "product:a", "product:b")
    shares = []
    for vector in vectors:
        exact = {ids[n] for n in ten_of(matrix, np.array(vector, "f4"))}
        shares.append(len(exact & set(index.search(vector, every, 10))) / 10)
    return {"exact of ten": statistics.mean(shares)}


def ten_of(matrix: Any, vector: Any) -> Any:
    """The rows of the ten nearest."""
    return np.argpartition(-(matrix @ vector), 10)[:10]


def all_vectors(memory: Memory, texts: Texts) -> tuple[list[str], Any]:
    """What numpy searches."""
    known = list(memory.rows.texts())
    return [t.id for t in known], np.array(Texts.vectors(texts, [t.content for t in known]), "f4")


def fts(folder: Path, query: str, held: dict[Path, sqlite3.Connection] = {}) -> list[Any]:  # noqa: B006
    """FTS5's own ten best."""
    connection = held.setdefault(folder, sqlite3.connect(folder / "journal.db"))
    match = " OR ".join(f'"{w}"' for w in telling(query))
    sql = "SELECT rowid FROM memory_words WHERE memory_words MATCH ? ORDER BY bm25(memory_words) LIMIT 10"
    return connection.execute(sql, (match,)).fetchall()


def raw_chroma(ids: list[str], matrix: Any, given: Sequence[Any]) -> dict[str, float]:
    """The same vectors as Chroma's readme has it: one store, a filter for the product."""
    with tempfile.TemporaryDirectory() as folder:
        return _raw_chroma(folder, ids, matrix, given)


def _raw_chroma(folder: str, ids: list[str], matrix: Any, given: Sequence[Any]) -> dict[str, float]:
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb

    client = chromadb.PersistentClient(folder)
    store = client.create_collection("all", embedding_function=None, metadata={"hnsw:space": "cosine"})
    for part in range(0, len(ids), 500):
        store.upsert(
            ids=ids[part : part + 500],
            embeddings=matrix[part : part + 500],
            metadatas=[
                {"scope": "company" if n % 10 else "product:a"} for n in range(len(ids[part : part + 500]))
            ],
        )
    return timed(
        [
            lambda v=v: store.query(query_embeddings=[v], n_results=10, where={"scope": "company"})
            for v in given
        ]
    )


def writing(memory: Memory, texts: Texts, queries: Sequence[str]) -> dict[str, float]:
    """Records acknowledged in a second, one transaction each, while another thread recalls without a pause."""
    ended, took = threading.Event(), []

    def recalling() -> None:
        while not ended.is_set():
            for query in queries:
                took.append(timed([lambda q=query: memory.search(q, scopes=_SCOPES)] * 2)["p50"])
                if ended.is_set():
                    break

    thread = threading.Thread(target=recalling)
    thread.start()
    start = time.perf_counter()
    first = memory.rows.last() * 10
    for number in range(first, first + 500):
        add(memory, texts.text(number), number)
    rate = 500 / (time.perf_counter() - start)
    ended.set()
    thread.join()
    return {"records": rate, "recall p95": statistics.quantiles(took, n=20)[-1] if len(took) > 1 else 0.0}


def rss(pid: int | None) -> float:
    """Megabytes that a process takes now."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print a table for each size, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, nargs="+", default=[1000])
    parser.add_argument("--store", type=Path, metavar="FOLDER", help="keep what is filled here")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="put the figures into this file")
    options = parser.parse_args()
    results: dict[int, dict[str, Any]] = {}
    for count in options.records:
        with tempfile.TemporaryDirectory() as name:
            results[count] = of_size((options.store or Path(name)) / str(count), count, options.part)
        if options.keep:
            keep(options.keep, count, results[count])
        if not options.json:
            show(count, results[count])
    if options.json:
        print(json.dumps(results, indent=2))


def of_size(folder: Path, count: int, parts: Sequence[str]) -> dict[str, Any]:
    """One size's parts; a store that is there already is not filled again."""
    texts = Texts(count)
    filling = {} if folder.exists() else filled(folder, texts, count)
    return {**filling, **(measured(folder, texts, count, parts) if set(parts) - {"fill"} else {"ways": {}})}


def keep(file: Path, count: int, result: dict[str, Any]) -> None:
    """Put one size's figures into the file; what was measured of other parts and sizes stays."""
    known = json.loads(file.read_text()) if file.exists() else {}
    before = known.get(str(count), {"ways": {}})
    known[str(count)] = {**before, **result, "ways": {**before["ways"], **result["ways"]}}
    file.write_text(json.dumps(known, indent=1) + "\n")


def show(count: int, result: dict[str, Any]) -> None:
    """One size."""
    print(f"{count:,} records" + f"{'p50 ms':>22}{'p95 ms':>9}")
    for way, row in result.pop("ways").items():
        print(f"  {way:<24}{row['p50']:>9.2f}{row['p95']:>9.2f}")
    for name, value in result.items():
        shown = (
            ", ".join(f"{k} {v:,.1f}" for k, v in value.items())
            if isinstance(value, dict)
            else f"{value:,.3f}"
        )
        print(f"  {name:<36}{shown}")


if __name__ == "__main__":
    main()
