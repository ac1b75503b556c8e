from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import make_wsgi_chain

from superindividual.effects import address, git_push
from superindividual.errors import EffectFailed
from tests.effects.out import Out

SITE = {"index.html": b"<p>here</p>"}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@contextmanager
def served(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Repo]:
    (tmp_path / "site.git").mkdir()
    with Repo.init_bare(str(tmp_path / "site.git")) as found:
        yield found


@pytest.fixture
def port(bare: Repo) -> Iterator[int]:
    """Where `/site.git` takes commits over HTTP."""
    chain = make_wsgi_chain(DictBackend({"/site.git": bare}))
    with served(make_server("127.0.0.1", 0, chain, handler_class=Quiet)) as found:
        yield found


@pytest.fixture
def front(port: int) -> Iterator[int]:
    """A host that sends everybody on to the repository, by another name than the one that was allowed."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("location", f"http://localhost:{port}{self.path}")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)) as found:
        yield found


def test_a_repository_over_http_gets_the_commit(out: Out, bare: Repo, port: int) -> None:
    """The same commit as in a folder, and looked up afterwards."""
    out.allow(f"127.0.0.1:{port}")
    action = out.action("git_push", SITE, remote=f"http://127.0.0.1:{port}/site.git")
    assert out.probe(action) is None
    receipt = out.perform(action)
    assert bare.refs[b"refs/heads/main"].decode() == receipt["commit"]  # type: ignore[index]
    assert out.probe(action) == receipt


@pytest.mark.parametrize("pooled", [True, False])
def test_a_redirect_leads_nowhere(
    out: Out, bare: Repo, front: int, monkeypatch: pytest.MonkeyPatch, pooled: bool
) -> None:
    """The founder approved one host: another one gets nothing, though git's own client would follow (the control)."""
    out.allow(f"127.0.0.1:{front}")
    if not pooled:
        monkeypatch.setattr(git_push, "Pool", lambda *_: None)
        out.perform(out.action("git_push", SITE, remote=f"http://127.0.0.1:{front}/site.git"))
    else:
        with pytest.raises(EffectFailed, match="redirects to http://localhost"):
            out.action("git_push", SITE, remote=f"http://127.0.0.1:{front}/site.git")
    assert (b"refs/heads/main" in bare.refs) != pooled


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(
    out: Out, bare: Repo, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second answer of the DNS, or a proxy of the environment, leads nowhere else."""
    monkeypatch.setattr(address, "_ip", lambda host, port, excepted: "127.0.0.1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    out.allow("repository.invalid")  # a name that no DNS knows
    receipt = out.perform(out.action("git_push", SITE, remote=f"http://repository.invalid:{port}/site.git"))
    assert bare.refs[b"refs/heads/main"].decode() == receipt["commit"]  # type: ignore[index]
