"""Subject: a person by their names, found in texts and in bytes, whatever case they are written in and whatever parts them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from superindividual.errors import ErasureRefused
from superindividual.memory.words import has_han
from superindividual.text import gettext as _

_GAP = r"[\s_.+-]{0,3}"
_SHORTEST, _SHORTEST_HAN = 4, 2
_BLOCK = 1 << 20
_LONGEST = 200


class Subject:
    """Names of one person; a name also counts inside a longer word, since nothing of it may stay."""

    def __init__(self, names: Sequence[str]) -> None:
        """Raises ErasureRefused for a name that would be found in the words of others."""
        self.names = tuple(dict.fromkeys(" ".join(name.split()) for name in names))
        for name in self.names:
            shortest = _SHORTEST_HAN if has_han(name) else _SHORTEST
            if not shortest <= len(name) <= _LONGEST:
                raise ErasureRefused(
                    _("{name} is too short to be told from other words, or too long").format(name=name),
                    remedy=_("give the whole name; write --subject once for each name, address or number"),
                )
        self._text = re.compile("|".join(map(_pattern, self.names)), re.IGNORECASE)
        # over bytes, letters beyond ASCII have one case only: a name in small and in capital letters is looked for
        forms = {form for name in self.names for form in (name, name.lower(), name.upper(), name.title())}
        self._bytes = re.compile(
            b"|".join(
                part
                for form in sorted(forms)
                for code in ("utf-8", "utf-16-le")
                for part in _coded(form, code)
            ),
            re.IGNORECASE,
        )

    def in_text(self, text: str) -> bool:
        """Whether a text holds a name."""
        return self._text.search(text) is not None

    def excerpt(self, text: str) -> str:
        """What stands around the first name in a text."""
        found = self._text.search(text)
        return text[max(found.start() - 30, 0) : found.end() + 30] if found else ""

    def in_bytes(self, content: bytes) -> bool:
        """Whether bytes hold a name, in UTF-8, UTF-16 or escaped as JSON does."""
        return self._bytes.search(content) is not None

    def in_file(self, path: Path) -> bool:
        """Whether a file holds a name anywhere, free pages of a database included; one that is gone holds none."""
        try:
            with path.open("rb") as file:
                tail = b""
                while block := file.read(_BLOCK):
                    if self.in_bytes(tail + block):
                        return True
                    tail = block[-4 * _LONGEST :]
        except OSError:
            return False
        return False


def _pattern(name: str) -> str:
    return _GAP.join(re.escape(part) for part in name.split())


def _coded(name: str, code: str) -> Iterator[bytes]:
    """A name's bytes, with what may stand between its parts; in UTF-8 also as JSON escapes it."""
    gap = b"[\\s_.+-]{0,3}" if code == "utf-8" else b"(?:[\\s_.+-]\x00){0,3}"
    yield gap.join(re.escape(part.encode(code)) for part in name.split())
    if code == "utf-8" and not name.isascii():
        yield gap.join(re.escape(json.dumps(part)[1:-1].encode()) for part in name.split())
