"""The tables of memory.md and cockpit.md in both languages, from what the benchmarks kept in benchmarks/results/: `python docs/figures.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from superindividual.text import Language, language, showing

_DOCS = Path(__file__).parent
FOLDERS: dict[Language, Path] = {"en": _DOCS, "zh-CN": _DOCS / "zh-CN"}
PAGES = ("memory.md", "cockpit.md")
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
    "memory, multilingual-e5-small": "记忆，multilingual-e5-small",
    "multilingual-e5-small alone": "只用 multilingual-e5-small",
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
    "cockpit": "驾驶舱",
    "goal": "目标",
    "minimal app": "最小应用",
    "at most {}": "最多 {}",
    "first paint, ms": "首次绘制，毫秒",
    "a key pressed at the first paint answered by its room, ms after the start": "首次绘制时按下的键得到它的房间，启动后毫秒",
    "first paint beside the minimal app": "首次绘制与最小应用之比",
    "key to first byte, p50, ms": "按键到第一个字节，p50，毫秒",
    "key to first byte, p95, ms": "按键到第一个字节，p95，毫秒",
    "key to first byte beside the minimal app, p50": "按键到第一个字节与最小应用之比，p50",
    "key to another room's title, p95, ms": "按键到另一个房间的标题，p95，毫秒",
    "the same with 200 events a second, p95, ms": "同上，每秒写入 200 个事件，p95，毫秒",
    "timeline of 10,000 events opens, ms": "打开 10,000 个事件的时间线，毫秒",
    "memory with 10,000 events, MB": "10,000 个事件时的内存，MB",
    "timeline of 100,000 events opens, ms": "打开 100,000 个事件的时间线，毫秒",
    "memory with 100,000 events, MB": "100,000 个事件时的内存，MB",
    "memory at the start, MB": "启动时的内存，MB",
    "idle, % of one core": "空闲时占一个核的 %",
}
_COCKPIT = (
    ("first paint, ms", "cockpit_paint_ms", "minimal_paint_ms"),
    (
        "a key pressed at the first paint answered by its room, ms after the start",
        "cockpit_usable_ms",
        "minimal_usable_ms",
    ),
    ("first paint beside the minimal app", "paint_ratio", ""),
    ("key to first byte, p50, ms", "key_p50_ms", "minimal_key_p50_ms"),
    ("key to first byte, p95, ms", "key_p95_ms", "minimal_key_p95_ms"),
    ("key to first byte beside the minimal app, p50", "key_ratio", ""),
    ("key to another room's title, p95, ms", "room_p95_ms", ""),
    ("the same with 200 events a second, p95, ms", "busy_room_p95_ms", ""),
    ("timeline of 10,000 events opens, ms", "timeline_10000_ms", ""),
    ("memory with 10,000 events, MB", "timeline_10000_mb", ""),
    ("timeline of 100,000 events opens, ms", "timeline_100000_ms", ""),
    ("memory with 100,000 events, MB", "timeline_100000_mb", ""),
    ("memory at the start, MB", "cockpit_mb", "minimal_mb"),
    ("idle, % of one core", "idle_cpu_percent", ""),
)


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


def cockpit(results: dict[str, Any]) -> Iterator[str]:
    """A row for each thing that was measured, with its goal and what a minimal Textual app took in the same run."""
    figures, goals = results["figures"], results["goals"]
    yield _row("", map(_say, ("cockpit", "goal", "minimal app"))).replace("|  |", "| |", 1)
    yield "|---|---|---|---|"
    for words, name, minimal in _COCKPIT:
        goal = _say("at most {}").format(f"{goals[name]:g}") if name in goals else ""
        base = f"{figures[minimal]:.2f}" if minimal else ""
        yield _row(_say(words), iter((f"{figures[name]:.2f}", goal, base)))


def filled(text: str, lang: Language = "en") -> str:
    """The page with its tables between their marks."""
    with showing(lang):
        return _filled(text)


def _filled(text: str) -> str:
    for name, table in (("speed", speed), ("quality", quality), ("cockpit", cockpit)):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin not in text:
            continue
        before, _mark, rest = text.partition(begin)
        _old, _mark, after = rest.partition(end)
        results = json.loads((_RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        text = before + begin + "\n".join(table(results)) + "\n" + end + after
    return text


if __name__ == "__main__":
    for lang, folder in FOLDERS.items():
        for page in (folder / name for name in PAGES):
            page.write_text(filled(page.read_text(encoding="utf-8"), lang), encoding="utf-8")
