"""The e-mail."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from superindividual.specs.company import IdentitySpec
from tests.checks.deliverables import ask, bent, good, refused, subject

SETTINGS, TEXT, HTML = (f"marketing/email/message.{ending}" for ending in ("yaml", "txt", "html"))


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "says"),
    [
        (SETTINGS, "subject: Tidewatch is ready to try", "subject: " + "x" * 79, 1, "79 characters"),
        (SETTINGS, "subject: Tidewatch is ready to try", 'subject: "Re: your harbour"', 1, "pretends"),
        (SETTINGS, "list: Beta users\n", "", 1, "list is missing"),
        (SETTINGS, "off@example.org", "nobody", 6, "no e-mail address"),
        (SETTINGS, "  note: Taken off within two days.\n", "", 6, "note does not say"),
        (SETTINGS, "audience: Beta", "audience: [Beta", 3, "a bracket opens here"),
        (TEXT, "To unsubscribe, write", "Write", None, "no way to unsubscribe"),
        (HTML, ">unsubscribe<", ">here<", None, "no way to unsubscribe"),
        (TEXT, "{{company.postal_address}}", "", None, "postal address is missing"),
        (HTML, "{{company.postal_address}}", "", None, "postal address is missing"),
        (TEXT, "Hello,", "x" * 999, 1, "more than 998 bytes"),
        (TEXT, "Hello,", "<p>Hello,</p>", 1, "HTML stands in the text part"),
        (
            HTML,
            "<p>Please try it on one table and reply with what went wrong.</p>",
            "<p>Buy it.</p>",
            None,
            "Text and HTML differ",
        ),
        (
            HTML,
            "<p>Hello,</p>",
            '<p>Hello,</p><img src="https://t.example/p.gif" width="1" height="1" alt="">',
            5,
            "one pixel",
        ),
        (HTML, "<p>Hello,</p>", "<p>Hello,</p><script>x()</script>", 5, "drop <script>"),
        (HTML, "<p>Hello,</p>", "<p><b>Hello,</p></b>", 5, "before the end of <b>"),
        (HTML, '<html lang="en">', "<html>", 2, "no lang"),
    ],
)
async def test_an_email_with_gaps_is_refused(
    path: str, old: str, new: str, line: int | None, says: str
) -> None:
    """Settings, both parts, the way out, the address."""
    await refused(
        "email_complete", subject("email", bent("email", path, old, new)), path=path, line=line, says=says
    )


async def test_a_placeholder_is_a_visible_gap() -> None:
    """It passes, and the founder is told what to fill in."""
    result = await ask("email_complete", subject("email"))
    assert result.verdict is Verdict.PASS
    assert {one.path for one in result.findings if "postal address" in one.message} == {TEXT, HTML}
    assert result.evidence["shared"] >= 0.85


async def test_the_known_address_closes_the_gap() -> None:
    """With the company's address in both parts nothing is open."""
    files = {
        path: content.replace(b"{{company.postal_address}}", b"Quay 1, Harbour")
        for path, content in good("email").items()
    }
    result = await ask(
        "email_complete", subject("email", files, identity=IdentitySpec(postal_address="Quay 1, Harbour"))
    )
    assert result.verdict is Verdict.PASS
    assert result.findings == ()


async def test_an_invented_address_is_refused() -> None:
    """An address that is not the company's does not count."""
    files = {
        path: content.replace(b"{{company.postal_address}}", b"Quay 1, Harbour")
        for path, content in good("email").items()
    }
    await refused(
        "email_complete", subject("email", files), path=TEXT, line=None, says="postal address is missing"
    )


async def test_a_chinese_email_is_compared_by_characters() -> None:
    """Both parts in Chinese say the same; a missing sentence is noticed."""
    said = (
        "你好，潮窗读一张潮汐表，打印当天的安全窗口。读不出的行逐行报出。请拿一张表试试，回信告诉我哪里不对。"
    )
    foot = "不想再收到这类邮件，请回信“退订”。{{company.postal_address}}"
    page = f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>x</title></head><body><p>{said}</p><p>{foot}</p></body></html>'
    files = {**good("email"), TEXT: f"{said}\n\n{foot}\n".encode(), HTML: page.encode()}
    assert (await ask("email_complete", subject("email", files, language="zh-CN"))).verdict is Verdict.PASS
    files[HTML] = page.replace("请拿一张表试试，回信告诉我哪里不对。", "").encode()
    assert (await ask("email_complete", subject("email", files, language="zh-CN"))).verdict is Verdict.FAIL


async def test_a_missing_file_is_refused() -> None:
    """All three files belong to it."""
    for path in (SETTINGS, TEXT, HTML):
        files = good("email")
        del files[path]
        await refused("email_complete", subject("email", files), path=path, line=None, says="missing")
