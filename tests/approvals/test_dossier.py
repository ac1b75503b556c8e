"""The dossier: complete, the same for the same journal, and proved without the company."""

from __future__ import annotations

import json
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals.dossier_text import text
from superindividual.approvals.signature import SigningKey
from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import Digest, RequestId, StepId
from superindividual.text import showing
from superindividual.workspace.artifact import Claim, Deliverable
from tests.journal.flow import begin

RUN = "R-a"


def made(company: Company, content: bytes, by: str = "rehearsal/x@1") -> Any:
    files = company.objects.artifacts({"prd/prd.md": content, "prd/same.md": b"same"})
    claim = Claim(text="The tests pass.", evidence=("check:tests_pass",))
    return company.objects.store(
        Deliverable(
            kind="prd", files=files, summary="A | <b>plan</b>", claims=(claim,), language="en", produced_by=by
        )
    )


def version(company: Company, attempt: int, digest: Any, by: str = "designer") -> int:
    journal = company.journal
    found = journal.versions.add(RUN, StepId("prd"), attempt=attempt, digest=digest, by=by, summary="s")  # type: ignore[arg-type]
    result = {
        "check": "outline",
        "verdict": "pass",
        "reason": "looked",
        "findings": [],
        "evidence": {"seen": 3},
    }
    weight = {"grade": "verified", "by": ["check:tests_pass"], "why": ""}
    journal.versions.record_results(RUN, StepId("prd"), found.version, [result], [weight])  # type: ignore[arg-type]
    return found.version


def asked(company: Company, number: int, digest: Any) -> Any:
    return company.journal.decisions.open(
        RequestId(f"Q-{number}"), run=RUN, step=StepId("prd"), version=number, kind="draft", binding=digest,  # type: ignore[arg-type]
        question={"product": "thing", "step": "prd", "verdicts": {"pass": 1}}, risk=0,
    )  # fmt: skip


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A rejection, an edit by the founder, an approval by policy, an effect with its receipt, and a cost."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    company = Company.open(tmp_path / "firm")
    journal = company.journal
    begin(journal)
    company.objects.put(b"brief")
    with journal.transaction() as tx:
        tx.execute("UPDATE runs SET brief = ?", (company.objects.put(b"the brief"),))
    first = made(company, b"one")
    request = asked(company, version(company, 1, first), first)
    question = journal.decisions.ask(request.id, "why?", by="founder")
    journal.decisions.answer(
        next(q for q in journal.decisions.questions(request.id) if q.id == question), "so", by="designer"
    )
    journal.decisions.decide(request.id, "reject", by="founder", binding=first, feedback="too | short")
    second, edited = made(company, b"two"), made(company, b"three", "founder")
    request = asked(company, version(company, 2, second), second)
    journal.decisions.decide(request.id, "edit", by="founder", binding=second, edited=edited)
    request = asked(company, version(company, 2, edited, "founder"), edited)
    journal.decisions.decide(request.id, "approve", by="policy:checks-passed", binding=edited)
    journal.usage.add(
        RUN,
        StepId("prd"),
        1,
        "m",
        input_tokens=100,
        output_tokens=20,
        usd=Decimal("0.0125"),
        seconds=1.0,  # type: ignore[arg-type]
    )
    effect = journal.outbox.intend(
        RequestId("Q-out"),
        RUN,
        StepId("launch"),
        key=Digest("k" * 64),
        effect_class="publish",
        action={"class": "publish"},
        binding=Digest("b" * 64),
    )
    journal.outbox.settle(effect.key, "done", {"files": 2, "folder": "published/thing"})
    journal.close()
    capsys.readouterr()
    return tmp_path / "firm"


