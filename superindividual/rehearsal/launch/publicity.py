"""Publicity: which of the founder's words readers should see, and in whose voice."""

from __future__ import annotations

import re

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language

_CLAUSE = 6
"""Characters that still say something."""
_VOICE_EN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(expression), reader)
    for expression, reader in (
        (r"\b[Ii](?:'m|’m| am)\b", "you are"),
        (r"\b[Ii](?:'ve|’ve| have)\b", "you have"),
        (r"\b[Ii](?:'d|’d)\b", "you would"),
        (r"\b[Ii](?:'ll|’ll)\b", "you will"),
        (r"(?<![\w.'’])[Ii](?![\w.'’/-])", "you"),
        (r"\b[Ww]e(?:'re|’re| are)\b", "you are"),
        (r"\b[Ww]e\b", "you"),
        (r"\bmyself\b|\bourselves\b", "yourself"),
        (r"\b(?:My|Our)\b", "Your"),
        (r"\b(?:my|our)\b", "your"),
        (r"\b(?:mine|ours)\b", "yours"),
        (r"\b(?:me|us)\b", "you"),
    )
)
_VOICE_ZH = (
    (re.compile(r"我们?自己"), "你自己"),
    (re.compile(r"我们?(?=的|写|填|定|选|设|列|导|存|自)"), "你"),
)


def is_private(text: str) -> bool:
    """Whether a statement speaks to the builders or of the founder's own people, and not to readers."""
    return pattern("private").search(text) is not None


def is_sensitive(text: str) -> bool:
    """Whether a statement tells figures of the founder's business that nobody publishes unasked."""
    return pattern("sensitive").search(text) is not None


def speaks_for_itself(facts: ProductFacts) -> bool:
    """Whether the product is the founder's own site, whose pages say `my` and mean it."""
    said = facts.summary.text if facts.summary else ""
    return pattern("own_site").search(said) is not None


def to_reader(text: str, lang: Language) -> str:
    """The same words spoken to whoever will use it: `my invoices.csv` becomes `your invoices.csv`."""
    for expression, reader in _VOICE_ZH if lang == "zh-CN" else _VOICE_EN:
        text = expression.sub(reader, text)
    return text


def bare_noun(text: str) -> bool:
    """Whether a Chinese line is only the name of a part, such as `首页`."""
    return re.fullmatch(r"[\u3400-\u9fff]{1,6}", text) is not None and not pattern("verb_zh").search(text)


def what_stays(evidence: str, brief: Brief) -> str:
    """What may be said of data that stays: all of it where the founder says so outright, less where he does not."""
    match = re.fullmatch(r"brief:(\d+)", evidence)
    line = brief.lines[int(match[1]) - 1] if match and 0 < int(match[1]) <= len(brief.lines) else ""
    if pattern("stays_local").search(line) or not match:
        return "data_leaves_device"
    return "offline" if pattern("offline").search(line) else ""


def without_superlative(text: str, lang: Language) -> tuple[str, str | None]:
    """The text, and the superlative that keeps it out; a clause that can go takes its superlative along."""
    bad = superlative_in(text)
    if bad is None or lang != "zh-CN":
        return text, bad
    clauses = re.split(r"(?<=[，；])", text)
    clean = "".join(clause for clause in clauses if not superlative_in(clause)).rstrip("，；")
    return (clean, None) if len(clean) >= _CLAUSE else (text, bad)


def superlative_in(text: str) -> str | None:
    """The first superlative of a text that advertising may not use without proof, or None."""
    match = pattern("superlative").search(text)
    return match.group() if match else None
