from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.attended import Attended
from tests.engine.mailbox import Mailbox, web_mailbox

TO = "notify: {to: [env:SUPERINDIVIDUAL_NOTIFY_PHONE]}\n"


@pytest.fixture
def box(attended: Attended, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The company's one target, on the loopback."""
    spec = attended.company.paths.spec
    spec.write_text(spec.read_text() + TO)
    with web_mailbox() as made:
        monkeypatch.setenv("SUPERINDIVIDUAL_NOTIFY_PHONE", made.address)
        yield made


def test_without_a_target_the_way_to_one_is_said(attended: Attended) -> None:
    """In the status and in the test, whose answer is no."""
    assert "env:SUPERINDIVIDUAL_NOTIFY_PHONE" in attended.types("notify")
    assert "env:SUPERINDIVIDUAL_NOTIFY_PHONE" in attended.types("notify", "test", code=1)


def test_a_test_goes_to_every_target(attended: Attended, box: Mailbox) -> None:
    """It says that messages never decide."""
    assert "env:SUPERINDIVIDUAL_NOTIFY_PHONE  sent" in attended.types("notify", "test")
    assert box.messages[0]["title"] == "firm: test"
    assert "Messages tell what waits" in box.texts[0]


def test_a_test_that_does_not_arrive_says_why(
    attended: Attended, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused by the service, or no address where one should be; the exit code is 1, the address is not shown."""
    box.status = 403
    said = attended.types("notify", "test", code=1)
    assert "the service did not take the message" in said
    monkeypatch.delenv("SUPERINDIVIDUAL_NOTIFY_PHONE")
    (answer,) = attended.answers("notify", "test", code=1)
    assert "holds no address" in answer["error"]
    assert "127.0.0.1" not in said


def test_the_status_shows_what_was_not_sent(attended: Attended, box: Mailbox) -> None:
    """With tries and reason, who sends it, and counts by target."""
    attended.ask("Q-1")
    notices = attended.company.journal.notices
    target = "env:SUPERINDIVIDUAL_NOTIFY_PHONE"
    notices.enqueue([(target, "Q-1", 1, "2026-01-01T00:00:00.000Z"), (target, "#7", 7, "")], seen=1)
    first, second = sorted(notices.open([target]), key=lambda n: n.subject, reverse=True)
    notices.begin([first])
    notices.settle([first], "due", error="the service did not take the message")
    notices.settle([second], "sent")
    said = attended.types("notify", "status")
    assert f"{target}  1 to be sent, 1 sent" in said
    assert "  Q-1  " in said
    assert "1 tries" in said
    assert "the service did not take the message" in said
    assert "superindividual up" in said
    assert "#7" not in said
    assert box.address not in said
    answer = attended.answers("notify")
    assert answer["targets"][0]["due"] == 1
    assert box.messages == []


def test_no_key_is_shown_when_the_address_stands_in_the_file(attended: Attended) -> None:
    """Every command that reads the file refuses it by line."""
    spec = attended.company.paths.spec
    spec.write_text(spec.read_text() + "notify: {to: [slack://AAAAsecret/BBBB/CCCC]}\n")
    for command in (("notify",), ("check",)):
        said = attended.types(*command, code=1 if command == ("check",) else 2)
        assert "company.yaml:" in said
        assert "AAAAsecret" not in said
