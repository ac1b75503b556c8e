"""SiteShape: what a site from Markdown is like, as far as the founder's words decide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from superindividual.specs.facts import ProductFacts
from superindividual.text import one_line
from superindividual.tools.job import Job

Archive = Literal["year", "month", "season", "none"]

_KNOWN_WORDS = (
    "title name date day tag tags body text content contents summary description abstract draft updated page "
    "order slug note notes 标题 题目 名称 菜名 书名 日期 标签 正文 内容 摘要 简介 草稿 更新 顺序 页面 网址"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
"""What every note may say, whatever the product; see `note.py` of the package."""
_DATED = frozenset({"date", "day", "日期"})
_NO_GROUP = re.compile(
    r"years?|months?|dates?|seasons?|titles?|names?|letters?|alphabet|time|pages?|notes?|posts?|all|the|"
    r"年.?|月.?|日期|时间|标题|字母|赛季|演出季"
)
_LISTS = (
    re.compile(r"[(（\[]([^()（）\[\]]*\btitle\b[^()（）\[\]]*)[)）\]]", re.IGNORECASE),
    re.compile(
        r"\b(?:with|has|have|holds?|contains?|carr(?:y|ies)|states?|fields?|headers?|front matter)\b:? "
        r"([^.;:()]*\btitle\b[^.;:()]*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:写着|写了|写有|写明|包含|包括|含有|字段是|字段有|信息是)"
        r"[：:]?([^。；：:（）()]*?(?:标题|题目|菜名|书名|名称)[^。；：:（）()]*)"
    ),
    re.compile(r"[：:（(]([^。；：:（）()]*(?:标题|题目|菜名|书名|名称)[^。；：:（）()]*)"),
)
_LIST_END = re.compile(
    r"\b(?:at|in|on) (?:the|an?|its|their|each)\b.*| at top.*|(?:写在|放在).*", re.IGNORECASE
)
_LIST_CUT = re.compile(r",|;|/|\band\b|\bplus\b|&|、|，|和|及|与", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the|its|their|some|one|optional(?:ly)?|each|every)\s+", re.IGNORECASE)
_FIELD = re.compile(r"[^\W\d_](?:[^\W_]| (?=\w)){0,23}")
_MOST_WORDS, _MOST_FIELDS, _MOST_GROUPS = 2, 8, 4

_GAP = r"(?:(?!\bpages?\b|\band\b|,)[^.;]){0,24}?"
_INDEX = re.compile(
    rf"\b(?:(?:index(?:es)?|indices)\b{_GAP}\b(?:by|of|per)"
    rf"|(?:overviews?|lists?|listed|grouped|browse\w*|sorted)\b{_GAP}\bby)\b (?P<names>[^.;:()]+)",
    re.IGNORECASE,
)
_OWN_INDEX = re.compile(r"\b(?P<name>[a-z]+) (?:index(?:es)?|pages|archives)\b", re.IGNORECASE)
_NAMED_INDEX = re.compile(r"tags?|topics?|authors?|categor(?:y|ies)|speakers?|composers?|ingredients?", re.I)
_INDEX_ZH = re.compile(
    r"按(?P<names>[\u4e00-\u9fff、和]{1,14}?)(?=做|建|列|分|归|排|的|索引|浏览|查|整理|显示|[，。；、]|$)"
)
_HOME = re.compile(r"\b(?:home|start|front|landing) ?page\b|首页|主页", re.IGNORECASE)
_NEXT = re.compile(
    r"\b(?P<when>next|upcoming|coming) (?!and\b|to\b|or\b|page|link|year|month|week|version|step|button|post|note|"
    r"chapter|article|time|entry|item)(?P<what>[a-z]{3,20})\b"
    r"|(?P<zh>(?:下(?:一)?[次场个期届]|即将(?:举行|开始|到来)的?)[\u4e00-\u9fff]{0,6}?(?=[，。；、]|和|的|$|放|在|显示))",
    re.IGNORECASE,
)
_ENGLISH_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {
    **{word: number for number, word in enumerate(_ENGLISH_NUMBERS.split(), 1)},
    **{word: number for number, word in enumerate("一二三四五六七八九十", 1)},
    "两": 2,
    "twenty": 20,
    "二十": 20,
}
_COUNT = rf"\d+|{'|'.join(word for word in _NUMBERS if word.isascii())}"
_LATEST = re.compile(
    rf"\b(?:latest|newest|last|recent) (?P<a>{_COUNT})\b"
    rf"|\b(?P<b>{_COUNT}) (?:latest|newest|most recent|last)\b"
    r"|最[新近]的?(?P<c>[\d一二两三四五六七八九十]+)[篇条个道场次则]",
    re.IGNORECASE,
)
_MOST_LATEST = 50
_NOUN = re.compile(
    r"\bpages? (?:per|for (?:each|every)) (?P<a>[a-z]{3,16})\b|\beach (?P<b>[a-z]{3,16}) (?:gets|has|on)\b"
    r"|每[篇道场个本条次](?P<c>[\u4e00-\u9fff]{1,4}?)(?=一|有|单独|各|都|的|[，。；、]|$)",
    re.IGNORECASE,
)
_NO_NOUN = frozenset(
    {"file", "page", "tag", "day", "month", "year", "文件", "页面", "标签", "年", "月", "天"}
)
_SIDEBAR = re.compile(
    r"\bside ?bar\b|\bside navigation\b|\bnavigation tree\b|\bdocumentation\b|\bdocs\b|\bhandbook\b|\bmanual\b"
    r"|侧边栏|侧栏|目录树|文档站|产品文档|手册",
    re.IGNORECASE,
)
_FEED = re.compile(r"\bfeeds?\b|\brss\b|\batom\b|订阅", re.IGNORECASE)


@dataclass(frozen=True)
class SiteShape:
    """The defaults of one product; they become `defaults.py` of the package."""

    fields: tuple[str, ...]
    groups: tuple[str, ...]
    dated: bool
    archive: Archive
    latest: int
    home_by: str
    next: str
    feeds: tuple[str, ...]
    sidebar: bool
    sponsors: bool
    noun: str
    """What the founder calls a note, in the singular; empty when the brief does not say."""


def shape_of(job: Job, facts: ProductFacts) -> SiteShape:
    """Read the shape from the facts; the list of fields also from the brief's own words."""
    said = [s.text for s in (facts.summary, facts.problem, *facts.capabilities) if s]
    wanted = [s.text for s in facts.wanted]
    refused = " ".join(s.text for s in facts.not_now)
    listed = _listed([*said, one_line(job.brief.body, 20_000)])
    fields = tuple(name for name in listed if name.casefold() not in _KNOWN)[:_MOST_FIELDS]
    sidebar = any(_SIDEBAR.search(text) for text in said)
    following = "" if sidebar else _next(said)
    clauses = [clause for text in said for clause in re.split("[,;，；。]", text)]
    by = [name for clause in clauses if _HOME.search(clause) for name in _grouped(clause, fields)]
    noun = _noun(said)
    own = {*by, noun, f"{noun}s"}
    groups = [name for text in said for name in _grouped(text, fields) if name not in own]
    has_date = bool({name.casefold() for name in listed} & _DATED)
    asks_archive = any(re.search(r"archive|归档", text, re.IGNORECASE) for text in said)
    return SiteShape(
        fields=tuple(name for name in fields if name not in {*groups, *by}),
        groups=tuple(dict.fromkeys(["tags", *groups]))[:_MOST_GROUPS],
        dated=not sidebar and (has_date or (not listed and (bool(following) or asks_archive))),
        archive=_archive(said) if asks_archive or (has_date and not sidebar) else "none",
        latest=_latest(said),
        home_by=by[0] if by else "",
        next=following,
        feeds=() if _FEED.search(refused) else _feeds(said, unasked=not sidebar),
        sidebar=sidebar,
        sponsors=any(re.search(r"\bsponsor|赞助", text, re.IGNORECASE) for text in [*said, *wanted]),
        noun=noun,
    )


