"""The tables of memory.md in both languages, from what the benchmarks kept in benchmarks/results/: `python docs/figures.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from superindividual.text import Language, language, showing

_DOCS = Path(__file__).parent
PAGES: dict[Language, Path] = {"en": _DOCS / "memory.md", "zh-CN": _DOCS / "zh-CN" / "memory.md"}
_RESULTS = _DOCS.parent / "benchmarks" / "results"
_FURTHER = (
    ("exact of ten", "of the exact ten nearest", "{:.3f}"),
    ("RSS of the index, MB", "memory of the index's process, MB", "{:,.0f}"),
    ("open to first answer, s", "open to the first answer, s", "{:.1f}"),
    ("rows a second", "rows written a second, 1,000 in a transaction", "{:,.0f}"),
    ("indexed a second", "indexed a second", "{:,.0f}"),
    ("rebuild, s", "index built anew from the cache, s", "{:.1f}"),
)
_WRITTEN = "written a second while recalling, each acknowledged"
_CHINESE = {
    "{:,} records": "{:,} 条记录",
    "{}: p50 / p95 ms": "{}：p50 / p95 毫秒",
    "{}, {} questions": "{}，{} 个问题",
    "LoCoMo": "LoCoMo",
    "Chinese": "中文",
    "FTS5 alone": "只用 FTS5",
    "memory, words only": "记忆，只按词",
    "memory, hybrid": "记忆，词和意思",
    "memory, all-MiniLM-L6-v2": "记忆，all-MiniLM-L6-v2",
    "all-MiniLM-L6-v2 alone": "只用 all-MiniLM-L6-v2",
    "index alone": "只用索引",
    "numpy over all": "用 numpy 遍历全部",
    "raw Chroma": "原始 Chroma",
    "of the exact ten nearest": "在精确的前十个最近邻中占",
    "memory of the index's process, MB": "索引进程的内存，MB",
    "open to the first answer, s": "从打开到第一个回答，秒",
    "rows written a second, 1,000 in a transaction": "每秒写入行数，每个事务 1,000 行",
    "indexed a second": "每秒编入索引",
    "index built anew from the cache, s": "由缓存重建索引，秒",
    _WRITTEN: "回忆的同时每秒写入，逐条确认",
}


def _say(words: str) -> str:
    return _CHINESE[words] if language() == "zh-CN" else words


def speed(results: dict[str, Any]) -> Iterator[str]:
    """A row for each way, p50 and p95 in milliseconds at each size, and what else was measured."""
    sizes = sorted(results, key=int)
    yield "| | " + " | ".join(_say("{:,} records").format(int(size)) for size in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    for way in dict.fromkeys(name for size in sizes for name in results[size]["ways"]):
        told = (results[size]["ways"].get(way) for size in sizes)
        yield _row(
            _say("{}: p50 / p95 ms").format(_say(way)),
            (f"{t['p50']:.1f} / {t['p95']:.1f}" if t else "" for t in told),
        )
    for name, words, form in _FURTHER:
        yield _row(_say(words), (form.format(results[s][name]) if name in results[s] else "" for s in sizes))
    writing = [results[size].get("written a second while recalling") for size in sizes]
    yield _row(_say(_WRITTEN), (f"{w['records']:,.0f}" if w else "" for w in writing))


def quality(results: dict[str, Any]) -> Iterator[str]:
    """A row for each way, recall at 5 and at 10 on each set."""
    sets = list(results)
    count = {name: next(iter(results[name].values()))["questions"] for name in sets}
    asked = _say("{}, {} questions")
    yield "| recall@5 / @10 | " + " | ".join(asked.format(_say(name), count[name]) for name in sets) + " |"
    yield "|---|" + "---|" * len(sets)
    for way in dict.fromkeys(way for name in sets for way in results[name]):
        told = (results[name].get(way) for name in sets)
        yield _row(_say(way), (f"{t['recall@5']:.3f} / {t['recall@10']:.3f}" if t else "" for t in told))


def _row(name: str, values: Iterator[str]) -> str:
    return f"| {name} | " + " | ".join(values) + " |"


def filled(text: str, lang: Language = "en") -> str:
    """The page with its tables between their marks."""
    with showing(lang):
        return _filled(text)


def _filled(text: str) -> str:
    for name, table in (("speed", speed), ("quality", quality)):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _mark, rest = text.partition(begin)
        _old, _mark, after = rest.partition(end)
        results = json.loads((_RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        text = before + begin + "\n".join(table(results)) + "\n" + end + after
    return text


if __name__ == "__main__":
    for lang, page in PAGES.items():
        page.write_text(filled(page.read_text(encoding="utf-8"), lang), encoding="utf-8")
