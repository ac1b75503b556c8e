"""Personal data: identity numbers, cards, accounts, telephone numbers and addresses of people in what would go out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from superindividual.checks.answer import Answer, checks_of, not_applicable
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.specs.company import IdentitySpec
from superindividual.text import gettext as _

_RESERVED = re.compile(
    r"(?i)(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|localhost|test|local)$"
)  # RFC 2606, 6761
_MAIL = re.compile(
    r"(?<![A-Za-z0-9_.+/-])([A-Za-z0-9][A-Za-z0-9_.+-]*)@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![A-Za-z0-9_-])"
)
_NO_DOMAIN = frozenset(
    "png jpg jpeg gif svg webp avif ico css js mjs ts py md html json yaml yml toml txt".split()  # noqa: SIM905 - a list of words
)
_IDENTIFIER = re.compile(r"(?i)^\s*(?:UID|Message-ID)\b")
"""Lines of calendars and mails whose `name@host` is no address (RFC 5545 3.8.4.7, RFC 5322 3.6.4)."""
_SERVICE = frozenset({"git", "hg", "noreply", "no-reply"})
"""Not people: `git@host:repository` is how repositories are named."""

_ALONE = (r"(?<![0-9A-Za-z_.-])", r"(?![0-9A-Za-z_-]|\.\d)")
"""A number inside a hash or a longer number is none of these; Chinese words may stand right beside one."""
_RESIDENT = re.compile(r"\d{17}[\dXx]".join(_ALONE))
_CARD = re.compile(r"(?:4|5[1-5]|2[2-7]|3[47]|35|6[0-9])\d?(?:[ -]?\d){11,17}".join(_ALONE))
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CHINESE_PHONE = re.compile(r"(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-[2-9]\d{6,7})".join(_ALONE))

_PUBLISHED = frozenset(
    {
        *("4111111111111111", "4242424242424242", "4012888888881881", "5555555555554444", "5105105105105100"),
        *("2223003122003222", "378282246310005", "371449635398431", "6011111111111117", "3530111333300000"),
        *("GB82WEST12345698765432", "DE89370400440532013000", "GB29NWBK60161331926819"),
        *("FR1420041010050500013M02606", "FR7630006000011234567890189", "11010519491231002X"),
    }
)
"""Numbers that card schemes, ISO 13616 and GB 11643 publish as examples: they belong to nobody."""

_FICTIONAL = re.compile(r"^(?:\+1\d{3}55501\d\d|\+442079460\d{3}|\+447700900\d{3})$")
"""Set apart for drama: NANPA 555-0100 to 0199, Ofcom 020 7946 0xxx and 07700 900xxx (read 2026)."""


@dataclass(frozen=True)
class Known:
    """What the company says of itself in public, in `company.yaml`; what a brief holds is not meant for the public."""

    domain: str = ""
    said: str = ""
    """All of it, in lower case."""
    numbers: str = ""
    """The same in letters and digits alone, since numbers are written in many ways."""

    @classmethod
    def of(cls, identity: IdentitySpec) -> Known:
        """What may stand anywhere."""
        host = (urlsplit(identity.website).hostname or "").lower().removeprefix("www.")
        said = "\n".join(map(str, identity.model_dump().values())).lower()
        return cls(domain=host, said=said, numbers=_plain(said))


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
    if _valid_in(line, _IBAN, lambda found: _plain(found) not in known.numbers and _iban(found)):
        yield _("a bank account (IBAN)")
    if not _IDENTIFIER.match(line) and any(
        _foreign(match.group(1), match.group(2), known) for match in _MAIL.finditer(line)
    ):
        yield _("an e-mail address")
    if any(_plain(number) not in known.numbers for number in _telephones(line)):
        yield _("a telephone number")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def _valid_in(line: str, pattern: re.Pattern[str], valid: Callable[[str], bool]) -> bool:
    found = (re.sub(r"[ -]", "", match.group()) for match in pattern.finditer(line))
    return any(text.upper() not in _PUBLISHED and valid(text) for text in found)


def _resident(text: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(text))


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
    return not (own or re.search(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", known.said))


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


def personal_data_absent(subject: Subject) -> Answer:
    """Nothing that would go out holds data of people; what the company says of itself in public is no finding."""
    texts = {path: content for path, content in sorted(subject.bundle.files.items()) if b"\0" not in content}
    if not texts:
        return not_applicable(_("there is no text to look through"), others=len(subject.bundle.files))
    known = Known.of(subject.identity)
    findings = [
        Finding(
            path=path,
            line=line,
            message=_("{sort} stands here").format(sort=sort),
            remedy=_(
                "remove it, or write an invented one such as name@example.org; your own goes into company.yaml"
            ),
        )
        for path, content in texts.items()
        for line, sort in find_personal_data(content.decode("utf-8", "replace"), known)
    ]
    reason = _("{found} items of personal data in {count} texts").format(
        found=len(findings), count=len(texts)
    )
    evidence = {"texts": len(texts), "others": len(subject.bundle.files) - len(texts)}
    return Answer(Verdict.FAIL if findings else Verdict.PASS, reason, findings, evidence)


CHECKS: Mapping[str, Check] = checks_of(personal_data_absent)
