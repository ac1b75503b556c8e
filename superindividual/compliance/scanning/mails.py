"""Scanners of the e-mail."""

from __future__ import annotations

import re
from typing import Any

from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import Scene, Seen, absent, folded, visible


def _parts(scene: Scene) -> dict[str, str]:
    parts = scene.texts("email", endings=(".txt", ".html", ".htm"))
    return {path: text if path.endswith(".txt") else visible(text) for path, text in parts.items()}


def mail_can_be_refused(scene: Scene) -> Seen:
    """Every part of the e-mail offers a way out and shows the sender's postal address."""
    parts = _parts(scene)
    if not parts:
        return absent()
    figures: dict[str, Any] = {"parts": len(parts)}
    silent = tuple(path for path, text in parts.items() if not pattern("unsubscribe").search(text))
    if silent:
        return Seen("gap", "no_way_out", silent, figures)
    address = scene.identity.postal_address
    if not address.strip():
        return Seen(
            "needs_founder", "address_unknown", ("company.yaml",), figures | {"fields": ["postal_address"]}
        )
    unsigned = tuple(path for path, text in parts.items() if folded(address) not in folded(text))
    if unsigned:
        return Seen("gap", "no_postal_address", unsigned, figures)
    return Seen("met", "mail_can_be_refused", tuple(parts), figures)


def mail_marked_as_advert(scene: Scene) -> Seen:
    """The subject says 广告 or AD."""
    subjects = {
        path: subject
        for path, text in scene.texts("email", endings=(".yaml", ".yml")).items()
        if (subject := _subject(text))
    }
    if not subjects:
        return absent()
    bare = tuple(path for path, subject in subjects.items() if not pattern("advert_subject").search(subject))
    figures = {"mails": len(subjects)}
    return (
        Seen("gap", "subject_unmarked", bare, figures)
        if bare
        else Seen("met", "subject_marked", tuple(subjects), figures)
    )


def _subject(text: str) -> str:
    """The subject in a message's settings; empty when there is none that can be read."""
    found = re.search(r"^subject:[ \t]*(.+)$", text, re.M)
    return found.group(1).strip().strip("\"'") if found else ""


def one_click_headers(scene: Scene) -> Seen:
    """The e-mail's files carry both headers of RFC 8058."""
    files = scene.texts("email")
    if not files:
        return absent()
    both = tuple(
        path
        for path, text in files.items()
        if pattern("one_click_post").search(text) and pattern("one_click_url").search(text)
    )
    figures = {"files": len(files)}
    return (
        Seen("met", "one_click", both, figures)
        if both
        else Seen("gap", "no_one_click", tuple(files), figures)
    )
