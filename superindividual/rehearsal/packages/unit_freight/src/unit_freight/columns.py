"""Which column of a CSV holds what, and in which unit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from . import messages
from .errors import InputError
from .item import fold, names_unit
from .units import Measure, Unit, unit_named

DELIMITERS = (",", ";", "\t", "|")

_NAMES = {
    "item": "item; items; package; parcel; goods; 货物; 货品; 商品尺寸重量; 尺寸重量; "
    "尺寸和重量; 尺寸与重量; 尺寸及重量",
    "size": "size; dimensions; dimension; dims; l x w x h; lxwxh; package size; "
    "package dimensions; 尺寸; 规格; 外箱尺寸; 包装尺寸; 包裹尺寸; 长宽高; 长x宽x高; "
    "长*宽*高; 长×宽×高",
    "length": "length; l; longest side; item length; package length; 长; 长度; 长边; "
    "包装长; 包装长度",
    "width": "width; w; median side; item width; package width; 宽; 宽度; 包装宽; "
    "包装宽度",
    "height": "height; h; depth; shortest side; item height; package height; 高; "
    "高度; 包装高; 包装高度",
    "weight": "weight; wt; gross weight; actual weight; item weight; package weight; "
    "item package weight; 重量; 重; 实重; 毛重; 实际重量; 包装重量; 包裹重量",
    "length_unit": "length unit; size unit; dimension unit; unit of dimension; "
    "unit of length; 长度单位; 尺寸单位",
    "weight_unit": "weight unit; unit of weight; 重量单位",
}
_ALIASES = {
    role: [fold(name.strip()) for name in names.split(";")]
    for role, names in _NAMES.items()
}
_LAYOUTS = (
    ("length", "width", "height", "weight"),
    ("size", "weight"),
    ("item",),
)


@dataclass(frozen=True)
class Layout:
    """Where the columns are; without a header the cells of a row make one text."""

    delimiter: str
    headings: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    """Of what makes up an item, in the order of `parse_item`'s text."""
    units: tuple[Unit | None, ...] = ()
    """What the headings of `columns` name."""
    length_unit: int = -1
    """The column that names the unit; -1: there is none."""
    weight_unit: int = -1


def find_layout(lines: Sequence[str]) -> Layout:
    """Read the first line with content: a header, or an item already.

    Raises:
        InputError: it is neither.
    """
    first = next((line for line in lines if line.strip(" \t\r\n,;|")), "")
    if not first:
        raise InputError(messages.NO_ITEMS)
    for delimiter in DELIMITERS:
        layout = _layout(delimiter, _cells(first, delimiter))
        if layout:
            return layout
    if not any("0" <= char <= "9" for char in fold(first)):
        raise InputError(messages.NO_COLUMNS.format(line=first.strip()[:80]))
    return Layout(next((mark for mark in "\t;|" if mark in first), ","))


def text_of(cells: Sequence[str], layout: Layout) -> str:
    """Give the item of a row as one text.

    Raises:
        ValueError: a cell that is needed is empty.
    """
    if not layout.headings:
        return ", ".join(cell.strip() for cell in cells if cell.strip())
    parts = []
    for column, unit in zip(layout.columns, layout.units, strict=True):
        cell = cells[column].strip()
        if not cell:
            heading = layout.headings[column]
            raise ValueError(messages.EMPTY_CELL.format(column=heading))
        parts.append(f"{cell} {unit.symbol}" if unit and not names_unit(cell) else cell)
    return ", ".join(parts)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _layout(delimiter: str, cells: list[str]) -> Layout | None:
    known = [_role(cell) for cell in cells]
    at: dict[str, int] = {}
    for place, (role, _) in enumerate(known):
        at.setdefault(role, place)
    for roles in _LAYOUTS:
        if all(role in at for role in roles):
            columns = tuple(at[role] for role in roles)
            return Layout(
                delimiter=delimiter,
                headings=tuple(cell.strip() for cell in cells),
                columns=columns,
                units=tuple(known[column][1] for column in columns),
                length_unit=at.get("length_unit", -1),
                weight_unit=at.get("weight_unit", -1),
            )
    return None


def _role(heading: str) -> tuple[str, Unit | None]:
    """Give what a column holds, and the unit its heading names: `length (in)`."""
    plain = " ".join(fold(heading).replace("_", " ").replace("-", " ").split())
    for role, names in _ALIASES.items():
        if plain in names:
            return role, None
    for role in ("length", "width", "height", "size", "weight"):
        measure: Measure = "weight" if role == "weight" else "length"
        for name in _ALIASES[role]:
            rest = plain.removeprefix(name)
            unit = unit_named(rest.strip(" ()[]/:"), measure)
            if rest != plain and unit:
                return role, unit
    return "", None
