from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import CompanyError, SpecErrors
from superindividual.models.player import player_of
from superindividual.specs.company_reader import load_company
from superindividual.specs.model_writer import write_model
from superindividual.specs.template import write_company


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_company(tmp_path / "firm", "Firm", "en")
    return tmp_path / "firm" / "company.yaml"


def test_a_model_that_was_set_up_is_the_one_that_works(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as its key is there; what stood in the file stays as it was."""
    before = file.read_text()
    reference = write_model(file, base_url="https://models.example/v1", model="a: b#c", key="env:OWN_KEY")
    assert file.read_text().startswith(before.rstrip())
    spec = load_company(file).models
    assert reference == "own/a: b#c"
    assert spec.tiers == dict.fromkeys(("fast", "strong", "reasoning"), (reference,))
    assert player_of(spec) == "rehearsal"
    monkeypatch.setenv("OWN_KEY", "k")
    assert player_of(spec) == "model"


def test_a_server_of_ones_own_needs_no_key(file: Path) -> None:
    """And works at once."""
    write_model(file, base_url="http://127.0.0.1:11434/v1", model="qwen", key="")
    assert player_of(load_company(file).models) == "model"


@pytest.mark.parametrize("key", ["sk-abcdefghijklmnop", "env:", "env:A B", "keyring:x"])
def test_a_key_is_never_written_into_the_file(file: Path, key: str) -> None:
    """What is no place for a key is refused, and nothing of it stays on the disk."""
    before = file.read_text()
    with pytest.raises(SpecErrors):
        write_model(file, base_url="https://models.example/v1", model="m", key=key)
    assert file.read_text() == before
    assert [path.name for path in file.parent.glob(".*trial*")] == []


def test_models_that_stand_there_are_not_written_over(file: Path) -> None:
    """They are the founder's."""
    write_model(file, base_url="http://127.0.0.1:1/v1", model="m", key="")
    before = file.read_text()
    with pytest.raises(CompanyError, match="names models already"):
        write_model(file, base_url="http://127.0.0.1:2/v1", model="m", key="")
    assert file.read_text() == before


@pytest.mark.parametrize("base_url", ["", "models.example", "file:///etc", "https://"])
def test_an_address_that_is_none_is_refused(file: Path, base_url: str) -> None:
    """By the reader of company.yaml."""
    with pytest.raises(SpecErrors):
        write_model(file, base_url=base_url, model="m", key="")
