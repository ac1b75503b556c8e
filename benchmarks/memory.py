"""What recall costs: the memory, beside raw Chroma, FTS5 alone and numpy over all vectors, in one run.

python benchmarks/memory.py [--records 1000 10000 100000] [--json]

Records are sentences of made-up words, a few hundred themes; vectors stand in their themes as those of real texts do, and are
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
_REBUILT = 10_000
"""The largest store that is also built anew."""
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
    memory.add(memory.compose(text, kind="fact", scope="company", source=f"note-{number}", author="bench"))


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


def measured(folder: Path, texts: Texts, count: int) -> dict[str, Any]:
    """All ways over one filled store."""
    start = time.perf_counter()
    memory, index = opened(folder, texts)
    memory.index_new()
    memory.search(texts.text(1))
    opening = time.perf_counter() - start
    queries = [" ".join(texts.text(random.Random(n).randrange(count)).split()[:6]) for n in range(_QUERIES)]
    given = [
        np.array(v, "f4")
        for v in texts.vectors([f"{q.split()[0]} n{10**7 + n}" for n, q in enumerate(queries)])
    ]
    by_query = dict(zip(queries, [v.tolist() for v in given], strict=True))
    texts.vectors = lambda asked: [
        by_query[q] if q in by_query else Texts.vectors(texts, [q])[0] for q in asked
    ]  # type: ignore[method-assign]
    index.embedder = Embedder("given", True, texts.vectors)
    ids, matrix = all_vectors(memory, texts)
    exact = [[ids[n] for n in np.argsort(-(matrix @ v))[:10]] for v in given]
    near = [list(index.search(v.tolist(), ("company",), 10)) for v in given]
    words = Memory(memory.rows._store)
    rows: dict[str, Any] = {
        "memory, hybrid": timed([lambda q=q: memory.search(q, scopes=("company",)) for q in queries]),
        "memory, words only": timed([lambda q=q: words.search(q, scopes=("company",)) for q in queries]),
        "FTS5 alone": timed([lambda q=q: fts(folder, q) for q in queries]),
        "numpy over all": timed([lambda v=v: np.argpartition(-(matrix @ v), 10)[:10] for v in given]),
        "index alone": timed([lambda v=v: index.search(v.tolist(), ("company",), 10) for v in given]),
    }
    found = {
        "ways": rows,
        "exact of ten": statistics.mean(len(set(a) & set(b)) / 10 for a, b in zip(near, exact, strict=True)),
        "open to first answer, s": opening,
        "RSS of the index, MB": rss(index._supervisor.pid),
        "written a second while recalling": writing(memory, texts, queries, count),
    }
    index.close()
    rows["raw Chroma"] = raw_chroma(folder / "raw", ids, matrix, given)
    if count <= _REBUILT:
        found["rebuild, s"] = rebuilt(folder, texts)
    found["RSS of the benchmark, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


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


def raw_chroma(folder: Path, ids: list[str], matrix: Any, given: Sequence[Any]) -> dict[str, float]:
    """The same vectors as Chroma's readme has it: one store, a filter for the product."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb

    client = chromadb.PersistentClient(str(folder))
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


def writing(memory: Memory, texts: Texts, queries: Sequence[str], count: int) -> dict[str, float]:
    """Records acknowledged in a second, one transaction each, while another thread recalls without a pause."""
    ended, took = threading.Event(), []

    def recalling() -> None:
        while not ended.is_set():
            for query in queries:
                took.append(timed([lambda q=query: memory.search(q, scopes=("company",))] * 2)["p50"])
                if ended.is_set():
                    break

    thread = threading.Thread(target=recalling)
    thread.start()
    start = time.perf_counter()
    for number in range(count, count + 500):
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
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = {}
    for count in options.records:
        with tempfile.TemporaryDirectory() as name:
            texts = Texts(count)
            written = filled(Path(name), texts, count)
            results[count] = {**written, **measured(Path(name), texts, count)}
        if not options.json:
            show(count, results[count])
    if options.json:
        print(json.dumps(results, indent=2))


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
