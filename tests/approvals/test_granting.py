from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from decimal import Decimal
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals.granting import answered, covers, make
from superindividual.approvals.outward import Outward, plain
from superindividual.approvals.policy import (
    Policy,
    allowing,
    denied,
    policy_changes,
    policy_of,
    under,
    unreadable,
)
from superindividual.errors import GrantRefused
from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.decisions import Request
from superindividual.journal.grants import Grant, Grants, Money, Terms
from superindividual.journal.journal import Journal
from superindividual.specs.policy import PolicySpec
from tests.conftest import SteppedClock

MAIL = {"how": "send_email", "to": ["a@example.com"], "subject": "Launch"}
SENT = Outward("send", MAIL, "thing", "loop", "mail", ("marketer",))
PASSED = [
    {"check": "sources_decided", "verdict": "pass", "evidence": {}},
    {"check": "compliance_reviewed", "verdict": "pass", "evidence": {"digest": "d" * 64}},
]


def policy(**written: Any) -> Policy:
    return policy_of(PolicySpec.model_validate(written))


def grant(journal: Journal, **changed: Any) -> Grant:
    said: dict[str, Any] = {
        "effect_class": "send",
        "how": "send_email",
        "fields": {"to": "*@example.com", "subject": "Launch"},
        "scope": {},
        "count": 3,
        "limit": None,
        "expires": "",
    }
    until = changed.pop("until", "2999-01-01")
    return make(journal, Terms(**{**said, **changed}), until, by="founder")


def ask(journal: Journal, name: str = "Q-1") -> Request:
    return journal.decisions.open(
        RequestId(name),
        run=RunId("R-1"),
        step=StepId("mail"),
        version=1,
        kind="effect",
        binding=Digest(digest_of(name)),
        question={},
        risk=2,
    )


def answer(journal: Journal, request: Request, outward: Outward = SENT, **said: Any) -> str:
    given: dict[str, Any] = {"always": False, "results": PASSED, "policy": policy(), **said}
    return answered(
        journal, given["policy"], request, outward, given["results"], always=given["always"]
    ).reason


OTHERS = [
    replace(SENT, effect_class="publish"),
    replace(SENT, action={**MAIL, "how": "http_post"}),
    replace(SENT, action={**MAIL, "to": ["a@example.com", "b@evil.com"]}),
    replace(SENT, action={**MAIL, "to": []}),
    replace(SENT, action={**MAIL, "subject": "launch"}),
    replace(SENT, action={**MAIL, "bcc": ["a@example.com"]}),
    replace(SENT, action={k: v for k, v in MAIL.items() if k != "subject"}),
    replace(SENT, action={**MAIL, "amount": "1", "currency": "USD", "to": "a@example.com.evil"}),
    replace(SENT, action={**MAIL, "amount": "much"}),
    replace(SENT, tainted=("to",)),
]


@pytest.mark.parametrize("outward", OTHERS)
def test_only_the_granted_arguments_fit(journal: Journal, outward: Outward) -> None:
    """Another class, way or value; one argument more or less; a price that is unclear; a hand from outside."""
    assert covers(grant(journal), SENT), "the control fits"
    assert not covers(grant(journal), outward)


@pytest.mark.parametrize(
    ("scope", "fitting"),
    [
        ({"product": "thing"}, True),
        ({"product": "other"}, False),
        ({"workflow": "loop", "step": "mail"}, True),
        ({"step": "other"}, False),
        ({"agent": "marketer"}, True),
        ({"agent": "scout"}, False),
    ],
)
def test_scope(journal: Journal, scope: dict[str, str], fitting: bool) -> None:
    """All that is named must be so."""
    assert covers(grant(journal, scope=scope), SENT) is fitting


def test_an_agents_grant_is_for_its_work_alone(journal: Journal) -> None:
    """What another agent also had a part in is not covered."""
    assert not covers(
        grant(journal, scope={"agent": "marketer"}), replace(SENT, makers=("marketer", "scout"))
    )


