"""PackageName: ASCII names for a distribution, its module and its command, from a product's name."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

_GENERIC = frozenset({"app", "beta", "lite", "mini", "next", "plus", "pro", "tool"})
_LONGEST = 40


@dataclass(frozen=True)
class PackageName:
    """`ledger-line`, `ledger_line`, `ledger-line`."""

    distribution: str
    module: str
    command: str


def package_name(product: str, fallback: str) -> PackageName:
    """Derive the names from the product's name.

    A name that has other than Latin letters gives its Latin part when that stands for itself
    (`Ledgerline 账本`), else the fallback (`换算侠 Pro`).

    Args:
        product: the product's name, in any script.
        fallback: a name for the kind of product, such as `csv-reporter`: lower-case ASCII with hyphens.
    """
    plain = unicodedata.normalize("NFKD", product)
    folded = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    folded = re.sub("['’]", "", folded)
    name = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST].strip("-")
    foreign = any(c.isalpha() and not c.isascii() for c in folded)
    if len(name) < 2 or (foreign and (len(name) < 4 or name in _GENERIC)) or not re.search("[a-z]", name):
        name = fallback
    if name[0].isdigit():
        name = f"{fallback}-{name}"[:_LONGEST].strip("-")
    if _is_taken(name):
        name = f"{name}-app"
    return PackageName(distribution=name, module=name.replace("-", "_"), command=name)


def _is_taken(name: str) -> bool:
    """Whether Python, a tool of the package's tests or a shell already goes by that name."""
    module = name.replace("-", "_")
    return name in _reserved() or module in sys.stdlib_module_names or keyword.iskeyword(module)


@cache
def _reserved() -> frozenset[str]:
    text = (resources.files(__package__) / "reserved_names.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())
