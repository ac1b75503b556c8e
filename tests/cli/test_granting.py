"""`grant`, `grants` and `halt` as a founder types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.specs.workflow import WorkflowSpec

FLOW: dict[str, Any] = {
    "name": "w",
    "steps": [
        {"id": "kit", "agent": "marketer", "deliver": "launch_kit"},
        {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["kit"]},
        {"id": "launch", "effect": "publish", "from": ["kit"], "needs": ["review", "kit"]},
        {"id": "again", "effect": "publish", "from": ["kit"], "needs": ["review"], "approve": "always"},
    ],
}


PUBLISHED: dict[str, Any] = {
    "how": "publish_folder",
    "arguments": {},
    "destination": "published/thing/R-test",
    "files": {},
    "made": {},
}


class Founder:
    """A company in which two effects wait."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.company = Company.open(folder)
        self._capsys = capsys
        self.run = self.company.journal.runs.begin(
            RunId("R-test"),
            WorkflowSpec.model_validate(FLOW),
            inputs={},
            brief=Digest("0" * 64),
            product="thing",
            language="en",
            engine="rehearsal",
            approve=None,
        )
        for step in ("launch", "again"):
            self.ask(step)

    def ask(self, step: str, name: str = "", action: dict[str, Any] = PUBLISHED) -> None:
        policy = self.company.policy()
        self.company.journal.decisions.open(
            RequestId(name or f"Q-{step}"),
            run=self.run.id,
            step=StepId(step),
            version=1,
            kind="effect",
            binding=Digest("1" * 64),
            question={
                "product": "thing",
                "step": step,
                "files": 1,
                "summary": "published/thing/R-test",
                "verdicts": {},
                "action": action,
            },
            risk=2,
            policy=policy.version,
            expires="2999-01-01T00:00:00.000Z",
        )

    def types(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        captured = self._capsys.readouterr()
        return captured.out if code == 0 else captured.err

    def reads(self, *words: str) -> Any:
        return json.loads(self.types(*words, "--json"))


@pytest.fixture
def founder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Founder]:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    monkeypatch.setattr(Company, "ensure_worker", lambda self: False)
    found = Founder(tmp_path / "firm", capsys)
    yield found
    found.company.journal.close()


LIMITS = ("--count", "5", "--until", "2999-12-31")


def test_a_grant_is_made_from_a_request(founder: Founder) -> None:
    """Its arguments are taken exactly, its product, workflow and step with them; a field can be loosened."""
    exact = founder.reads("grant", "Q-launch", *LIMITS)
    assert exact["fields"] == {"target": "published/thing/R-test"}
    assert exact["scope"] == {"product": "thing", "workflow": "w", "step": "launch"}
    said = founder.types("grant", "Q-launch", *LIMITS, "--field", "target=published/thing/*")
    assert "5 of 5 uses left" in said
    assert "target=published/thing/*" in said
    assert founder.company.journal.decisions.decision(RequestId("Q-launch")) is None


def test_a_star_of_a_request_is_no_pattern(founder: Founder) -> None:
    """What was sent once to `*@example.com` would else be granted to everybody there; typed, it is meant."""
    mail = {**PUBLISHED, "how": "send_email", "arguments": {"to": ["*@example.com"]}, "destination": "x"}
    founder.ask("launch", "Q-mail", mail)
    assert "holds a *" in founder.types("grant", "Q-mail", *LIMITS, code=2)
    made = founder.reads("grant", "Q-mail", *LIMITS, "--field", "to=*@example.com")
    assert made["fields"]["to"] == "*@example.com"


def test_a_grant_from_a_post_holds_what_was_given_and_what_was_typed(founder: Founder) -> None:
    """What was left out is no argument, and what is typed need not be one text in the request."""
    action = {
        "how": "http_post",
        "arguments": {
            "url": "https://a.example",
            "token": None,
            "idempotent": False,
            "to": ["a.example", "b.example"],
        },
        "destination": "POST https://a.example",
        "files": {},
        "made": {},
    }
    founder.ask("launch", "Q-post", action)
    assert "add --field NAME=VALUE" in founder.types("grant", "Q-post", *LIMITS, code=2)
    made = founder.reads("grant", "Q-post", *LIMITS, "--field", "to=*.example")
    assert made["fields"] == {
        "url": "https://a.example",
        "idempotent": "false",
        "to": "*.example",
        "target": "POST https://a.example",
    }