def _listed(texts: Iterable[str]) -> tuple[str, ...]:
    """The fields of a note, from the first list that names its title."""
    for text in texts:
        for pattern in _LISTS:
            for match in pattern.finditer(text):
                parts = [_ARTICLE.sub("", p.strip()) for p in _LIST_CUT.split(_LIST_END.sub("", match[1]))]
                names = tuple(dict.fromkeys(p for p in parts if _is_field(p)))
                if len(names) > 1 and any(name.casefold() in _KNOWN for name in names):
                    return names
    return ()


def _is_field(text: str) -> bool:
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return bool(_FIELD.fullmatch(text)) and len(text.split()) <= _MOST_WORDS and han <= 6


def _grouped(text: str, fields: Sequence[str]) -> list[str]:
    """Fields that a statement wants an index of."""
    found: list[str] = []
    for match in (m for pattern in (_INDEX, _OWN_INDEX, _INDEX_ZH) for m in pattern.finditer(text)):
        single = match.groupdict().get("name")
        if single and not _NAMED_INDEX.fullmatch(single) and not _same(single, fields):
            continue
        for part in re.split(r",|\band\b|\bby\b|、|和", single or match["names"] or "", flags=re.I):
            name = re.sub(r"^(?:(?:the|its|their|all|main(?= tags?)) )+", "", part.strip(), flags=re.I)
            if _is_field(name) and not _NO_GROUP.fullmatch(name.casefold()):
                found.append(_same(name, fields) or ("tags" if _is_tag(name) else name.casefold()))
    return found


def _is_tag(name: str) -> bool:
    return name.casefold() in ("tag", "tags", "标签")


def _same(name: str, fields: Sequence[str]) -> str | None:
    """The field that is meant: `composers` is `composer`."""
    return next((f for f in fields if f.casefold().rstrip("s") == name.casefold().rstrip("s")), None)


def _next(texts: Iterable[str]) -> str:
    for text in texts:
        if match := _NEXT.search(text):
            return match["zh"] or f"{match['when']} {match['what']}".capitalize()
    return ""


def _archive(texts: Iterable[str]) -> Archive:
    near = " ".join(t for t in texts if re.search(r"archive|归档|\bby (?:season|month)\b", t, re.IGNORECASE))
    if re.search(r"\bseason|赛季|演出季|乐季", near, re.IGNORECASE):
        return "season"
    return "month" if re.search(r"\bmonth|按月|月份", near, re.IGNORECASE) else "year"


def _latest(texts: Iterable[str]) -> int:
    for text in texts:
        for match in _LATEST.finditer(text):
            word = (match["a"] or match["b"] or match["c"]).casefold()
            number = int(word) if word.isdecimal() else _NUMBERS.get(word, 0)
            if 0 < number <= _MOST_LATEST:
                return number
    return 10


def _feeds(texts: Sequence[str], *, unasked: bool) -> tuple[str, ...]:
    """Whoever says RSS may mean any feed: both forms are handed over; documentation has none unless asked."""
    if any(re.search(r"\brss\b", text, re.IGNORECASE | re.ASCII) for text in texts):
        return ("atom", "rss")
    return ("atom",) if unasked or any(_FEED.search(text) for text in texts) else ()


def _noun(texts: Iterable[str]) -> str:
    for text in texts:
        for match in _NOUN.finditer(text):
            noun = (match["a"] or match["b"] or match["c"]).casefold()
            if noun not in _NO_NOUN:
                return noun
    return ""
