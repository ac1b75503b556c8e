from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from superindividual.company import Company
from superindividual.errors import ContentErased, ErasureRefused, WorkerBusy
from superindividual.ids import RequestId, RunId, StepId, digest_of
from superindividual.journal.verification import verify
from superindividual.memory.erasure import Erasure
from superindividual.memory.lesson import Correction
from superindividual.memory.subject import Subject
from superindividual.memory.word_index import agrees
from superindividual.paths import bundled
from superindividual.process import locked

NAME = "Margarethe Vogelsang"


def files_with(folder: Path, *forms: bytes) -> list[str]:
    """Files whose bytes hold one of the forms, by a plain search that shares nothing with the code."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form.lower() in path.read_bytes().lower() for form in forms)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company after a run for whose brief and feedback a person's name was used, and which knows her otherwise too."""
    folder = tmp_path_factory.mktemp("made") / "firm"
    folder.mkdir()
    (folder / "company.yaml").write_text("name: Firm\n")
    (folder / "workflows").mkdir()
    (folder / "workflows" / "short.yaml").write_text(
        "name: short\ninputs:\n  brief: {type: file, required: true}\n"
        "steps:\n  discover: {agent: scout, deliver: discovery, approve: always, task: Find the facts}\n"
    )
    brief = folder / "brief.md"
    words = (bundled("examples") / "briefs" / "club-dues.md").read_text()
    brief.write_text(f"{words}\n\n{NAME} of the rowing club asked for it.\n")
    company = Company.open(folder)
    run = company.start("short", brief=brief, engine="rehearsal")
    company.work()
    company.decide(company.inbox()[0], "reject", feedback=f"Do not write to {NAME.upper()} again")
    company.work()
    company.decide(company.inbox()[0], "approve")
    company.work()
    assert company.journal.runs.get(run.id).outcome == "done"
    known = company.memory
    one = known.learn(known.said(f"{NAME} is treasurer of the rowing club"))
    known.correct(one.id, "margarethe  vogelsang left the club")
    known.learn(known.said("The treasurer of the rowing club is unknown"))
    known.learning.correct(
        Correction(NAME, "the treasurer", "agent:marketer", "posts", "decision:Q-1", None, edit=True)
    )
    company.objects.texts.put(f"a model was told of {NAME}".encode())
    company.objects.texts.commit()
    company.paths.worker_log.write_text(f"told {NAME}\n")
    company.journal.close()
    return folder


@pytest.fixture
def company(made: Path, tmp_path: Path) -> Company:
    shutil.copytree(made, tmp_path / "firm")
    return Company.open(tmp_path / "firm")


def test_a_person_is_erased_from_every_file(company: Company) -> None:
    """A plain search of all bytes finds nothing, free pages included; the ledger verifies; the rest stands.

    What is hers in the founder's own files is named.
    """
    state = company.paths.state
    assert len(files_with(state, NAME.encode())) > 3
    for name in ("memory-index.vectors", "memory-index.json", "memory-index/chroma.sqlite3"):
        (state / name).parent.mkdir(exist_ok=True)
        (state / name).write_text("numbers")
    before = company.journal.events.after()
    done = company.memory.erasure(NAME).erase()
    assert done.proved, done.left
    assert (done.records, done.files) == (2, done.files) and done.objects >= 2 and done.rows >= 3
    assert files_with(state, NAME.encode(), b"margarethe", b"vogelsang") == []
    assert "brief.md" in done.own
    assert not list(state.glob("memory-index*"))
    assert verify(company.paths.journal).faults == ()
    assert company.journal.events.first_broken() is None
    assert agrees(company.journal.store.connection)
    after = company.journal.events.after()
    assert [e.hash for e in after[: len(before)]] == [e.hash for e in before]
    assert [r.record.content for r in company.memory.search("treasurer rowing club")] == [
        "The treasurer of the rowing club is unknown"
    ]


@pytest.mark.parametrize(("state", "left"), [("done", True), ("unknown", True), ("failed", False)])
def test_what_left_with_her_name_is_named(company: Company, state: str, left: bool) -> None:
    """A message that was sent, or may have been, is told to the founder with where it went; one that failed is not."""
    (run,) = company.journal.runs.all()
    outbox, key = company.journal.outbox, digest_of(["told her"])
    action = {
        "how": "send_email",
        "destination": "members@club.invalid",
        "arguments": {"text": f"Dear {NAME}"},
    }
    outbox.intend(
        RequestId("Q-1"), run.id, StepId("tell"), key=key, effect_class="send", action=action, binding=key
    )
    outbox.start(key, lambda _: None)
    outbox.settle(key, state, {"reason": "", "refused": False})  # type: ignore[arg-type]
    done = company.memory.erasure(NAME).erase()
    told = f"{run.id} tell: send_email to members@club.invalid ({state})"
    assert done.sent == ((told,) if left else ())
    assert done.proved, done.left


