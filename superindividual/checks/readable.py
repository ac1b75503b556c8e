"""Readable: the files of a produced package are text that reads as it looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from superindividual.checks.answer import Answer, checks_of
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.text import LONE_JOINER
from superindividual.text import gettext as _

_LARGEST_TEXT = 1_000_000
_TEXT = frozenset(
    ".py .pyi .toml .md .rst .txt .cfg .ini .json .yaml .yml .html .css .js .svg .in .typed".split()  # noqa: SIM905 - a list of words
)
_HIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]|{LONE_JOINER}"
)
"""Control characters, and those that make a line look other than it reads; joiners inside an emoji and in scripts that
need them are none of these."""


def files_readable(subject: Subject) -> Answer:
    """Every file of the package is UTF-8 text without hidden characters; data of the tests may be anything."""
    texts = {path: content for path, content in sorted(subject.bundle.files.items()) if not _is_data(path)}
    findings = [found for path, content in texts.items() if (found := _unreadable(path, content))]
    evidence = {"files": len(subject.bundle.files), "texts": len(texts)}
    if not texts:
        return Answer(Verdict.FAIL, _("there is no file to read"), (), evidence)
    if findings:
        return Answer(Verdict.FAIL, _("some files cannot be read as text"), findings, evidence)
    reason = _("{count} files read as UTF-8 text").format(count=len(texts))
    return Answer(Verdict.PASS, reason, (), evidence)


def _is_data(path: str) -> bool:
    """Whether it is something that tests read, such as an image or a file in another encoding."""
    return "tests" in path.split("/")[:-1] and PurePosixPath(path).suffix not in _TEXT


def _unreadable(path: str, content: bytes) -> Finding | None:
    if len(content) > _LARGEST_TEXT:
        message = _("{size} bytes; a text of a package has at most {most}")
        return Finding(path=path, message=message.format(size=len(content), most=_LARGEST_TEXT))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Finding(path=path, line=line, message=_("not UTF-8"), remedy=_("save it as UTF-8"))
    hidden = _HIDDEN.search(text.removeprefix("\ufeff"))
    if hidden is None:
        return None
    line = text[: hidden.start()].count("\n") + 1
    message = _("a hidden character, U+{code:04X}").format(code=ord(hidden.group()))
    return Finding(path=path, line=line, message=message, remedy=_("write it as an escape, or remove it"))


CHECKS: Mapping[str, Check] = checks_of(files_readable)
