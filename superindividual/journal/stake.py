"""Stake: what hangs on a request: money, and whether it can be undone. It orders what waits for the founder.

More money comes first, then what is harder to undo, then what is older, then the smaller id. Money counts in orders of
magnitude (below a dollar, below ten, below a hundred, …): a cent more of model cost never comes before what leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

FINAL = frozenset({"send", "spend", "sign", "hire", "identity"})
"""Classes of effects that nothing takes back; what was published can at least be taken down."""

FINAL_STAKE = 3
"""`Stake.irreversible` of these."""


@dataclass(frozen=True)
class Stake:
    """Money (what an effect would spend, else what the run cost until it asked), and how hard it is to undo.

    An amount in another currency counts by its number, as if it were dollars: nothing here knows a rate of exchange.
    """

    usd: Decimal = Decimal(0)
    irreversible: int = 0
    """0 stays inside, 1 has failing checks, 2 leaves the company, 3 leaves it and cannot be taken back."""

    @property
    def weight(self) -> int:
        """The order of magnitude of the money: 0 below a dollar, 1 below ten, 2 below a hundred, and so on."""
        return 0 if self.usd < 1 else self.usd.adjusted() + 1


def stake_of(spent: Decimal, risk: int, effect_class: str | None, amount: Decimal | None = None) -> Stake:
    """The stake of a request, by its risk and, where it is about an effect, the effect's class and amount."""
    usd = spent if amount is None else max(spent, amount)
    return Stake(usd, FINAL_STAKE if effect_class in FINAL else risk)
