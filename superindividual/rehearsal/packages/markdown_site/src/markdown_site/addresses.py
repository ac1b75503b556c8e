"""Addresses: names for pages that work as files and as links, in any script."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote

_SPOKEN = {"+": "plus", "#": "sharp", "&": "-and-", "@": "-at-", "%": "-percent-"}
LONGEST = 60
"""Characters of one name; file systems stop at 255 bytes."""


def slug(text: str) -> str:
    """Turn words into a name: `C++ für Anfänger!` gives `cplusplus-für-anfänger`.

    Letters of every script stay; the result is empty when there are none.
    """
    spoken = "".join(_SPOKEN.get(c, c) for c in text)
    folded = unicodedata.normalize("NFC", spoken.lower())
    kept = (c if unicodedata.category(c)[0] in "LMN" else "-" for c in folded)
    return re.sub("-+", "-", "".join(kept)).strip("-")[:LONGEST].strip("-")


def url(path: str) -> str:
    """Write a path of the site as part of a link."""
    return quote(path, safe="/-._~")


def path_of(link: str) -> str:
    """Read the path from a link that was written by hand."""
    return unicodedata.normalize("NFC", unquote(link))


def relative(target: str, page: str) -> str:
    """Link from a page to a file of the site; both are paths below its root."""
    return url(posixpath.relpath(target, posixpath.dirname(page) or "."))
