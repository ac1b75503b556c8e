"""Phrasing: what a founder wrote in a brief, turned into what can stand on a page: orders and wishes off."""

from __future__ import annotations

import re
from itertools import pairwise

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.shortening import sentences
from superindividual.text import Language

_MUST_NOT = re.compile(
    r"^(?:it|this|the \w+)?\s*(?:must|should|shall|may|can) (?:not|never)(?: ever)? ([a-z]+)", re.IGNORECASE
)
_MUST = re.compile(
    r"^(?:it|this)\s+(?:must|should|shall|has to|needs to|will)\s+(?:always )?(?!not\b|never\b)([a-z]+)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"^((?:the|all|any) (\w+)(?: (?:that|which|with|without) .{3,60}?|)) "
    r"((?:listed|shown|printed|marked|reported|kept|sorted) (?:at|in|on|by|separately|apart|first|last)\b)",
    re.IGNORECASE,
)
_SUCH = re.compile(r"\bsuch (an?)\b", re.IGNORECASE)
_JOINED = re.compile(r"^(?:and|but|then|plus|also)[, ]+(?=\w)", re.IGNORECASE)
_TAIL = re.compile(
    r"^(?:with|so|because|including|without|where|which|whose|using|unless|except|even)\b", re.IGNORECASE
)
_TAIL_ZH = re.compile(r"^(?:并且?|而且|同时|以及|包括|其中)")
_LABEL = re.compile(r"^(?:who|audience|users?|for|用户|目标用户|面向|受众)\s*[:：]\s*", re.IGNORECASE)
_END = re.compile(r"[\s。．.；;，,：:]+$")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_LONE_I = re.compile(r"(?<![\w.'’/-])i(?=(?:['’](?:m|d|ve|ll)\b)?(?:[\s,!?;:]|$|['’]))")
"""The pronoun as people type it in a hurry; `i.e.` and names with an i are none."""
_ABLE_ZH = re.compile(r"(?<![需主重只])(?:要|得|必须|最好|应该)能(?!不)")
_WANTED_ZH = re.compile(r"^(?:要|得|必须|应该|最好)(?=有|支持|可以|显示|会|带|自动)")
_ASIDE = re.compile(
    r"\s*[（(][^（）()]*(?:\bplease\b|\bif possible\b|as little as possible|\bnot sure\b|\?|？|尽量|最好|不确定)[^（）()]*[)）]",
    re.IGNORECASE,
)
"""A remark in brackets to whoever builds it."""
_STORY = re.compile(
    r"^as (?:an? |the )[\w -]{2,30}?,? i (?:want|need|would like|can|should be able)(?: to)? (?P<core>.+?)(?:,? so (?:that )?.*)?$"
    r"|^作为[^，,]{2,18}[，,]?\s*我?(?:想要?|希望能?|需要|可以|能)(?P<core_zh>.+?)(?:[，,](?:以便|这样|好让|从而).*)?$",
    re.IGNORECASE,
)
"""A user story; readers want its core."""
_DOUBT = re.compile(
    r"^(?:and |or )?(?:maybe|perhaps|possibly|probably|later|also)\s+|^(?:也许|可能|或许)(?:还有)?|\s+like (?:me|us)(?=$|,)",
    re.IGNORECASE,
)
_START = re.compile(r"(?<=[.!?] )[a-z]")
_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}


def plain(text: str) -> str:
    """One line without controls, hidden characters or Markdown's backticks and emphasis."""
    flat = " ".join(_CONTROL.sub("", text).split())
    flat = _LONE_I.sub("I", re.sub(r"。{2,}", "。", flat))
    return re.sub(r"`([^`]*)`", r"\1", re.sub(r"\*\*([^*]+)\*\*", r"\1", flat))


def third_person(verb: str) -> str:
    """`call` gives `calls`."""
    low = verb.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if re.search(r"(?:s|x|z|ch|sh|o)$", low):
        return low + "es"
    return low[:-1] + "ies" if re.search(r"[^aeiou]y$", low) else low + "s"


def public(text: str, lang: Language) -> str:
    """A statement as the public may read it, without a full stop: no wish, no order to us."""
    return capital(_bare(text, lang))


def told(text: str, lang: Language) -> str:
    """A sentence in the founder's own voice, where `I do` is no wish: only orders to us come off."""
    said = _END.sub("", plain(text))
    said = pattern("order_zh" if lang == "zh-CN" else "order_en").sub("", said) or said
    return capital(_START.sub(lambda m: m[0].upper(), said) if lang == "en" else said)