def test_a_grant_ends_by_count_time_and_revocation(journal: Journal, clock: SteppedClock) -> None:
    """Each of them lets the founder be asked."""
    one = grant(journal, count=1, until="2026-11-30")
    assert answer(journal, ask(journal)) == f"grant:{one.id}"
    assert answer(journal, ask(journal, "Q-2")) == "effect"
    two = grant(journal, until="2026-11-30")
    assert answer(journal, ask(journal, "Q-3")) == f"grant:{two.id}"
    journal.grants.revoke(two.id, "founder")
    assert answer(journal, ask(journal, "Q-4")) == "effect"
    grant(journal, until="2026-11-30")
    clock.moment = clock.moment.replace(month=12, day=1)
    assert answer(journal, ask(journal, "Q-5")) == "effect"


MUST = [
    ({"always": True}, "asked-always"),
    ({"policy": unreadable("broken")}, "policy-unreadable"),
    ({"policy": policy(mode="readonly")}, "readonly"),
    ({"policy": policy(deny=["send"])}, "denied"),
    ({"policy": policy(agents={"marketer": {"send": "deny"}})}, "denied"),
    ({"results": [{**PASSED[0], "verdict": "fail"}, PASSED[1]]}, "checks-failed"),
    ({"results": [{**PASSED[0], "verdict": "not_assessed"}, PASSED[1]]}, "checks-failed"),
    ({"results": [PASSED[0]]}, "not-reviewed"),
    ({"results": [PASSED[0], {**PASSED[1], "evidence": {}}]}, "not-reviewed"),
    ({"results": []}, "not-reviewed"),
]


@pytest.mark.parametrize(("said", "reason"), MUST)
def test_what_no_grant_can_answer(journal: Journal, said: dict[str, Any], reason: str) -> None:
    """The founder is asked, and the grant keeps its count."""
    one = grant(journal)
    assert answer(journal, ask(journal), **said) == reason
    assert journal.grants.requests_of(one.id) == []
    assert answer(journal, ask(journal)) == f"grant:{one.id}", "the control is answered"


def test_money_is_counted_in_its_currency(journal: Journal) -> None:
    """Together never more than granted; another currency, or no known price, asks."""
    buy = {"how": "pay", "payee": "host.example"}

    def pays(amount: str, currency: str = "USD") -> Outward:
        return Outward("spend", {**buy, "amount": amount, "currency": currency}, "thing", "loop", "mail")

    one = grant(
        journal,
        effect_class="spend",
        how="pay",
        fields={"payee": "host.example"},
        count=9,
        limit=Money(Decimal(20), "USD"),
    )
    said = [
        answer(journal, ask(journal, f"Q-{n}"), pays(*p))
        for n, p in enumerate(
            [
                ("15", "USD"),
                ("5.01", "USD"),
                ("1", "EUR"),
                ("-3", "USD"),
                ("NaN", "USD"),
                ("5", "USD"),
                ("0.01", "USD"),
            ]
        )
    ]
    granted = f"grant:{one.id}"
    assert said == [granted, "effect", "effect", "effect", "effect", granted, "effect"]
    assert answer(journal, ask(journal, "Q-free"), Outward("spend", buy, "thing", "loop", "mail")) == "effect"


REFUSED = [
    ({"count": 0}, "needs a count"),
    ({"until": "soon"}, "is no day"),
    ({"until": "9999-12-31"}, "is no day"),
    ({"until": "2020-01-01"}, "is over"),
    ({"until": "2999-01-01T10:00"}, "no time zone"),
    ({"fields": {}}, "names every argument"),
    ({"fields": {"to": "*"}}, "fits too much"),
    ({"fields": {"to": "*example*"}}, "fits too much"),
]


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_grants_without_limits_are_refused(journal: Journal, said: dict[str, Any], reason: str) -> None:
    """A grant says how often, until when, and for exactly what."""
    with pytest.raises(GrantRefused, match=reason):
        grant(journal, **said)


