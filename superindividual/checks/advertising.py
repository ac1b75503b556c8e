"""Advertising words: absolute claims in what is published. A hit is a place to look; only a bare claim of rank fails."""

from __future__ import annotations

import re
from collections.abc import Mapping

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Check, Subject, Verdict
from superindividual.text import gettext as _

_RANK = re.compile(
    r"(?i)\b(world'?s|industry'?s|market'?s) (first|best|fastest|leading|number one)\b|\bnumber one\b|\b#1\b|\bthe best\b"
    r"|(全国|全网|全球|世界|行业|国内|销量)第一|国家级|世界级|最高级|最佳|顶级|极品"
)
_REVIEW = re.compile(
    r"(?i)\b(guaranteed?|100 ?%|revolutionary|unique|perfect|ultimate)\b|最(?=[\u4e00-\u9fff])(?!后|近|初|终|多|少|新|小|大|低|高|长|短|早|晚)|绝对(?!路径|值|地址|定位|位置)"
    r"|唯一(?!标识|一|性|键|值)|首选|万能|永久|100%有效"
)
_ENDINGS = (".md", ".html", ".txt", ".yaml")


def advertising_words(subject: Subject) -> Answer:
    """No claim of rank; other absolute words are named for the founder's eye."""
    texts = {
        p: c.decode("utf-8", "replace")
        for p, c in sorted(subject.bundle.files.items())
        if p.endswith(_ENDINGS)
    }
    if not texts:
        return Answer(Verdict.NOT_APPLICABLE, _("there is no text to publish"))
    faults, notes = [], []
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            rank, review = _RANK.search(line), _REVIEW.search(line)
            if rank:
                faults.append(
                    fault(
                        path,
                        number,
                        _("a claim of rank: {words}").format(words=rank.group()),
                        _("say what it does instead"),
                    )
                )
            elif review:
                notes.append(
                    fault(
                        path,
                        number,
                        _("needs review: {words}").format(words=review.group()),
                        _("keep it only if it is literally true"),
                    )
                )
    reason = _("no claim of rank in {count} texts; {notes} places need review").format(
        count=len(texts), notes=len(notes)
    )
    return answer(faults, reason, evidence={"texts": len(texts), "review": len(notes)}, notes=notes)


CHECKS: Mapping[str, Check] = checks_of(advertising_words)
