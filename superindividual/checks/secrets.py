"""Secrets: keys and passwords that must not go into a deliverable."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.text import gettext as _

_KNOWN: Mapping[str, re.Pattern[str]] = {
    "OpenAI-like key": re.compile(r"\bsk-[A-Za-z0-9_-]{20,}"),
    "AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    "Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "Stripe key": re.compile(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}"),
    "Alibaba access key": re.compile(r"\bLTAI[0-9A-Za-z]{12,}\b"),
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
}
_ASSIGNED = re.compile(
    r"""(?i)(?:api[_-]?key|secret|token|passw(?:or)?d|密钥|密码)["']?\s*[:=]\s*["']([^"'\s]{12,})["']"""
)
_HOLLOW = re.compile(r"(?i)your|example|placeholder|xxxx|changeme|<.*>|\$\{|\{\{|dummy|env|test")
_LEAST_ENTROPY = 3.5


def find_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Line and sort of each secret; the secret itself is never given."""
    for number, line in enumerate(text.splitlines(), 1):
        for sort, pattern in _KNOWN.items():
            match = pattern.search(line)
            if match and not _HOLLOW.search(match.group()):
                yield number, sort
        assigned = _ASSIGNED.search(line)
        if (
            assigned
            and not _HOLLOW.search(assigned.group(1))
            and _entropy(assigned.group(1)) >= _LEAST_ENTROPY
        ):
            yield number, "a value that looks like a secret"


def _entropy(text: str) -> float:
    """Bits for each character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


async def secrets_absent(subject: Subject) -> CheckResult:
    """No file holds a key, a token or a password."""
    findings = [
        Finding(
            path=path,
            line=line,
            message=_("{sort} stands here").format(sort=sort),
            remedy=_("revoke it and read it from the environment"),
        )
        for path, content in sorted(subject.bundle.files.items())
        for line, sort in find_secrets(content.decode("utf-8", "replace"))
    ]
    count = len(subject.bundle.files)
    verdict = Verdict.FAIL if findings else Verdict.PASS if count else Verdict.NOT_APPLICABLE
    reason = _("{found} secrets found in {count} files").format(found=len(findings), count=count)
    return CheckResult(
        check="secrets_absent",
        verdict=verdict,
        reason=reason,
        findings=tuple(findings),
        evidence={"files": count, "patterns": len(_KNOWN) + 1},
    )


CHECKS: Mapping[str, Check] = {"secrets_absent": secrets_absent}
