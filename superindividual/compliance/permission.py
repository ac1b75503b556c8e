"""Permission: where a brief asks whether the thing may be done at all."""

from __future__ import annotations

import re

from superindividual.specs.brief import Brief

_ASKS = re.compile(
    r"\b(?:am|are) (?:I|we) (?:even |really |legally )?allowed|\b(?:may|can) (?:I|we) (?:even |legally|lawfully)|\bis (?:it|this|that) (?:even )?(?:legal|allowed|permitted|lawful)"
    r"|\b(?:whether|if) (?:I am|I'm|we are|we're|it is|it's|this is|that is) (?:even )?(?:allowed|legal|permitted|lawful)|\bwhether (?:I|we) (?:may|can legally|need a (?:licen[cs]e|permit))"
    r"|\b(?:do|would) (?:I|we) need (?:a |any |some )?(?:licen[cs]es?|permits?|permission|approval|authori[sz]ation)|\bwhat does the law (?:allow|say)"
    r"|能不能(?:合法)?(?:做|上线|卖|运营|发布)|可不可以(?:做|上线|卖|运营)|是否(?:允许|合法|可以(?:做|上线|运营|销售))|(?:合不合法|违不违法|合法吗|允许吗|违法吗)"
    r"|(?:需不需要|要不要|是否需要|需要什么|需要哪些|要办什么|要办哪些)(?:办理?)?(?:什么|哪些)?(?:牌照|许可证?|资质|版号|备案|审批)",
    re.I,
)
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")


def permission_asked(brief: Brief) -> tuple[int, str] | None:
    """Line (counted from 1) and sentence of the first such question; None when the brief asks none."""
    for number, line in enumerate(brief.lines, 1):
        if number >= brief.body_line:
            for sentence in _SENTENCE.findall(line):
                if _ASKS.search(sentence):
                    return number, sentence.strip(" \t#>-*")
    return None
