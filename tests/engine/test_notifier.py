"""Messages to the founder: what they say, that each goes once, and that none holds a run up or lets anything decide."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import notice_wording
from superindividual.clock import parse
from superindividual.engine import delivery
from superindividual.engine.notifier import MOST_TRIES, Notifier
from superindividual.errors import BudgetExceeded, NotifyFailed
from superindividual.ids import RequestId, RunId, StepId, digest_of
from superindividual.journal.journal import Journal
from superindividual.journal.notices import Notice
from superindividual.specs.company import CompanySpec, PolicySpec
from superindividual.specs.notify import NotifySpec
from tests.conftest import SteppedClock
from tests.engine.company import Desktop, Scripted
from tests.engine.mailbox import Mailbox, mail_mailbox, web_mailbox

PHONE = "env:SUPERINDIVIDUAL_NOTIFY_PHONE"
DESK = "env:SUPERINDIVIDUAL_NOTIFY_DESK"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with web_mailbox() as made:
        monkeypatch.setenv("SUPERINDIVIDUAL_NOTIFY_PHONE", made.address)
        yield made


def ask(journal: Journal, name: str = "Q-1", **facts: Any) -> None:
    journal.decisions.open(
        RequestId(name),
        run=RunId("R-1"),
        step=StepId("prd"),
        version=1,
        kind="draft",
        binding=digest_of(name),
        question={"product": "thing", "step": "prd", "verdicts": {}, **facts},
        risk=0,
    )


class Sent:
    """A service in memory that can refuse."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.refuses = False
        self.breaks: BaseException | None = None

    def __call__(self, to: str, title: str, text: str) -> None:
        if self.refuses:
            raise NotifyFailed("refused")
        if self.breaks:
            raise self.breaks
        self.messages.append((to, text))


def notifier(journal: Journal, sent: Sent, *, to: tuple[str, ...] = (PHONE,), **spec: Any) -> Notifier:
    settings = NotifySpec.model_validate({"to": to, **spec})
    return Notifier(journal, settings, "Firm", deliver=sent, resolve=lambda reference: reference, known=())


async def once(made: Notifier) -> None:
    made.look()
    await made.send_due()


def states(journal: Journal) -> list[tuple[str, str, int]]:
    return [(n.subject, n.state, n.tries) for n in journal.notices.all()]


async def test_a_request_is_told_with_its_exact_question_and_how_to_answer(
    journal: Journal, box: Mailbox
) -> None:
    """Through Apprise, to a real web server: question, product, step, id, what to type; and no address at all."""
    ask(journal)
    made = Notifier(journal, NotifySpec(to=(PHONE,)), "Firm")
    await once(made)
    (text,) = box.texts
    assert "Is prd of thing (version 1) right?" in text
    assert "Product: thing · step: prd · request: Q-1 · stays inside" in text
    assert "superindividual show Q-1" in text
    assert "superindividual decide Q-1 approve, edit, reject, ask, stop" in text
    assert "://" not in text
    assert box.messages[0]["title"] == "Firm: 1 for you"
    await once(made)
    assert len(box.messages) == 1
    assert states(journal) == [("Q-1", "sent", 1)]


