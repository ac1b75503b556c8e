from __future__ import annotations

import socket

import pytest

from superindividual.effects import git_push, send_email
from superindividual.effects.deadline import Deadline
from superindividual.errors import EffectFailed
from tests.effects.dripping import dripping
from tests.effects.out import Out

GREETING = b"220 mail.example.com is slow\r\n"


def test_a_connection_ends_when_the_time_is_over() -> None:
    """Whoever reads meets the end, however long the other side would have been silent; the timer does it by itself."""
    here, there = socket.socketpair()
    with Deadline(0.01) as deadline:
        deadline.watch(here)
        assert here.recv(1) == b""
    assert deadline.over
    here.close()
    there.close()


def test_what_connects_too_late_is_ended_at_once() -> None:
    """A connection that comes when the time is over already is none."""
    here, there = socket.socketpair()
    with Deadline(3600) as deadline:
        deadline.end()
        deadline.watch(here)
        assert here.recv(1) == b""
    here.close()
    there.close()


def test_in_time_nothing_is_ended() -> None:
    """Control: the connection is as it was, and stays open after the exchange."""
    here, there = socket.socketpair()
    with Deadline(3600) as deadline:
        deadline.watch(here)
    there.send(b"x")
    assert here.recv(1) == b"x"
    assert not deadline.over
    here.close()
    there.close()


@pytest.mark.parametrize("watched", [True, False])
def test_a_mail_server_that_drips_is_given_up(
    out: Out, monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    """Before the message nothing was sent, so that it is a failure. Control: not watched, the server is greeted back."""
    if not watched:
        monkeypatch.setattr(Deadline, "watch", lambda *_: None)
    heard: list[bytes] = []
    with dripping(send_email, monkeypatch, GREETING, at=9, heard=heard) as port:
        out.allow(mail={"host": "127.0.0.1", "port": port, "security": "none", "sender": "me@example.org"})
        action = out.action("send_email", {"m.txt": b"hello\n"}, to=["ann@example.com"], subject="x")
        with pytest.raises(EffectFailed, match="did not take it"):
            out.perform(action)
    assert [words[:4] for words in heard] in ([[], [b""]] if watched else [[b"ehlo"]])


@pytest.mark.parametrize("at", [5, 12, 25, 44])
@pytest.mark.parametrize("watched", [True, False])
def test_a_repository_that_drips_is_given_up(
    out: Out, monkeypatch: pytest.MonkeyPatch, watched: bool, at: int
) -> None:
    """Looked at before anything is asked. Control: not ended, its whole answer is read, and is none of git's."""
    if not watched:
        monkeypatch.setattr(Deadline, "end", lambda *_: None)
    answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    out.allow("127.0.0.1")
    with dripping(git_push, monkeypatch, answer, at=at) as port:
        told = "no answer within 300 seconds" if watched else "no repository there"
        with pytest.raises(EffectFailed, match=told):
            out.action("git_push", {"a.txt": b"a"}, remote=f"http://127.0.0.1:{port}/site.git")