def test_without_the_rewriting_her_name_would_stay(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: deleting rows alone leaves her in pages and log, and the proof says so."""
    monkeypatch.setattr(company.journal.store, "compact", lambda: True)
    done = company.memory.erasure(NAME).erase()
    assert not done.proved
    assert any("journal.db" in one for one in done.left)
    assert files_with(company.paths.state, NAME.encode())


def test_words_that_would_find_her_are_no_proof(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the words left as they were, no file holds the name in one piece, and still it is not proved."""
    monkeypatch.setattr("superindividual.memory.erasure.rewrite_words", lambda _tx, _rows: 0)
    done = company.memory.erasure(NAME).erase()
    assert done.left == ("memory_words",)


def test_a_decision_and_its_entry_still_agree(company: Company) -> None:
    """Both say that something was erased, and still which version was decided about, how and by whom."""
    company.memory.erasure(NAME).erase()
    (row, entry) = next(
        (company.journal.decisions.decision(e.data["request"]), e)
        for e in company.journal.events.after()
        if e.kind == "decision.made" and e.data["verb"] == "reject"
    )
    assert row is not None
    assert row.feedback == entry.data["feedback"] == "[erased]"
    assert (row.by, row.verb) == ("founder", "reject")


def test_what_was_erased_cannot_be_written_again_unseen(company: Company) -> None:
    """An erased entry may say only what its erasure left; another text, or an erasure that nothing sealed, is found."""
    company.memory.erasure(NAME).erase()
    entry = next(e for e in company.journal.events.after() if "[erased]" in json.dumps(e.data))
    sound = next(e for e in company.journal.events.after() if e.kind == "run.started")
    company.journal.close()
    for seq in (entry.seq, sound.seq):
        copy = company.paths.journal.with_name("copy")
        shutil.copytree(company.paths.state, copy)
        raw = sqlite3.connect(copy / "journal.db", isolation_level=None)
        raw.execute("UPDATE events SET data = ? WHERE seq = ?", (json.dumps({"x": "[erased]"}), seq))
        raw.close()
        assert [f.seq for f in verify(copy / "journal.db").faults][:1] == [seq]
        shutil.rmtree(copy)


def test_only_an_erasure_may_touch_the_ledger(company: Company) -> None:
    """Any other change of an entry is refused by the database itself."""
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), company.journal.transaction() as tx:
        tx.execute("UPDATE events SET data = '{}' WHERE kind = 'run.started'")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), company.journal.transaction() as tx:
        tx.execute("UPDATE events SET data = '[erased]', hash = 'x' WHERE kind = 'run.started'")


def test_erased_content_says_that_it_was_erased(company: Company) -> None:
    """Nobody takes it for damage."""
    run = company.journal.runs.all()[0]
    company.memory.erasure(NAME).erase()
    with pytest.raises(ContentErased, match="was erased for good"):
        company.objects.get(run.brief)


def test_an_unfinished_run_keeps_what_it_needs(company: Company) -> None:
    """It is named, and nothing is changed; so it is while a worker runs."""
    company.start("short", brief=company.paths.root / "brief.md", engine="rehearsal")
    before = files_with(company.paths.state, NAME.encode())
    with pytest.raises(ErasureRefused, match="unfinished runs hold the name: R-"):
        company.memory.erasure(NAME).erase()
    with locked(company.paths.lock), pytest.raises(WorkerBusy):
        company.memory.erasure(NAME).erase()
    assert files_with(company.paths.state, NAME.encode()) == before


def test_a_second_time_there_is_nothing(company: Company) -> None:
    """Who repeats it, such as after a crash, gets the proof again, and the ledger no second entry."""
    company.memory.erasure(NAME).erase()
    count = company.journal.events.last_seq()
    again = company.memory.erasure(NAME).erase()
    assert (again.event, again.proved, company.journal.events.last_seq()) == (0, True, count)


