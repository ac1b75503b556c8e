"""Addresses outside: which of them an effect may reach, decided by what the name stands for at that moment."""

from __future__ import annotations

import socket
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

from superindividual.errors import EffectFailed
from superindividual.text import gettext as _
from superindividual.text import shown
from superindividual.tools.internet import is_public


class Address(NamedTuple):
    """Where an https or http URL leads."""

    scheme: str
    host: str
    port: int
    ip: str
    """The address that was looked at and is to be connected to, so that a second answer of the DNS changes nothing."""


def address_of(url: str, allowed: Collection[str], *, named: str = "") -> Address:
    """The address that a URL leads to; `named` is told in its place where it is a secret.

    Raises:
        EffectFailed: it is no such URL, holds a password, lacks TLS, or leads to a private host that is not allowed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError as error:
        raise EffectFailed(_("{url} is no address").format(url=shown(named or url))) from error
    if parts.scheme not in ("http", "https") or not host:
        raise EffectFailed(_("{url} is no https address").format(url=shown(named or url)))
    if parts.username is not None or parts.password is not None:
        raise EffectFailed(_("an address must hold no password: use token: env:NAME"))
    if not host.isascii():
        _refuse_lookalike(host)
    excepted = bool({host, f"{host}:{port}"} & set(allowed))
    if parts.scheme == "http" and not excepted:
        raise EffectFailed(
            _(
                "{host} is to be reached without TLS: write https, or allow it in company.yaml, policy: hosts"
            ).format(host=host)
        )
    return Address(parts.scheme, host, port, _ip(host, port, excepted=excepted))


def _refuse_lookalike(host: str) -> None:
    """Letters of another script can look like those of a name that the founder knows: what is shown is what is asked for."""
    try:
        name = host.encode("idna").decode()
    except UnicodeError as error:
        raise EffectFailed(_("{url} is no address").format(url=shown(host))) from error
    raise EffectFailed(
        _("{host} has another name by which it is found: write {name}, so that you see where it goes").format(
            host=shown(host), name=name
        )
    )


def _ip(host: str, port: int, *, excepted: bool) -> str:
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:  # the latter where it is no name at all
        raise EffectFailed(_("{host} cannot be found: {reason}").format(host=host, reason=error)) from error
    private = [ip for ip in found if not is_public(ip)]
    if private and not excepted:
        raise EffectFailed(
            _("{host} is a private address ({ip}): allow it in company.yaml, policy: hosts").format(
                host=host, ip=private[0]
            )
        )
    return found[0]
