"""Personal data: identity numbers, cards, accounts, telephone numbers and addresses of people in what would go out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.text import gettext as _

_RESERVED = re.compile(
    r"(?i)(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|localhost|test|local)$"
)  # RFC 2606, 6761
_MAIL = re.compile(r"(?<![\w.+/-])([A-Za-z0-9][\w.+-]*)@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w-])")
_NO_DOMAIN = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "avif",
        "ico",
        "css",
        "js",
        "mjs",
        "ts",
        "py",
        "md",
        "html",
        "json",
        "yaml",
        "yml",
        "toml",
        "txt",
    ]
)
_SERVICE = frozenset({"git", "hg", "noreply", "no-reply"})
"""Not people: `git@host:repository` is how repositories are named."""

_RESIDENT = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_CREDIT_CODE = re.compile(r"(?<![\dA-Za-z])[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![\dA-Za-z])")
_CARD = re.compile(r"(?<![\d.-])(?:4|5[1-5]|2[2-7]|3[47]|35|6[0-9])\d?(?:[ -]?\d){11,17}(?![\d-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CHINESE_PHONE = re.compile(r"(?<![\d.-])(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-[2-9]\d{6,7})(?![\d.-])")

_PUBLISHED = frozenset(
    {
        *("4111111111111111", "4242424242424242", "4012888888881881", "5555555555554444", "5105105105105100"),
        *("2223003122003222", "378282246310005", "371449635398431", "6011111111111117", "3530111333300000"),
        *("GB82WEST12345698765432", "DE89370400440532013000", "GB29NWBK60161331926819"),
        *("FR1420041010050500013M02606", "FR7630006000011234567890189", "11010519491231002X"),
    }
)
"""Numbers that card schemes, ISO 13616 and GB 11643 publish as examples: they belong to nobody."""

_FICTIONAL = re.compile(r"^(?:\+1\d{3}55501\d\d|\+4420794609\d\d|\+447700900\d{3})$")
"""Set apart for drama: NANPA 555-0100 to 0199, Ofcom 020 7946 0xxx and 07700 900xxx (read 2026)."""


@dataclass(frozen=True)
class Known:
    """What the founder has said in public of the company, or put into the brief."""

    email: str = ""
    domain: str = ""
    registration: str = ""
    words: str = ""
    """The brief's text."""


def find_personal_data(text: str, known: Known | None = None) -> Iterator[tuple[int, str]]:
    """Line and sort of each item; the item itself is never given. The founder's own are no findings."""
    own = known or Known()
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, sort) for sort in _sorts(line, own))


def _sorts(line: str, known: Known) -> Iterator[str]:
    if _valid_in(line, _RESIDENT, _resident):
        yield _("an identity card number (居民身份证号)")
    elif _valid_in(line, _CARD, _card):
        yield _("a payment card number")
    if _valid_in(line, _CREDIT_CODE, lambda found: found != known.registration and _credit_code(found)):
        yield _("a credit code (统一社会信用代码) other than the company's own")
    if _valid_in(line, _IBAN, _iban):
        yield _("a bank account (IBAN)")
    if any(_foreign(match.group(1), match.group(2), known) for match in _MAIL.finditer(line)):
        yield _("an e-mail address")
    if any(number not in known.words for number in _telephones(line)):
        yield _("a telephone number")


def _valid_in(line: str, pattern: re.Pattern[str], valid: Callable[[str], bool]) -> bool:
    found = (re.sub(r"[ -]", "", match.group()) for match in pattern.finditer(line))
    return any(text.upper() not in _PUBLISHED and valid(text) for text in found)


def _resident(text: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(text))


def _credit_code(text: str) -> bool:
    from stdnum.cn import uscc

    return not text.isdigit() and bool(uscc.is_valid(text))


def _card(text: str) -> bool:
    """By scheme, length and Luhn's digit: the digit alone fits one number in ten."""
    from stdnum import luhn

    lengths = {"3": (15, 16), "4": (13, 16, 19), "5": (16,), "2": (16,), "6": (16, 17, 18, 19)}
    return len(text) in lengths[text[0]] and len(set(text)) > 3 and bool(luhn.is_valid(text))


def _iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))


def _foreign(name: str, domain: str, known: Known) -> bool:
    address, domain = f"{name}@{domain}".lower(), domain.lower()
    if _RESERVED.search(domain) or domain.rpartition(".")[2] in _NO_DOMAIN or name.lower() in _SERVICE:
        return False
    own = known.domain and (domain == known.domain or domain.endswith(f".{known.domain}"))
    return not (own or address == known.email.lower() or address in known.words.lower())


def _telephones(line: str) -> Iterator[str]:
    """Numbers in international form, and Chinese ones; bare digits alone are no telephone number."""
    import phonenumbers

    if "+" in line and sum(c.isdigit() for c in line) >= 7:
        for match in phonenumbers.PhoneNumberMatcher(line, None):
            form = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            if not _FICTIONAL.match(form):
                yield match.raw_string
    for found in _CHINESE_PHONE.findall(line):
        if phonenumbers.is_valid_number(phonenumbers.parse(found, "CN")):
            yield found


def _known(subject: Subject) -> Known:
    host = urlsplit(subject.identity.website).hostname or ""
    return Known(
        email=subject.identity.email,
        domain=host.lower().removeprefix("www."),
        registration=subject.identity.registration,
        words=subject.brief.text,
    )


async def personal_data_absent(subject: Subject) -> CheckResult:
    """Nothing that would go out holds data of people; what the founder gave for the public is no finding."""
    texts = {path: content for path, content in sorted(subject.bundle.files.items()) if b"\0" not in content}
    findings = tuple(
        Finding(
            path=path,
            line=line,
            message=_("{sort} stands here").format(sort=sort),
            remedy=_("remove it, or write an invented one, such as name@example.org"),
        )
        for path, content in texts.items()
        for line, sort in find_personal_data(content.decode("utf-8", "replace"), _known(subject))
    )
    verdict = Verdict.FAIL if findings else Verdict.PASS if texts else Verdict.NOT_APPLICABLE
    reason = _("{found} items of personal data in {count} texts").format(
        found=len(findings), count=len(texts)
    )
    evidence = {"texts": len(texts), "others": len(subject.bundle.files) - len(texts)}
    return CheckResult(
        check="personal_data_absent",
        verdict=verdict,
        reason=reason,
        findings=findings[:60],
        evidence=evidence,
    )


CHECKS: Mapping[str, Check] = {"personal_data_absent": personal_data_absent}
