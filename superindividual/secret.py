"""Secrets: named in a workflow or in company.yaml, read when they are used, kept nowhere."""

from __future__ import annotations

import os
from collections.abc import Mapping

from superindividual.errors import SecretMissing
from superindividual.text import gettext as _


def held(reference: str, environment: Mapping[str, str] = os.environ) -> str:
    """What `env:NAME` or `keyring:SERVICE/USER` holds; empty where nothing stands there.

    Raises:
        SecretMissing: the keyring is not installed, or does not open.
    """
    kind, _colon, name = reference.partition(":")
    return environment.get(name, "") if kind == "env" else _of_keyring(name)


def secret(reference: str) -> str:
    """The same where it must be there, and be such that it can be sent.

    Raises:
        SecretMissing: it is not there, or cannot be sent, with how to mend it; never with what it holds.
    """
    found = held(reference)
    if not found:
        raise SecretMissing(
            _("the secret {reference} is not there: set it and try again").format(reference=reference)
        )
    if not (found.isascii() and found.isprintable()):  # libraries repeat such a value in their errors
        raise SecretMissing(
            _("the secret {reference} holds a line break or a character that cannot be sent").format(
                reference=reference
            ),
            remedy=_("store it anew, without what was copied along with it"),
        )
    return found


def _of_keyring(name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise SecretMissing(
            _("{name} is not installed").format(name="keyring"),
            remedy=_("pip install 'superindividual[notify]', or use env: instead"),
        ) from error
    service, _slash, user = name.rpartition("/")
    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as error:
        raise SecretMissing(
            _("the keyring cannot be read: {reason}").format(reason=type(error).__name__),
            remedy=_("unlock it, or use env: instead"),
        ) from error


def keyring_fault() -> str:
    """Why no secret can be kept in a keyring here; empty where one can."""
    try:
        import keyring
        from keyring.backends import fail
    except ImportError:
        return _("the Python package keyring is not installed")
    if isinstance(keyring.get_keyring(), fail.Keyring):
        return _("the system offers no keyring")
    return ""
