from __future__ import annotations

import sys

import keyring
import pytest
from keyring.errors import KeyringLocked

from superindividual.effects.secret import secret
from superindividual.errors import EffectFailed


def test_a_secret_is_read_where_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment, or the keyring by service and user."""
    monkeypatch.setenv("MY_TOKEN", "canary")
    monkeypatch.setattr(keyring, "get_password", lambda service, user: f"{service}, {user}")
    assert secret("env:MY_TOKEN") == "canary"
    assert secret("keyring:smtp.example.com/me") == "smtp.example.com, me"


def test_what_is_not_there_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one is none; a locked keyring and a missing package say how to mend it."""
    monkeypatch.setenv("MY_TOKEN", "")
    with pytest.raises(EffectFailed, match="env:MY_TOKEN is not there"):
        secret("env:MY_TOKEN")

    def locked(service: str, user: str) -> str:
        raise KeyringLocked(f"{service} {user} canary")

    monkeypatch.setattr(keyring, "get_password", locked)
    with pytest.raises(EffectFailed, match="cannot be read: KeyringLocked, unlock it") as told:
        secret("keyring:a/b")
    assert "canary" not in str(told.value)
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(EffectFailed, match="keyring is not installed, pip install"):
        secret("keyring:a/b")


@pytest.mark.parametrize(
    "held", ["canary-secret\n", "canary\r\nX-Other: 1", "canary-gehe\u00efm", "canary\x00"]
)
def test_what_cannot_be_sent_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    """A line break that was copied along, or a character that no header takes: refused, and not repeated."""
    monkeypatch.setattr(keyring, "get_password", lambda service, user: held)
    with pytest.raises(EffectFailed, match="keyring:a/b holds a line break") as told:
        secret("keyring:a/b")
    assert "canary" not in f"{told.value} {told.value.remedy}"
