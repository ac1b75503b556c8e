"""Fields: what a workflow's inputs and a step's form ask for, as a founder fills it in; no screen is needed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superindividual.specs.value import given_values
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import number, one_line, own_words


@dataclass(frozen=True)
class Field:
    """One thing to fill in."""

    name: str
    spec: FieldSpec
    rows: int = 1
    """How many lines of text there is room for."""
    title: str = ""
    """The question, where the name alone asks none."""
    stands: str = ""
    """What stands in it at first without being meant where nothing is: whoever empties it wants nothing."""

    @property
    def asks(self) -> str:
        """The question on one line: name, what it means, whether it must be given."""
        must = _("required") if self.spec.only_founder_fills else _("may be left out")
        if self.usual and not self.spec.only_founder_fills:
            must = _("nothing means: {default}").format(default=one_line(self.usual, 40))
            if self.spec.type in ("file", "folder"):
                must = _("nothing means what stands there at first")
        title, about = one_line(self.title or self.name, 200), one_line(own_words(self.spec.description), 200)
        between = "" if not about else " " if title.endswith(("?", "？")) else ": "
        return f"{title}{between}{about} ({must})"

    @property
    def choices(self) -> tuple[tuple[str, Any], ...]:
        """The values to choose from, with the words for each; none where anything may be written."""
        if self.spec.type == "boolean":
            return ((_("yes"), True), (_("no"), False))
        if self.spec.type == "list":
            return ()
        return tuple((str(value), value) for value in self.spec.choices)

    @property
    def how(self) -> str:
        """What can be written, in a few words."""
        kind = {
            "text": _("text"),
            "number": _("a number"),
            "list": _("several, with commas between"),
            "file": _("a file"),
            "folder": _("a folder"),
            "boolean": _("yes or no"),
        }[self.spec.type]
        if self.choices:
            kind = _("one of several: space or the arrows go on")
        parts = [kind, *self._limits()]
        if self.spec.type == "list" and self.spec.choices:
            parts.append(_("of: {choices}").format(choices=", ".join(map(str, self.spec.choices))))
        return " · ".join(parts)

    def _limits(self) -> list[str]:
        least, most = self.spec.min, self.spec.max
        at_least, at_most = _("at least {least}"), _("at most {most}")
        if self.spec.type == "text":
            at_least, at_most = _("at least {least} characters"), _("at most {most} characters")
            least = None if least == 1 else least  # that it must be given is said anyhow
        return [
            *([at_least.format(least=number(least))] if least is not None else []),
            *([at_most.format(most=number(most))] if most is not None else []),
        ]

    @property
    def initial(self) -> str:
        """What stands in it at first."""
        return self.stands or self.usual

    @property
    def usual(self) -> str:
        """The default as it would be written: what nothing means; empty where there is none."""
        default = self.spec.default
        if default is None:
            return ""
        if isinstance(default, list | tuple):
            return ", ".join(map(str, default))
        return next((words for words, value in self.choices if value == default), str(default))

    def fault(self, text: str) -> str:
        """What is wrong with a text; empty where it fits."""
        if not text.strip() and self.spec.only_founder_fills:
            return _("this must be filled in")
        faults = self._read(text, _("this") if self.title else self.name)[1]
        return f"{faults[0][0]}, {faults[0][1]}".rstrip(", ") if faults else self._missing(text.strip())

    def _missing(self, path: str) -> str:
        """What is wrong with the path of a file or a folder, as far as a look tells."""
        if not path or self.spec.type not in ("file", "folder"):
            return ""
        place = Path(path).expanduser()
        try:
            found = place.is_file() if self.spec.type == "file" else place.is_dir()
        except (OSError, ValueError):  # too long, or with a null in it
            found = False
        if found:
            return ""
        if self.spec.type == "file":
            return _("there is no such file; a path counts from {folder}").format(folder=Path.cwd())
        return _("there is no such folder; a path counts from {folder}").format(folder=Path.cwd())

    def value(self, text: str) -> dict[str, Any]:
        """The value of a text without a fault, by the field's name; nothing where it was left out and has no default."""
        return self._read(text, self.name)[0]

    def _read(self, text: str, called: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The value in a text; a choice is told by its words, which may say more than the value."""
        written = text.strip()
        value: Any = next((value for words, value in self.choices if words == written), text.strip("\n"))
        return given_values({called: self.spec}, {called: value} if written else {})


def fields_of(specs: Mapping[str, FieldSpec | Mapping[str, Any]]) -> tuple[Field, ...]:
    """The fields of a workflow's inputs, or of a request's form as the journal has it."""
    return tuple(Field(name, FieldSpec.model_validate(spec)) for name, spec in specs.items())


def faults(fields: tuple[Field, ...], texts: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by the name of the field."""
    found = {field.name: field.fault(texts.get(field.name, "")) for field in fields}
    return {name: fault for name, fault in found.items() if fault}


def values(fields: tuple[Field, ...], texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of texts that have no fault; what was left out and has no default is not among them."""
    return {name: value for field in fields for name, value in field.value(texts.get(field.name, "")).items()}