def test_thresholds_count_over_their_period(journal: Journal, clock: SteppedClock) -> None:
    """Back from each effect, not by pages of the calendar; outside of it, it starts anew."""
    auto = policy(
        mode="auto", effects={"send": {"allow": {"at_most": 2, "per": "day", "to": ["*@example.com"]}}}
    )
    assert [answer(journal, ask(journal, f"Q-{n}"), policy=auto) for n in range(3)] == [
        "allowed",
        "allowed",
        "effect",
    ]
    elsewhere = replace(SENT, action={**MAIL, "to": ["x@evil.com"]})
    clock.moment = clock.moment.replace(day=25)
    assert answer(journal, ask(journal, "Q-a"), elsewhere, policy=auto) == "effect"
    assert answer(journal, ask(journal, "Q-b"), policy=auto) == "allowed"
    assert answer(journal, ask(journal, "Q-c"), replace(SENT, tainted=("to",)), policy=auto) == "effect"


@pytest.mark.parametrize(
    ("action", "destinations"),
    [
        ({"how": "send_email", "to": ["a@x.org", "b@x.org"], "target": "a@x.org, b@x.org"}, ["a@x.org", "b@x.org"]),
        ({"how": "http_post", "url": "https://x.org/a", "target": "POST https://x.org/a"}, ["https://x.org/a"]),
        ({"how": "git_push", "remote": "https://x.org/s.git", "target": "https://x.org/s.git main"}, ["https://x.org/s.git"]),
        ({"how": "publish_folder", "target": "published/thing/R-1"}, ["published/thing/R-1"]),
    ],
)  # fmt: skip
def test_where_an_effect_goes_is_what_its_arguments_name(
    action: dict[str, Any], destinations: list[str]
) -> None:
    """The line that sums them up is no destination beside them: no pattern for one fits both."""
    sent = replace(SENT, action=action)
    assert sent.destinations == destinations
    written = {"at_most": 1, "per": "day", "to": ["*@x.org", "https://x.org/*", "published/thing/*"]}
    auto = policy(mode="auto", effects={"send": {"allow": written}})
    ((_name, rule),) = allowing(auto, sent)
    assert under(rule, sent, 0, Decimal())
    elsewhere = {
        name: json.loads(json.dumps(said).replace("x.org", "y.org").replace("thing", "other"))
        for name, said in action.items()
    }
    assert not under(rule, replace(SENT, action=elsewhere), 0, Decimal())


def test_the_nearest_rule_counts_and_a_denial_anywhere_holds() -> None:
    """Step before agent before class; several makers must all be allowed."""
    allow = {"allow": {"at_most": 1, "per": "day"}}
    names = [
        n
        for n, _ in allowing(
            policy(mode="auto", effects={"send": "ask"}, steps={"mail": {"send": allow}}), SENT
        )
    ]
    assert names == ["threshold:steps/mail/send"]
    both = replace(SENT, makers=("marketer", "scout"))
    mixed = policy(mode="auto", effects={"send": "ask"}, agents={"marketer": {"send": allow}})
    assert [n for n, _ in allowing(mixed, SENT)] == ["threshold:agents/marketer/send"]
    assert allowing(mixed, both) == []
    assert allowing(policy(effects={"send": allow}), SENT) == [], "supervised"
    strict = policy(mode="auto", effects={"send": "deny"}, steps={"mail": {"send": allow}})
    assert denied(strict, SENT)
    assert allowing(strict, SENT) == []


def test_changes_are_named() -> None:
    """By their place, before and after."""
    before, after = policy(effects={"send": "ask"}), policy(effects={"send": "deny"}, deny=["sign"])
    changes = list(policy_changes(before.spec.canonical(), after.spec.canonical()))
    assert changes == ['deny: – → ["sign"]', "effects.send: ask → deny"]


