"""Through whom an endpoint is asked, as the environment says it, and what is never taken from there."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from superindividual.errors import ModelError
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.models.proxy import proxy_for
from tests.models.server import says, serving

NAMES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def no_proxy_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_a_proxy_there_is_none() -> None:
    """Nothing is named, so nobody stands between."""
    assert proxy_for("https://api.example/v1") is None


def test_each_scheme_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """`HTTPS_PROXY` is for https, and for nothing else."""
    monkeypatch.setenv("https_proxy", "http://p.example:3128")
    found = proxy_for("https://api.example/v1")
    assert found and str(found.address) == "http://p.example:3128" and not found.who
    assert proxy_for("http://api.example/v1") is None


def test_no_proxy_leaves_a_host_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on this machine is asked straight where the environment says so."""
    monkeypatch.setenv("http_proxy", "http://p.example:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1,.inside")
    assert proxy_for("http://127.0.0.1:1/v1") is None and proxy_for("http://a.inside/v1") is None
    assert proxy_for("http://a.outside/v1")


def test_a_proxys_password_is_no_part_of_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes into its header, and into no message that names the address."""
    monkeypatch.setenv("http_proxy", "http://me:s3cret@p.example:3128")
    found = proxy_for("http://api.example/v1")
    assert found and found.headers == {"Proxy-Authorization": "Basic bWU6czNjcmV0"}
    assert "s3cret" not in str(found.address)


def test_a_password_of_a_proxy_that_tunnels_goes_to_the_proxy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in what opens the way, and in no request that goes through it to the endpoint."""
    monkeypatch.setenv("https_proxy", "http://me:s3cret@p.example:3128")
    found = proxy_for("https://api.example/v1")
    assert found and not found.headers
    assert found.options["proxy_headers"] == {"Proxy-Authorization": "Basic bWU6czNjcmV0"}


@pytest.mark.parametrize("named", ["socks5://p.example:1080", "p.example:3128", "http://[bad"])
async def test_a_proxy_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Nothing is asked straight that was to go through a proxy."""
    monkeypatch.setenv("http_proxy", named)
    async with open_chat(Endpoint(model="m", key="k", base_url="http://api.invalid/v1")) as chat:
        with pytest.raises(ModelError, match="proxy") as failed:
            await chat.ainvoke("hello")
    assert failed.value.outcome == "refused_request"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_what_runs_here_is_asked_through_no_proxy(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Data that may only go to this machine goes to nobody else, whatever the environment says."""
    with serving(lambda _asked: says("through")) as proxy, serving(lambda _asked: says("done")) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        here = server.url.replace("127.0.0.1", host)
        async with open_chat(Endpoint(model="m", key="k", base_url=here)) as chat:
            assert (await chat.ainvoke("hello")).text == "done"
        async with (  # the control: the client's own way tells the proxy
            aiohttp.ClientSession(trust_env=True) as usual,
            usual.post(here, json={}) as through,
        ):
            await through.read()
    assert len(proxy.asked) == 1


async def test_a_proxy_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the endpoint that does not run."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with open_chat(
        Endpoint(model="m", key="k", base_url="http://api.invalid/v1"), first_wait=0.001
    ) as chat:
        with pytest.raises(ModelError, match="the proxy that the environment names") as failed:
            await chat.ainvoke("hello")
    assert "NO_PROXY" in failed.value.remedy


async def test_an_endpoint_is_asked_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy gets the request for a host that no DNS knows."""
    with serving(lambda _asked: says("through")) as proxy:
        there = proxy.url.removesuffix("/v1").replace("://", "://me:s3cret@")
        monkeypatch.setenv("http_proxy", there)
        async with open_chat(Endpoint(model="m", key="k", base_url="http://api.invalid/v1")) as chat:
            assert (await chat.ainvoke("hello")).text == "through"
            assert (await chat.ainvoke("hello")).text == "through"
    assert [asked["path"] for asked in proxy.asked] == ["http://api.invalid/v1/chat/completions"] * 2
    assert proxy.proxied == ["Basic bWU6czNjcmV0"] * 2  # on a connection that is kept too


async def test_netrc_adds_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the home says of a host neither goes there nor stands in the way of the key."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(lambda _asked: says("done")) as server:
        async with open_chat(Endpoint(model="m", key="k", base_url=server.url)) as chat:
            assert (await chat.ainvoke("hello")).text == "done"
        async with aiohttp.ClientSession(
            trust_env=True
        ) as usual:  # the control: the client's own way refuses
            with pytest.raises(ValueError, match="Cannot combine"):
                await usual.post(server.url, headers={"Authorization": "Bearer k"})
