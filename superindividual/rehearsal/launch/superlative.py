"""Superlatives that an advertisement may not use without proof: 广告法 9(3), and the same habit in English.

Words that only look like one (最后, 第一步, 唯一标识, `first line`, `offline first`) are let through.
"""

from __future__ import annotations

import re

_CHINESE = re.compile(
    r"最(?!后|近|新(?:一|的?一)|初|终|多|少|小|大(?:值|长度|支持)|低(?:值|消费)|短(?:边|路径)|长(?:边)|先)"
    r"|第一(?!步|次|行|列|个|版|条|章|期|天|周|页|轮|时间|位|种|人称|方)"
    r"|唯一(?!标识|编号|索引|键|ID|值|性)|顶级|顶尖|国家级|世界级|极致|极品|绝无仅有|独一无二|史无前例|万能|永久免费|首选|独家|全网|全国首|销量冠军"
    r"|百分之百|100\s*%|绝对(?!路径|值|地址|定位|链接|误差|湿度|引用)"
)
_ENGLISH = re.compile(
    r"\b(?:the (?:best|greatest|fastest|easiest|cheapest|smartest|simplest|safest|only|first|world's)\b(?! (?:line|row|step|column|time|page|version|of|one|two|three|rule|word))"
    r"|best[- ](?:ever|in[- ]class)|world[- ](?:class|leading)|market[- ]leading|industry[- ]leading|unrivall?ed|unbeatable|"
    r"revolutionary|ultimate|game[- ]chang(?:er|ing)|number one|no\. ?1|#1|perfect|guaranteed?|100\s?%|once in a lifetime)",
    re.IGNORECASE,
)


def superlative_in(text: str) -> str | None:
    """The first superlative of a text, or None."""
    match = _CHINESE.search(text) or _ENGLISH.search(text)
    return match.group() if match else None
