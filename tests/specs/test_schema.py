"""The schemas against the loaders, with a validator that is not ours."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from superindividual.cli.checking import check_file
from superindividual.cli.describing import texts
from superindividual.company import known_checks
from superindividual.errors import SpecError
from superindividual.paths import bundled
from superindividual.specs import template
from superindividual.specs.agent_reader import load_agent
from superindividual.specs.catalog import Catalog
from superindividual.specs.frontmatter import divide
from superindividual.specs.schema import KINDS, STEP_NAME, Names, schemas
from superindividual.specs.workflow_reader import examine
from superindividual.specs.yaml import load, parse
from superindividual.text import showing
from tests.catalogue import descriptions

CATALOG = Catalog()
MADE = schemas(Names(CATALOG.agent_files(), CATALOG.kinds, known_checks(), CATALOG.workflow_files()))
DATA = Path(__file__).parent / "data"
ROWS = tomllib.loads((DATA / "malformed.toml").read_text(encoding="utf-8"))["row"]
KIND = {
    "workflow.yaml": "workflow",
    "company.yaml": "company",
    "agents/card.md": "agent",
    "brief.md": "brief",
}

STEP = {"agent": "scout", "deliver": "discovery"}


def faults(kind: str, value: Any) -> list[str]:
    """Where the schema refuses, as paths."""
    errors = Draft7Validator(MADE[kind]).iter_errors(value)
    return sorted("/".join(map(str, error.absolute_path)) for error in errors)


def step(**fields: Any) -> dict[str, Any]:
    return {"name": "w", "steps": {"a": {**STEP, **fields}}}


def front(path: Path) -> Any:
    return divide(path.read_bytes(), str(path), 65_536).settings.data


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_draft_07(kind: str) -> None:
    """By the meta-schema, with no word of a later draft, and every reference leads somewhere."""
    made = MADE[kind]
    Draft7Validator.check_schema(made)
    text = texts()[kind]
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not re.search(
        r'"(\$defs|prefixItems|dependentRequired|unevaluatedProperties|discriminator)"', text
    )
    for name in re.findall(r'"\$ref": "#/definitions/(\w+)"', text):
        assert name in made["definitions"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained(kind: str) -> None:
    """An editor shows what a field means when it is pointed at."""
    made = MADE[kind]
    for place in (made, *made.get("definitions", {}).values()):
        for name, field in place["properties"].items():
            assert field.get("description"), (place.get("description"), name)


def without_words(node: Any) -> Any:
    """A schema without what it tells a reader."""
    if isinstance(node, list):
        return [without_words(item) for item in node]
    if not isinstance(node, dict):
        return node
    words = {key for key, value in node.items() if key == "description" and isinstance(value, str)}
    return {key: without_words(value) for key, value in node.items() if key not in words}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained_in_chinese(kind: str) -> None:
    """A founder who reads Chinese is told each in Chinese; what is accepted and offered is the same."""
    with showing("zh-CN"):
        chinese = schemas(Names())[kind]
    english = schemas(Names(), "en")[kind]
    assert without_words(chinese) == without_words(english)
    told, meant = list(descriptions(chinese)), list(descriptions(english))
    assert len(told) == len(meant) >= 6
    for sentence, source in zip(told, meant, strict=True):
        assert re.search("[一-鿿]", sentence), source
        assert not re.search("[一-鿿]{2}", re.sub("统一社会信用代码", "", source)), source


@pytest.mark.parametrize("path", sorted(bundled("workflows").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_workflows(path: Path) -> None:
    """What ships is accepted."""
    assert faults("workflow", load(path.read_bytes(), path.name).data) == []


@pytest.mark.parametrize(
    "path",
    [*sorted(bundled("agents").glob("*.md")), *sorted((DATA / "cards").glob("*.md"))],
    ids=lambda path: path.stem,
)
def test_role_cards(path: Path) -> None:
    """Those that ship, and cards in the forms of other tools; one whose front matter is no YAML has no schema."""
    settings = front(path)
    load_agent(path)
    if settings is not None:
        assert faults("agent", settings) == []


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_what_init_writes(tmp_path: Path, lang: Any) -> None:
    """The templates in both languages."""
    template.write_company(tmp_path, "Firm", lang)
    assert faults("company", load((tmp_path / "company.yaml").read_bytes(), "c").data) == []
    assert faults("brief", front(tmp_path / "briefs" / "example.md")) == []


@pytest.mark.parametrize("path", sorted(bundled("examples").rglob("*.md")), ids=lambda path: path.stem)
def test_example_briefs(path: Path) -> None:
    """With front matter or without."""
    if path.parent.name == "briefs":
        assert faults("brief", front(path)) == []


def accepted_by_loader(row: dict[str, Any], path: Path) -> bool:
    """Whether a row's mistake is one of meaning only, which a schema need not see."""
    content = path.read_bytes()
    if row["file"] == "workflow.yaml":
        try:
            return not examine(content, str(path)).faults
        except SpecError:
            return False
    try:
        check_file(path)
    except SpecError:
        return False
    return True


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_no_stricter_than_the_loader(tmp_path: Path, row: dict[str, Any]) -> None:
    """In the table of mistakes, what the loader reads without a fault has none for the schema either."""
    path = tmp_path / row["file"]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes.fromhex(row["hex"]) if "hex" in row else row["text"].encode())
    if not accepted_by_loader(row, path):
        return
    read = front(path) if path.suffix == ".md" else parse(path.read_bytes(), path.name).data
    assert faults(KIND[row["file"]], read) == []


