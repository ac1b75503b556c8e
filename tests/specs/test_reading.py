"""From documents to models: faults in the order of the file, each once, with the nearest name."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.specs.company import CompanySpec
from superindividual.specs.fields import fields_at
from superindividual.specs.nearest import nearest
from superindividual.specs.reading import MOST_FAULTS, gathered, read
from superindividual.specs.wording import sentence
from superindividual.specs.workflow import StepSpec, WorkflowSpec
from superindividual.specs.yaml import parse


def test_faults_come_sorted_and_once() -> None:
    """Two readers that see the same thing say it once."""
    faults = [SpecError(Position("f", line), "wrong", remedy="mend") for line in (3, 1, 3, 2)]
    assert [fault.position.line for fault in gathered(faults).faults] == [1, 2, 3]


def test_no_more_faults_than_anybody_reads() -> None:
    """The last line says that there are more."""
    faults = [SpecError(Position("f", line), "wrong", remedy="mend") for line in range(1, 200)]
    listed = gathered(faults).faults
    assert len(listed) == MOST_FAULTS + 1
    assert str(listed[-1]) == f"f:{MOST_FAULTS + 1}:1: more faults follow, mend those above first"


def test_a_value_that_the_loader_refused_is_told_once() -> None:
    """An alias in the place of a text is an alias, and not also a missing text."""
    with pytest.raises(SpecErrors) as caught:
        read(parse(b"name: *x\nlanguage: de\n", "company.yaml"), CompanySpec)
    assert [fault.position.line for fault in caught.value.faults] == [1, 2]


@pytest.mark.parametrize(
    ("model", "path", "field"),
    [
        (WorkflowSpec, (), "steps"),
        (WorkflowSpec, ("steps", 3), "from"),
        (WorkflowSpec, ("inputs", "brief"), "type"),
        (WorkflowSpec, ("budget",), "usd"),
        (CompanySpec, ("policy",), "deny"),
    ],
)
def test_fields_of_a_model_at_a_path(model: type[BaseModel], path: tuple[str | int, ...], field: str) -> None:
    """Through mappings, lists and optional values, under the names that a file uses."""
    assert field in fields_at(model, path)
    assert "from_" not in fields_at(model, path)


@pytest.mark.parametrize("path", [("name",), ("steps",), ("inputs", "brief", "default"), ("none", "such")])
def test_no_fields_where_no_model_is(path: tuple[str | int, ...]) -> None:
    """A path that leads to a text, a list or nowhere has none."""
    assert fields_at(WorkflowSpec, path) == set()


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("scot", "did you mean scout?"),
        ("SCOUT", "did you mean scout?"),
        ("zebra", "choose one of: designer, scout"),
        ("s" * 10_000, "choose one of: designer, scout"),
        ("", "choose one of: designer, scout"),
    ],
)
def test_nearest_name(wrong: str, remedy: str) -> None:
    """One name when one is near, else all of them."""
    assert nearest(wrong, {"scout", "designer"}) == remedy


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("linty", "did you mean lint_clean?"),
        ("lint", "did you mean lint_clean?"),
        ("links", "did you mean links_resolve?"),
        ("fact", "choose one of: facts_cited, facts_valid, links_resolve, lint_clean"),
        ("li", "choose one of: facts_cited, facts_valid, links_resolve, lint_clean"),
    ],
)
def test_a_name_that_begins_alike_is_near(wrong: str, remedy: str) -> None:
    """Its first word tells, where it tells one name only."""
    assert nearest(wrong, {"lint_clean", "links_resolve", "facts_valid", "facts_cited"}) == remedy


def test_long_lists_of_names_are_cut() -> None:
    """A remedy stays a line that is read."""
    assert nearest("x", [f"check_{n:03}" for n in range(90)]).endswith("check_023, …")
    assert nearest("x", []) == "remove it"


@pytest.mark.parametrize("model", [CompanySpec, WorkflowSpec, StepSpec])
def test_every_error_that_a_model_can_raise_is_worded(model: type[BaseModel]) -> None:
    """No field falls back to the general sentence, whatever stands in its place; the form of a name has its own."""
    for value in (None, True, 7, -1.5, "", "words", [1], {"a": 1}, [[]]):
        document = parse(b"x: 1\n", "f.yaml")
        for name, field in model.model_fields.items():
            try:
                read(document, model, data={field.alias or name: value})
            except SpecErrors as error:
                said = [fault for fault in error.faults if "does not fit" in fault.message]
                assert all("check its form" not in fault.remedy for fault in said), said


def test_an_unknown_kind_of_error_is_still_a_sentence_with_a_remedy() -> None:
    """Pydantic may learn new ones."""
    assert sentence("new_kind", "a", "b", {}) == ("“b” does not fit a", "check its form")
