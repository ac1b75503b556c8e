"""Endpoint: an OpenAI-compatible server and a model there. Light: front ends read it too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from superindividual.errors import CompanyError
from superindividual.specs.preset import address_fault
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
    name: str = ENVIRONMENT
    """What company.yaml calls it."""
    region: str = "any"
    """Where what is sent is processed: a region's name, `local`, or `any` where nobody says."""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoint | None:
        """From OPENAI_API_KEY, OPENAI_MODEL and OPENAI_BASE_URL; None without a key.

        Raises:
            CompanyError: there is a key but no model. None is guessed, since models differ in price a hundredfold. Or the key
                or the address is none.
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
        return cls._at(model, key, environment)

    @classmethod
    def for_embedding(cls, model: str = "", environment: Mapping[str, str] = os.environ) -> Endpoint | None:
        """The same server with this model, or OPENAI_EMBEDDING_MODEL, and without OPENAI_MODEL; None where neither is named.

        Raises:
            CompanyError: there is no key, or the key or the address is none.
        """
        model = model or environment.get("OPENAI_EMBEDDING_MODEL", "").strip()
        key = environment.get("OPENAI_API_KEY", "").strip()
        if not model:
            return None
        if not key:
            raise CompanyError(
                _("{model} is to embed, and OPENAI_API_KEY is not set").format(model=model),
                remedy=_("where a server needs no key, any word will do"),
            )
        return cls._at(model, key, environment)

    @classmethod
    def _at(cls, model: str, key: str, environment: Mapping[str, str]) -> Endpoint:
        base_url = environment.get("OPENAI_BASE_URL", "").strip() or OPENAI
        _prove(key, base_url)
        return cls(model=model, key=key, base_url=base_url)


def _prove(key: str, base_url: str) -> None:
    """Raise CompanyError where a key or an address was not copied as it is: an endpoint would only say that it is wrong."""
    if not (key.isascii() and key.isprintable()) or " " in key or key[0] in "'\"":
        raise CompanyError(
            _("OPENAI_API_KEY holds a space, a line break, quotes or a character that no key has"),
            remedy=_("store it anew, without what was copied along with it"),
        )
    if why := address_fault(base_url):
        raise CompanyError(
            _("OPENAI_BASE_URL is no address of an endpoint: {why}").format(why=why),
            remedy=_("write one like https://api.example.com/v1"),
        )


def without_key(environment: Mapping[str, str] = os.environ) -> str:
    """What is said where the environment names a model and no key; empty where it does not."""
    named, key = (environment.get(name, "").strip() for name in ("OPENAI_MODEL", "OPENAI_API_KEY"))
    if not named or key:
        return ""
    return _("OPENAI_MODEL is set and OPENAI_API_KEY is not; where a server needs no key, any word will do")
