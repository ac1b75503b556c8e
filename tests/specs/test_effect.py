from __future__ import annotations

import pytest

from superindividual.specs.effect import EFFECTS, effect_kind
from superindividual.specs.workflow import StepSpec
from tests.specs.test_controls import REVIEWED, faults


def told(fields: str) -> list[str]:
    """What is wrong with an effect of these fields, with line and column."""
    return faults(REVIEWED + f"  e: {{from: [a], needs: [a, r], {fields}}}\n")


MAIL = "effect: send, how: send_email, with: {to: [a@b.c], subject: x}"
POST = "effect: send, how: http_post, with: {url: 'https://a.example/x'}"
ORDER = POST.replace("send,", "spend, spends: {amount: 20, currency: USD},")


@pytest.mark.parametrize(
    "fields",
    [
        "effect: publish",
        "effect: publish, how: publish_folder",
        MAIL,
        POST,
        "effect: send, how: send_email, with: {to: a@b.c, subject: x, file: m.txt}",
        "effect: send, how: send_email, with: {to: '${{ steps.a.data }}', subject: 'x ${{ run.product }}'}",
        "effect: publish, how: git_push, with: {remote: site.git, branch: main, token: 'env:TOKEN'}",
        "effect: publish, how: git_push, with: {remote: site.git, token: 'keyring:git/me'}",
        "effect: publish, how: write_ics, with: {path: a.ics}",
        "effect: send, how: http_post, with: {url: 'https://a.example', idempotent: true}",
        "effect: send, how: http_post, with: {url: 'env:MY_HOOK', probe: 'keyring:hook/probe'}",
        ORDER,
        ORDER.replace("20", "19.99"),
        ORDER.replace("20", "'${{ len(steps.a.claims) }}'"),
        MAIL.replace("effect: send", "effect: spend, spends: {amount: 3, currency: EUR}"),
    ],
)
def test_every_way_out_can_be_written(fields: str) -> None:
    """With its own fields, and expressions in them."""
    assert told(fields) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("effect: send", "does not say how to send, add how: http_post or send_email"),
        ("effect: sign", "nothing here can sign yet, write effect: publish or send or spend"),
        ("effect: spend, spends: {amount: 2, currency: USD}", "add how: http_post or send_email"),
        (POST.replace("send,", "spend,"), "the effect does not say what it costs, add spends"),
        (ORDER.replace("spend,", "send,"), "what costs money is of the class spend, write effect: spend"),
        (
            "effect: spend, how: git_push, spends: {amount: 2, currency: USD}",
            "git_push is of the class publish",
        ),
        (ORDER.replace("20", "0"), "amount must be at least 0.01"),
        (ORDER.replace("20", "-3"), "amount must be at least 0.01"),
        (ORDER.replace("20", "'20'"), "amount must be one expression"),
        (ORDER.replace("20", "[20]"), "amount must be a number"),
        (ORDER.replace("20", "yes"), "amount must be"),
        (ORDER.replace("20", "'${{ run.product == run.id }}'"), "a number"),
        (ORDER.replace("USD", "dollars"), "does not fit currency"),
        (ORDER.replace(", currency: USD", ""), "currency"),
        ("effect: send, how: send_emial", "there is no effect send_emial, did you mean send_email?"),
        ("effect: publish, how: send_email", "send_email is of the class send, write effect: send"),
        ("effect: send, how: send_email", "send_email needs to"),
        ("effect: send, how: send_email, with: {to: [a@b.c]}", "send_email needs subject"),
        (MAIL.replace("subject", "subjetc"), "send_email has no field subjetc, did you mean subject?"),
        (MAIL.replace("[a@b.c]", "[]"), "to must be at least 1"),
        (MAIL.replace("x}", "[x]}"), "subject must be of the type text"),
        (POST.replace("'}", "', idempotent: maybe}"), "idempotent must be of the type boolean"),
        (POST.replace("'}", "', token: hunter2}"), "token must name where the secret is kept"),
        (POST.replace("'}", "', token: '${{ inputs.t }}'}"), "token must name where the secret is kept"),
        (POST.replace("https://a.example/x", "${{ inputs.nothing }}"), "there is no input nothing"),
        (POST.replace("a.example/x", "hooks.slack.com/services/T/B/hunter2"), "must not stand here"),
        (POST.replace("/x", "/x?token=hunter2"), "write url: env:NAME"),
        ("effect: publish, with: {folder: x}", "publish_folder has no field folder"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(fields: str, said: str) -> None:
    """Names with the nearest one, types, the class, and secrets, which no workflow may hold."""
    assert any(said in line for line in told(fields)), told(fields)


def test_a_secret_is_not_repeated_in_its_fault() -> None:
    """Whoever wrote it there does not want it on a screen."""
    assert "hunter2" not in str(told(POST.replace("'}", "', token: hunter2}")))
    assert "hunter2" not in str(told(POST.replace("a.example/x", "hooks.slack.com/services/T/B/hunter2")))


def test_only_an_effect_has_a_way_out() -> None:
    """An agent's step lets nothing out."""
    flow = (
        REVIEWED
        + "  x: {agent: scout, deliver: discovery, how: git_push, with: {remote: x}, spends: {amount: 2, currency: USD}}\n"
    )
    assert [f.partition(" ")[2].split(",")[0] for f in faults(flow)] == [
        "only an effect takes how",
        "only an effect",
        "only an effect takes spends",
    ]


def test_publish_alone_means_the_folder() -> None:
    """As it always has."""
    step = StepSpec.model_validate({"id": "e", "effect": "publish", "from": ["a"]})
    assert effect_kind(step) is EFFECTS["publish_folder"]