def test_grants_are_listed_and_revoked(founder: Founder) -> None:
    """With what is left, and an empty state that says how to make one."""
    assert "No grants" in founder.types("grants")
    made = founder.reads(
        "grant",
        "--class",
        "spend",
        "--how",
        "pay",
        "--field",
        "payee=host.example",
        "--amount",
        "20 USD",
        *LIMITS,
    )
    assert "20 of 20 USD left" in founder.types("grants")
    assert "is revoked" in founder.types("grants", "revoke", made["id"])
    (listed,) = founder.reads("grants")
    assert (listed["state"], listed["amount"], listed["currency"]) == ("revoked", "20", "USD")
    assert "no grant G-none" in founder.types("grants", "revoke", "G-none", code=2)
    assert "revoked by the founder" in founder.types("log")


def test_grants_that_cannot_answer_are_refused(founder: Founder) -> None:
    """A step that always asks, a pattern for everything, an amount without a currency, no class."""
    assert "approve: always for again" in founder.types("grant", "Q-again", *LIMITS, code=2)
    loose = ("grant", "Q-launch", *LIMITS, "--field", "target=*")
    assert "fits too much" in founder.types(*loose, code=2)
    assert "is no amount" in founder.types("grant", "Q-launch", *LIMITS, "--amount", "20", code=2)
    assert "one class and one way out" in founder.types("grant", *LIMITS, code=2)
    assert founder.reads("grants") == []


def test_halted_is_said_and_nothing_can_be_approved(founder: Founder) -> None:
    """In status, inbox and log, with the way out; refusing and drafts go on."""
    assert "nothing leaves the company any more" in founder.types("halt", "wrong", "price")
    for words in (["inbox"], ["status"]):
        assert "HALTED (wrong price): nothing leaves" in founder.types(*words)
    assert "lift it first: superindividual halt --lift" in founder.types(
        "decide", "Q-launch", "approve", code=2
    )
    founder.types("decide", "Q-again", "reject", "not", "now")
    assert "HALTED by the founder: wrong price" in founder.types("log")
    assert founder.reads("halt", "--lift") == {"halted": False, "lifted": True}
    assert "HALTED" not in founder.types("inbox")
    assert "not halted" in founder.types("halt", "--lift")
    founder.types("decide", "Q-launch", "approve")


def test_a_halt_needs_no_journal(founder: Founder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be opened, the file halts, and the reason is said."""
    founder.company.journal.close()
    journal = founder.company.paths.journal
    kept = journal.read_bytes()
    journal.write_bytes(b"damaged" * 1000)
    said = founder.types("halt")
    assert "by its file alone" in said
    journal.write_bytes(kept)
    assert "HALTED" in founder.types("inbox")


def test_a_changed_policy_asks_again(founder: Founder) -> None:
    """The approval is refused with what changed; the new request can be approved."""
    file = founder.company.paths.spec
    file.write_text(file.read_text().replace("drafts: allow_checked", "drafts: ask          "))
    refusal = founder.types("decide", "Q-launch", "approve", code=2)
    assert "drafts: allow_checked → ask" in refusal
    new = refusal.rpartition("show ")[2].strip()
    assert "Asked again: the policy has changed" in founder.types("inbox")
    founder.types("decide", new, "approve")
    file.write_text("name: [\n")
    assert "cannot be read" in founder.types("decide", "Q-again", "approve", code=2)
    assert "company.yaml cannot be read" in founder.types("inbox")


def test_nothing_begins_in_a_company_that_is_only_looked_at(founder: Founder) -> None:
    """A run is refused with the way out."""
    file = founder.company.paths.spec
    file.write_text(file.read_text().replace("mode: supervised", "mode: readonly"))
    begun = ("rehearse", "--brief", "briefs/example.md", "--detach")
    assert "mode: readonly" in founder.types(*begun, code=2)


def test_check_finds_rules_for_nobody(founder: Founder, capsys: pytest.CaptureFixture[str]) -> None:
    """An agent or a step that no card and no workflow names."""
    file = founder.company.paths.spec
    file.write_text(file.read_text().replace("policy:", "policy:\n  steps: {lunch: {publish: deny}}"))
    assert main(["check", "company.yaml"]) == 1
    assert "there is no step lunch, did you mean launch?" in capsys.readouterr().out