def test_the_schema_sees_most_mistakes_of_form() -> None:
    """Of the table's rows that are YAML of the right sort, at least half are marked while typing."""
    seen = []
    for row in ROWS:
        if row["file"] not in ("workflow.yaml", "company.yaml") or "text" not in row:
            continue
        try:
            document = parse(row["text"].encode(), "f")
        except SpecError:
            continue
        if document.complete and not document.faults and document.data is not None:
            seen.append(bool(faults(KIND[row["file"]], document.data)))
    assert len(seen) > 60
    assert sum(seen) * 2 >= len(seen), (sum(seen), len(seen))


GOOD = [
    ("workflow", step(needs="b")),
    ("workflow", step(needs=["b", "c"], checks="facts_valid")),
    ("workflow", step(agent="own-agent", deliver="own_kind", checks=["own_check"])),
    ("workflow", step(approve="always")),
    ("workflow", step(approve={"if": "${{ len(inputs.x) > 1 }}"})),
    ("workflow", step(**{"if": "${{ inputs.x }}"})),
    ("workflow", step(foreach=["a", 1])),
    ("workflow", step(foreach="${{ inputs.x }}")),
    ("workflow", step(on_fail={"goto": "b", "at_most": 2})),
    ("workflow", step(timeout={"after": "24h", "then": "deny"})),
    ("workflow", step(retry={"at_most": 3, "wait": "10s"})),
    ("workflow", step(budget={"usd": 1, "tokens": None})),
    ("workflow", step(form={"budget": {"type": "number", "min": 0, "max": 10}})),
    (
        "workflow",
        {"name": "w", "steps": {"a": {"uses": "./own.yaml", "with": {"x": [1], "y": "${{ inputs.z }}"}}}},
    ),
    (
        "workflow",
        {"name": "w", "steps": {"a": STEP}, "outputs": {"x": {"value": "${{ run.id }}", "description": "d"}}},
    ),
    ("workflow", {"name": "w", "steps": {"上线": {"effect": "publish", "from": ["a"], "needs": "a"}}}),
    ("workflow", {"name": "w", "inputs": {"需求": {"type": "file", "choices": ["x"]}}, "steps": {"a": STEP}}),
    ("company", {"name": "F", "policy": {"drafts": "ask", "deny": ["send"]}, "budget": {"hours": 1.5}}),
    ("agent", {"name": "n", "description": "d", "tools": "Read, Write", "hooks": {}, "maxTurns": "40"}),
    (
        "agent",
        {"name": "n", "description": "d", "tools": {"write": True}, "mcpServers": [{"x": {}}], "color": None},
    ),
    ("brief", {"markets": "CN, EU", "channels": ["x", "own"], "language": "zh-CN", "budget_usd": 3}),
    ("brief", {}),
]

