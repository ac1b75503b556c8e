"""superindividual: one person runs a whole company of agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from superindividual.company import Company

__all__ = ["Company", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the façade on first use, so that importing a leaf module stays cheap."""
    if name == "Company":
        from superindividual.company import Company

        return Company
    raise AttributeError(f"module 'superindividual' has no attribute {name!r}")
