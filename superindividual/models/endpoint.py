"""Endpoint: an OpenAI-compatible server and a model there. Light: front ends read it too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from superindividual.errors import CompanyError
from superindividual.text import gettext as _

OPENAI = "https://api.openai.com/v1"
ENVIRONMENT = "environment"
"""The name of the endpoint that OPENAI_API_KEY and its like describe."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked. The key is never shown, stored or handed to a child."""

    model: str
    key: str = field(repr=False)
    base_url: str = OPENAI
    embedding_model: str = ""
    """Empty: the memory is not embedded by this endpoint."""
    name: str = ENVIRONMENT
    """What company.yaml calls it."""
    region: str = "any"
    """Where what is sent is processed: a region's name, `local`, or `any` where nobody says."""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoint | None:
        """From OPENAI_API_KEY, OPENAI_MODEL, OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL; None without a key.

        Raises:
            CompanyError: there is a key but no model. None is guessed, since models differ in price a hundredfold.
        """
        key = environment.get("OPENAI_API_KEY", "").strip()
        if not key:
            return None
        model = environment.get("OPENAI_MODEL", "").strip()
        if not model:
            raise CompanyError(
                _("OPENAI_API_KEY is set, but no model is named"),
                remedy=_("set OPENAI_MODEL to the model that you want to pay for, or rehearse without one"),
            )
        return cls(
            model=model,
            key=key,
            base_url=environment.get("OPENAI_BASE_URL", "").strip() or OPENAI,
            embedding_model=environment.get("OPENAI_EMBEDDING_MODEL", "").strip(),
        )
