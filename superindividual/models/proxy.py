"""Proxy: through whom an address is asked, as the environment says it; looked up once for an address, on no thread.

aiohttp can do it at every request, by two threads, and then adds what `~/.netrc` says of the host to the key: that is
refused as two credentials where both are there, and goes to a server that nobody named where there is no key.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies, proxy_bypass

from yarl import URL

from superindividual.errors import ModelError
from superindividual.specs.preset import is_loopback
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Proxy:
    """A proxy, and who we are to it."""

    address: URL
    who: Mapping[str, str]
    """A header, for the proxy alone."""
    tunnels: bool
    """It opens a way to the endpoint and sees nothing of what goes there."""

    @property
    def options(self) -> Mapping[str, Any]:
        """As a request of aiohttp is told it."""
        return {"proxy": self.address, "proxy_headers": self.who if self.tunnels else None}

    @property
    def headers(self) -> Mapping[str, str]:
        """What every request says to a proxy that reads it; aiohttp would say it only on a new connection."""
        return {} if self.tunnels else self.who


def proxy_for(address: str) -> Proxy | None:
    """The proxy that `HTTP_PROXY` or `HTTPS_PROXY` name for an address; None where there is none, or `NO_PROXY` leaves it out.

    An address on this machine has none, whatever the environment says.

    A name and a password in it are taken out of its address.

    Raises:
        ModelError: what the environment names is no address.
    """
    scheme, host = _parts(address)
    if not host or is_loopback(address) or proxy_bypass(host):  # what may only go to this machine goes there
        return None
    found = getproxies().get(scheme, "")
    if not found:
        return None
    if _parts(found)[0] not in ("http", "https"):
        raise ModelError(
            _("the proxy that the environment names is none that is known"),
            outcome="refused_request",
            remedy=_("see HTTP_PROXY and HTTPS_PROXY; it begins with http://"),
        )
    proxy = URL(found)
    told = b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
    who = {"Proxy-Authorization": f"Basic {told}"} if proxy.user else {}
    return Proxy(proxy.with_user(None), who, tunnels=scheme == "https")


def _parts(address: str) -> tuple[str, str]:
    """Scheme and host; empty where it is no address."""
    try:
        url = URL(address)
    except ValueError:
        return "", ""
    return url.scheme, url.host or ""
