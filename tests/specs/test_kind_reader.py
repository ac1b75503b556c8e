"""The kinds that ship."""

from __future__ import annotations

from superindividual.company import known_checks
from superindividual.specs.kind_reader import load_kinds


def test_every_kind_has_a_contract_and_checks_that_exist() -> None:
    """What an agent is told to hand over lies in its folder and is checked by something."""
    for kind in load_kinds().values():
        assert kind.contract.strip()
        assert set(kind.checks) <= known_checks()
        assert all(file.startswith(f"{kind.folder}/") for file in kind.files)


def test_headings_exist_in_both_languages_and_fill_the_contract() -> None:
    """No placeholder reaches an agent."""
    for kind in load_kinds().values():
        for name, by_language in kind.headings.items():
            assert len(by_language["en"]) == len(by_language["zh-CN"])
            assert f"{{{name}}}" in kind.contract
            for lang in ("en", "zh-CN"):
                assert f"{{{name}}}" not in kind.brief_for(lang)
                assert ", ".join(by_language[lang]) in kind.brief_for(lang)
