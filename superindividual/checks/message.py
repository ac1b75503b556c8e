"""The e-mail: complete, the same in both parts, with a way out and an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Check, Finding, Subject
from superindividual.errors import SpecError
from superindividual.specs.yaml import load
from superindividual.text import gettext as _

_SETTINGS, _TEXT, _HTML = (f"marketing/email/message.{e}" for e in ("yaml", "txt", "html"))
_FIELDS = ("subject", "preview", "audience", "from_name", "list", "unsubscribe")
_LONGEST_SUBJECT = 78
_LEAST_SHARED = 0.7
_GAP = "{{company.postal_address}}"
_WAY_OUT = re.compile(r"(?i)unsubscribe|opt out|退订|取消订阅")
_WORD = re.compile(r"[A-Za-z0-9]{3,}|[\u4e00-\u9fff]")


def email_complete(subject: Subject) -> Answer:
    """All fields stand, text and HTML say the same, both carry a way out and the sender's address."""
    files = subject.bundle.files
    missing = [fault(p, None, _("the file is missing")) for p in (_SETTINGS, _TEXT, _HTML) if p not in files]
    if missing:
        return answer(missing, "", evidence={})
    text, html = (files[p].decode("utf-8", "replace") for p in (_TEXT, _HTML))
    faults = [*_settings(files[_SETTINGS])]
    shared = _shared(text, html)
    if shared < _LEAST_SHARED:
        faults.append(
            fault(
                _HTML,
                None,
                _("text and HTML differ: {shared} % of the words are shared").format(
                    shared=round(shared * 100)
                ),
                _("say the same in both"),
            )
        )
    notes = []
    for path, part in ((_TEXT, text), (_HTML, html)):
        if not _WAY_OUT.search(part):
            faults.append(fault(path, None, _("there is no way to unsubscribe"), _("add one")))
        if subject.identity.postal_address and subject.identity.postal_address in part:
            continue
        if _GAP in part:
            notes.append(
                fault(
                    path,
                    None,
                    _("the postal address is a gap"),
                    _("fill identity.postal_address in company.yaml"),
                )
            )
        else:
            faults.append(
                fault(
                    path,
                    None,
                    _("the sender's postal address is missing"),
                    _("add it, or {gap}").format(gap=_GAP),
                )
            )
    reason = _("complete; {shared} % of the words are in both parts; {gaps} gaps to fill").format(
        shared=round(shared * 100), gaps=len(notes)
    )
    return answer(
        faults, reason, evidence={"shared": round(shared, 2), "words": len(_WORD.findall(text))}, notes=notes
    )


def _settings(content: bytes) -> Iterator[Finding]:
    try:
        document = load(content, _SETTINGS)
    except SpecError as error:
        yield fault(_SETTINGS, error.position.line, error.message, error.remedy)
        return
    given: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
    yield from (
        fault(_SETTINGS, None, _("{field} is missing").format(field=f), _("add it"))
        for f in _FIELDS
        if not given.get(f)
    )
    if len(str(given.get("subject", ""))) > _LONGEST_SUBJECT:
        yield fault(
            _SETTINGS,
            document.at(("subject",)).line,
            _("the subject is longer than {most} characters").format(most=_LONGEST_SUBJECT),
            _("shorten it"),
        )


def _shared(text: str, html: str) -> float:
    """Share of the text's words that the HTML's visible text has too."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    spoken = set(_WORD.findall(text.lower()))
    return (
        len(spoken & set(_WORD.findall((body.text(separator=" ") if body else "").lower()))) / len(spoken)
        if spoken
        else 0.0
    )


CHECKS: Mapping[str, Check] = checks_of(email_complete)
