"""Remarks: what the founder should look at, because a program could not act on it."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.text import one_line

_TEXTS = (".html", ".md", ".txt", ".yaml", ".ics")


def remarks(pitch: Pitch, files: Mapping[str, bytes]) -> list[str]:
    """Sentences on wishes left open, words that still stand somewhere, and statements that were left out."""
    words, found = pitch.words, []
    gone = [old for old, new in pitch.wishes.replaced if old not in new]
    for word in (*pitch.wishes.avoided, *gone):
        where = [
            path
            for path, content in files.items()
            if path.endswith(_TEXTS) and word.lower() in content.decode().lower()
        ]
        if where:
            found.append(words.say("eye.still", word=word, files=words.listed(where)))
    if pitch.left_out:
        items = [
            f"“{one_line(text, 80)}” ({bad})" if text != bad else f"“{one_line(text, 80)}”"
            for text, bad in pitch.left_out
        ]
        found.append(words.say("eye.left_out", items=words.listed(items)))
    if pitch.kept_inside:
        items = [f"“{one_line(text, 80)}”" for text in pitch.kept_inside]
        found.append(words.say("eye.inside", items=words.listed(items)))
    if pitch.unproved:
        items = [f"“{one_line(text, 80)}”" for text in pitch.unproved]
        found.append(words.say("eye.unproved", items=words.listed(items)))
    if pitch.wishes.open:
        items = [f"“{one_line(wish.text, 120)}” [{wish.evidence}]" for wish in pitch.wishes.open]
        found.append(words.say("eye.open", items=words.listed(items)))
    return found
