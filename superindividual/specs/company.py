"""CompanySpec: what `company.yaml` says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictFloat, StrictInt

from superindividual.specs.delegate import DelegateSpec
from superindividual.specs.models import ModelsSpec
from superindividual.specs.notify import NotifySpec
from superindividual.specs.policy import PolicySpec
from superindividual.specs.workflow import KEPT_AT, BudgetSpec, Spec
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


class MailSpec(Spec):
    """The server that `send_email` hands messages to."""

    host: str = Field(min_length=1, max_length=253)
    """Its name."""
    port: StrictInt = Field(default=587, ge=1, le=65535)
    """Its port."""
    security: Literal["starttls", "ssl", "none"] = "starttls"
    """How the connection is protected; `none` is accepted on this machine only."""
    user: str = Field(default="", max_length=254, pattern=r"^[\x21-\x7e]*$")
    """Whom to log in as, in plain letters without spaces, as mail servers take it; empty for no login."""
    password: str = Field(default="", pattern=KEPT_AT)
    """Where the password is kept, `env:NAME` or `keyring:SERVICE/USER`; never the password itself."""
    sender: str = Field(min_length=3, max_length=254, pattern=r"^[^\s<>@]+@[^\s<>@]+$")
    """The address that messages come from."""


class PriceSpec(Spec):
    """What a model costs, in US dollars per million tokens, where the list of prices does not know it or you pay less."""

    input: StrictFloat = Field(ge=0)
    """A million tokens read."""
    output: StrictFloat = Field(ge=0)
    """A million tokens written."""
    context: StrictInt | None = Field(default=None, ge=1)
    """Most tokens of one call, read and written together."""


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
    mail: MailSpec | None = None
    """The server for e-mail."""
    budget: BudgetSpec = BudgetSpec()
    """Limits over all runs together, beside those of each run's workflow."""
    notify: NotifySpec = NotifySpec()
    """Where you are told that something needs you."""
    delegates: dict[str, DelegateSpec] = Field(default={}, max_length=20)
    """Coding agents that steps name in `via: acp:NAME`, and what of yours they are given."""
    prices: dict[str, PriceSpec] = Field(default={}, max_length=100)
    """Your own prices of models, by the model's name; they go before the list."""
    models: ModelsSpec = ModelsSpec()
    """Where models are asked. Without this the environment's one model does everything."""
