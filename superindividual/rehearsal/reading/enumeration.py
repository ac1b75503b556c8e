"""Enumerations: one sentence cut into the points it lists, never inside brackets or code."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.evidence import tells
from superindividual.rehearsal.reading.span import Span, depth_map
from superindividual.rehearsal.reading.vocabulary import phrase, third_person, verb

_ENDS = " \t\n.。;；,，、!！:："
_PLAIN = 3
"""Words of a plain member such as `bank connections`."""
_CJK = re.compile(r"[\u3400-\u9fff]")


def _cut(span: Span, positions: list[tuple[int, int]]) -> list[Span]:
    """The pieces between the given separators, cleaned; empty pieces vanish."""
    pieces, start = [], 0
    for begin, end in [*positions, (len(span.text), len(span.text))]:
        pieces.append(tidy(span[start:begin]))
        start = end
    return [piece for piece in pieces if piece]


def tidy(span: Span) -> Span:
    """Without joining words at the start and punctuation at the end."""
    span = span.strip(_ENDS)
    if thanks := phrase("courtesy").search(span.text):
        span = span[: thanks.start()].strip(_ENDS)
    while phrase("joining").match(span.text):
        span = span.without(phrase("joining")).strip(_ENDS)
    return span.strip(_ENDS) if not re.search(r"\b(?:etc|e\.g|i\.e)\.$", span.strip().text) else span.strip()


def _top(span: Span, expression: str) -> list[re.Match[str]]:
    depth = depth_map(span.text)
    return [m for m in re.finditer(expression, span.text, re.IGNORECASE) if not depth[m.start()]]


def points(span: Span) -> list[Span]:
    """A list of things: `a page, tests and an e-mail`, `下单、登录、云端`; semicolons cut before commas do."""
    if semicolons := _top(span, r"[;；]"):
        return _cut(span, [(m.start(), m.end()) for m in semicolons])
    if len(_CJK.findall(span.text)) * 2 > len(span.text.split()) + 4 and _CJK.search(span.text):
        goes_on = r"[，,]\s*(?:不|也|都|但|因为|这样|方便|看|而且|听|会|就|免得|否则|要不|现在|先|暂时)"
        marks = _top(span, r"[、；;]")
        marks += [m for m in _top(span, r"[，,]") if not re.match(goes_on, span.text[m.start() :])]
        return _cut(span, sorted({(m.start(), m.end()) for m in marks}))
    commas = [(m.start(), m.end()) for m in _top(span, r"[,;](?=\s)") if not _relative(span.text[m.end() :])]
    last = commas[-1][1] if commas else 0
    joined = _top(span[last:], r"\s(?:and|or|plus)\s(?:also )?")
    if joined and _joins_members(span.text[last:], joined[-1], listed=bool(commas)):
        commas.append((last + joined[-1].start(), last + joined[-1].end()))
    return _cut(span, commas)


def _joins_members(text: str, joint: re.Match[str], *, listed: bool) -> bool:
    """Whether an `and` joins two members of a list, not two words of one member."""
    left, right = text[: joint.start()], text[joint.end() :]
    if re.search(r"\b(?:who|which|between|both)\b", left, re.I):
        return False
    if _article(right):
        return True
    plain = not re.search(r"\b(?:for|to|of|on|in|with|by|from|at|about)\b", left, re.I)
    return plain and len(left.split()) <= _PLAIN and len(right.split()) <= (_PLAIN if listed else _PLAIN + 1)


def _article(text: str) -> bool:
    return re.match(r"(?:an?|the|one|two|three|some|my|our|no|whether|what|how)\b", text, re.I) is not None


def _relative(text: str) -> bool:
    """Whether what follows a comma only adds to what stood before it."""
    return phrase("dependent").match(text) is not None


def _verbs(span: Span) -> list[Span]:
    """`reads …, sorts … and prints …`: cut where a new verb begins."""
    word = third_person().pattern if re.match(r"\w+s\b", span.text) else verb().pattern
    joint = r"[,;]\s+(?:and\s+|then\s+|but\s+|also\s+)*|\s+and\s+(?:then\s+|also\s+)*"
    marks = _top(span, rf"(?:{joint})(?=(?:{word}))")
    marks += _top(span, r",\s+(?=(?:and\s+)?with (?:the|a|an|every|each|all)\b)")
    after = re.match(r"(?:if|when|whenever|once|unless|before|after|for (?:each|every))\b", span.text, re.I)
    marks = marks[1:] if after else marks  # the first comma only ends the condition
    pieces = _cut(span, sorted({(m.start(), m.end()) for m in marks}))
    return [piece.without(r"with\s+") for piece in pieces]


def _chinese(span: Span) -> list[Span]:
    """Clauses at commas; a short clause stays with the one before it."""
    marks = [(m.start(), m.end()) for m in _top(span, r"[，；。]|,\s")]
    pieces: list[tuple[int, int]] = []
    start = 0
    for begin, end in [*marks, (len(span.text), len(span.text))]:
        clause = span.text[start:begin]
        dependent = len(_CJK.findall(clause)) < 6 or re.match(
            r"\s*(?:不能|不要|否则|这样|方便|因为|所以|而不是|就|才)", clause
        )
        if pieces and dependent:
            pieces[-1] = (pieces[-1][0], begin)
        else:
            pieces.append((start, begin))
        start = end
    if len(pieces) > 1 and len(_CJK.findall(span.text[slice(*pieces[0])])) < 4:
        pieces[:2] = [(pieces[0][0], pieces[1][1])]
    return [piece for begin, end in pieces if (piece := tidy(span[begin:end]))]


def _colon(span: Span) -> tuple[Span, Span] | None:
    marks = _top(span, r"：|:\s")
    return (tidy(span[: marks[0].start()]), tidy(span[marks[0].end() :])) if marks else None


def wish(span: Span) -> Span:
    """The thing wanted, without `I want` or `想做`."""
    return tidy(span).without(phrase("want_lead")).strip()


def _is_chinese(span: Span) -> bool:
    return len(_CJK.findall(span.text)) > len(re.findall(r"[A-Za-z]{2,}", span.text))


def abilities(span: Span, *, wished: bool = True) -> list[Span]:
    """What a sentence says the product does, one ability each.

    `I want a tool that reads X, sorts Y and prints Z` gives three; a list after a colon gives its items.

    Args:
        span: the sentence.
        wished: it names the product and what it does. Otherwise it tells of one thing, and a list in it
            belongs to that thing: `every recipe is one page: title, photo, steps`.
    """
    if parts := _colon(span):
        head, tail = parts
        if not wished and not phrase("lists").search(head.text):
            return [tidy(span)]
        return [*_of_head(head), *(_chinese(tail) if _is_chinese(tail) else _listed(tail))]
    if _is_chinese(span):
        pieces = _chinese(span) if wished else _told(_chinese(span), span)
        return [piece for piece in (tidy(wish(p)) for p in pieces) if piece]
    return _clause(span, wished=wished)


def _told(pieces: list[Span], whole: Span) -> list[Span]:
    """The clauses of a sentence, if each of them says something by itself; else the sentence."""
    return pieces if all(tells(piece.text) for piece in pieces) else [tidy(whole)]


def _listed(tail: Span) -> list[Span]:
    tail = (
        tail.without(r"it\s+(?!is\b|was\b)")
        if re.match(rf"it\s+(?={verb().pattern})", tail.text, re.I)
        else tail
    )
    return _verbs(tail) if verb().match(tail.text) else points(tail)


def _of_head(head: Span) -> list[Span]:
    """What the words before a colon say beyond naming the thing."""
    thing = wish(head)
    if _is_chinese(thing):
        if later := _top(thing, "，"):
            return _chinese(thing[later[0].end() :])
        return [thing] if "的" in thing.text else []
    relative = _predicate(thing, wished=True)
    return _verbs(relative) if relative else []


def _predicate(thing: Span, *, wished: bool) -> Span | None:
    """The verb phrase of `a tool that reads …`, `something to sort …`, or of a bare imperative.

    Of a part of the product, `search that works offline`, the words before the verb belong to it.
    """
    word = verb().pattern
    third = third_person().pattern
    patterns = (
        rf"\b(?:that|which)\s+(?:can |will |would |should |must |just |simply |only |also )*(?={third})",
        rf"(?:^|\b(?:tool|app|way|program|script|something|site|service|page|one)\s)to\s+(?={word})",
    )
    for pattern in patterns:
        marks = _top(thing, pattern)
        if marks and (wished or phrase("product").search(thing.text[: marks[0].start() + 1])):
            return thing[marks[0].end() :]
    return None


def _scene(span: Span) -> list[Span]:
    """`pet owners can log doses and get reminders`, `guests pick a dish, and the host sees the rest`."""
    can = phrase("can_do").match(span.text)
    return _verbs(span[can.end() :]) if can and verb().match(span.text[can.end() :]) else points(span)


def _clause(span: Span, *, wished: bool) -> list[Span]:
    if not wished and _is_ability(tidy(span)):
        return _verbs(tidy(span))
    thing = wish(span).without(r"(?:can|should|must|will|may)\s+(?!not\b|never\b)")
    thing = thing.without(r"(?:it|them|this|that|these|those) as (?=an?\b)")
    if predicate := _predicate(thing, wished=wished or thing.text != tidy(span).text):
        return _verbs(predicate)
    if scene := _top(thing, phrase("scene").pattern):
        return _scene(thing[scene[0].end() :])
    subject = phrase("subject_modal").match(thing.text)
    if subject:
        return _verbs(thing[subject.end() :]) if verb().match(thing.text[subject.end() :]) else [tidy(thing)]
    if re.match(rf"(?:it|this)\s+(?={verb().pattern})", thing.text, re.I):
        return _verbs(thing.without(r"\w+\s+"))
    if verb().match(thing.text):
        return _verbs(thing)
    features = _top(thing, r"\swith\s")
    if thing.text != tidy(span).text and features and len(_top(thing[features[0].end() :], r",\s")) >= 1:
        return points(thing[features[0].end() :])
    return [tidy(thing)]


def _is_ability(thing: Span) -> bool:
    """Whether a point says what the product does: `Write report.md`; not `write me a tool that …`."""
    return bool(verb().match(thing.text)) and not phrase("commission").match(thing.text)


def clause_at(span: Span, position: int) -> Span:
    """The clause of a sentence that holds a place."""
    start = 0
    for match in _top(span, r"[，；;]|,\s+(?!20\d\d)"):
        if match.start() > position:
            return tidy(span[start : match.start()])
        start = match.end()
    return tidy(span[start:])
