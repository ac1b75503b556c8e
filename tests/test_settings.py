from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from superindividual.errors import SettingsUnwritable, SpecErrors
from superindividual.settings import Settings, load_settings, save_setting, settings_file


def faults(text: str, tmp_path: Path) -> list[str]:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecErrors) as raised:
        load_settings(file)
    return [str(fault).removeprefix(f"{file}:") for fault in raised.value.faults]


def test_without_a_file_the_system_decides() -> None:
    """Nothing need be set up."""
    assert load_settings() == Settings(language=None, theme="dark")


def test_all_of_it_is_read(tmp_path: Path) -> None:
    """As somebody writes it by hand."""
    file = tmp_path / "settings.toml"
    file.write_text(
        'language = "zh-CN"\ntheme = "light"\n[keys]\napprove = "f5"\nreject = ["f6, f7", "ctrl+r"]\nask = []\n'
    )
    found = load_settings(file)
    assert (found.language, found.theme) == ("zh-CN", "light")
    assert found.keys == {"approve": ("f5",), "reject": ("f6", "f7", "ctrl+r"), "ask": ()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'theme = "dark"\ntheem = 1\n',
            ["2:1: there is no setting theem, choose one of: language, theme, keys"],
        ),
        ('\nlanguage = "fr"\n', ["2:1: fr is no choice of language, choose one of: en, zh-CN"]),
        ('theme = ["dark"]\n', ["1:1: ['dark'] is no choice of theme, choose one of: dark, light, contrast"]),
        ("keys = 3\n", ["1:1: keys must be a table, [keys]"]),
        ("[keys]\napprove = 5\n", ['2:1: approve must be a key or a list of keys, a = ["f5"]']),
        ("theme = \n", ["1:9: this is no TOML: Invalid value"]),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, expected: list[str]) -> None:
    """What is wrong, where, and what could stand there."""
    assert faults(text, tmp_path) == expected


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Not one after the other."""
    assert len(faults('language = "fr"\ntheme = "red"\nfont = "big"\n', tmp_path)) == 3


def test_names_with_dots_need_no_quotes(tmp_path: Path) -> None:
    """`room.inbox` is one name, however TOML reads it."""
    file = tmp_path / "settings.toml"
    file.write_text('[keys]\nroom.inbox = "f1"\n"room.cost" = "f2"\nhelp = "f3"\n')
    assert load_settings(file).keys == {"room.inbox": ("f1",), "room.cost": ("f2",), "help": ("f3",)}
    assert save_setting(("keys", "room.inbox"), ["f4"], file).keys["room.inbox"] == ("f4",)
    assert save_setting(("keys", "room.cost"), None, file).keys == {"room.inbox": ("f4",), "help": ("f3",)}


def test_a_setting_is_changed_and_the_rest_stays_as_it_was_written(tmp_path: Path) -> None:
    """Comments, order and tables of the founder's own are kept."""
    file = tmp_path / "settings.toml"
    file.write_text('# mine\ntheme = "dark" # night\n\n[keys] # short\n# a comment\napprove = "f5"\n')
    save_setting(("theme",), "light", file)
    save_setting(("language",), "en", file)
    save_setting(("keys", "reject"), ["f6"], file)
    assert file.read_text() == (
        '# mine\ntheme = "light"\nlanguage = "en"\n\n[keys] # short\n# a comment\napprove = "f5"\nreject = ["f6"]\n'
    )
    save_setting(("keys", "approve"), None, file)
    save_setting(("keys", "nothing"), None, file)
    assert load_settings(file) == Settings("en", "light", {"reject": ("f6",)})


def test_a_new_file_can_be_read_by_the_founder_only() -> None:
    """Whatever the umask; its folder too."""
    before = os.umask(0)
    try:
        save_setting(("theme",), "contrast")
    finally:
        os.umask(before)
    assert stat.S_IMODE(settings_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(settings_file().parent.stat().st_mode) == 0o700
    assert load_settings().theme == "contrast"
    assert [f.name for f in settings_file().parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("value", ['a"b', "a\\b", "快捷键", "a'b", "\t", "#", "[x]", "= 3"])
def test_whatever_is_written_is_read_again(tmp_path: Path, value: str) -> None:
    """Quotes, backslashes, signs of TOML."""
    file = tmp_path / "settings.toml"
    assert save_setting(("keys", "go on"), [f"x{value}x"], file) == load_settings(file)
    assert load_settings(file).keys == {"go on": (f"x{value}x",)}


def test_a_file_with_faults_is_not_written_over(tmp_path: Path) -> None:
    """What the founder wrote by hand is theirs to mend."""
    file = tmp_path / "settings.toml"
    file.write_text('theme = "red"\n')
    with pytest.raises(SpecErrors):
        save_setting(("language",), "en", file)
    assert file.read_text() == 'theme = "red"\n'


def test_a_value_that_is_no_choice_is_not_written(tmp_path: Path) -> None:
    """Neither by a screen nor by a script."""
    file = tmp_path / "settings.toml"
    with pytest.raises(SpecErrors):
        save_setting(("theme",), "red", file)
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_one_error() -> None:
    """Named by what the system said."""
    with pytest.raises(SettingsUnwritable, match="the settings cannot be written"):
        save_setting(("theme",), "light", Path("/proc/nowhere/settings.toml"))
