"""One item: its three sides and its weight, read from text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from . import messages
from .figures import NUMBER, parse_number
from .units import AMBIGUOUS, COMPOUND, UNITS, Unit

SIDES = 3

_NAMES = sorted(UNITS, key=len, reverse=True)
_WORDS = "|".join(name for name in _NAMES if name.isascii() and name.isalpha())
_SIGNS = "|".join(re.escape(name) for name in _NAMES if name not in _WORDS.split("|"))
_LABELS = (
    "dimensions|dimension|length|width|height|depth|weight|size|long|wide|high|deep|"
    "item|gross|net|dims|dim|wt|l|w|h|d"
)
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<unclear>[0-9]+(?:\.[0-9]+)?,[0-9][0-9.,]*)
    |(?P<number>{NUMBER})(?![0-9.]*[0-9])
    |(?P<unit>{_SIGNS}|(?:{_WORDS})(?![a-wyz]))\.?
    |(?P<between>[*×✕✖╳⨯х]|x(?![a-z])|by(?![a-z])|乘以?|[,;|/、]|和)
    |(?P<label>(?:{_LABELS})(?![a-wyz])|[:=()]
        |(?:包装|外箱|产品|商品|货物|单件)?(?:[长宽高深]度?|[净毛实]?重量?|尺寸|规格)|[为是约])
    |(?P<other>-?[0-9.]+|[a-z]+|[\u4e00-\u9fff]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_TIMES = re.compile(r"[0-9]\D{0,9}?[*×✕✖╳⨯х乘x]")
_THOUSANDS = re.compile("[0-9]{3}(?![0-9])")
_LONGEST_TEXT = 300


class Part(NamedTuple):
    """A number and its unit, as in 12 in."""

    number: Fraction
    unit: Unit

    @property
    def metric(self) -> Fraction:
        """The same in centimetres or kilograms, exactly."""
        return self.number * Fraction(self.unit.factor)


Quantity = tuple[Part, ...]
"""A length or a weight, in one part or in two, as in 3 lb 4 oz."""


@dataclass(frozen=True)
class Item:
    """What was said of one item."""

    sides: tuple[Quantity, ...]
    weight: Quantity


@dataclass(frozen=True)
class _Found:
    """A number, the unit after it if there is one, and whether they stand alone."""

    number: Fraction
    unit: Unit | None = None
    joins: bool = False
    """Nothing but space stands between the one before and this one."""


def parse_item(
    text: str, length_unit: Unit | None = None, weight_unit: Unit | None = None
) -> Item:
    """Read text such as `12in x 8in x 4in, 3lb`.

    Args:
        text: sides and weight in any order; a unit said once holds for all sides.
        length_unit: for sides that name none.
        weight_unit: for a weight that names none; such a weight stands last.

    Raises:
        ValueError: it does not say three sides and one weight; the message says why.
    """
    groups = _groups(_found(text))
    weight = groups.pop(_place_of_weight(groups, weight_unit))
    if len(groups) != SIDES:
        raise ValueError(messages.NOT_THREE_SIDES.format(count=len(groups)))
    return Item(_sides(groups, length_unit), _quantity(weight, weight_unit))


def names_unit(text: str) -> bool:
    """Whether any unit stands in the text."""
    return any(match.lastgroup == "unit" for match in _TOKEN.finditer(fold(text)))


def fold(text: str) -> str:
    """Bring full-width characters to their plain form, ½ to 1/2, letters to lower case.

    Superscripts and circled numbers stay: 10² must not become 102.
    """
    return "".join(_plain(char) for char in text).casefold()


def _plain(char: str) -> str:
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if kind == "<fraction>":
        return " " + unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    if kind in ("<wide>", "<narrow>", "<square>"):
        return unicodedata.normalize("NFKC", char)
    return char


def _found(text: str) -> list[_Found]:
    """Give the numbers with their units, in order."""
    if len(text) > _LONGEST_TEXT:
        raise ValueError(messages.TEXT_TOO_LONG.format(limit=_LONGEST_TEXT))
    found: list[_Found] = []
    joins, plain = False, fold(text).strip().rstrip(".。")
    crossed = _TIMES.search(plain)
    for match in _TOKEN.finditer(plain):
        kind, word = match.lastgroup, match[0]
        if kind == "number":
            if joins and crossed and not found[-1].unit and _THOUSANDS.match(word):
                raise ValueError(messages.UNCLEAR_SPACE.format(text=word))
            found.append(_Found(parse_number(word), joins=joins))
            joins = True
        elif kind == "unit":
            name = match["unit"]
            if not found or found[-1].unit or not joins:
                raise ValueError(messages.UNIT_ALONE.format(text=name))
            found[-1] = _Found(found[-1].number, UNITS[name], found[-1].joins)
        elif kind in ("between", "label"):
            joins = kind == "label" and joins and bool(found) and not found[-1].unit
        elif kind != "space":
            raise ValueError(_fault(kind, word))
    return found


def _fault(kind: str | None, word: str) -> str:
    if kind == "unclear":
        return messages.UNCLEAR_COMMA.format(text=word)
    if re.match("-[0-9]", word):
        return messages.NOT_POSITIVE.format(text=word)
    if word[:1] in AMBIGUOUS:
        return messages.AMBIGUOUS_UNIT.format(text=word)
    return messages.UNKNOWN.format(text=word)


def _groups(found: Sequence[_Found]) -> list[tuple[_Found, ...]]:
    """Put 3 lb and 4 oz together, where one follows the other."""
    groups: list[tuple[_Found, ...]] = []
    for one in found:
        before = groups[-1] if groups else ()
        if one.joins and len(before) == 1 and (before[0].unit, one.unit) in COMPOUND:
            groups[-1] = (*before, one)
        else:
            groups.append((one,))
    return groups


def _place_of_weight(groups: Sequence[tuple[_Found, ...]], unit: Unit | None) -> int:
    """Give the index of the one weight: by its unit, else the fourth number."""
    units = [group[0].unit for group in groups]
    places = [i for i, own in enumerate(units) if own and own.measure == "weight"]
    if len(places) > 1:
        raise ValueError(messages.TWO_WEIGHTS)
    if places:
        return places[0]
    if len(groups) != SIDES + 1 or units[-1]:
        raise ValueError(messages.NO_WEIGHT)
    if unit is None:
        raise ValueError(messages.NO_WEIGHT_UNIT)
    return SIDES


def _sides(
    sides: Sequence[tuple[_Found, ...]], unit: Unit | None
) -> tuple[Quantity, ...]:
    """Give the sides their units: each its own, or one for all."""
    said = [group for group in sides if group[-1].unit]
    if len(said) == 1 and len(said[0]) == 1:
        unit = said[0][0].unit
    elif said and len(said) < SIDES:
        raise ValueError(messages.SIDE_WITHOUT_UNIT)
    elif not said and unit is None:
        raise ValueError(messages.NO_LENGTH_UNIT)
    return tuple(_quantity(group, unit) for group in sides)


def _quantity(group: Sequence[_Found], unit: Unit | None) -> Quantity:
    units = [(one.number, one.unit or unit) for one in group]
    return tuple(Part(number, known) for number, known in units if known)
