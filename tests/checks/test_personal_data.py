"""Data of people: what is found, what only looks like it, and what the company says of itself."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from superindividual.checks.personal_data import Known, find_personal_data
from superindividual.ids import digest
from superindividual.specs.company import IdentitySpec
from superindividual.specs.kind_reader import load_kinds
from tests.checks.produced import check

IDENTITY = IdentitySpec(
    legal_name="Muster Software GmbH",
    postal_address="Lange Strasse 5, 10115 Berlin, Tel. +49 30 901820, 客服 13900139001",
    email="hallo@muster.de",
    website="https://www.muster-software.de/kontakt",
    registration="IBAN DE02 1203 0000 0000 2020 51",
)


def sorts(text: str, identity: IdentitySpec | None = None) -> list[str]:
    return [sort for _line, sort in find_personal_data(text, Known.of(identity or IdentitySpec()))]


FOUND = [
    ("身份证 11010518000101007X。", "identity card"),
    ("11010518000101007x", "identity card"),
    ("card: 4539 5787 6362 1486", "payment card"),
    ("5425-2334-3010-9903", "payment card"),
    ("卡号6222021234567890128", "payment card"),
    ("IBAN DE02 1203 0000 0000 2020 51", "IBAN"),
    ("NL02ABNA0123456789", "IBAN"),
    ("write to anna.kowalska+list@gmail.com.", "e-mail"),
    ("邮箱zhang.wei@qq.com，谢谢", "e-mail"),
    ('<a href="mailto:li@163.com">', "e-mail"),
    ("ring +44 7911 123456", "telephone"),
    ("ring +1 (212) 736-5000 today", "telephone"),
    ("联系13800138000。", "telephone"),
    ("电话 138-0013-8000", "telephone"),
    ("座机 021-62891234", "telephone"),
]


@pytest.mark.parametrize(("text", "sort"), FOUND)
def test_each_sort_is_found(text: str, sort: str) -> None:
    """Alone, in a sentence, beside Chinese words and punctuation."""
    assert [sort in found for found in sorts(text)] == [True]


NEAR_MISSES = [
    "110105180001010003",  # the check digit is wrong
    "order 20260504123456789012",
    "card 4539 5787 6362 1487",  # Luhn's digit is wrong
    "card 4242 4242 4242 4242",  # the card schemes' own example
    "1700000000000 milliseconds",
    "0.4539578763621486",
    "IBAN DE03 1203 0000 0000 2020 51",
    "GB82 WEST 1234 5698 7654 32",  # ISO 13616's own example
    "anna@example.org, bob@mail.example, x@localhost.test",
    "logo@2x.png and @media screen, pip install tool@1.2.3",
    "git clone git@github.com:someone/tool.git",
    "UID:4f1a@calendar.muster.net",
    "Message-ID: <4f1a@mail.muster.net>",
    "ring +1 212 555 0143",  # set apart for fiction
    "+44 20 7946 0123",
    "version 138.0013.8000, 1380013800, 138001380001",
    "2026-05-04 12:30, 1,234,567.00 EUR, 12 + 34567890",
    "sha256 " + digest(b"x") + " " + "a13800138000b4539578763621486f",
    "src/13800138000abc.py",
]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_it_is_no_finding(text: str) -> None:
    """Wrong check digits, published examples, reserved names, hashes, dates and amounts."""
    assert sorts(text) == []


@pytest.mark.parametrize("seed", range(200))
def test_hashes_are_no_personal_data(seed: int) -> None:
    """A manifest is full of digits."""
    assert sorts(f'"sha256": "{digest(str(seed).encode())}", "size": {seed * 7919}') == []


@pytest.mark.parametrize(
    "text",
    [
        "hallo@muster.de",
        "Impressum: HALLO@MUSTER.DE",
        "support@muster-software.de and x@mail.muster-software.de",
        "Tel. +49 30 901820",
        "+49 (30) 90 18 20",
        "客服 139-0013-9001",
        "DE02120300000000202051",
    ],
)
def test_what_the_company_says_of_itself_is_no_finding(text: str) -> None:
    """Its own address, domain, number and account may stand anywhere; without company.yaml they are findings."""
    assert sorts(text, IDENTITY) == []
    assert len(sorts(text)) == 1


@pytest.mark.parametrize(
    "text", ["o@muster.de", "xhallo@muster.de", "x@muster-software.de.evil.com", "13900139002"]
)
def test_what_only_ends_like_the_companys_own_is_found(text: str) -> None:
    """A part of an address, or a longer domain, is somebody else's."""
    assert len(sorts(text, IDENTITY)) == 1


def test_every_line_is_named_and_no_item_given() -> None:
    """The founder sees where; the report itself must not spread the data."""
    found = list(find_personal_data("a\nanna@gmail.com 13800138000\n\n4539578763621486\n"))
    assert [line for line, _sort in found] == [2, 2, 4]
    assert "anna" not in str(found)
    assert "138" not in str(found)


async def test_the_check_names_files_and_lines() -> None:
    """Fail with the place; pass with how many texts were read; binary files are counted apart."""
    clean = await check(
        "personal_data_absent", {"package/logo.png": b"\x89PNG\0anna@gmail.com"}, identity=IDENTITY
    )
    assert (clean.verdict, clean.evidence) == (Verdict.PASS, {"texts": 6, "others": 1})
    result = await check(
        "personal_data_absent", {"package/README.md": "a\nanna@gmail.com\n"}, identity=IDENTITY
    )
    assert result.verdict is Verdict.FAIL
    assert [(f.path, f.line) for f in result.findings] == [("package/README.md", 2)]
    assert "anna" not in str(result)


async def test_what_a_brief_holds_is_not_thereby_public() -> None:
    """A customer's number in the founder's notes must not go out with the product."""
    changed = {"package/README.md": "As Mr Li (13800138000) told us\n"}
    result = await check("personal_data_absent", changed, brief="Mr Li, 13800138000, complained.")
    assert result.verdict is Verdict.FAIL


async def test_without_a_text_it_does_not_apply() -> None:
    """Nothing read is no pass."""
    assert (await check("personal_data_absent", base={})).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    "text",
    [
        "+1 " * 40_000,
        "1" * 200_000,
        "a@" * 100_000,
        "A1" * 100_000,
        "1 " * 100_000,
        "a." * 50_000 + "@" + "a." * 50_000,
    ],
)
@pytest.mark.timeout(60)
def test_hostile_lines_are_read_to_their_end(text: str) -> None:
    """No pattern runs away."""
    assert sorts(text) == []


@pytest.mark.parametrize("kind", ["code", "site", "posts", "email", "calendar", "launch_kit"])
def test_all_that_goes_out_is_looked_through(kind: str) -> None:
    """Every kind that leaves the company is searched for data of people and for secrets."""
    assert {"personal_data_absent", "secrets_absent"} <= set(load_kinds()[kind].checks)
