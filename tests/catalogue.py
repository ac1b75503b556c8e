"""The catalogue of messages: what the sources say, what is translated, what is shipped.

`python tests/catalogue.py` (make messages) brings the .po in line with the sources and compiles it. Nothing it
writes depends on the day, the machine, the line a message stands in, or Babel's version. Translations of messages
that have gone are kept as obsolete entries and come back with their message.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from superindividual.paths import bundled
from superindividual.specs.effect import EFFECTS
from superindividual.specs.schema import Names, schemas
from superindividual.specs.yaml import load

KEYWORDS = {"_": 1, "gettext": 1, "ngettext": 2}
"""What takes messages, and how many: one, or one for a single thing and one for several."""
Id = str | tuple[str, str]
PRODUCTS = re.compile(r"/rehearsal/packages/\w+/|/_bundled/")
"""Sources of products, which bring their own messages, and what is copied into the wheel."""


def package(name: str) -> Path | None:
    """Where a package is imported from: a checkout or site-packages."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def sources() -> list[Path]:
    """The packages that speak to a founder."""
    checkout = Path(__file__).parent.parent / "tui" / "superindividual_tui"
    cockpit = package("superindividual_tui") or (checkout if checkout.is_dir() else None)
    return [found for found in (package("superindividual"), cockpit) if found]


def po_file() -> Path:
    """The translations."""
    found = package("superindividual")
    assert found is not None
    return found / "locale" / "zh_CN" / "LC_MESSAGES" / "superindividual.po"


def said() -> set[Id]:
    """Every message in the sources: read from the syntax tree, since Babel does not look into f-strings."""
    files = (file for folder in sources() for file in folder.rglob("*.py") if not PRODUCTS.search(str(file)))
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    calls = (n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    return {found for call in calls if (found := _message(call))} | set(explained())


def explained() -> Iterator[str]:
    """What is said of every field in schemas, of every way out and in workflows that ship: data, which no call names."""
    for made in schemas(Names(), "en").values():
        yield from descriptions(made)
    for kind in EFFECTS.values():
        yield from (kind.meaning, *(field.description for field in kind.fields.values()))
    for file in bundled("workflows").glob("*.yaml"):
        yield from descriptions(load(file.read_bytes(), file.name).data)


def descriptions(node: object) -> Iterator[str]:
    """What a schema tells a reader, wherever it stands in it."""
    for key, value in node.items() if isinstance(node, dict) else ():
        yield from [value] if key == "description" and isinstance(value, str) else descriptions(value)
    for item in node if isinstance(node, list) else ():
        yield from descriptions(item)


def _message(call: ast.Call) -> Id | None:
    """What a call says; None for one that says nothing, or what is worked out."""
    assert isinstance(call.func, ast.Name)
    texts = tuple(a.value for a in call.args[: KEYWORDS.get(call.func.id, 0)] if isinstance(a, ast.Constant))
    if not texts or len(texts) < KEYWORDS[call.func.id]:
        return None
    return texts if len(texts) > 1 else texts[0]


def first(message: Id) -> str:
    """By which a message is sorted and found."""
    return message if isinstance(message, str) else message[0]


def texts(told: Id | tuple[str, ...]) -> tuple[str, ...]:
    """All that it says."""
    return (told,) if isinstance(told, str) else tuple(told)


def header(po: str) -> str:
    """The glossary and the fields, as they stand."""
    return po.partition("\n\n")[0] + "\n\n"


def entries(po: str) -> Iterator[Message]:
    """The live entries."""
    return (message for message in _read(po) if message.id)


def _read(po: str) -> Catalog:
    return read_po(io.StringIO(po), locale="zh_CN")


def updated(po: str) -> str:
    """The .po brought in line with the sources."""
    known = {m.id: m for m in [*_read(po).obsolete.values(), *entries(po)]}
    new = Catalog(locale="zh_CN")
    for message in sorted(said(), key=first):
        new[message] = Message(message, known.pop(message, Message(message)).string)
    gone = sorted((m for m in known.values() if any(texts(m.string))), key=lambda m: first(m.id))
    new.obsolete = {first(m.id): Message(m.id, m.string) for m in gone}  # type: ignore[assignment]
    written = io.BytesIO()
    write_po(written, new, width=0, omit_header=True)
    return header(po) + written.getvalue().decode().strip() + "\n"


class _Messages(list[Message]):
    """What `write_mo` asks of a catalogue, without the dates that Babel's own would add."""

    charset = "utf-8"


def compiled(po: str) -> bytes:
    """The .mo of a .po."""
    fields = (
        line.strip('"').replace("\\n", "\n") for line in header(po).splitlines() if line.startswith('"')
    )
    messages = _Messages([Message("", "".join(fields)), *(m for m in entries(po) if any(texts(m.string)))])
    written = io.BytesIO()
    write_mo(written, messages)  # type: ignore[arg-type]
    return written.getvalue()


def main() -> None:
    """Update, compile, and say what is missing."""
    file = po_file()
    po = updated(file.read_text(encoding="utf-8"))
    file.write_text(po, encoding="utf-8")
    file.with_suffix(".mo").write_bytes(compiled(po))
    missing = [first(message.id) for message in entries(po) if not any(texts(message.string))]
    print(*missing, sep="\n", end="\n" if missing else "")
    print(f"{len(list(entries(po)))} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
