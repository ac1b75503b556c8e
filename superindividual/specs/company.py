"""CompanySpec: what `company.yaml` says."""

from __future__ import annotations

from pydantic import Field

from superindividual.specs.policy import PolicySpec
from superindividual.specs.workflow import BudgetSpec, Spec
from superindividual.text import Language


class IdentitySpec(Spec):
    """Who the company is to the outside; imprint, e-mail footer and calendar need it. Empty means unknown."""

    legal_name: str = ""
    """The name in the register, or yours."""
    postal_address: str = ""
    """Where a letter reaches it."""
    email: str = ""
    """Where customers write to."""
    website: str = ""
    """Its address on the web."""
    registration: str = ""
    """Register number, 统一社会信用代码, VAT id: as it must be displayed."""


class CompanySpec(Spec):
    """The company's settings. Secrets never stand here: models take theirs from the environment."""

    name: str = Field(min_length=1, max_length=80)
    """What the company is called."""
    language: Language | None = None
    """The language of screens and commands; else that of the system."""
    identity: IdentitySpec = IdentitySpec()
    """Who the company is to the outside."""
    policy: PolicySpec = PolicySpec()
    """When the founder is asked."""
    budget: BudgetSpec = BudgetSpec()
    """Limits over all runs."""
