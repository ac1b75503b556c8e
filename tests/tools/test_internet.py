from __future__ import annotations

import pytest

from superindividual.tools.internet import is_odd_number, is_public, resolve

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "192.88.99.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::7f00:1",
    "::ffff:0:127.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2001:0:7f00:1::",
    "2001::1",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]
ODD = "2130706433 0x7f000001 017700000001 127.1 127.0.1 0177.0.0.1 0x7f.0.0.1 1.2.3.256 127.0.0.1. 1.2.3.4.5 0x 08.8.8.8"


@pytest.mark.parametrize("ip", PRIVATE)
def test_what_is_not_the_open_internet_is_not_public(ip: str) -> None:
    """The machine itself, its network, its cloud, and what leads there by another form."""
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_what_is_the_open_internet_is_public(ip: str) -> None:
    """Also by way of a gateway."""
    assert is_public(ip)


@pytest.mark.parametrize("host", ODD.split())
def test_an_address_in_an_odd_form_is_seen(host: str) -> None:
    """Programs read it differently, so none is asked."""
    assert is_odd_number(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "8.8.8.8", "example.com", "0x7f.example", "1password.com", "::1", "x1"]
)
def test_a_name_and_an_address_in_its_usual_form_are_not(host: str) -> None:
    """They are looked at as what they are."""
    assert not is_odd_number(host)


async def test_a_name_is_looked_up_by_the_system() -> None:
    """An address stands for itself, without any network."""
    assert list(await resolve("127.0.0.1", 80)) == ["127.0.0.1"]
