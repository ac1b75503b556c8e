"""Roles: what each sentence of a brief is about, when no label says it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from superindividual.rehearsal.reading.amount import amounts
from superindividual.rehearsal.reading.days import is_date
from superindividual.rehearsal.reading.evidence import (
    aside,
    asks,
    is_contact,
    names_people,
    tells,
    to_the_agents,
)
from superindividual.rehearsal.reading.labelled import pain, relabelled
from superindividual.rehearsal.reading.prices import is_budget, is_price
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import Role, keys, label_role, pattern, person, phrase


def _for_people(text: str) -> bool:
    """Whether it is a sentence such as `For small importers and their staff`."""
    begins = phrase("for_people").match(text)
    return begins is not None and person().search(text) is not None and len(text) < _SHORT


_SHORT = 160
"""Characters; a longer sentence tells more than a date, a market or a channel."""


def _unlabelled(sentence: Sentence, *, stage: Stage, told: bool) -> Role | None:
    text = sentence.text
    return (
        _plain_kind(sentence, told=told)
        or _money(sentence, stage, told=told)
        or ("audience" if _for_people(text) else None)
        or _turn_of_phrase(text)
        or _place_or_day(text)
        or ("wanted" if _asked(text, stage, told=told) else None)
        or _open(sentence, stage, told=told)
    )


def _plain_kind(sentence: Sentence, *, told: bool) -> Role | None:
    """What its form alone tells: an address, a user story."""
    if is_contact(sentence.text) and not told:
        return "contact"
    return "capability" if pattern("user_story").search(sentence.text) else None


def _money(sentence: Sentence, stage: Stage, *, told: bool) -> Role | None:
    if amounts(sentence.text) and is_price(sentence, told=told):
        return _priced(sentence.text, stage)
    return "budget" if is_budget(sentence) else None


def _turn_of_phrase(text: str) -> Role | None:
    """The first role, in the vocabulary's order, one of whose turns of phrase occurs."""
    known = (role for role in keys("roles") if role not in {"want", "about_me"})
    return next((role for role in known if pattern("roles", role).search(text)), None)  # type: ignore[misc]


def _place_or_day(text: str) -> Role | None:
    selling = _named(text, "places", "market_context", _SELLING)
    if selling or _named(text, "channels", "channel_context", _SHOWING):
        return "date" if is_date(text) else "market" if selling else "channel"
    return "date" if is_date(text) and len(text) < _SHORT and not _product_want(text) else None


def _asked(text: str, stage: Stage, *, told: bool) -> bool:
    return asks(text) and not told and stage != "situation" and len(text) > _WORD


_FEW = 4
"""Words of a sentence such as `US only.`"""
_TAGLINE = re.compile(
    r"(?:an?|one)\s(?:(?!(?:is|are|was|were|has|have|had|me|us|my|asked|told|said|wants?|wanted)\b)[\w'&,/-]+\s)+?"
    r"(?:that|which|for|to|with)\b"
    r"|(?!我|我们|咱)[^，。；]{2,40}(?:工具|应用|软件|程序|网站|平台|插件|游戏|App|机器人)[。！]?$",
    re.IGNORECASE,
)
_THINGS_ZH = r"工具|应用|软件|程序|网站|官网|平台|插件|游戏|App|机器人|系统|小店|商城|课程"
_SUBJECT = re.compile(
    r"(?:it|the (?:tool|app|program|site|service|game|product))\s(?!is\b|was\b)"
    r"|(?:它|工具|软件|程序)(?:要|能|会|应)",
    re.I,
)
Stage = Literal["situation", "named", "wanted"]
"""How far a brief has come: it tells the situation, it has named the thing, it has said what it wants."""
_SELLING = re.compile(
    r"\b(?:sell|offer|launch|publish|release|available|start|market)\w*\b|卖|销售|上线|发布|推广", re.I
)
_SHOWING = re.compile(
    r"\b(?:show|launch|post|announce|publish|promote|share|write|tell)\w*\b|(?:想|先|要|会|打算)?在.{0,8}(?:发|推|宣传)|发(?:到|在)|首发",
    re.IGNORECASE,
)


