"""Secrets of what leaves: one that is missing is a fault after which nothing was sent."""

from __future__ import annotations

from superindividual import secret as secrets
from superindividual.errors import EffectFailed, SecretMissing


def secret(reference: str) -> str:
    """What `env:NAME` or `keyring:SERVICE/USER` holds.

    Raises:
        EffectFailed: it is not there, or cannot be sent, with how to mend it; never with what it holds.
    """
    try:
        return secrets.secret(reference)
    except SecretMissing as error:
        raise EffectFailed(error.message, remedy=error.remedy) from error
