"""Brief writer: the text of a brief from a founder's answers, in the words that readers of briefs know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.text import Language

PARTS = ("abilities", "audience", "not_now", "price", "wanted", "promises", "launch")
"""Answers that stand below a heading of their own, in this order."""
_LISTS = ("abilities", "not_now", "wanted", "promises")
"""Those with one point on each line."""
_HEADINGS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "abilities": "What it should do",
        "audience": "Who it is for",
        "not_now": "Not now",
        "price": "Price",
        "wanted": "I need",
        "promises": "Promises",
        "launch": "Launch date",
    },
    "zh-CN": {
        "abilities": "主要功能",
        "audience": "给谁用",
        "not_now": "暂时不做",
        "price": "价格",
        "wanted": "需要的东西",
        "promises": "对外承诺",
        "launch": "上线时间",
    },
}


def brief_text(answers: Mapping[str, Any], language: Language) -> str:
    """The file's text.

    `product` and `what` must be there; `markets`, `channels` (lists), `budget_usd` (a number) and the `PARTS` (texts)
    may be. What is empty is left out, since a brief says only what its founder said.
    """
    sections = [_front(answers, language), f"# {_line(answers['product'])}", str(answers["what"]).strip()]
    headings = _HEADINGS[language]
    sections += [
        f"## {headings[part]}\n\n{_body(part, str(answers[part]))}"
        for part in PARTS
        if str(answers.get(part) or "").strip()
    ]
    return "\n\n".join(sections) + "\n"


def _front(answers: Mapping[str, Any], language: Language) -> str:
    return "\n".join(["---", *_settings(answers, language), "---"])


def _settings(answers: Mapping[str, Any], language: Language) -> Iterator[str]:
    """JSON is YAML, so that no name can be taken for anything else."""
    yield f"product: {_json(_line(answers['product']))}"
    for name in ("markets", "channels"):
        if answers.get(name):
            yield f"{name}: {_json(list(answers[name]))}"
    yield f"language: {language}"
    if answers.get("budget_usd") is not None:
        yield f"budget_usd: {_json(answers['budget_usd'])}"


def _body(part: str, text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if part not in _LISTS:
        return "\n".join(lines)
    return "\n".join(line if line.startswith(("- ", "* ")) else f"- {line}" for line in lines)


def _line(text: Any) -> str:
    return " ".join(str(text).split())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
