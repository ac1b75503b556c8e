"""LawCheck: what blocks and what only the founder can confirm, by the compliance report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from superindividual.compliance.rule import load_rules
from superindividual.rehearsal.launch.phrasing import plain
from superindividual.text import Language
from superindividual.tools.job import Job

REPORT = "compliance/report.json"

_FAILED = {"gap", "fail", "failed", "block", "blocked", "blocks", "violated", "violation", "missing"}
_OPEN = {
    "needs_founder",
    "attest",
    "attestation",
    "needs_attestation",
    "ask",
    "ask_founder",
    "unknown",
    "not_assessed",
    "undecided",
}
_SETTLED = {"pass", "passed", "ok", "not_applicable", "met", "attested"}
_LISTS = ("answers", "results", "rules", "findings", "items")


@dataclass(frozen=True)
class LawCheck:
    """Lines for the founder, each naming its rule."""

    blockers: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()


def law_check(job: Job) -> LawCheck | None:
    """What the report says; None when there is no report or it cannot be read as one."""
    bundle = job.input_of_kind("compliance_report")
    if bundle is None or REPORT not in bundle.files:
        return None
    try:
        items = list(_items(json.loads(bundle.files[REPORT])))
    except ValueError:
        return None
    if not any(_verdict(item) in _FAILED | _OPEN | _SETTLED for item in items):
        return None
    kinds: dict[str, list[str]] = {"blockers": [], "attestations": [], "todo": []}
    for item in items:
        kind = _kind(item)
        if kind:
            kinds[kind].append(_line(item, job.language))
    return LawCheck(*(tuple(dict.fromkeys(kinds[name])) for name in ("blockers", "attestations", "todo")))


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """The rules' answers, wherever the report keeps its list."""
    found: Iterable[Any] = data if isinstance(data, list) else ()
    if isinstance(data, dict):
        found = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), ())
        if not found:
            found = [{"id": key, **value} for key, value in data.items() if isinstance(value, dict)]
    return (item for item in found if isinstance(item, dict))


def _verdict(item: dict[str, Any]) -> str:
    return _first(item, "verdict", "answer", "status", "outcome", "result", "state").lower()


def _kind(item: dict[str, Any]) -> str | None:
    verdict = _verdict(item)
    check = item.get("check")
    how = _first(item, "kind", "check_kind") or (_first(check, "kind") if isinstance(check, dict) else "")
    if verdict in _FAILED or item.get("blocks") is True:
        return (
            "blockers"
            if _first(item, "severity", "level").lower() == "block" or item.get("blocks") is True
            else "todo"
        )
    if verdict in _OPEN and not item.get("missing"):
        return (
            "attestations" if how == "attestation" or verdict not in ("not_assessed", "unknown") else "todo"
        )
    return None


def _line(item: dict[str, Any], lang: Language) -> str:
    name = _first(item, "rule", "id", "rule_id", "name")
    rule = next((r for r in load_rules() if r.id == name), None)
    if rule:
        return plain(f"`{name}`: {rule.title[lang]}. {rule.remedy[lang]}")
    said = _first(item, "remedy", "message", "reason", "title", "summary", lang=lang)
    return plain(f"`{name}`: {said}" if name and said else name or said)


def _first(item: dict[str, Any], *names: str, lang: Language | None = None) -> str:
    """The first text of that name; one that exists per language is taken in the founder's."""
    for name in names:
        value = item.get(name)
        if isinstance(value, dict):
            value = value.get(lang or "en") or value.get("id")
        if isinstance(value, str) and value.strip():
            return value
    return ""