def _only_places(text: str) -> bool:
    """Whether a sentence holds nothing but countries: `US only`, `Germany, Austria`."""
    rest = text
    for name in keys("places"):
        rest = pattern("places", name).sub("", rest)
    return rest != text and not re.search(
        r"\w", re.sub(r"\b(?:only|first|and|the|just)\b|只|先|和|、", "", rest, flags=re.I)
    )


def _named(text: str, kind: str, context: str, act: re.Pattern[str]) -> bool:
    """Whether a sentence is about where the product is sold or shown, rather than about what it does."""
    if kind == "places" and _only_places(text):
        return True
    if _product_want(text) or not (act.search(text) and pattern(context).search(text)) or len(text) > _SHORT:
        return False
    others = kind == "channels" and pattern("other_channels").search(text) is not None
    return others or any(pattern(kind, name).search(text) for name in keys(kind))


def _product_want(text: str) -> bool:
    """Whether a sentence that names a day still describes the product."""
    return (
        re.search(r"\b(?:that|which)\b|[:：]", text) is not None
        and pattern("roles", "want").search(text) is not None
    )


def _priced(text: str, stage: Stage) -> Role:
    """A sentence that names the price; a longer one asks for something by the way."""
    if len(text.split()) > _FEW * 2 and pattern("roles", "wanted").search(text):
        return "wanted"
    if len(text.split()) > _FEW * 2 and stage != "wanted" and pattern("roles", "want").search(text):
        return "want"
    return "price"


def _open(sentence: Sentence, stage: Stage, *, told: bool) -> Role:
    """The role of a sentence that no pattern claims: what it is depends on what was told before it."""
    text = sentence.text
    wished = pattern("roles", "want").search(text) is not None
    if wished and stage != "wanted":
        return "want"
    if pattern("greeting").match(text):
        return "about_me"
    if stage == "situation":
        listed = sentence.form == "item" and tells(text)
        return "capability" if _SUBJECT.match(text) or listed else "problem"
    if told:
        return "capability"
    if pattern("roles", "about_me").search(text):
        return "about_me"
    if pain(text) or (_HEARD.search(text) and not wished):
        return "problem"
    if names_people(text):
        return "audience"
    thing = wished and re.match(r"(?:an?|one)\s|一(?:个|款|套)", text, re.IGNORECASE) is not None
    if thing or tells(text):
        return "capability"
    return "price" if pattern("price", "gratis").search(text) and not amounts(text) else "remark"


def with_roles(
    sentences: list[Sentence], *, names: tuple[str, ...] = (), told: bool = False
) -> list[Sentence]:
    """Give every sentence its role; labels and headings win over words.

    Args:
        sentences: as `superindividual.rehearsal.reading.source.sentences` cut them.
        names: of the product; a sentence that begins with one says what it does.
        told: they are a founder's note on an earlier reading, where what is no other fact is a new ability.
    """
    stage: Stage = "wanted" if told else "situation"
    addressed = {} if told else _addressed(sentences)
    result: list[Sentence] = []
    for sentence in sentences:
        role = sentence.role
        if sentence.span.line >= addressed.get(sentence.block, sentence.span.line + 1):
            role = "address"
        elif role == "contact" and asks(sentence.text):
            role = "wanted"
        elif role is None and _goes_on(sentence, result):
            role = "price"
        elif _is_open(sentence):
            role = _opening(sentence, result) or _unlabelled(sentence, stage=stage, told=told)
            named = any(sentence.text.startswith(f"{name} ") for name in names)
            role = "capability" if named and role in {"problem", "about_me", "remark"} else role
        role = relabelled(sentence, role, told=told)
        stage = _stage(stage, role, named=role == "summary" and sentence.role is None)
        result.append(replace(sentence, role=role))
    result = _like_their_siblings(result)
    return result if stage != "situation" else _with_a_wish(result)