def exported(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> dict[str, Any]:
    assert main(["ledger", "export", "--to", str(folder), "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def checked(capsys: pytest.CaptureFixture[str], folder: Path, code: int, *options: str) -> dict[str, Any]:
    assert main(["ledger", "check-dossier", str(folder), "--json", *options]) == code
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_dossier_tells_who_decided_what(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every decision with its entry, evidence, what the founder changed, effects with receipts, and the cost."""
    exported(capsys, tmp_path / "d")
    facts = json.loads((tmp_path / "d" / "dossier.json").read_bytes())
    (run,) = facts["runs"]
    assert [(d["verb"], d["who"], d["version"]) for d in run["decisions"]] == [
        ("reject", "founder", 1),
        ("edit", "founder", 2),
        ("approve", "policy", 3),
    ]
    entries = {e["seq"]: e for e in facts["entries"]}
    for decision in run["decisions"]:
        assert entries[decision["entry"]["seq"]]["hash"] == decision["entry"]["hash"]
    assert run["versions"][2]["founder_changed"] == ["prd/prd.md"]
    assert run["versions"][0]["claims"] == {"verified": 1}
    assert run["versions"][0]["checks"][0]["evidence"] == {"seen": 3}
    assert run["effects"][0]["receipt"]["folder"] == "published/thing"
    assert (run["cost"]["calls"], run["cost"]["usd"]) == (1, "0.0125")
    assert run["questions"][0]["answer"] == "so"
    assert facts["law"][0]["needs_a_lawyer"]


def test_the_text_is_for_people_and_nothing_in_it_acts(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts, who, money and the law's source; a bar in the founder's words does not split its cell."""
    exported(capsys, tmp_path / "d")
    said = (tmp_path / "d" / "dossier.md").read_text()
    assert "Decisions by the founder: 2; by what the founder had granted or made a rule: 0;" in said
    assert "; by the company's policy: 1; by a time limit: 0." in said
    assert "too \\| short" in said
    assert "the founder changed prd/prd.md" in said
    assert "claims: 1 verified" in said
    assert "$0.0125" in said
    assert "2 files in published/thing, every hash read back" in said
    assert "第六十条" in said
    assert "**[needs a lawyer]**" in said
    facts = json.loads((tmp_path / "d" / "dossier.json").read_bytes())
    with showing("zh-CN"):
        chinese = text(facts)
    assert "创始人作出的决定：2" in chinese
    (run,) = facts["runs"]
    over = {**run, "ended": run["created"], "outcome": "done"}
    with showing("zh-CN"):
        ended = text({**facts, "runs": [over]})
    assert f"结束于 {run['created']}：完成。需求说明：`{run['brief'][:12]}`。" in ended
    assert not [line for line in chinese.splitlines() if line.startswith("## How")]


def test_what_was_withdrawn_granted_or_only_answered_is_told_as_that(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A withdrawn approval stands with its withdrawal, a grant's is not the founder's own, an answer is no approval."""
    company = Company.open(firm)
    decisions = company.journal.decisions
    out: dict[str, Any] = {
        "run": RUN,
        "step": StepId("launch"),
        "version": 1,
        "question": {"verdicts": {}},
        "risk": 2,
    }
    kinds: list[tuple[str, Any, str, Any]] = [
        ("Q-x", "effect", "founder", "approve"),
        ("Q-y", "arrival", "founder", "reject"),
        ("Q-z", "effect", "grant:G-1", "approve"),
    ]
    for name, kind, by, verb in kinds:
        binding = Digest(name * 20)
        decisions.open(RequestId(name), kind=kind, binding=binding, **out)
        decisions.decide(RequestId(name), verb, by=by, binding=binding)
    company.journal.withdrawals.withdraw(RequestId("Q-x"), by="founder")
    company.journal.close()
    exported(capsys, tmp_path / "d")
    said = (tmp_path / "d" / "dossier.md").read_text()
    assert "Decisions by the founder: 3; by what the founder had granted or made a rule: 1;" in said
    launch = [line for line in said.splitlines() if "launch version 1" in line]
    assert ["approved |" in line for line in launch] == [True, False, True]
    assert "withdrawn by the founder at" in launch[0]
    assert "answered: it did not arrive" in launch[1]
    assert "the founder's grant G-1" in launch[2]
    (taken,) = json.loads((tmp_path / "d" / "dossier.json").read_bytes())["runs"][0]["withdrawn"]
    assert (taken["request"], taken["withdrawn"]["by"]) == ("Q-x", "founder")


def test_the_same_journal_gives_the_same_bytes(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but the signature's time."""
    exported(capsys, tmp_path / "a", "--with-files")
    exported(capsys, tmp_path / "b", "--with-files")
    for file in sorted((tmp_path / "a").rglob("*")):
        twin = tmp_path / "b" / file.relative_to(tmp_path / "a")
        assert file.is_dir() or file.name == "signature.json" or file.read_bytes() == twin.read_bytes()
    assert (
        len(list((tmp_path / "a" / "files").iterdir())) == 1 + 3 + 4
    )  # the brief, three manifests, four contents


def test_a_dossier_is_proved_without_the_company(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its fingerprint; with another one it is refused."""
    made = exported(capsys, tmp_path / "d")
    shutil.rmtree(firm)
    (tmp_path / "elsewhere").mkdir()
    found = checked(capsys, tmp_path / "d", 0, "--fingerprint", made["fingerprint"])
    assert found["sound"]
    assert checked(capsys, tmp_path / "d", 1, "--fingerprint", "00")["faults"]


@pytest.mark.parametrize("change", ["changed", "added", "removed", "a link"])
def test_a_file_that_is_not_what_was_signed_is_named(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    """Whatever was done to it; untouched it holds."""
    exported(capsys, tmp_path / "d", "--with-files")
    assert checked(capsys, tmp_path / "d", 0)["sound"]
    file = tmp_path / "d" / "dossier.md"
    if change == "changed":
        file.write_text(file.read_text().replace("reject", "accept") + " ")
    elif change == "removed":
        file.unlink()
    elif change == "added":
        (tmp_path / "d" / "files" / "more.txt").write_text("x")
    else:
        file.rename(tmp_path / "moved.md")
        file.symlink_to(tmp_path / "moved.md")
    name = (
        "files/more.txt was added"
        if change == "added"
        else f"dossier.md was {'removed' if change == 'removed' else 'changed'}"
    )
    assert checked(capsys, tmp_path / "d", 1)["faults"] == [name]


@pytest.mark.parametrize("field", ["files", "at", "signature", "public"])
def test_a_changed_signature_proves_nothing(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str
) -> None:
    """No field of it can be exchanged."""
    exported(capsys, tmp_path / "d")
    file = tmp_path / "d" / "signature.json"
    told = json.loads(file.read_bytes())
    other = SigningKey(tmp_path / "other.key")
    told[field] = {
        "files": {},
        "at": "2020-01-01T00:00:00.000Z",
        "signature": "00" * 64,
        "public": other.public,
    }[field]
    file.write_text(json.dumps(told))
    assert main(["ledger", "check-dossier", str(tmp_path / "d")]) == 2
    assert "does not hold" in capsys.readouterr().err


def test_the_key_is_private_and_goes_nowhere(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mode 0600, made once, and in no file of the dossier or the journal."""
    first = exported(capsys, tmp_path / "a", "--with-files")
    second = exported(capsys, tmp_path / "b")
    assert first["fingerprint"] == second["fingerprint"]
    key = firm / ".superindividual" / "signing.key"
    assert key.stat().st_mode & 0o777 == 0o600
    secret = key.read_bytes().strip()
    files = [*(tmp_path / "a").rglob("*"), *(firm / ".superindividual").glob("journal*")]
    assert not [file for file in files if file.is_file() and secret in file.read_bytes()]


def test_nothing_is_exported_from_a_changed_journal(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody signs what does not agree with the ledger."""
    connection = sqlite3.connect(firm / ".superindividual" / "journal.db")
    connection.execute("UPDATE decisions SET verb = 'approve' WHERE verb = 'reject'")
    connection.commit()
    connection.close()
    assert main(["ledger", "export", "--to", str(tmp_path / "d")]) == 2
    assert "nothing is exported" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--run", "R-none"], "no run R-none"),
        (["--product", "none"], "no run belongs"),
    ],
)
def test_a_scope_without_runs_is_refused(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    """Rather than an empty dossier that looks like one without decisions."""
    assert main(["ledger", "export", "--to", str(tmp_path / "d"), *options]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_that_holds_something_is_not_written_into(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What lies there is neither replaced nor signed."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "mine.txt").write_text("mine")
    assert main(["ledger", "export", "--to", str(tmp_path / "d")]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["mine.txt"]