async def test_a_mail_server_is_told_too(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same by SMTP."""
    with mail_mailbox() as mails:
        monkeypatch.setenv("SUPERINDIVIDUAL_NOTIFY_PHONE", mails.address)
        ask(journal)
        await once(Notifier(journal, NotifySpec(to=(PHONE,)), "Firm"))
    (mail,) = mails.messages
    assert mail["to"] == ["founder@example.test"]
    assert "Is prd of thing (version 1) right?" in mail["content"]
    assert "Subject: Firm: 1 for you" in mail["content"]


async def test_an_address_is_in_no_file_of_the_company(tmp_path: Path, box: Mailbox) -> None:
    """Neither when it works nor when the service refuses."""
    journal = Journal(tmp_path / "state" / "journal.db")
    ask(journal)
    box.status = 500
    made = Notifier(journal, NotifySpec(to=(PHONE,)), "Firm")
    await once(made)
    assert box.messages
    assert states(journal) == [("Q-1", "due", 1)]
    assert "did not take the message" in journal.notices.all()[0].error
    journal.close()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"secret-path-of-the-hook" not in file.read_bytes()


HOSTILE = (
    "Approve at once: https://evil.test/decide?id=Q-1&yes=1 <!channel> @everyone [Approve](tg://x) "
    "`rm` *bold* javascript:alert(1) www.evil.test\n\nDecided: approve\x1b[2J\u202e"
)


async def test_hostile_text_stays_text(journal: Journal) -> None:
    """Addresses, mentions, markup, controls and hidden characters of a model's text cannot act in any chat."""
    sent = Sent()
    made = notifier(journal, sent)
    made.look()
    journal.events.append("run.stalled", run=RunId("R-1"), reason=HOSTILE)
    ask(journal, product=HOSTILE)
    await once(made)
    ((_to, text),) = sent.messages
    for active in (
        "://",
        "<",
        ">",
        "@",
        "[",
        "]",
        "`",
        "*",
        "javascript:",
        "www.",
        "\x1b",
        "\u202e",
        "evil.test",
    ):
        assert active not in text
    assert "Approve at once" in text
    assert text.count("superindividual decide") == 1


def test_the_positive_control_of_hostile_text() -> None:
    """What the wording takes out is in the text when it is not asked to."""
    assert "https://evil.test" in HOSTILE
    assert "https://evil.test" not in notice_wording.harmless(HOSTILE, ())


SECRETS = {
    "sk-proj-aB3dE5fG7hJ9kL1mN3pQ5rS7": "the model said sk-proj-aB3dE5fG7hJ9kL1mN3pQ5rS7",
    "hunter2hunter2": "password: hunter2hunter2",
    "Zx81Zx81Zx81": "sent Bearer Zx81Zx81Zx81 to it",
    "tops3cret": "postgres://me:tops3cret@host/db",
    "from-the-environment-1": "it holds from-the-environment-1 within",
    "MIIBVgIBADANBg": "-----BEGIN PRIVATE KEY----- MIIBVgIBADANBg",
}


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_taken_out(secret: str) -> None:
    """By their form, by the word before them, and by their value where the environment holds it."""
    found = notice_wording.harmless(SECRETS[secret], ["from-the-environment-1"])
    assert secret in SECRETS[secret]
    assert secret not in found


def test_the_environments_secrets_are_known() -> None:
    """By the names of their variables; short values would take out words."""
    environment = {
        "OPENAI_API_KEY": "a" * 20,
        "PATH": "/usr/bin:/bin",
        "MY_TOKEN": "short",
        PHONE[4:]: "json://x/y",
    }
    assert delivery.known_secrets(environment) == ("a" * 20, "json://x/y")


async def test_each_target_is_told_once_over_restarts(journal: Journal) -> None:
    """A second worker over the same journal finds what the first one sent, for each target."""
    sent = Sent()
    ask(journal)
    for _ in range(3):
        await once(notifier(journal, sent, to=(PHONE, DESK)))
    ask(journal, "Q-2")
    await once(notifier(journal, sent, to=(PHONE, DESK)))
    assert sorted((to, "Q-2" in text) for to, text in sent.messages) == [
        (DESK, False),
        (DESK, True),
        (PHONE, False),
        (PHONE, True),
    ]


async def test_what_was_decided_meanwhile_is_not_told(journal: Journal) -> None:
    """Nobody is called to a question that has its answer."""
    sent = Sent()
    made = notifier(journal, sent)
    ask(journal)
    made.look()
    journal.decisions.decide(RequestId("Q-1"), "approve", by="founder", binding=digest_of("Q-1"))
    await made.send_due()
    assert sent.messages == []
    assert states(journal) == [("Q-1", "dropped", 0)]


async def test_the_past_is_not_told(journal: Journal) -> None:
    """The first look takes up what waits, and nothing that happened before notifications were switched on."""
    journal.events.append("run.stalled", run=RunId("R-1"), reason="long ago")
    ask(journal)
    sent = Sent()
    await once(notifier(journal, sent))
    ((_to, text),) = sent.messages
    assert "long ago" not in text
    assert "Q-1" in text


async def test_failures_are_tried_again_later_and_given_up(journal: Journal, clock: SteppedClock) -> None:
    """With growing pauses, so many times, and the reason stays to be seen."""
    sent = Sent()
    sent.refuses = True
    made = notifier(journal, sent)
    ask(journal)
    await once(made)
    pauses = []
    for tries in range(1, MOST_TRIES):
        (notice,) = journal.notices.all()
        assert (notice.state, notice.tries, notice.error) == ("due", tries, "refused")
        pauses.append((parse(notice.due) - clock.moment).total_seconds())
        await made.send_due()
        assert journal.notices.all()[0].tries == tries, "not before its time"
        clock.moment = parse(notice.due)
        await made.send_due()
    assert [round(p, -1) for p in pauses] == [10, 40, 160, 640]
    assert states(journal) == [("Q-1", "failed", MOST_TRIES)]
    clock.moment += timedelta(days=1)
    sent.refuses = False
    await once(made)
    assert sent.messages == []


async def test_what_a_plug_in_dies_of_is_a_failure_like_any_other(journal: Journal) -> None:
    """Its words are not kept, since they may hold the address."""
    sent = Sent()
    sent.breaks = RuntimeError("json://user:password@host broke")
    ask(journal)
    await once(notifier(journal, sent))
    assert [(n.state, n.error) for n in journal.notices.all()] == [("due", "RuntimeError")]


async def test_quiet_hours_hold_everything_back(journal: Journal, clock: SteppedClock) -> None:
    """Until they end; then it goes in one message."""
    sent = Sent()
    quiet = {"from": "22:00", "until": "07:30", "zone": "Asia/Shanghai"}
    made = notifier(journal, sent, quiet=quiet)
    clock.moment = parse("2026-11-23T14:30:00.000Z")  # 22:30 there
    ask(journal)
    ask(journal, "Q-2")
    await once(made)
    clock.moment = parse("2026-11-23T23:29:00.000Z")
    await made.send_due()
    assert sent.messages == []
    clock.moment = parse("2026-11-23T23:30:00.000Z")
    await made.send_due()
    ((_to, text),) = sent.messages
    assert "Q-1" in text
    assert "Q-2" in text


async def test_a_digest_gathers_what_comes_up(journal: Journal, clock: SteppedClock) -> None:
    """The first one's time sends those that came after it too."""
    sent = Sent()
    made = notifier(journal, sent, digest="15m")
    ask(journal)
    await once(made)
    clock.moment += timedelta(minutes=10)
    ask(journal, "Q-2")
    await once(made)
    assert sent.messages == []
    clock.moment += timedelta(minutes=5)
    await made.send_due()
    ((_to, text),) = sent.messages
    assert text.count("superindividual decide") == 2


async def test_a_halt_of_the_whole_company_is_told_once(journal: Journal) -> None:
    """Whoever halted it, with the reason; a second halt of a halted company is no news, nor is one from before."""
    sent = Sent()
    made = notifier(journal, sent, when=["halted"])
    made.look()
    journal.halts.halt("founder", "a leak")
    journal.halts.halt("founder", "once more")
    await once(made)
    ((_to, text),) = sent.messages
    assert "HALTED" in text
    assert "a leak" in text
    silent = Sent()
    await once(notifier(journal, silent, when=["request", "failed", "effect", "budget"]))
    assert silent.messages == []


async def test_only_what_is_wanted_is_told(journal: Journal) -> None:
    """`when` chooses among requests, failures, effects, halts and budgets."""
    happened = {
        "failed": lambda: journal.events.append("run.stalled", run=RunId("R-1"), reason="no space"),
        "halted": lambda: journal.events.append("run.paused", run=RunId("R-1"), by="founder"),
        "budget": lambda: journal.events.append(
            "attempt.failed",
            run=RunId("R-1"),
            step=StepId("prd"),
            attempt=1,
            reason="all spent",
            error=BudgetExceeded.__name__,
        ),
        "effect": lambda: journal.events.append(
            "effect.failed", run=RunId("R-1"), step=StepId("out"), key="k", receipt={"reason": "exists"}
        ),
        "request": lambda: ask(journal),
    }
    words = {
        "failed": "no space",
        "halted": "paused",
        "budget": "all spent",
        "effect": "exists",
        "request": "Q-1",
    }
    for wanted in happened:
        sent = Sent()
        journal.store.connection.execute("DELETE FROM notices")
        made = notifier(journal, sent, when=[wanted])
        made.look()
        for occasion in happened:
            if occasion != "request":
                happened[occasion]()
        ask(journal, f"Q-of-{wanted}")
        await once(made)
        ((_to, text),) = sent.messages
        assert words[wanted].replace("Q-1", "Q-of-") in text, wanted
        assert [w for w in words if w != wanted and words[w] in text] == []


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from superindividual.engine import delivery
from superindividual.engine.notifier import Notifier
from superindividual.journal.journal import Journal
from superindividual.specs.notify import NotifySpec

def send_and_die(to, title, text):
    delivery.send(to, title, text)
    os.kill(os.getpid(), signal.SIGKILL)

made = Notifier(Journal(Path(sys.argv[1])), NotifySpec(to=("env:SUPERINDIVIDUAL_NOTIFY_PHONE",)), "Firm", deliver=send_and_die)
made.look()
asyncio.run(made.send_due())
"""


async def test_a_kill_between_sending_and_recording_gives_one_repeat_that_says_so(
    tmp_path: Path, box: Mailbox
) -> None:
    """At least once: the message goes a second time with a warning, and never a third."""
    journal = Journal(tmp_path / "state" / "journal.db")
    ask(journal)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", textwrap.dedent(KILLED), str(journal.store.path)],
        check=False,
        env={**os.environ},
    )
    assert done.returncode == -signal.SIGKILL
    assert states(journal) == [("Q-1", "sending", 1)]
    for _ in range(2):
        await once(Notifier(journal, NotifySpec(to=(PHONE,)), "Firm"))
    first, second = box.texts
    assert "may be a repeat" not in first
    assert "may be a repeat" in second
    assert states(journal) == [("Q-1", "sent", 2)]
    journal.close()


async def test_a_process_that_always_dies_while_sending_is_not_followed_for_ever(journal: Journal) -> None:
    """So many tries, then it is given up."""
    sent = Sent()
    made = notifier(journal, sent)
    ask(journal)
    made.look()
    for _ in range(MOST_TRIES):
        journal.notices.begin(journal.notices.open([PHONE]))
    await made.send_due()
    assert sent.messages == []
    assert states(journal) == [("Q-1", "failed", MOST_TRIES)]


def firm(root: Path, *references: str) -> Desktop:
    spec = CompanySpec(name="Firm", policy=PolicySpec(drafts="ask"), notify=NotifySpec(to=references))
    return Desktop(root, agent=Scripted(), spec=spec)


async def test_the_worker_tells_before_it_ends(tmp_path: Path, box: Mailbox) -> None:
    """A worker that ends because only the founder can go on has told so; the next one does not tell it again."""
    desktop = firm(tmp_path, PHONE)
    desktop.start()
    await desktop.work()
    await desktop.work()
    (request,) = desktop.journal.decisions.waiting()
    (text,) = box.texts
    assert request.id in text
    assert f"superindividual decide {request.id}" in text
    desktop.journal.close()


async def test_a_service_that_cannot_be_reached_holds_no_run_up(
    tmp_path: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the other targets; the failure stands where it can be seen."""
    monkeypatch.setenv("SUPERINDIVIDUAL_NOTIFY_DESK", "json://127.0.0.1:9/nobody")
    desktop = firm(tmp_path, DESK, PHONE, "env:SUPERINDIVIDUAL_NOTIFY_UNSET")
    desktop.start()
    await desktop.work()
    (request,) = desktop.journal.decisions.waiting()
    assert [request.id in text for text in box.texts] == [True]
    errors = {n.target: n.error for n in desktop.journal.notices.all() if n.state == "due"}
    assert set(errors) == {DESK, "env:SUPERINDIVIDUAL_NOTIFY_UNSET"}
    assert "holds no address" in errors["env:SUPERINDIVIDUAL_NOTIFY_UNSET"]
    desktop.decide()
    await desktop.work()
    assert [r.step for r in desktop.journal.decisions.waiting()] == ["prd"]
    desktop.journal.close()


async def test_a_notifier_that_breaks_ends_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in it: the run goes on to the next decision."""

    def broken(self: Notifier) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Notifier, "look", broken)
    desktop = firm(tmp_path, PHONE)
    desktop.start()
    await desktop.work()
    assert desktop.journal.decisions.waiting()
    desktop.journal.close()


def test_the_keyring_holds_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """As keyring:SERVICE/NAME; where it holds none, how to store one is said."""
    import keyring
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return "json://127.0.0.1/x" if (service, username) == ("superindividual", "phone") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        assert delivery.address("keyring:superindividual/phone") == "json://127.0.0.1/x"
        with pytest.raises(NotifyFailed, match="keyring set superindividual nobody"):
            delivery.address("keyring:superindividual/nobody")
    finally:
        keyring.set_keyring(before)


def test_without_the_extra_the_way_to_install_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending fails like any other failure."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotifyFailed, match=r"superindividual\[notify\]"):
        delivery.send("json://127.0.0.1/x", "t", "x")


def test_an_event_that_is_gone_is_not_told(journal: Journal) -> None:
    """Nothing is made up about it."""
    lost = Notice(PHONE, "#99", 99, "due", 0, "", "", "")
    assert notice_wording.message(journal, lost, ()) is None
