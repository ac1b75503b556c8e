from __future__ import annotations

import hashlib

import pytest

from superindividual.ids import digest
from superindividual_tui.entries import OVERVIEW
from superindividual_tui.page import CHANGES, payload, read_page
from tests.tui.firm import Firm


def overview(firm: Firm, request: str) -> str:
    return "\n".join(line.text for line in read_page(firm.company, request).text(OVERVIEW))  # type: ignore[arg-type]


def test_the_overview_has_summary_claims_and_evidence(firm: Firm) -> None:
    """A claim without evidence says so."""
    claims = ({"text": "It counts dues", "evidence": ["brief:1"]}, {"text": "It is fast"})
    text = overview(firm, firm.ask(firm.run(), claims=claims).id)
    for part in (
        "The PRD of Duesbook",
        "· It counts dues\n    brief:1",
        "· It is fast\n    no evidence given",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ("pass", "✓ passed"),
        ("fail", "✗ failed"),
        ("not_assessed", "? not assessed"),
        ("not_applicable", "– not applicable"),
    ],
)
def test_each_verdict_has_glyph_word_finding_and_evidence(firm: Firm, verdict: str, word: str) -> None:
    """Not assessed never looks like passed."""
    text = overview(firm, firm.ask(firm.run(), verdict=verdict).id)
    assert f"{word}  prd_complete: looked at 3 sections" in text
    assert "docs/prd.md:4 thin say more" in text
    assert "sections = 3" in text


def test_changes_since_the_version_before(firm: Firm) -> None:
    """Changed, added and removed files, line by line."""
    run = firm.run()
    first = firm.ask(run, files={"a.md": b"one\ntwo\n", "gone.md": b"x"})
    assert CHANGES not in read_page(firm.company, first.id).entries().keys
    second = firm.ask(run, files={"a.md": b"one\nthree\n", "new.md": b"y"})
    page = read_page(firm.company, second.id)
    assert page.entries().keys == [OVERVIEW, CHANGES, "a.md", "new.md"]
    rows = [line.text for line in page.text(CHANGES)]
    for row in ("a.md  changed", "-two", "+three", "gone.md  removed", "-x", "new.md  added", "+y"):
        assert row in rows


def test_binary_files_are_named_not_printed(firm: Firm) -> None:
    """Bytes that are no text are counted."""
    request = firm.ask(firm.run(), files={"pic.png": b"\x89PNG\xff\xfe"})
    assert [line.text for line in read_page(firm.company, request.id).text("pic.png")] == [
        "6 bytes, not text"
    ]


def test_questions_and_answers_stand_in_the_overview(firm: Firm) -> None:
    """A question without an answer says so."""
    request = firm.ask(firm.run())
    firm.journal.decisions.ask(request.id, "Why so long?", by="founder")
    assert "? Why so long?\n  → no answer yet" in overview(firm, request.id)
    firm.journal.decisions.answer(
        firm.journal.decisions.questions(request.id)[0], "It is short", by="designer"
    )
    assert "  → It is short" in overview(firm, request.id)


def test_a_decided_request_says_by_whom(firm: Firm) -> None:
    """With the feedback that went with it."""
    request = firm.ask(firm.run())
    firm.company.decide(request, "reject", feedback="更短一些", by="command line")
    page = read_page(firm.company, request.id)
    assert not page.open
    assert "Decided: sent back by command line" in overview(firm, request.id)
    assert "更短一些" in overview(firm, request.id)


def test_damaged_content_is_said_and_not_shown(firm: Firm) -> None:
    """The page opens; nothing is made up."""
    request = firm.ask(firm.run(), files={"a.md": b"content"})
    name = digest(b"content")
    (firm.company.paths.objects / name[:2] / name[2:]).write_bytes(b"other")
    page = read_page(firm.company, request.id)
    assert page.bundle is None
    assert "was changed" in page.damage
    assert page.damage in overview(firm, request.id)


def test_a_step_that_handed_nothing_over_has_a_page(firm: Firm) -> None:
    """There is no version to show, only the reason."""
    run = firm.run()
    request = firm._open(run, "prd", 0, digest(b"none"), "fail", "no recipe fits", 0)
    assert "no recipe fits" in overview(firm, request.id)


def test_the_payload_is_all_that_would_leave(firm: Firm) -> None:
    """Target, each file's hash and size, and each file's content to the last line."""
    files = {"launch/a.md": b"first\nlast of a", "launch/b.md": "最后".encode()}
    page = read_page(firm.company, firm.ask(firm.run(), "launch", files=files, summary="published/x").id)
    rows = [line.text for line in payload(page)]
    assert rows[0] == "Goes to: published/x"
    for path, content in files.items():
        place = rows.index(f"{path} · {len(content)} B")
        assert rows[place + 1].strip() == f"sha256 {hashlib.sha256(content).hexdigest()}"
    assert "last of a" in rows
    assert rows[-1] == "最后"


def test_files_are_listed_by_folder(firm: Firm) -> None:
    """Each folder is named once, above the names in it; a file is chosen by its whole path."""
    files = dict.fromkeys(("README.md", "site/b.html", "site/css/a.css", "site/a.html"), b"x")
    page = read_page(firm.company, firm.ask(firm.run(), files=files).id)
    entries = page.entries()
    told = ["Overview", "README.md", "site/", "  a.html", "  b.html", "site/css/", "  a.css"]
    assert [line.text for line in entries.lines] == told
    assert entries.keys == [OVERVIEW, "README.md", "site/a.html", "site/b.html", "site/css/a.css"]
