"""Subject: a person by their names, found in texts and in bytes, whatever case they are written in and whatever parts them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

from superindividual.errors import ErasureRefused
from superindividual.memory.words import has_han
from superindividual.text import gettext as _

_MARKS = " \t\n\r\v\f_.+-\u00a0\u3000\u00b7\u2022\u30fb\u2027\u00ad\u200b\u200c\u200d\u2060"
"""What may part a name: spaces, ends of lines, dots as in foreign names in Chinese, and marks that are not seen."""
_BETWEEN = rf"[\s{re.escape(_MARKS)}]"
_GAP = 6
"""So many of them: the end of a line, and what the next one begins with."""
_PART = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\u3400-\u9fff\uf900-\ufaff]+")
"""Chinese is set without spaces, so each character of such a name is a part of it."""
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
            if not (shortest <= len("".join(_parts(name))) and len(name) <= _LONGEST):
                raise ErasureRefused(
                    _("{name} is too short to be told from other words, or too long").format(name=name),
                    remedy=_("give the whole name; write --subject once for each name, address or number"),
                )
        written = [normalize(form, name) for name in self.names for form in ("NFC", "NFD")]
        self._text = re.compile("|".join(map(_pattern, dict.fromkeys(written))), re.IGNORECASE)
        # over bytes, letters beyond ASCII have one case only: a name in small and in capital letters is looked for
        forms = {form for name in written for form in (name, name.lower(), name.upper(), name.title())}
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
                    tail = block[-16 * _LONGEST :]
        except OSError:
            return False
        return False


def _parts(name: str) -> list[str]:
    """A name's words and Chinese characters, without what stands between them."""
    return [part for word in re.split(_BETWEEN, name) for part in _PART.findall(word)]


def _pattern(name: str) -> str:
    return f"{_BETWEEN}{{0,{_GAP}}}".join(map(re.escape, _parts(name)))


def _coded(name: str, code: str) -> Iterator[bytes]:
    """A name's bytes, with what may stand between its parts; in UTF-8 also as JSON escapes it."""
    between = {mark.encode(code) for mark in _MARKS}
    if code == "utf-8":
        between |= {_escaped(mark) for mark in _MARKS}
    gap = b"(?:" + b"|".join(map(re.escape, sorted(between))) + b"){0,%d}" % _GAP
    yield gap.join(re.escape(part.encode(code)) for part in _parts(name))
    if code == "utf-8" and not name.isascii():
        yield gap.join(re.escape(_escaped(part)) for part in _parts(name))


def _escaped(text: str) -> bytes:
    return json.dumps(text)[1:-1].encode()
