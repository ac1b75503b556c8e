"""Scanners of what people will read: pages, posts and mails."""

from __future__ import annotations

import re

from superindividual.checks.advertising import find_absolute_words
from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import Scene, Seen, absent, places

_DIGITS = re.compile(r"\d")
_MEDIA = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp4", ".webm", ".mp3", ".wav", ".ogg", ".m4a", ".avif")
_OUTWARD = ("site", "posts", "email")


def absolute_words(scene: Scene) -> Seen:
    """Absolute wording in what is published; every hit is for a person to judge."""
    if not scene.published:
        return absent()
    hits = [
        (path, line, said)
        for path, text in scene.published.items()
        for line, said, _ in find_absolute_words(text)
    ]
    found = tuple(dict.fromkeys(f"{path}:{line}" for path, line, _ in hits))
    words = sorted({said for _path, _line, said in hits})
    figures = {"texts": len(scene.published), "found": len(found), "words": words[:12]}
    return (
        Seen("needs_review", "absolute_words", found, figures)
        if found
        else Seen("met", "no_absolute_words", (), figures)
    )


def figures_name_source(scene: Scene) -> Seen:
    """Where a published text uses statistics, a source stands in that line or beside it."""
    if not scene.published:
        return absent()
    bare, total = [], 0
    for path, text in scene.published.items():
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if pattern("figure").search(line):
                total += 1
                if not pattern("source").search("\n".join(lines[max(index - 1, 0) : index + 2])):
                    bare.append(f"{path}:{index + 1}")
    figures = {"texts": len(scene.published), "figures": total, "bare": len(bare)}
    return (
        Seen("needs_review", "figures_bare", tuple(bare), figures)
        if bare
        else Seen("met", "figures_sourced", (), figures)
    )


def numbers_have_evidence(scene: Scene) -> Seen:
    """Every claim with a number cites more than an assumption, and no strong number stands unclaimed."""
    if not scene.published:
        return absent()
    claims = [(kind, claim) for kind, claim in scene.claims(*_OUTWARD) if _DIGITS.search(claim.text)]
    loose = [
        kind for kind, claim in claims if not any(not e.startswith("assumption:") for e in claim.evidence)
    ]
    said = " ".join(claim.text for _, claim in scene.claims(*_OUTWARD))
    unclaimed = _unclaimed(scene, said)
    figures = {
        "claims": len(claims),
        "without": len(loose),
        "unclaimed": len(unclaimed),
        "texts": len(scene.published),
    }
    if loose or unclaimed:
        return Seen("gap", "numbers_without_evidence", unclaimed or tuple(dict.fromkeys(loose)), figures)
    return (
        Seen("needs_review", "numbers_cited", (), figures)
        if claims
        else Seen("met", "no_numbers", (), figures)
    )


def _unclaimed(scene: Scene, said: str) -> tuple[str, ...]:
    """Places with a percentage or multiple that no claim of the deliverables holds."""
    return tuple(
        f"{path}:{number}"
        for path, text in scene.published.items()
        for number, line in enumerate(text.split("\n"), 1)
        for match in pattern("strong_number").finditer(line)
        if match.group(1) not in said
    )


def testimonials_seen(scene: Scene) -> Seen:
    """Places that read like reviews or endorsements; whether they are real, a person must show."""
    if not scene.published:
        return absent()
    found = places(scene.published, pattern("testimonial"))
    figures = {"texts": len(scene.published), "found": len(found)}
    return (
        Seen("needs_review", "testimonials", found, figures)
        if found
        else Seen("met", "no_testimonials", (), figures)
    )


def adverts_labelled(scene: Scene) -> Seen:
    """Paid promotion carries a label; whether it stands where people see it, a person must judge."""
    if not scene.published:
        return absent()
    found = places(scene.published, pattern("advert_label"))
    figures = {"texts": len(scene.published), "labels": len(found)}
    return (
        Seen("needs_review", "advert_label", found, figures)
        if found
        else Seen("gap", "no_advert_label", tuple(scene.published), figures)
    )


def votes_not_solicited(scene: Scene) -> Seen:
    """No post asks for votes."""
    posts = scene.texts("posts", endings=(".md", ".txt"))
    if not posts:
        return absent()
    found = places(posts, pattern("votes"))
    figures = {"texts": len(posts), "found": len(found)}
    return Seen("gap", "votes_asked", found, figures) if found else Seen("met", "no_votes_asked", (), figures)


def ai_content_labelled(scene: Scene) -> Seen:
    """What people read says that content was made by AI; where it must stand, a person must judge."""
    if not scene.published:
        return absent()
    found = places(scene.published, pattern("ai_label"))
    figures = {"texts": len(scene.published), "labels": len(found)}
    return (
        Seen("needs_review", "ai_label", found, figures)
        if found
        else Seen("gap", "no_ai_label", tuple(scene.published), figures)
    )


def ai_metadata_written(scene: Scene) -> Seen:
    """Images, sound and video that a model made carry the AIGC mark in their bytes."""
    made_by_program = 0
    marked: list[str] = []
    bare: list[str] = []
    for bundle in scene.of():
        for path, content in sorted(bundle.files.items()):
            if not path.lower().endswith(_MEDIA):
                continue
            if bundle.deliverable.produced_by.startswith("rehearsal/"):
                made_by_program += 1
            else:
                (marked if b"AIGC" in content or b"TC260" in content else bare).append(path)
    figures = {"marked": len(marked), "bare": len(bare), "made_by_program": made_by_program}
    if bare:
        return Seen("gap", "metadata_missing", tuple(bare), figures)
    if marked:
        return Seen("met", "metadata_written", tuple(marked), figures)
    return Seen("not_assessed", "no_ai_media", (), figures)
