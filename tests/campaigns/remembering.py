"""A worker that remembers until it is killed: `python -m tests.campaigns.remembering FOLDER SEED`; prints what is acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from superindividual.journal.journal import Journal
from superindividual.memory.memory import Memory
from tests.memory.indexes import apart


def main(folder: Path, seed: str) -> None:
    index = apart(folder / "index")
    memory = Memory(Journal(folder / "state" / "journal.db").store, index)
    memory.begin_indexing()
    print(f"began {index._supervisor.pid}", flush=True)
    for number in range(100_000):
        text = f"fact {number} of life {seed} in the harbour"
        record = memory.compose(text, kind="fact", scope="company", source=f"{seed}/{number}", author="a")
        memory.add(record)
        print(record.id, flush=True)
        if number % 20 == 19:
            memory.index_new()
            print(f"index {index._supervisor.pid}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
