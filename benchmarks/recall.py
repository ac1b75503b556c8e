"""How much of the evidence for a question is recalled: words alone, meaning alone, and the memory as agents have it.

python benchmarks/recall.py [--set FOLDER] [--minilm FOLDER | --endpoint URL MODEL] [--json] [--keep FILE NAME]

A set is a folder of JSON files: `turns[{id, speaker, when, text}]` and `questions[{question, evidence[turn ids]}]`, such as
the LoCoMo conversations; without one the Chinese conversations beside this file are measured. Every turn is one record; its id `D1:3`
says which session it is from and where in it. Recall at k is
the share of a question's evidence among the k records that come first, averaged over all questions. By meaning with MiniLM's weights
or an OpenAI-compatible endpoint (its key from OPENAI_API_KEY) as the founder's own would be asked; without either only words
and their hashes are measured. With `--keep` the figures are put into a JSON file under a name, beside those of other embedders;
`docs/figures.py` makes tables of it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from superindividual.clock import now
from superindividual.ids import MemoryId
from superindividual.journal.journal import Journal
from superindividual.memory.candidates import Candidates
from superindividual.memory.embedder import Embedder, endpoint_embedder, hashed_words
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.span import ANY
from superindividual.memory.supervisor import Opening, Supervisor
from superindividual.memory.words import telling
from superindividual.models.endpoint import Endpoint

CHINESE = Path(__file__).parent / "recall"
Search = Callable[[str], list[str]]
"""A question to the sources of the ten records that come first."""


def stored(conversation: dict[str, Any], embedder: Embedder | None, folder: Path) -> Memory:
    """A memory that knows every turn of the conversation."""
    journal = Journal(folder / "journal.sqlite")
    index = (
        Index(Supervisor(Opening(folder / "index", embedder.name, "bench")), embedder) if embedder else None
    )
    memory = Memory(journal.store, index)
    with journal.transaction():
        for turn in conversation["turns"]:
            memory.add(
                memory.compose(
                    f"{turn['speaker']} ({turn['when']}): {turn['text']}",
                    kind="fact",
                    scope="company",
                    source=f"{conversation['id']}/{turn['id']}",
                    author=turn["speaker"],
                )
            )
    memory.index_new()
    memory.flush()
    return memory


def sources(memory: Memory, ids: Sequence[MemoryId]) -> list[str]:
    """Where records came from, in the order of the ids."""
    return [r.source for r in memory.rows.these(ids)]


def searches(memory: Memory, meaning: Memory | None) -> dict[str, Search]:
    """The ways to be measured, by name."""

    def by_words(question: str) -> list[str]:
        asked = telling(question)
        every = Candidates(memory.rows._store, now, (), (), ANY)
        return sources(memory, [c.id for c in every.matching(asked, memory.rows.frequencies(asked), 10)])

    def recalled(known: Memory) -> Search:
        return lambda question: [found.record.source for found in known.search(question, limit=10)]

    ways: dict[str, Search] = {"FTS5 alone": by_words, "memory, words only": recalled(memory)}
    if meaning is not None:
        index = meaning._index
        assert index is not None

        def by_meaning(question: str) -> list[str]:
            return sources(meaning, list(index.search(index.vector(question), ("company",), 10)))

        ways |= {
            f"{index.embedder.name} alone": by_meaning,
            f"memory, {index.embedder.name}": recalled(meaning),
        }
    return ways


def measured(conversation: dict[str, Any], embedder: Embedder | None) -> Iterator[tuple[str, float, float]]:
    """For each question and way: its name, recall at 5 and at 10."""
    with tempfile.TemporaryDirectory() as folder:
        lexical = stored(conversation, None, Path(folder) / "words")
        meaning = stored(conversation, embedder, Path(folder) / "meaning") if embedder else None
        known = {turn["id"] for turn in conversation["turns"]}
        for question in conversation["questions"]:
            evidence = set(question["evidence"]) & known
            for name, search in searches(lexical, meaning).items() if evidence else ():
                found = [_turn(source) for source in search(question["question"])]
                yield name, *(len(evidence & set(found[:k])) / len(evidence) for k in (5, 10))
        if meaning and meaning._index:
            meaning._index.close()


def _turn(source: str) -> str:
    return source.partition("/")[2]


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", type=Path, default=CHINESE, help="a folder of conversations")
    by = parser.add_mutually_exclusive_group()
    by.add_argument("--minilm", type=Path, help="a folder with the weights of all-MiniLM-L6-v2")
    by.add_argument(
        "--endpoint", nargs=2, metavar=("URL", "MODEL"), help="who embeds, such as http://127.0.0.1:8000/v1"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", nargs=2, metavar=("FILE", "NAME"), help="put the figures into this file")
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {}
    for file in sorted(options.set.glob("*.json")):
        conversation = json.loads(file.read_text(encoding="utf-8"))
        for name, five, ten in measured(conversation, _embedder(options.minilm, options.endpoint)):
            found.setdefault(name, []).append((five, ten))
    rows = {name: _average(values) for name, values in found.items()}
    if options.keep:
        keep(Path(options.keep[0]), options.keep[1], rows)
    print(json.dumps(rows, indent=2) if options.json else "\n".join(_lines(rows)))


def keep(file: Path, name: str, rows: dict[str, dict[str, float]]) -> None:
    """Put a set's figures into the file; those of other sets and embedders stay."""
    known = json.loads(file.read_text()) if file.exists() else {}
    known[name] = {**known.get(name, {}), **rows}
    file.write_text(json.dumps(known, indent=1) + "\n")


def _embedder(weights: Path | None, endpoint: Sequence[str] | None) -> Embedder:
    if endpoint:
        from superindividual.models.embedding import open_embedding

        url, model = endpoint
        key = os.environ.get("OPENAI_API_KEY", "none")
        place = Endpoint(model=model, key=key, base_url=url)
        return endpoint_embedder(model, open_embedding(place))
    if weights is None:
        return hashed_words()
    from minilm import minilm

    return minilm(weights)


def _average(values: Sequence[tuple[float, float]]) -> dict[str, float]:
    at_5, at_10 = (sum(column) / len(values) for column in zip(*values, strict=True))
    return {"recall@5": round(at_5, 3), "recall@10": round(at_10, 3), "questions": len(values)}


def _lines(rows: dict[str, dict[str, float]]) -> Iterator[str]:
    yield f"{'way':<36} {'recall@5':>9} {'recall@10':>10} {'questions':>10}"
    for name, row in rows.items():
        yield f"{name:<36} {row['recall@5']:>9.3f} {row['recall@10']:>10.3f} {row['questions']:>10.0f}"


if __name__ == "__main__":
    main()
