"""Kind: a kind of deliverable, with its contract and its checks."""

from __future__ import annotations

from superindividual.specs.workflow import Spec
from superindividual.text import Language


class Kind(Spec):
    """One kind, as `kinds.yaml` says it."""

    name: str
    folder: str
    """Where the deliverable's files lie in the product's folder."""
    files: tuple[str, ...] = ()
    """Files that must be handed over."""
    checks: tuple[str, ...] = ()
    reviews: bool = False
    """Whether it judges what other steps made, so that no agent may hand it over about its own work."""
    contract: str
    """What the agent is told to hand over."""
    headings: dict[str, dict[Language, tuple[str, ...]]] = {}

    def brief_for(self, lang: Language) -> str:
        """The contract with the headings of one language filled in."""
        text = self.contract
        for name, by_language in self.headings.items():
            text = text.replace("{" + name + "}", ", ".join(by_language[lang]))
        return text
