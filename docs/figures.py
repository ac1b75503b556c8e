"""The tables of docs/memory.md, from what the benchmarks kept in benchmarks/results/: `python docs/figures.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DOCS = Path(__file__).parent
_RESULTS = _DOCS.parent / "benchmarks" / "results"
_FURTHER = (
    ("exact of ten", "of the exact ten nearest", "{:.3f}"),
    ("RSS of the index, MB", "memory of the index's process, MB", "{:,.0f}"),
    ("open to first answer, s", "open to the first answer, s", "{:.1f}"),
    ("rows a second", "rows written a second, 1,000 in a transaction", "{:,.0f}"),
    ("indexed a second", "indexed a second", "{:,.0f}"),
    ("rebuild, s", "index built anew from the cache, s", "{:.1f}"),
)


def speed(results: dict[str, Any]) -> Iterator[str]:
    """A row for each way, p50 and p95 in milliseconds at each size, and what else was measured."""
    sizes = sorted(results, key=int)
    yield "| | " + " | ".join(f"{int(size):,} records" for size in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    for way in dict.fromkeys(name for size in sizes for name in results[size]["ways"]):
        told = (results[size]["ways"].get(way) for size in sizes)
        yield _row(f"{way}: p50 / p95 ms", (f"{t['p50']:.1f} / {t['p95']:.1f}" if t else "" for t in told))
    for name, words, form in _FURTHER:
        yield _row(words, (form.format(results[s][name]) if name in results[s] else "" for s in sizes))
    writing = [results[size].get("written a second while recalling") for size in sizes]
    yield _row(
        "written a second while recalling, each acknowledged",
        (f"{w['records']:,.0f}" if w else "" for w in writing),
    )


def quality(results: dict[str, Any]) -> Iterator[str]:
    """A row for each way, recall at 5 and at 10 on each set."""
    sets = list(results)
    count = {name: next(iter(results[name].values()))["questions"] for name in sets}
    yield "| recall@5 / @10 | " + " | ".join(f"{name}, {count[name]} questions" for name in sets) + " |"
    yield "|---|" + "---|" * len(sets)
    for way in dict.fromkeys(way for name in sets for way in results[name]):
        told = (results[name].get(way) for name in sets)
        yield _row(way, (f"{t['recall@5']:.3f} / {t['recall@10']:.3f}" if t else "" for t in told))


def _row(name: str, values: Iterator[str]) -> str:
    return f"| {name} | " + " | ".join(values) + " |"


def filled(text: str) -> str:
    """The page with its tables between their marks."""
    for name, table in (("speed", speed), ("quality", quality)):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _mark, rest = text.partition(begin)
        _old, _mark, after = rest.partition(end)
        results = json.loads((_RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        text = before + begin + "\n".join(table(results)) + "\n" + end + after
    return text


if __name__ == "__main__":
    page = _DOCS / "memory.md"
    page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
