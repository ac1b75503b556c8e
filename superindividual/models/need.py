"""Need: what one step's calls ask of a model, and by whom they are made."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.models.ambient import Ambient
from superindividual.specs.models import TIERS, Tier

_OTHER_NAMES: dict[str, Tier] = {"haiku": "fast", "sonnet": "strong", "opus": "reasoning"}
"""Cards that were written for another tool name its models."""


@dataclass(frozen=True)
class Need:
    """Which model is wanted, and which data it will see."""

    model: str = "inherit"
    """As a card or step says it: `inherit`, a tier, `ENDPOINT/MODEL`, or a name that means nothing here."""
    labels: frozenset[str] = frozenset()
    """Of the data; each must be allowed where the call goes."""

    @property
    def names_tier(self) -> bool:
        """Whether it means a tier, by our names or another tool's."""
        return self.model in ("inherit", *TIERS, *_OTHER_NAMES)

    @property
    def tier(self) -> Tier:
        """The tier that is wanted where no model is named."""
        found = next((tier for tier in TIERS if tier == self.model), None)
        return found or _OTHER_NAMES.get(self.model, "strong")


_ambient: Ambient[Need] = Ambient("need", Need())
needing = _ambient.within
"""Let all calls that are made in the block be made for this need, also by tasks that begin in it."""
need = _ambient.now
"""What the call under way needs."""
