"""Settings: language, theme and keys of the founder's own, to look at and to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.errors import SuperindividualError
from superindividual.settings import LANGUAGES, THEMES, load_settings, save_setting, settings_file
from superindividual.text import gettext as _
from superindividual.text import shown
from superindividual_tui.entries import Entries
from superindividual_tui.keys import ACTIONS, action, face
from superindividual_tui.line import Line, lines_of
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View
from superindividual_tui.wishes import keymap_of, language_word, theme_word


class SettingsRoom(Room):
    """Every choice is an entry; what holds is marked by a glyph and stands in the file that is named."""

    name = "settings"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Settings")

    def entries(self, view: View) -> Entries:
        """Read anew from the file; one with faults says so, and offers nothing."""
        entries = Entries()
        try:
            settings = load_settings()
            keymap = keymap_of(settings)
        except SuperindividualError as error:
            entries.section(_("Settings"))
            entries.add(*lines_of(str(error), "bad"))
            return entries
        entries.section(_("Language"))
        for lang in (None, *LANGUAGES):
            entries.entry(f"language {lang or ''}", [_row(language_word(lang), lang == settings.language)])
        entries.section(_("Theme"))
        for theme in THEMES:
            entries.entry(f"theme {theme}", [_row(theme_word(theme), theme == settings.theme)])
        entries.section(_("Model"))
        entries.entry("model", [(f"  → {_('set up a model for this company')}", "plain")])
        entries.section(_("Keys"))
        for known in ACTIONS:
            own = known.name in settings.keys
            words = f"{keymap.faces(known.name):<16} {known.says()}"
            entries.entry(f"keys {known.name}", [_row(words, own)], hang=21)
        entries.add(Line(""), Line(shown(str(settings_file())), "dim"))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Write what was chosen, and open the screen again with it."""
        name, _space, value = key.partition(" ")
        if name == "keys":
            self._keys(value, stage)
        elif name == "model":
            self._model(stage)
        elif self._saved(stage, name, value):
            stage.renew()

    def _saved(self, stage: Stage, name: str, value: str) -> bool:
        try:
            save_setting((name,), value or None)
        except SuperindividualError as error:
            stage.say(str(error), "bad")
            return False
        return True

    def _model(self, stage: Stage) -> None:
        """Ask for the model; what is wrong is said in the form."""
        from superindividual_tui.model_setup import TRY, model_fields, set_up, told, tried, wrong

        paths, done = stage.view.company.paths, list[tuple[str, bool]]()

        def accept(given: dict[str, Any]) -> str | Mapping[str, str]:
            try:
                done.append((set_up(paths, given), bool(given.get(TRY))))
            except SuperindividualError as error:
                return wrong(error)
            return ""

        def follow() -> None:
            reference, wished = done[0]
            stage.say(told(reference), "good")
            if wished:
                stage.say(_("Trying it…"))
                stage.aside(lambda: tried(paths.root, reference), stage.say)

        stage.form(_("Set up a model"), model_fields(), accept, follow)

    def _keys(self, name: str, stage: Stage) -> None:
        """Ask for the keys of an action; a conflict is said in the form."""
        from superindividual.specs.workflow import FieldSpec
        from superindividual_tui.fields import Field

        def accept(given: dict[str, Any]) -> Mapping[str, str]:
            keys = str(given.get("keys", "")).split()
            try:
                settings = load_settings()
                keymap_of(settings.with_keys(name, tuple(keys)))
                save_setting(("keys", name), keys or None)
            except SuperindividualError as error:
                return {"keys": str(error)}
            return {}

        usual = "  ".join(map(face, action(name).keys))
        about = _("with spaces between them; nothing means {usual}").format(usual=usual)
        own = " ".join(load_settings().keys.get(name, ()))
        field = Field("keys", FieldSpec(description=about), title=_("Which keys?"), stands=own)
        stage.form(_("Keys for: {action}").format(action=action(name).says()), [field], accept, stage.renew)


def _row(words: str, holds: bool) -> tuple[str, Any]:
    return f"  {'●' if holds else '○'} {words}", "good" if holds else "plain"
