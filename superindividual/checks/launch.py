"""Checks of the launch kit: the manifest is true, and what is still open is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, failed, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.evidence import FACTS
from superindividual.checks.source import json_of, text_of
from superindividual.ids import digest
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

MANIFEST = "launch/manifest.json"
README = "launch/README.md"

_GAP = re.compile(r"\{\{\s*[\w.\-]+\s*\}\}")
_TEXTS = (".md", ".txt", ".html", ".yaml", ".yml", ".ics", ".json", ".csv")
_BUILT = (".whl", ".tar.gz", ".zip")
_ORIGINS = ("from", "source", "deliverable", "step", "kind")
_LEAST_WORDS = 40  # characters; shorter than any text that says what is here
_OPEN = frozenset(["fail", "not_assessed", "unknown", "ask", "open", "attest", "attestation"])


def manifest_matches(subject: Subject) -> Answer:
    """Every file of the kit is listed with its SHA-256 and its source, and nothing else is.

    What is said to come from an earlier step must be there with the same bytes; built distributions are
    made in this step from one, so only their source is looked up.
    """
    files = {path: content for path, content in subject.bundle.files.items() if path != MANIFEST}
    listed = _entries(json_of(subject.bundle, MANIFEST))
    if not [path for path in files if path != README]:
        return failed(_("The kit holds no file that could be launched."), MANIFEST)
    faults: list[Finding] = []
    counts = {"files": len(files), "matched": 0, "same_as_source": 0, "made_here": 0}
    seen: set[str] = set()
    for entry in listed:
        path = _path(entry, files)
        if path in seen:
            faults.append(fault(MANIFEST, None, _("{path} is listed twice.").format(path=path)))
        seen.add(path)
        faults += _entry_faults(subject, entry, path, counts)
    for path in sorted(set(files) - seen - {README}):
        faults.append(fault(MANIFEST, None, _("{path} is in the kit but not listed.").format(path=path)))
    reason = _(
        "All {count} files are listed with their true hash; {same} are the approved bytes of earlier steps."
    )
    return answer(
        faults, reason.format(count=counts["matched"], same=counts["same_as_source"]), evidence=counts
    )


def _entries(manifest: Any) -> list[Mapping[str, Any]]:
    """The listed files: a list of entries, or `files` holding one, or `files` mapping paths to entries."""
    entries = manifest.get("files", manifest) if isinstance(manifest, Mapping) else manifest
    if isinstance(entries, Mapping):
        entries = [
            {"path": path, **(entry if isinstance(entry, Mapping) else {"sha256": entry})}
            for path, entry in entries.items()
        ]
    if not isinstance(entries, list) or not all(
        isinstance(entry, Mapping) and isinstance(entry.get("path"), str) for entry in entries
    ):
        remedy = _('Write {"files": [{"path": …, "sha256": …, "from": …}]}.')
        raise Unreadable(fault(MANIFEST, 1, _("The manifest is no list of files."), remedy))
    return entries


def _path(entry: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """The file meant; paths may be written from the product's folder or from the kit's."""
    path = str(entry["path"])
    return path if path in files or f"launch/{path}" not in files else f"launch/{path}"


def _entry_faults(
    subject: Subject, entry: Mapping[str, Any], path: str, counts: dict[str, int]
) -> Iterator[Finding]:
    content = subject.bundle.files.get(path)
    if content is None:
        yield fault(MANIFEST, None, _("{path} is listed but not in the kit.").format(path=path))
        return
    if str(entry.get("sha256") or entry.get("hash") or "").removeprefix("sha256:") != digest(content):
        yield fault(MANIFEST, None, _("The hash of {path} is not that of its bytes.").format(path=path))
        return
    counts["matched"] += 1
    origin = next((entry[key] for key in _ORIGINS if entry.get(key)), None)
    source = _origin(subject, origin)
    if path == README or (source is not None and path.endswith(_BUILT)):
        counts["made_here"] += 1
    elif source is None:
        message = _("{path} is said to come from “{origin}”, which is no earlier deliverable.")
        yield fault(MANIFEST, None, message.format(path=path, origin=origin))
    elif digest(content) in {digest(one) for one in source.files.values()}:
        counts["same_as_source"] += 1
    else:
        message = _("{path} differs from what {origin} handed over.")
        yield fault(
            MANIFEST, None, message.format(path=path, origin=origin), _("Copy the approved bytes unchanged.")
        )


def _origin(subject: Subject, origin: Any) -> Bundle | None:
    """The input named by step, kind or digest; also inside a mapping such as `{"step": "site"}`."""
    names = {str(one) for one in origin.values()} if isinstance(origin, Mapping) else {str(origin)}
    for step, bundle in subject.inputs.items():
        if names & {str(step), bundle.deliverable.kind, bundle.deliverable.digest}:
            return bundle
    return None


def gaps_named(subject: Subject) -> Answer:
    """Every visible gap of the kit, open question and open rule stands in the README."""
    readme = text_of(subject.bundle, README)
    gaps = {**_placeholders(subject), **_questions(subject), **_rules(subject)}
    missing = [
        (gap, where)
        for gap, (words, where) in sorted(gaps.items())
        if not any(word and word in readme for word in words)
    ]
    faults = [
        fault(
            README,
            None,
            _("Still open, but not named: {gap} ({where})").format(gap=gap, where=where),
            _("Say what is open and who can close it."),
        )
        for gap, where in missing
    ]
    if len(re.findall(r"\w", readme)) < _LEAST_WORDS:
        faults.append(
            fault(README, 1, _("The README does not say what is here and in which order to launch."))
        )
    evidence = {"gaps": len(gaps), "named": len(gaps) - len(missing), "readme_characters": len(readme)}
    reason = (
        _("All {count} open points are named.")
        if gaps
        else _("Nothing is open: no placeholder, question or rule was found.")
    )
    return answer(faults, reason.format(count=len(gaps)), evidence=evidence)


def _placeholders(subject: Subject) -> dict[str, tuple[tuple[str, ...], str]]:
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for path, content in sorted(subject.bundle.files.items()):
        if path == README or not path.endswith(_TEXTS):
            continue
        text = content.decode("utf-8", "replace")
        for gap in _GAP.findall(text):
            found.setdefault(gap, ((gap, gap.strip("{} ")), path))
        if PurePosixPath(path).suffix == ".html" and re.search(
            r"superindividual:canonical[\"']\s+content=[\"']unknown", text
        ):
            words = ("canonical", "address", "URL", "网址", "地址", "域名")
            found["canonical"] = (words, path)
    return found


def _questions(subject: Subject) -> dict[str, tuple[tuple[str, ...], str]]:
    bundle = subject.input_of_kind("discovery")
    if bundle is None or FACTS not in bundle.files:
        return {}
    try:
        facts = json_of(bundle, FACTS)
    except Unreadable:
        return {}
    questions = facts.get("questions") if isinstance(facts, Mapping) else None
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for one in questions if isinstance(questions, list) else ():
        if isinstance(one, Mapping) and one.get("id"):
            text = str(one.get("text", "")).strip()
            found[f"{one['id']} {text}"] = ((str(one["id"]), text), FACTS)
    return found


def _rules(subject: Subject) -> dict[str, tuple[tuple[str, ...], str]]:
    """Rules whose answer is no pass, wherever the report lists them."""
    bundle = subject.input_of_kind("compliance_report")
    path = "compliance/report.json"
    if bundle is None or path not in bundle.files:
        return {}
    try:
        report = json_of(bundle, path)
    except Unreadable:
        return {}
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    waiting: list[Any] = [report]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ())
        if isinstance(node, Mapping):
            name = node.get("rule") or node.get("id")
            verdict = node.get("verdict") or node.get("answer") or node.get("status")
            if isinstance(name, str) and isinstance(verdict, str) and verdict in _OPEN:
                found[name] = ((name, "compliance/report.md", "report.md"), path)
    return found


CHECKS = checks_of(manifest_matches, gaps_named)
