"""Delivery: a message goes to an address through Apprise, which is imported here only, and only when one is sent."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping

from superindividual.errors import NotifyFailed, SecretMissing
from superindividual.secret import held
from superindividual.text import gettext as _

Send = Callable[[str, str, str], None]
"""Address, title, text; raises NotifyFailed."""

_SECONDS = 20
_SECRET_NAMES = ("KEY", "TOKEN", "HOOK", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "_NOTIFY_")
_SHORTEST_SECRET = 8


def address(reference: str, environment: Mapping[str, str] = os.environ) -> str:
    """The address that a reference of company.yaml names; it never goes into a file, a log or the journal.

    Raises:
        NotifyFailed: nothing stands there.
    """
    kind, _colon, name = reference.partition(":")
    try:
        found = held(reference, environment).strip()
    except SecretMissing as error:
        raise NotifyFailed(error.message, remedy=error.remedy) from error
    if not found:
        raise NotifyFailed(
            _("{reference} holds no address").format(reference=reference),
            remedy=_("set it where the worker is started")
            if kind == "env"
            else _("store it: keyring set {service} {name}").format(
                service=name.rpartition("/")[0], name=name.rpartition("/")[2]
            ),
        )
    return found


def send(to: str, title: str, text: str) -> None:
    """Send, and wait at most so long; whatever a service says is not repeated, since it may hold the address.

    Raises:
        NotifyFailed: Apprise is not installed, cannot read the address, or the service did not take the message.
    """
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat
    except ImportError as error:
        raise NotifyFailed(
            _("{name} is not installed").format(name="apprise"),
            remedy="pip install 'superindividual[notify]'",
        ) from error
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would log parts of addresses
    asset = AppriseAsset(
        async_mode=False, storage_mode="memory", allow_templates=False, service_timeout=_SECONDS
    )
    asset.http_redirects = False
    service = Apprise(asset=asset)
    if not service.add(to):
        raise NotifyFailed(
            _("the address is none that Apprise knows"),
            remedy=_("compare it with Apprise's list of services"),
        )
    if not service.notify(body=text, title=title, body_format=NotifyFormat.TEXT, timeout=_SECONDS):
        raise NotifyFailed(
            _("the service did not take the message"), remedy=_("try: superindividual notify test")
        )


def known_secrets(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Values of the environment that must be in no message."""
    return tuple(
        value
        for name, value in environment.items()
        if len(value) >= _SHORTEST_SECRET and any(part in name.upper() for part in _SECRET_NAMES)
    )
