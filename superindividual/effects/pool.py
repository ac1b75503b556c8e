"""Pool: HTTP connections of git to the one address that was looked at; no redirect, no proxy, no second answer of the DNS."""

from __future__ import annotations

import socket
from typing import Any

from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection, port_by_scheme
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from superindividual.effects.address import Address
from superindividual.effects.deadline import Deadline
from superindividual.errors import EffectFailed, EffectLost
from superindividual.text import gettext as _
from superindividual.text import shown


class Pool(PoolManager):
    """Whatever host a URL names, it leads to the address; certificates are held against the host that was named."""

    def __init__(self, address: Address, deadline: Deadline) -> None:
        host = f"[{address.host}]" if ":" in address.host else address.host
        usual = port_by_scheme[address.scheme] == address.port
        super().__init__(
            headers={"Host": host if usual else f"{host}:{address.port}"}, cert_reqs="CERT_REQUIRED"
        )
        if address.scheme == "https":
            self.connection_pool_kw |= {"server_hostname": address.host, "assert_hostname": address.host}
        self._address = address
        self.pool_classes_by_scheme = _watched(deadline)

    def connection_from_host(
        self,
        host: str | None,
        port: int | None = None,
        scheme: str | None = "http",
        pool_kwargs: dict[str, Any] | None = None,
    ) -> HTTPConnectionPool:
        """A connection to the address."""
        del host, port, scheme
        ip, port, scheme = self._address.ip, self._address.port, self._address.scheme
        return super().connection_from_host(ip, port, scheme, pool_kwargs)

    def urlopen(  # type: ignore[override]
        self, method: str, url: str, redirect: bool = True, **options: Any
    ) -> BaseHTTPResponse:
        """The answer itself, which leads nowhere else.

        Raises:
            EffectFailed: it redirects, and nothing was handed over.
            EffectLost: it redirects after it was handed something.
        """
        del redirect
        answer = super().urlopen(method, url, redirect=False, **options)
        if 300 <= answer.status < 400:
            place = shown(answer.headers.get("location", "?"))
            reason = _("{host} redirects to {place}").format(host=self._address.host, place=place)
            remedy = _("name that address, so that you see where it goes")
            raise (EffectFailed if method == "GET" else EffectLost)(reason, remedy=remedy)
        return answer


def _watched(deadline: Deadline) -> dict[str, Any]:
    """Pools whose connections end when the time is over."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            connected = super()._new_conn()
            deadline.watch(connected)
            return connected

    class Secured(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            connected = super()._new_conn()
            deadline.watch(connected)
            return connected

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecuredPool(HTTPSConnectionPool):
        ConnectionCls = Secured

    return {"http": PlainPool, "https": SecuredPool}
