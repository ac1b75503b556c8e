from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from superindividual.specs.catalog import Catalog
from superindividual.text import own_words, showing
from superindividual_tui.fields import Field, faults, fields_of, values

FORM: dict[str, dict[str, Any]] = {
    "much": {"type": "number", "required": True, "min": 2.0, "max": 9.0, "description": "how much"},
    "plan": {"choices": ["free", "paid"], "default": "free"},
    "tier": {"type": "number", "choices": [1, 2]},
    "loud": {"type": "boolean", "default": False},
    "words": {"type": "list", "default": ["a", "b"], "min": 1.0},
    "note": {"type": "text", "max": 5.0},
    "place": {"type": "folder"},
}


def by_name() -> dict[str, Field]:
    return {field.name: field for field in fields_of(FORM)}


def test_what_is_asked_stands_on_one_line() -> None:
    """Name, meaning, whether it must be given; and how it is written, with its limits."""
    found = by_name()
    assert found["much"].asks == "much: how much (required)"
    assert found["much"].how == "a number · at least 2 · at most 9"
    assert found["plan"].asks == "plan (nothing means: free)"
    assert found["words"].how == "several, with commas between · at least 1"
    assert (
        Field("x", found["note"].spec, title="A title\nof two lines").asks
        == "A title of two lines (may be left out)"
    )


def test_the_default_stands_there_as_it_would_be_written() -> None:
    """Lists with commas, a boolean by its word."""
    found = by_name()
    assert [found[name].initial for name in FORM] == ["", "free", "", "no", "a, b", "", ""]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("much", "", "this must be filled in"),
        ("much", "1", "much must be at least 2, give a larger one"),
        ("much", "two", "much must be of the type number"),
        ("much", " 3 ", ""),
        ("plan", "gold", "“gold” is no choice of plan"),
        ("plan", "", ""),
        ("tier", "2", ""),
        ("tier", "3", "3 is no choice of tier"),
        ("loud", "maybe", "loud must be of the type boolean"),
        ("loud", "yes", ""),
        ("note", "123456", "note must have at most 5 characters, not 6"),
        ("place", ".", ""),
    ],
)
def test_a_fault_is_what_the_specs_say(name: str, text: str, fault: str) -> None:
    """The same sentence as at the command line."""
    said = by_name()[name].fault(text)
    assert (fault in said) if fault else said == ""


def test_all_faults_and_values_at_once() -> None:
    """Typed; defaults stand in, and what is left out is not there."""
    fields = fields_of(FORM)
    assert list(faults(fields, {"note": "too long"})) == ["much", "note"]
    given = {"much": "2.5", "tier": "2", "loud": "yes", "words": "x，y, z", "note": "\n a \n"}
    assert values(fields, given) == {
        "much": 2.5,
        "plan": "free",
        "tier": 2,
        "loud": True,
        "words": ["x", "y", "z"],
        "note": " a ",
    }


def test_yes_and_no_are_chosen_in_chinese_too() -> None:
    """The words are the founder's, the values the specs'."""
    with showing("zh-CN"):
        field = by_name()["loud"]
        assert [words for words, _value in field.choices] == ["是", "否"]
        assert values((field,), {"loud": "是"}) == {"loud": True}


def test_what_ships_asks_in_chinese() -> None:
    """The inputs of every workflow that ships; what a founder wrote stays as it is."""
    catalog = Catalog()
    for name in catalog.workflow_files():
        workflow = catalog.workflow(name)[0]
        with showing("zh-CN"):
            asked = [own_words(workflow.description), *(field.asks for field in fields_of(workflow.inputs))]
        assert len(asked) > 1
        for text in asked:
            assert re.search("[一-鿿]{2}", text), text
            assert not re.search("[A-Za-z]+ [a-z]{2,}", text), text
    with showing("zh-CN"):
        assert by_name()["much"].asks == "much: how much (必填)"
        assert own_words("") == ""


def test_a_path_that_leads_nowhere_is_a_fault_of_its_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such folder, a file where a folder is asked for, a null in it; and nothing against what is there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "note.md").write_text("x")
    folder, file = fields_of({"folder": {"type": "folder"}, "file": {"type": "file"}})
    assert (folder.fault("site"), file.fault("note.md"), folder.fault("")) == ("", "", "")
    for text in ("nosuch", "note.md", "a\0b", "x" * 5000):
        assert folder.fault(text) == f"there is no such folder; a path counts from {tmp_path}"
    assert file.fault("site") == f"there is no such file; a path counts from {tmp_path}"
