from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main


@pytest.fixture
def types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command into a company's folder, and gives what was printed."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()

    def typed(*words: str, code: int = 0) -> str:
        assert main(["memory", *words]) == code
        shown = capsys.readouterr()
        return shown.out + shown.err

    return typed


def as_json(types: Any, *words: str) -> Any:
    return json.loads(types(*words, "--json"))


def test_a_record_goes_through_the_founders_hands(types: Any) -> None:
    """Add, search, correct, why, forget, undo: each says what it did, and what can be done next."""
    record = as_json(types, "add", "The", "price", "is", "9", "EUR")["id"]
    assert record in types("search", "price")
    assert "stays readable" in types("correct", record, "The price is 19 EUR")
    assert f"in the place of {record}" in types("why", as_json(types)["records"][0]["id"])
    new = as_json(types, "search", "price")["records"][0]["id"]
    assert f"[superseded by {new}]" in types("show", record)
    assert f"9 EUR  [superseded by {new}]" in types("list", "--all")
    assert as_json(types, "list", "--all")["superseded"] == {record: new}
    assert f"memory undo {new}" in types("forget", new)
    assert types("search", "19").splitlines()[0] == "Nothing fits these words."
    assert "[forgotten]" in types("show", new)
    assert "is told again" in types("undo", new)
    assert "19 EUR" in types("search", "price")
    assert "9 EUR" in types("list", "--all", "--kind", "fact", "--scope", "company")


def test_a_source_outside_its_date_and_its_window_are_shown(types: Any) -> None:
    """Where it stood, when, until when, how sure, and that old programmes are to be verified."""
    said = as_json(
        types, "add", "Grants up to 50000 CNY", "--kind", "programme", "--source", "https://example.invalid/g",
        "--as-of", "2020-01-02", "--until", "2099-12-31", "--confidence", "0.5",
    )  # fmt: skip
    shown = types("show", said["id"])
    for words in ("from outside; verify before relying on it", "as of 2020-01-02", "until 2099-12-31", "0.5"):
        assert words in shown
    assert as_json(types, "show", said["id"])["stale"] is True
    assert "[expired]" in types("add", "The old offer", "--until", "2020-01-02")
    assert "[not valid yet]" in types("add", "The next offer", "--from", "2999-01-02")


def test_contradictions_are_told_where_they_arise_and_settled(types: Any) -> None:
    """The founder sees both sources at once, and keeps one by its id."""
    one = as_json(types, "add", "The price is 9 EUR")["id"]
    two = as_json(types, "add", "The price is 19 EUR")
    assert "1 contradiction waits" in types()
    (waiting,) = as_json(types, "contradictions")
    assert two["contradicts"][0]["id"] == waiting["id"]
    assert "[kept]" in types("contradictions", "keep", waiting["id"], one)
    assert "No contradictions were found" in types("contradictions")


def test_export_and_import(types: Any) -> None:
    """What is exported and forgotten comes back into another company; Markdown is for reading; a file is never overwritten."""
    types("add", "The price is 9 EUR")
    assert "1 record is in all.jsonl" in types("export", "--to", "all.jsonl")
    assert "9 EUR" in types("export")
    assert "is there already" in types("export", "--to", "all.jsonl", code=2)
    assert "neither .jsonl nor .md" in types("export", "--to", "all.txt", code=2)
    types("export", "--to", "all.md")
    assert "- The price is 9 EUR" in Path("all.md").read_text()
    assert "0 of 1 are new" in types("import", "all.jsonl")
    assert main(["init", "other"]) == 0
    assert "1 of 1 are new" in types("import", "all.jsonl", "--company", "other")
    assert main(["init", "third"]) == 0
    assert "1 of 1 are new" in types("import", "all.jsonl", "--outside", "--company", "third")
    assert "from outside" in types("list", "--company", "third")
    assert "from outside" not in types("list", "--company", "other")
    assert "cannot be read" in types("import", "none.jsonl", code=2)
    assert "this is no file" in types("import", "/dev/zero", code=2)


def test_a_launchs_numbers_come_from_a_file(types: Any) -> None:
    """The product must be named, and a fault is told with file and line."""
    Path("m.csv").write_text("metric,value,date\nsignups,42,2026-11-20\n")
    assert "whose numbers" in types("import", "m.csv", code=2)
    assert "1 of 1 are new" in types("import", "m.csv", "--product", "dues")
    assert "from outside" in types("list", "--scope", "product:dues")
    Path("m.csv").write_text("metric,value,date\nsignups,lots,2026-11-20\n")
    assert "m.csv:2:1: lots is no number" in types("import", "m.csv", "--product", "dues", code=2)


def test_rebuilding_builds_the_words_anew(types: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that were lost are found again; while a worker runs it is refused."""
    from superindividual.company import Company
    from superindividual.process import locked

    types("add", "The price is 9 EUR")
    company = Company.open()
    with company.journal.transaction() as tx:
        tx.execute("INSERT INTO memory_words (memory_words) VALUES ('delete-all')")
    assert "Nothing fits" in types("search", "price")
    with locked(company.paths.lock):
        assert "a worker runs already" in types("rebuild", code=2)
    assert "1 record has its words again" in types("rebuild")
    assert "9 EUR" in types("search", "price")
    assert main(["ledger", "verify"]) == 0
    company.journal.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "M-none"), "no record M-none"),
        (("add", "x", "--as-of", "soon"), "soon is no day"),
        (("add", "x", "--scope", "everywhere"), "scope: String should match"),
        (("add", "x", "--confidence", "7"), "confidence: Input should be less"),
        (("undo",), "undo what?"),
        (("undo", "--source", "nowhere"), "nothing in the memory came from nowhere"),
        (("undo", "--run", "R-none"), "no run R-none"),
        (("lessons", "keep"), "which lesson?"),
        (("lessons", "keep", "L-none"), "no lesson L-none"),
        (("contradictions", "keep", "C-1"), "keep which of the two?"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(types: Any, words: tuple[str, ...], said: str) -> None:
    """One sentence with a remedy; with --json an object."""
    assert said in types(*words, code=2)
    assert said in json.loads(types(*words, "--json", code=2))["message"]


def test_empty_rooms_teach(types: Any) -> None:
    """Nobody is left with an empty screen."""
    assert "Nothing yet" in types()
    assert "rejections and edits" in types("lessons")
    assert "only statements like" in types("contradictions")
    assert "Nothing of this kind" in types("list", "--kind", "law")


def test_a_search_is_narrowed_to_a_time(types: Any) -> None:
    """By the day of the source, and by what was valid on a day; what is no day is refused."""
    types("add", "Rival X is cheap", "--as-of", "2025-03-01", "--until", "2029-12-31")
    assert "Rival X" in types("search", "rival", "--since", "2025-03-01", "--until", "2025-03-01")
    assert "Nothing fits" in types("search", "rival", "--since", "2025-03-02")
    assert "Rival X" in types("search", "rival", "--at", "2029-12-31")
    assert "Nothing fits" in types("search", "rival", "--at", "2030-01-01")
    assert "no day" in types("search", "rival", "--at", "soon", code=2)