def test_a_name_in_a_key_is_told_to_have_stayed(company: Company) -> None:
    """Other rows and seals rest on keys: they stay, and the answer is no proof."""
    with company.journal.transaction() as tx:
        tx.execute("INSERT INTO schedules (name, words, settled) VALUES ('vogelsang', 'daily', '')")
    done = company.memory.erasure("Vogelsang").erase()
    assert not done.proved
    assert 'schedules ["vogelsang"]' in done.left


@pytest.mark.parametrize("form", ["张伟明", "ZHANG, Wei-Ming", "zhang_weiming@example.invalid"])
def test_names_are_found_however_they_are_written(form: str, tmp_path: Path) -> None:
    """Other cases and gaps, JSON's escapes, UTF-16, and across the blocks in which a file is read."""
    subject = Subject(
        [
            "张伟明",
            "zhang  wei ming".title().replace(" ", ""),
            "Zhang, Wei Ming",
            "zhang_weiming@example.invalid",
        ]
    )
    assert subject.in_text(f"by {form}.")
    for content in (form.encode(), json.dumps(form).encode(), form.encode("utf-16-le")):
        path = tmp_path / "file"
        path.write_bytes(b"x" * (2**20 - len(content) // 2) + content + b"x" * 1000)
        assert subject.in_file(path)
    assert not subject.in_text("somebody else")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("王小明", "王 小明"),
        ("王小明", "王\u3000小\u3000明"),
        ("王小明", "王小\n    明"),
        ("王小明", "王\u200b小明"),
        ("王 小明", "王小明"),
        ("买买提·吐尔逊", "买买提・吐尔逊"),
        ("买买提·吐尔逊", "买买提吐尔逊"),
        ("小明 Wang", "小明\u00a0WANG"),
        ("Wei-Ming Zhang", "Wei Ming Zhang"),
        ("José Muñoz", "Jose\u0301 Mun\u0303oz"),
        ("Margarethe Vogelsang", "Margarethe\n    Vogelsang"),
    ],
)
def test_a_name_is_found_however_it_is_parted(name: str, form: str) -> None:
    """By spaces of every width, ends of lines, dots, and marks that are not seen; also where JSON escapes them."""
    subject = Subject([name])
    assert subject.in_text(f"by {form}.")
    for content in (form.encode(), json.dumps(form).encode(), form.encode("utf-16-le")):
        assert subject.in_bytes(b"x" + content + b"x")
    assert not subject.in_text("王先生和小明")


@pytest.mark.parametrize("name", ["Ann", "张", "张·", "", "x" * 300])
def test_a_name_that_would_hit_others_is_refused(name: str) -> None:
    """`Ann` stands in annual; the founder is told to give the whole name."""
    with pytest.raises(ErasureRefused, match="too short"):
        Subject([name])


def test_a_run_is_reached_through_its_versions(company: Company) -> None:
    """What an unfinished run was given and made counts as needed, also files inside its deliverables."""
    erasure = company.memory.erasure(NAME)
    run = company.journal.runs.all()[0]
    reached = erasure._reached(RunId(run.id), run.brief, run.inputs)
    version = company.journal.versions.of(run.id, run.workflow.steps[0].id)[0]
    files = {a.sha256 for a in company.objects.deliverable(version.digest).files}
    assert {run.brief, version.digest, *files} <= reached


def hold_in_checkpoints(company: Company) -> None:
    """A state of the ended run that holds the name."""
    with sqlite3.connect(company.paths.checkpoints, isolation_level=None) as connection:
        connection.execute("UPDATE checkpoints SET checkpoint = ?", (f"said {NAME}".encode(),))
    connection.close()


def test_a_person_is_erased_from_checkpoints(company: Company) -> None:
    """Those of ended runs go, as a whole, and no free page keeps them."""
    hold_in_checkpoints(company)
    assert any("checkpoints" in name for name in files_with(company.paths.state, NAME.encode()))
    done = company.memory.erasure(NAME).erase()
    assert done.proved, done.left
    assert files_with(company.paths.state, NAME.encode()) == []


def test_without_it_checkpoints_are_named_as_what_is_left(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: where they stay, nothing is called proved."""
    hold_in_checkpoints(company)
    monkeypatch.setattr(Erasure, "_forget_checkpoints", lambda _: None)
    done = company.memory.erasure(NAME).erase()
    assert not done.proved
    assert any("checkpoints" in name for name in done.left)