BAD = [
    ("workflow", {"steps": {"a": STEP}}, ""),
    ("workflow", {"name": "w", "steps": {}}, "steps"),
    ("workflow", {"name": "w", "steps": [STEP]}, "steps"),
    ("workflow", {"name": "w", "steps": {"a": {}}}, "steps/a"),
    ("workflow", {"name": "w", "steps": {"a b": STEP}}, "steps"),
    ("workflow", {"name": "w", "steps": {"Done": STEP}}, "steps"),
    ("workflow", {"name": "W", "steps": {"a": STEP}}, "name"),
    ("workflow", {"name": "w", "stpes": {}, "steps": {"a": STEP}}, ""),
    ("workflow", step(id="a"), "steps/a"),
    ("workflow", step(delivers="x"), "steps/a"),
    ("workflow", step(needs=7), "steps/a/needs"),
    ("workflow", step(agent=7), "steps/a/agent"),
    ("workflow", step(attempts=0), "steps/a/attempts"),
    ("workflow", step(approve="sometimes"), "steps/a/approve"),
    ("workflow", step(approve={"when": "x"}), "steps/a/approve"),
    ("workflow", step(effect="fly"), "steps/a/effect"),
    ("workflow", step(**{"if": True}), "steps/a/if"),
    ("workflow", step(foreach=7), "steps/a/foreach"),
    ("workflow", step(on_fail={"at_most": 2}), "steps/a/on_fail"),
    ("workflow", step(timeout={"after": "soon"}), "steps/a/timeout"),
    ("workflow", step(retry={"at_most": 99}), "steps/a/retry"),
    ("workflow", step(budget={"usd": -1}), "steps/a/budget/usd"),
    ("workflow", step(form={"x": {"type": "date"}}), "steps/a/form/x/type"),
    ("workflow", step(uses=7), "steps/a/uses"),
    ("workflow", step(**{"with": ["x"]}), "steps/a/with"),
    ("workflow", {"name": "w", "steps": {"a": STEP}, "outputs": {"x": {}}}, "outputs/x"),
    ("workflow", {"name": "w", "steps": {"a": STEP}, "outputs": {"x": "${{ run.id }}"}}, "outputs/x"),
    ("workflow", {"name": "w", "steps": {"a": STEP}, "parts": {}}, ""),
    ("company", {"name": ""}, "name"),
    ("company", {"name": "F", "policy": {"deny": ["fly"]}}, "policy/deny/0"),
    ("company", {"name": "F", "key": "x"}, ""),
    ("agent", {"name": "n"}, ""),
    ("agent", {"name": "n", "description": "d", "maxTurns": 0}, "maxTurns"),
    ("agent", {"name": "n", "description": "d", "tools": [7]}, "tools"),
    ("brief", {"language": "fr"}, "language"),
    ("brief", {"budget_usd": "much"}, "budget_usd"),
    ("brief", {"market": "CN"}, ""),
]


@pytest.mark.parametrize(("kind", "value"), GOOD, ids=str)
def test_accepted(kind: str, value: Any) -> None:
    """Every form in which a field may be written."""
    assert faults(kind, value) == []


@pytest.mark.parametrize(("kind", "value", "place"), BAD, ids=str)
def test_refused(kind: str, value: Any, place: str) -> None:
    """Each rule, at the place of its fault."""
    assert faults(kind, value) == [place]


def test_a_step_name_of_any_script() -> None:
    """Whatever character the reader takes into a name, the schema takes too; in ASCII they agree."""
    reader = re.compile(r"[^\W\d_][\w\-]{0,47}")
    pattern = re.compile(STEP_NAME)
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        for name in (character, "a" + character):
            taken = reader.fullmatch(name) is not None
            found = pattern.fullmatch(name) is not None
            assert found >= taken, hex(code)
            assert found == taken or code > 0x7F, hex(code)
    assert pattern.fullmatch("a" * 48)
    assert not pattern.fullmatch("a" * 49)


def test_what_an_editor_offers() -> None:
    """Agents, kinds, workflows and checks by name, without refusing a founder's own."""
    fields = MADE["workflow"]["definitions"]["StepSpec"]["properties"]
    assert set(fields["agent"]["anyOf"][0]["anyOf"][0]["enum"]) == set(CATALOG.agent_files())
    assert set(fields["deliver"]["anyOf"][0]["anyOf"][0]["enum"]) == set(CATALOG.kinds)
    assert set(fields["uses"]["anyOf"][0]["anyOf"][0]["enum"]) == set(CATALOG.workflow_files())
    assert set(fields["checks"]["anyOf"][1]["anyOf"][0]["enum"]) == known_checks()
