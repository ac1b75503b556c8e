"""Report: the answers as JSON for programs, and as Markdown for the founder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from superindividual.compliance.evaluate import Answer, RuleAnswer
from superindividual.compliance.rule import Rule
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Compliance report",
        "markets": "Markets",
        "unknown": "not named",
        "date": "Rules as of",
        "in": "in force since",
        "where": "See",
        "note": "Every rule here is a candidate: no lawyer has verified it, so none blocks. This is no legal advice; have the points under the first two headings confirmed before you sell.",
        "gap": "To mend before launch",
        "needs_founder": "Only you can say",
        "needs_review": "Needs a person's judgement",
        "met": "Seen to be met",
        "not_assessed": "Not assessed",
        "not_applicable": "Does not apply",
        "would": "would block once verified",
        "missing": "unknown: ",
        "decides": "What decides whether you may start at all",
        "rehearsal": "Made in a rehearsal: rules and programs only, no AI.",
        "none": "None.",
    },
    "zh-CN": {
        "title": "合规报告",
        "markets": "目标市场",
        "unknown": "未说明",
        "date": "规则截至",
        "in": "施行自",
        "where": "位置",
        "note": "以下规则均为候选条目，尚无律师核实，因此都不构成“阻断”。本报告不是法律意见；前两类事项请在上线前找专业人士确认。",
        "gap": "上线前须处理",
        "needs_founder": "只有你能确认",
        "needs_review": "需要人工判断",
        "met": "已核到满足",
        "not_assessed": "未评估",
        "not_applicable": "不适用",
        "would": "核实后将阻断上线",
        "missing": "未知：",
        "decides": "决定你能否开始做的事项",
        "rehearsal": "彩排稿：仅由规则与程序生成，未使用 AI。",
        "none": "无。",
    },
}
_ORDER: Sequence[Answer] = ("gap", "needs_founder", "needs_review", "met", "not_assessed", "not_applicable")


def as_json(answers: Sequence[RuleAnswer], today: date) -> bytes:
    """The report for programs."""
    counts = dict(sorted(Counter(a.answer for a in answers).items()))
    value = {
        "date": today.isoformat(),
        "counts": counts,
        "answers": [a.model_dump(mode="json") for a in answers],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def as_markdown(
    answers: Sequence[RuleAnswer], rules: Sequence[Rule], facts: ProductFacts, today: date
) -> bytes:
    """The report for the founder, in the facts' language."""
    say = _WORDS[facts.language]
    by_id = {rule.id: rule for rule in rules}
    counts = Counter(a.answer for a in answers)
    lines = [
        f"# {say['title']}: {_plain(facts.product)}",
        "",
        f"{say['markets']}: {', '.join(facts.markets) or say['unknown']} · {say['date']} {today.isoformat()}",
        "",
        f"> {say['note']}",
        "",
        "| | |",
        "|---|---|",
        *(f"| {say[a]} | {counts.get(a, 0)} |" for a in _ORDER),
        "",
    ]
    for title, chosen in _sections(answers, say):
        lines += [
            f"## {title}",
            "",
            *(_item(a, by_id[a.rule], facts.language) for a in chosen),
            *([] if chosen else [say["none"]]),
            "",
        ]
    return ("\n".join([*lines, say["rehearsal"]]) + "\n").encode()


def _sections(answers: Sequence[RuleAnswer], say: dict[str, str]) -> list[tuple[str, list[RuleAnswer]]]:
    """What forbids comes first, where it is open; then every answer under its heading."""
    deciding = [a for a in answers if a.would_be == "block" and a.answer == "needs_founder" and not a.missing]
    first = [(say["decides"], deciding)] if deciding else []
    return [
        *first,
        *((say[word], [a for a in answers if a.answer == word and a not in deciding]) for word in _ORDER),
    ]


def _item(answer: RuleAnswer, rule: Rule, lang: Language) -> str:
    say = _WORDS[lang]
    source = f"{rule.source.instrument} {rule.source.article}" + (
        f", {say['in']} {rule.in_force.since}" if rule.in_force.since else ""
    )
    box = "- [ ]" if answer.answer in ("gap", "needs_founder", "needs_review") else "-"
    detail = say["missing"] + ", ".join(answer.missing) if answer.missing else answer.why
    where = f" {say['where']}: {', '.join(answer.where[:5])}." if answer.where else ""
    block = f" **({say['would']})**" if rule.severity == "block" and answer.answer != "not_applicable" else ""
    todo = f" {rule.remedy[lang]}" if box == "- [ ]" else ""
    return f"{box} **{rule.id}** {rule.title[lang]}{block} ({source}): {detail}.{where}{todo}"


def _plain(text: str) -> str:
    return " ".join(text.split())
