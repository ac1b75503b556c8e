from __future__ import annotations

import pytest

from superindividual.errors import KeysRefused, SpecErrors
from superindividual.settings import save_setting, settings_file
from superindividual.text import gettext as _
from superindividual_tui.wishes import Wishes


def test_language_of_the_settings_holds_where_the_environment_names_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The variable is for one command, the setting for all."""
    save_setting(("language",), "zh-CN")
    with Wishes.of_founder().speaking():
        assert _("Inbox") == "Inbox"
    monkeypatch.delenv("SUPERINDIVIDUAL_LANG")
    with Wishes.of_founder().speaking():
        assert _("Inbox") == "收件箱"


def test_keys_that_cannot_be_name_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One clear error that names both actions."""
    save_setting(("keys", "approve"), ["x"])
    with pytest.raises(
        KeysRefused, match=r"settings\.toml: the key x is for (stop and for approve|approve and for stop)"
    ):
        Wishes.of_founder()


def test_faults_of_the_file_are_told_by_line() -> None:
    """As those of every file that a founder writes."""
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("\ntheme = 3\n")
    with pytest.raises(SpecErrors, match=r"settings\.toml:2:1: 3 is no choice of theme"):
        Wishes.of_founder()
