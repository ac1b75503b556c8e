"""Secrets: keys and passwords that must not go into a deliverable."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from superindividual.checks.answer import Answer, checks_of, not_applicable
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.text import gettext as _

_KNOWN: Mapping[str, re.Pattern[str]] = {
    "OpenAI-like key": re.compile(
        r"(?<![\w-])sk-(?=[\w-]*\w{16})[A-Za-z0-9_-]{20,}"
    ),  # OpenAI, DeepSeek, DashScope, Moonshot, Anthropic
    "AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    "GitLab token": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    "Stripe key": re.compile(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}"),
    "Hugging Face token": re.compile(r"\bhf_[A-Za-z0-9]{30,}"),
    "PyPI token": re.compile(r"\bpypi-AgE[A-Za-z0-9_-]{40,}"),
    "npm token": re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"),
    "SendGrid key": re.compile(r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    "Telegram bot token": re.compile(r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
    "Alibaba access key": re.compile(r"\bLTAI[0-9A-Za-z]{12,}\b"),
    "Tencent secret id": re.compile(r"\bAKID[0-9A-Za-z]{32}\b"),
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
}
_LOGIN = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{1,64}:([^\s/@\"'<>]{4,64})@[\w.-]")
_WORD = (
    r"(?i:api[_-]?key|access[_-]?key|private[_-]?key|secret|token|passw(?:or)?d|credential|密钥|密码|口令)"
)
_QUOTED = re.compile(
    _WORD + r"""[\w-]{0,40}["'\])]*\s*(?::\s*\w+\s*)?[:=]\s*[rbf]?["']([^"'\s]{8,200})["']"""
)
_BARE = re.compile(_WORD + r"[\w-]{0,40}[ \t]{0,9}[:=][ \t]*([A-Za-z0-9+/_=.-]{16,200})[ \t]*(?:#.*)?$")
_BARE_IN = frozenset(
    {".env", ".ini", ".cfg", ".toml", ".yaml", ".yml", ".properties", ".conf", ".sh", ".md", ".txt", ""}
)
_HOLLOW = re.compile(
    r"(?i)your|example|placeholder|change[_-]?me|redacted|dummy|sample|<.*>|\$\{|\{\{|\{\w*\}|%\(|\*{3}|\.{3}"
    r"|^(?:(?:test|fake|my|not|no|the|a|an|secret|token|key|password|value|here|env|todo|none|null)[_-]?)+$"
)
_SAME = re.compile(r"(.)\1{7,}")
_COUNTED = re.compile(r"(.)\1{5,}|(?:1234567|abcdefg)", re.IGNORECASE)
_LEAST_ENTROPY_KNOWN = 2.0
_LEAST_ENTROPY = 3.0
"""Bits a character. What has the form of a key counts unless it is plainly filler; any other value must look drawn."""


def find_secrets(text: str, path: str = "") -> Iterator[tuple[int, str]]:
    """Line and sort of each secret; the secret itself is never given.

    Args:
        text: what to look through.
        path: of the file; in settings a value needs no quotation marks.
    """
    name = PurePosixPath(path).name
    bare = PurePosixPath(path).suffix in _BARE_IN or name.startswith(".env")
    for number, line in enumerate(text.splitlines(), 1):
        known = [
            sort for sort, pattern in _KNOWN.items() if any(_meant(m.group()) for m in pattern.finditer(line))
        ]
        yield from ((number, sort) for sort in known)
        if not known and any(_login(m.group(1)) for m in _LOGIN.finditer(line)):
            yield number, _("a password in an address")
        elif not known and _assigned(line, bare=bare):
            yield number, _("a value that looks like a secret")


def redacted(text: str, known: Sequence[str] = ()) -> str:
    """The text without secrets: the `known` values, and whatever has the form of one; rather too much than too little."""
    for value in sorted(known, key=len, reverse=True):
        text = text.replace(value, _REDACTED)
    text = _KEY_BLOCK.sub(_REDACTED, text)
    for pattern in _KNOWN.values():
        text = pattern.sub(_REDACTED, text)
    for pattern in (_LOGIN, _BEARER, _GIVEN):
        text = pattern.sub(lambda m: m.group().replace(m.group(1), _REDACTED), text)
    return text


_REDACTED = "[redacted]"
_KEY_BLOCK = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL)
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/_=.-]{8,})")
_GIVEN = re.compile(_WORD + r"""[\w-]{0,40}["'\])]*\s*[:=：]\s*["']?([^\s"',;]{6,200})""")


def _meant(found: str) -> bool:
    """Whether something in the form of a key is meant as a real one, not as filler."""
    if found.startswith("-----"):
        return True
    filler = _HOLLOW.search(found) or _SAME.search(found)
    return not filler and any(c.isdigit() for c in found) and _entropy(found) >= _LEAST_ENTROPY_KNOWN


def _login(password: str) -> bool:
    """Whether the password in an address is meant as a real one."""
    usual = password.lower() in ("password", "pass", "passwd", "secret", "user", "postgres", "root")
    return not (usual or _HOLLOW.search(password) or _COUNTED.search(password))


def _assigned(line: str, *, bare: bool) -> bool:
    patterns = (_QUOTED, _BARE) if bare else (_QUOTED,)
    return any(_random(m.group(1)) for pattern in patterns for m in pattern.finditer(line))


def _random(value: str) -> bool:
    """Whether a value looks drawn, not chosen: mixed letters and digits; words, names and paths are not."""
    if _HOLLOW.search(value) or _COUNTED.search(value) or _entropy(value) < _LEAST_ENTROPY:
        return False
    if re.search(r"[\s(){}\[\],;]|://|^[./~]", value):
        return False
    if all(part.isalpha() or part.isdigit() for part in re.split(r"[._-]", value)):
        return False  # a name of words and numbers
    digits = sum(c.isdigit() for c in value)
    return (
        digits >= 2
        and any(c.isalpha() for c in value)
        and (len(value) >= 12 or bool(re.search(r"[^\w-]", value)))
    )


def _entropy(text: str) -> float:
    """Bits for each character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def secrets_absent(subject: Subject) -> Answer:
    """No file holds a key, a token or a password."""
    count = len(subject.bundle.files)
    if not count:
        return not_applicable(_("there is no file"))
    findings = [
        Finding(
            path=path,
            line=line,
            message=_("{sort} stands here").format(sort=sort),
            remedy=_("revoke it where it was issued, and read it from the environment"),
        )
        for path, content in sorted(subject.bundle.files.items())
        for line, sort in find_secrets(content.decode("utf-8", "replace"), path)
    ]
    reason = _("{found} secrets found in {count} files").format(found=len(findings), count=count)
    evidence = {"files": count, "patterns": len(_KNOWN) + 3}
    return Answer(Verdict.FAIL if findings else Verdict.PASS, reason, findings, evidence)


CHECKS: Mapping[str, Check] = checks_of(secrets_absent)
