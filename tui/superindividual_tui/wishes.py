"""Wishes: the founder's settings as the cockpit needs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from superindividual.errors import KeysRefused
from superindividual.settings import Settings, load_settings, settings_file
from superindividual.text import gettext as _
from superindividual.text import language, showing, shown
from superindividual_tui.keys import Keymap


@dataclass(frozen=True)
class Wishes:
    """What the settings say, made ready."""

    settings: Settings
    keymap: Keymap

    @classmethod
    def of_founder(cls) -> Wishes:
        """From the founder's file; raises SpecErrors and KeysRefused, which name it."""
        settings = load_settings()
        try:
            return cls(settings, keymap_of(settings))
        except KeysRefused as refused:
            file = shown(str(settings_file()))
            raise KeysRefused(f"{file}: {refused.message}", remedy=refused.remedy) from refused

    @property
    def theme(self) -> str:
        """The name of the theme."""
        return self.settings.theme

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Show what the cockpit says in the founder's language; the environment's word for it comes first."""
        own = None if os.environ.get("SUPERINDIVIDUAL_LANG") else self.settings.language
        with showing(own or language()):
            yield


def keymap_of(settings: Settings) -> Keymap:
    """The keys in force; raises KeysRefused."""
    return Keymap({name: " ".join(keys) for name, keys in settings.keys.items()})


def language_word(lang: str | None) -> str:
    """A language by its own name; None is the company's."""
    return {"en": "English", "zh-CN": "中文"}.get(lang or "", "") or _("as the company says")


def theme_word(theme: str) -> str:
    """A theme by its name."""
    return {"dark": _("dark"), "light": _("light"), "contrast": _("high contrast")}[theme]
