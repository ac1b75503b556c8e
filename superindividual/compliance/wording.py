"""Wording: what the evaluator and the report say, by language, from `wording.yaml` and `report.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from superindividual.text import Language, one_line


@cache
def _table(file: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    loaded: dict[str, Any] = yaml.load(
        resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    )
    return loaded


class Wording:
    """Sentences in one language."""

    def __init__(self, language: Language, file: str = "wording.yaml") -> None:
        self.language: Language = language
        self._words = _table(file)

    @property
    def joint(self) -> str:
        """What stands between the parts of a list."""
        return self.plain("joint")

    def plain(self, name: str) -> str:
        """A word that stands alone in the file."""
        return str(self._words[name][self.language])

    def say(self, group: str, name: str, **figures: Any) -> str:
        """A sentence with its figures filled in; lists are joined, known field names put into words."""
        text = str(self._words[group][name][self.language])
        return text.format(**{key: self._shown(value) for key, value in figures.items()})

    def _shown(self, value: Any) -> str:
        if isinstance(value, list | tuple):
            return self.joint.join(self._shown(one) for one in value)
        field = self._words.get("fields", {}).get(value) if isinstance(value, str) else None
        return str(field[self.language]) if field else one_line(str(value), 4000)

    def question(self, fact: str) -> str:
        """What to ask about an unknown fact."""
        return str(self._words["facts"][fact]["ask"][self.language])

    def kinds(self, kinds: Iterable[str]) -> str:
        """Kinds of deliverable in words."""
        return self.joint.join(self._named("kinds", kind) for kind in kinds)

    def market(self, code: str) -> str:
        """A market in words; its code where there is no name."""
        return self._named("markets", code)

    def reasons(self, reasons: Iterable[str]) -> str:
        """Why a rule does not apply, from a condition's reasons."""
        return self.joint.join(dict.fromkeys(self._reason(reason) for reason in reasons))

    def _reason(self, reason: str) -> str:
        negated = reason.startswith("not ")
        word, _, name = reason.removeprefix("not ").partition(" ")
        if word == "is":
            return str(self._words["facts"][name]["no" if negated else "yes"][self.language])
        if word == "market":
            return self.say(
                "answers", "not_in_market" if negated else "in_market", market=self._named("markets", name)
            )
        return self.say(
            "answers", "not_delivered" if negated else "delivered", kind=self._named("kinds", name)
        )

    def _named(self, group: str, name: str) -> str:
        entry = self._words[group].get(name)
        return str(entry[self.language]) if entry else name
