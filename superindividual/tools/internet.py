"""Internet: which addresses are public, whatever form they are written in, and what a name stands for."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses that a host's name stands for; raises OSError or UnicodeError where it stands for none."""

_GATEWAYS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0:0/96")))
"""NAT64 (RFC 6052) and IPv4-translated (RFC 2765): the last 32 bits are the IPv4 address that is reached."""
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "64:ff9b:1::/48",  # a network's own NAT64
            "192.0.0.0/24",  # protocols of one network, metadata of some clouds among them
            "168.63.129.16/32",  # Azure's machines are told by it what to do
            "192.88.99.0/24",  # relays of 6to4
            "3fff::/20",  # documentation
            "5f00::/16",  # segments of one network
        ),
    )
)
"""Beside what Python's list of special addresses says, which differs from version to version."""
_NUMBER = re.compile(r"(?i)^(?:0x[0-9a-f]*|[0-9]+)$")


def is_public(ip: str) -> bool:
    """Whether an address is one of the open internet: none of this machine, its network, or its cloud."""
    parsed = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.is_site_local or _listed(parsed):
            return False
        parsed = _inner(parsed) or parsed
    return parsed.is_global and not parsed.is_multicast and not _listed(parsed)


def _listed(ip: Address) -> bool:
    return any(ip in network for network in _NEVER if network.version == ip.version)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, where a tunnel or a gateway leads there."""
    if any(ip in network for network in _GATEWAYS) or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def is_odd_number(host: str) -> bool:
    """Whether a host is an IPv4 address in a form that programs read differently: `2130706433`, `0x7f.1`, `127.1`.

    A name whose last part is a number is one of these to a browser (the WHATWG's URL standard), and to `inet_aton`.
    """
    last = host.rstrip(".").rpartition(".")[2]
    if not _NUMBER.match(last):
        return False
    try:
        return str(ipaddress.IPv4Address(host)) != host
    except ValueError:
        return True


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the system says that a name stands for."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
