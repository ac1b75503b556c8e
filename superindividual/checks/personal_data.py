"""Personal data: identity numbers, cards, accounts, telephone numbers and addresses of people in what would go out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.text import gettext as _

_RESERVED = re.compile(r"(?i)@(?:[\w.-]+\.)?(?:example\.(?:com|org|net)|example|invalid|localhost|test)$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBERS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "居民身份证号": (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "stdnum.cn.ric"),
    "payment card": (re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])"), "stdnum.luhn"),
    "IBAN": (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "stdnum.iban"),
}


def find_personal_data(text: str, own_address: str = "") -> Iterator[tuple[int, str]]:
    """Line and sort of each item; the item itself is never given. The founder's own address is no finding."""
    for number, line in enumerate(text.splitlines(), 1):
        for sort, (pattern, validator) in _NUMBERS.items():
            if any(_valid(validator)(match.group()) for match in pattern.finditer(line)):
                yield number, sort
        if any(not _RESERVED.search(m) and m.lower() != own_address.lower() for m in _MAIL.findall(line)):
            yield number, "e-mail address"
        if _telephone(line):
            yield number, "telephone number"


def _valid(validator: str) -> Callable[[str], bool]:
    found: Callable[[str], bool] = import_module(validator).is_valid
    if validator == "stdnum.luhn":
        return lambda text: found(re.sub(r"[ -]", "", text))
    return found


def _telephone(line: str) -> bool:
    """International form, or a Chinese mobile number; bare digits alone are no telephone number."""
    import phonenumbers

    if any(True for _ in phonenumbers.PhoneNumberMatcher(line, None)):
        return True
    return any(
        phonenumbers.is_valid_number(phonenumbers.parse(m, "CN"))
        for m in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", line)
    )


async def personal_data_absent(subject: Subject) -> CheckResult:
    """Nothing that would go out holds data of people."""
    findings = [
        Finding(
            path=path,
            line=line,
            message=_("{sort} stands here").format(sort=sort),
            remedy=_("remove it, or use an example.org address"),
        )
        for path, content in sorted(subject.bundle.files.items())
        if b"\0" not in content
        for line, sort in find_personal_data(content.decode("utf-8", "replace"), subject.identity.email)
    ]
    count = len(subject.bundle.files)
    verdict = Verdict.FAIL if findings else Verdict.PASS if count else Verdict.NOT_APPLICABLE
    reason = _("{found} items of personal data in {count} files").format(found=len(findings), count=count)
    return CheckResult(
        check="personal_data_absent",
        verdict=verdict,
        reason=reason,
        findings=tuple(findings),
        evidence={"files": count},
    )


CHECKS: Mapping[str, Check] = {"personal_data_absent": personal_data_absent}