def test_a_withdrawn_answer_is_not_given_twice(journal: Journal) -> None:
    """A request that a grant answered once is the founder's when it waits again."""
    grant(journal)
    request = ask(journal)
    answer(journal, request)
    with journal.transaction() as tx:
        tx.execute("DELETE FROM decisions")
        tx.execute("UPDATE requests SET closed = NULL")
    assert answer(journal, journal.decisions.request(request.id)) == "used"


BUY = Outward("spend", {**MAIL, "amount": "20", "currency": "USD"}, "thing", "loop", "mail", ("marketer",))
LIMITS: list[tuple[Outward, dict[str, Any]]] = [
    (SENT, {"count": 3}),
    (BUY, {"count": 99, "effect_class": "spend", "limit": Money(Decimal("79.99"), "USD")}),
]
"""What is asked for, and a grant that lets it happen three times: by its count, and by its amount."""


def spend(path: Path, barrier: Barrier, number: int, safe: bool, outward: Outward, told: Any) -> None:
    """One process that lets what it asks for be answered, twenty times."""
    if not safe:  # the count is looked at before the transaction that uses it
        counted = Grants.fault

        def stale(self: Grants, one: Grant, money: Any) -> str:
            self._store.connection.execute("COMMIT")
            found = counted(self, one, money)
            barrier.wait()
            self._store.connection.execute("BEGIN IMMEDIATE")
            return found

        Grants.fault = stale  # type: ignore[method-assign]
    journal = Journal(path)
    barrier.wait()
    reasons = [answer(journal, ask(journal, f"Q-{number}-{n}"), outward) for n in range(20 if safe else 2)]
    told.put(json.dumps(reasons))
    journal.close()


def raced(tmp_path: Path, outward: Outward, terms: dict[str, Any], *, safe: bool) -> int:
    """How many of the requests of four processes one grant answered."""
    path = tmp_path / "state" / "journal.db"
    journal = Journal(path)
    grant(journal, **terms)
    journal.close()
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(4), context.Queue()
    processes = [
        context.Process(target=spend, args=(path, barrier, n, safe, outward, told)) for n in range(4)
    ]
    for process in processes:
        process.start()
    found = [json.loads(told.get(timeout=60)) for _ in processes]
    for process in processes:
        process.join(60)
    return sum(reason.startswith("grant:") for reasons in found for reason in reasons)


@pytest.mark.parametrize(("outward", "terms"), LIMITS, ids=["count", "amount"])
def test_parallel_processes_cannot_overspend(tmp_path: Path, outward: Outward, terms: dict[str, Any]) -> None:
    """Four processes ask eighty times; exactly three are answered, then count or money is used up."""
    assert raced(tmp_path, outward, terms, safe=True) == 3


@pytest.mark.parametrize(("outward", "terms"), LIMITS, ids=["count", "amount"])
def test_without_the_transaction_they_do(tmp_path: Path, outward: Outward, terms: dict[str, Any]) -> None:
    """Control: count and amount are looked at outside of the transaction that uses them."""
    assert raced(tmp_path, outward, terms, safe=False) > 3


def test_a_denial_holds_inside_a_used_workflow() -> None:
    """By the step's own name and by what uses it; a name that only looks like it denies nothing."""
    inside = replace(SENT, step="legal/mail")
    assert denied(policy(steps={"mail": {"send": "deny"}}), inside)
    assert denied(policy(steps={"legal": {"send": "deny"}}), inside)
    assert denied(policy(steps={"legal/mail": {"send": "deny"}}), inside)
    assert not denied(policy(steps={"gal/mail": {"send": "deny"}, "lega": {"send": "deny"}}), inside)


def test_an_action_is_plain_text_for_a_grant() -> None:
    """What was not given is no argument; what is no text stands as it is typed."""
    stored = {
        "how": "http_post",
        "arguments": {"url": "https://a.example", "token": None, "idempotent": False, "to": ["a", "b"]},
        "destination": "POST https://a.example",
    }
    assert plain(stored) == {
        "how": "http_post",
        "url": "https://a.example",
        "idempotent": "false",
        "to": ["a", "b"],
        "target": "POST https://a.example",
    }