def _addressed(sentences: list[Sentence]) -> dict[int, int]:
    """Block to the line on which it begins to speak to the agents; what stands on earlier lines is the founder's."""
    first: dict[int, int] = {}
    for sentence in sentences:
        if to_the_agents(sentence.text):
            first.setdefault(sentence.block, sentence.span.line)
    return first


def _goes_on(sentence: Sentence, before: list[Sentence]) -> bool:
    """Whether a short sentence right after one on the price weighs it, such as `Or free at first`."""
    last = before[-1] if before else None
    if last is None or last.role != "price" or last.block != sentence.block or amounts(sentence.text):
        return False
    words = pattern("price", "free").search(sentence.text) or pattern("price", "undecided").search(
        sentence.text
    )
    return words is not None and len(sentence.text) <= _REMARK


def _is_open(sentence: Sentence) -> bool:
    """Whether its words decide: nothing announces it, or only a heading such as `Some remarks`."""
    vague = sentence.role in {"remark", "about_me"} and sentence.told_by == "above"
    return (sentence.role is None or vague) and sentence.form not in {"heading", "topic"}


def _stage(stage: Stage, role: Role | None, *, named: bool) -> Stage:
    if role in {"want", "summary", "capability"} and stage != "wanted":
        return "named" if named else "wanted"
    return stage


def _opening(sentence: Sentence, before: list[Sentence]) -> Role | None:
    """The first sentence may say what the product is: `A bell that rings before …`, `A clock for …: …`."""
    if any(other.form != "heading" for other in before):
        return None
    if _named_thing(sentence.text):
        return "want"
    if not _TAGLINE.match(sentence.text):
        return None
    if pattern("roles", "want").search(sentence.text):
        return "summary" if before and not re.search(r"[:：;；]", sentence.text) else None
    return "summary" if before and not re.search(r"[:：;；]", sentence.text) else "want"


def _named_thing(text: str) -> bool:
    """Whether a first sentence such as `微信小程序点餐：给我朋友的面馆` begins by naming the thing."""
    head = re.match(r"([^，。；：:]{2,20})[：:]", text)
    return (
        head is not None
        and re.search(_THINGS_ZH, head.group(1)) is not None
        and label_role(head.group(1)) is None
    )


def _like_their_siblings(sentences: list[Sentence]) -> list[Sentence]:
    """In a list whose other items tell what the product does, a bare noun such as `an archive by year` does too."""
    out = list(sentences)
    start = 0
    while start < len(out):
        stop = start
        while stop < len(out) and out[stop].form == "item":
            stop += 1
        _level(out, start, stop)
        start = max(stop, start + 1)
    return out


def _level(out: list[Sentence], start: int, stop: int) -> None:
    family = [i for i in range(start, stop) if out[i].role in {"capability", "remark", "problem"}]
    does = [i for i in family if out[i].role == "capability"]
    for i in family if 2 * len(does) >= len(family) and does else []:
        if out[i].role == "remark" and out[i].told_by != "label" and not aside(out[i].text):
            out[i] = replace(out[i], role="capability")


def _with_a_wish(sentences: list[Sentence]) -> list[Sentence]:
    """Where no sentence says what is wanted, the first one that tells anything but a pain does."""
    first = next(
        (i for i, s in enumerate(sentences) if s.role == "problem" and not pain(s.text) and not s.label),
        None,
    )
    return [replace(s, role="want") if i == first else s for i, s in enumerate(sentences)]


_HEARD = re.compile(r"\btold (?:me|us)\b|\bcomplain(?:ed|s)?\b|抱怨|跟我们?[说讲]", re.IGNORECASE)
"""What people said of their lives, which names no group to sell to."""
_REMARK = 40
"""Characters of an afterthought."""
_WORD = 4
"""Characters; a shorter sentence such as `no?` says nothing by itself."""
