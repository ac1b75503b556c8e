"""Naming: the product's name as the founder gives it, or a working name from the founder's own words."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.enumeration import wish
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import data, pattern, phrase, verb
from superindividual.text import Language

UNNAMED: dict[Language, str] = {"en": "Unnamed product", "zh-CN": "未命名产品"}
"""What a product without a word for it is called."""
_TWO = re.compile(r"([A-Za-z][\w.&-]*)\s+([\u3400-\u9fff]{3,})$")
_TITLE = re.compile(r"^(?P<name>[^:：—–|]{1,40}?)\s*(?:[:：|]|\s[-—–]{1,2}\s|——|—)\s*(?P<tagline>.{4,})$")
_PAPER = re.compile(
    r"(?:product |project )?(?:brief|idea|project|product|proposal|prd|spec(?:ification)?|requirements?|rfc|readme|one[- ]pager)"
    r"|(?:产品)?需求(?:文档|说明|简报)?|想法|产品|项目|简介|方案|立项",
    re.IGNORECASE,
)
_SENTENCE_WORDS = re.compile(
    r"\b(?:an?|for|that|which|who|to|with|of|my|our|brief|idea|project|product|plan|new)\b", re.IGNORECASE
)
_GENERIC_ZH = re.compile(
    r"(?:想法|需求|简介|项目|产品|说明|方案|草稿|一个|工具$|小工具|应用$|^(?:线上|网)?课程?$|^东西$|的)"
)


def title(heading: Sentence) -> tuple[Span | None, Span | None]:
    """A first heading as name and tagline; either may be missing."""
    span = heading.span.strip(" #*")
    if match := _TITLE.match(span.text):
        name, tagline = (
            span[match.start("name") : match.end("name")],
            span[match.start("tagline") : match.end("tagline")],
        )
        if _PAPER.fullmatch(name.text):
            return (tagline, None) if _is_name(tagline.text) else (None, tagline)
        return (name, tagline) if _is_name(name.text) else (None, tagline)
    return (
        (span, None)
        if _is_name(span.text)
        else (None, span if len(span.text.split()) > 2 or len(span.text) > 6 else None)
    )


def _is_name(text: str) -> bool:
    if re.search(r"[\u3400-\u9fff]", text):
        return len(text) <= 8 and not _GENERIC_ZH.search(text)
    words = text.split()
    first = words[0][:1] if words else ""
    return 0 < len(words) <= 3 and not _SENTENCE_WORDS.search(text) and (first.isupper() or first.isdigit())


def called(sentences: list[Sentence]) -> Span | None:
    """A name given in a sentence: `It is called Hexfall`, `名字叫换算侠`, or after a label."""
    for sentence in sentences:
        if sentence.role == "product" and sentence.text:
            name = sentence.span.strip(" \"'“”「」《》.。")
            if split := _TWO.match(name.text):
                name = name[: split.end(1)]
            return name if len(name.text) <= 40 and name else None
        for form in ("called_en", "called_zh"):
            if match := phrase(form).search(sentence.text):
                return sentence.span[match.start("name") : match.end("name")].strip(" .")
    return None


def beside(sentences: list[Sentence]) -> Span | None:
    """What a labelled name says beside it: `MeetMinutes 会议纪要助手` is a name, then what it is."""
    for sentence in sentences:
        if sentence.role == "product" and (split := _TWO.match(sentence.text)):
            return sentence.span[split.start(2) : split.end(2)]
    return None


def working_name(thing: Span | None, lang: Language) -> str:
    """A few of the founder's own words that say what the thing is."""
    text = wish(thing).text if thing else ""
    if re.search(r"[\u3400-\u9fff]", text):
        name = _chinese(text)
        names = name and not _GENERIC_ZH.fullmatch(name) and not re.match(r"[她他它我你把将让能可要]", name)
        return name if names else UNNAMED["zh-CN"]
    text = re.sub(r"^something (?:with|for|to|that|like)\s+", "", text, flags=re.I)
    text = re.split(r"[:;,.()\n]|\s(?:that|which|who|because|so|with|where|when)\s", text, maxsplit=1)[0]
    text = re.sub(
        r"^(?:an?|the|one|some|my|our|small|simple|little|tiny|nice|new)\s+", "", text.strip(), flags=re.I
    )
    text = re.sub(r"^(?:small|simple|little|tiny|nice|new)\s+", "", text, flags=re.I)
    words = text.split()[:5]
    while words and re.fullmatch(
        r"(?:for|to|of|in|on|a|an|the|and|or|who|people|from|my|our|per)", words[-1], re.I
    ):
        words.pop()
    if (
        not words
        or re.match(rf"(?:{verb().pattern})\s(?:it|them|this|the|an?|my|our|your)\b", text, re.I)
        or re.fullmatch(pattern("roles", "vague"), text)
    ):
        return UNNAMED[lang]
    name = " ".join(words)
    if len(words) == 1 and re.fullmatch(data("vocabulary.yaml")["products"], name, re.I):
        name = _described(name, wish(thing).text if thing else "")
    return name[:1].upper() + name[1:]


def _described(noun: str, text: str) -> str:
    """A word such as `tool` with what it turns things into, or what it does."""
    if into := re.search(r"\binto (?:an?|the|one)?\s*(?:small |simple )?(\w[\w-]*(?: \w[\w-]*)?)", text):
        return f"{into.group(1)} {noun}"
    does = re.search(r"\b(?:that|which|to)\s+((?:\S+\s?){1,4})", text)
    words = does.group(1).rstrip(" ,.;:(").split() if does else []
    while words and re.fullmatch(
        r"(?:for|to|of|in|on|a|an|the|and|or|from|my|our|per|by|with|into)", words[-1], re.I
    ):
        words.pop()
    return f"{noun} that {' '.join(words)}" if words else noun


def _chinese(text: str) -> str:
    text = re.split(r"[：，。；（(]", text, maxsplit=1)[0]
    text = re.sub(r"^(?:(?:一|两)?(?:个|款|套|种)|能|可以)", "", text)
    text = re.sub(r"^(?:给|为|面向|帮)", "", text)
    text = text.replace("用的", "").replace("能用的", "")
    parts = text.split("的")
    return "".join(parts[-2:])[-12:] if text else ""
