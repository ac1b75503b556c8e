"""CompanySpec: what `company.yaml` says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from superindividual.specs.workflow import BudgetSpec, EffectClass, Spec
from superindividual.text import Language


class IdentitySpec(Spec):
    """Who the company is to the outside; imprint, e-mail footer and calendar need it. Empty means unknown."""

    legal_name: str = ""
    postal_address: str = ""
    email: str = ""
    website: str = ""
    registration: str = ""
    """Register number, 统一社会信用代码, VAT id: as it must be displayed."""


class PolicySpec(Spec):
    """When the founder is asked. Effects that leave the company are asked for unless they are denied."""

    drafts: Literal["ask", "allow_checked"] = "allow_checked"
    """Deliverables that stay inside: ask always, or let those pass whose every check passed."""
    deny: tuple[EffectClass, ...] = ()


class CompanySpec(Spec):
    """The company's settings. Secrets never stand here: models take theirs from the environment."""

    name: str = Field(min_length=1, max_length=80)
    language: Language | None = None
    identity: IdentitySpec = IdentitySpec()
    policy: PolicySpec = PolicySpec()
    budget: BudgetSpec = BudgetSpec()
