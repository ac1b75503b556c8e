"""Assumptions: what a document takes for granted, numbered A1, A2, … in the order of first use."""

from __future__ import annotations

from superindividual.rehearsal.documents.markdown import bullets
from superindividual.rehearsal.documents.wording import Wording
from superindividual.workspace.artifact import Claim


class Assumptions:
    """The register of one document."""

    def __init__(self, first: int = 1) -> None:
        self._texts: dict[str, str] = {}
        self._first = first

    def assume(self, text: str) -> str:
        """Evidence for an assumption, such as `assumption:A1`; the same text keeps its number."""
        self._texts.setdefault(text, f"A{len(self._texts) + self._first}")
        return f"assumption:{self._texts[text]}"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Id and text, in order."""
        return [(number, text) for text, number in self._texts.items()]

    def listing(self, words: Wording) -> str:
        """The Markdown list that a document ends with."""
        return bullets([words.say("common.assumption", id=number, text=text) for number, text in self.rows])

    def claims(self) -> tuple[Claim, ...]:
        """Each assumption as a claim that rests on itself."""
        return tuple(Claim(text=text, evidence=(f"assumption:{number}",)) for number, text in self.rows)