def people(text: str, lang: Language) -> str:
    """A group of people without the founder's doubt: `maybe small agencies` is named or not named."""
    said = _bare(text, lang)
    return capital(_DOUBT.sub("", said) or said)


def item(text: str, lang: Language) -> str:
    """The same for a word in a list, with the case in which the founder wrote it."""
    bare = _bare(text, lang)
    return pattern("later").sub("", bare).strip() or bare


def _bare(text: str, lang: Language) -> str:
    said = _END.sub("", _ASIDE.sub("", plain(text)))
    said = _STORY.sub(lambda m: m["core"] or m["core_zh"], said)
    if lang == "zh-CN":
        said = pattern("order_zh").sub("", said) or said
        said = pattern("wish_zh").sub("", said)
        said = _WANTED_ZH.sub("", _ABLE_ZH.sub("能", said))
    else:
        said = pattern("order_en").sub("", said) or said
        said = re.sub(r"^one (?=that|which)", "a tool ", pattern("wish_en").sub("", said))
        said = _SUCH.sub(r"\1", _JOINED.sub("", said))
        said = _MUST_NOT.sub(lambda m: f"never {third_person(m[1])}", said)
        said = _MUST.sub(lambda m: third_person(m[1]), said)
        said = _PARTICIPLE.sub(lambda m: f"{m[1]} {'are' if m[2].endswith('s') else 'is'} {m[3]}", said)
    return _END.sub("", _LABEL.sub("", said)).strip()


def merged(texts: list[str]) -> list[list[int]]:
    """Which statements belong together: one that only continues a sentence joins the one before."""
    groups: list[list[int]] = []
    for number, text in enumerate(texts):
        if groups and (_TAIL.match(text.strip()) or _TAIL_ZH.match(text.strip())):
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def joined(parts: list[str], lang: Language) -> str:
    """Parts of one sentence, put together again."""
    return ("，" if lang == "zh-CN" else ", ").join(_END.sub("", part.strip()) for part in parts)


def capital(text: str) -> str:
    """With a capital first letter, unless the first word has its own spelling, such as `iOS` or a command."""
    first = text.split(" ", 1)[0]
    own = any(a.islower() and b.isupper() for a, b in pairwise(first)) or re.search(r"[\d_./\\]|^-", first)
    return text if own else text[:1].upper() + text[1:]


def small(text: str) -> str:
    """With a small first letter where only the sentence's start made it a capital."""
    return re.sub(r"^(?:A|An|The|It|Its|This|These|One|Never|No)\b", lambda m: m[0].lower(), text)


def stopped(text: str, lang: Language) -> str:
    """With a full stop, unless a sentence's end stands there already."""
    if not text or re.search(r"[.!?。！？…][\"”’)）]?$", text):
        return text
    return text + ("。" if lang == "zh-CN" else ".")


def is_thing(text: str) -> bool:
    """Whether an English text names a thing (`a small tool that …`), so that `I built X,` can precede it."""
    return len(sentences(text)) == 1 and (
        re.match(r"^(?:an?|the)\s", text, re.IGNORECASE) is not None or _BARE_THING.match(text) is not None
    )


def with_article(text: str) -> str:
    """`Slack bot that …` as `a Slack bot that …`, to stand inside a sentence."""
    if not _BARE_THING.match(text):
        return small(text)
    first, rest = text.split(" ", 1)
    word = first if re.search(r"[A-Z].*[A-Z]|^[A-Z]", first) and first in _PROPER else first.lower()
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word} {rest}"


_PROPER = {
    "Slack",
    "Discord",
    "Telegram",
    "WhatsApp",
    "Chrome",
    "Firefox",
    "Android",
    "Markdown",
    "Python",
    "iOS",
}
_BARE_THING = re.compile(
    r"^(?!(?:an?|the|my|our|your|one|this|no|it|as|if|when|all|each|every|some)\b)(?:[\w-]+ ){0,3}"
    r"(?:bot|tool|app|program|script|service|planner|tracker|checker|converter|generator|calculator|game|extension|plug-?in|"
    r"clock|device|course|blog|website|platform|library|timer|reader|editor|assistant)s?\s(?:that|which|for|to|with)\b",
    re.IGNORECASE,
)
