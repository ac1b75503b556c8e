"""Headers of CSV files."""

from __future__ import annotations

import pytest

from unit_freight import messages
from unit_freight.columns import find_layout, text_of
from unit_freight.errors import InputError


@pytest.mark.parametrize(
    ("header", "cells", "text"),
    [
        ("item", ["1x2x3cm, 4kg"], "1x2x3cm, 4kg"),
        ("sku,Size,Weight", ["A", "1x2x3cm", "4kg"], "1x2x3cm, 4kg"),
        ("Size (in);Weight_lb", ["1x2x3", "4"], "1x2x3 in, 4 lb"),
        ("length,width,height,weight", ["1", "2", "3cm", "4kg"], "1, 2, 3cm, 4kg"),
        (
            "weight (oz)\tL (in)\tW (in)\tH (in)",
            ["4", "1", "2cm", "3"],
            "1 in, 2cm, 3 in, 4 oz",
        ),
        (
            "编号,长(厘米),宽(厘米),高(厘米),重量(克)",
            list("A1234"),
            "1 cm, 2 cm, 3 cm, 4 g",
        ),
        ("货物", ["1×2×3厘米，4千克"], "1×2×3厘米，4千克"),
        ("尺寸,重量", ["1×2×3厘米", "4千克"], "1×2×3厘米, 4千克"),
        (
            "length/cm|width/cm|height/cm|weight/kg",
            list("1234"),
            "1 cm, 2 cm, 3 cm, 4 kg",
        ),
    ],
)
def test_headers(header: str, cells: list[str], text: str) -> None:
    """English and Chinese headings are known, in any order, with units in them."""
    layout = find_layout([f"{header}\n"])
    assert text_of(cells, layout) == text


def test_columns_of_units() -> None:
    """Units may stand in columns of their own, as in reports of marketplaces."""
    header = (
        "sku,longest-side,median-side,shortest-side,unit-of-dimension,"
        "item-package-weight,unit-of-weight\n"
    )
    layout = find_layout([header])
    assert layout.columns == (1, 2, 3, 5)
    assert (layout.length_unit, layout.weight_unit) == (4, 6)


def test_without_a_header_a_row_is_an_item() -> None:
    """Commas that split the text are put back."""
    layout = find_layout(["\n", "12in x 8in x 4in, 3lb\n"])
    assert layout.headings == ()
    assert text_of(["12in x 8in x 4in", " 3lb", ""], layout) == "12in x 8in x 4in, 3lb"


def test_an_empty_cell_is_named() -> None:
    """The message has the heading as it stands in the file."""
    layout = find_layout(["Size,Gross Weight\n"])
    message = messages.EMPTY_CELL.format(column="Gross Weight")
    with pytest.raises(ValueError, match=message):
        text_of(["1x2x3cm", " "], layout)


def test_unknown_headers_stop_the_run() -> None:
    """A first line that is neither a header nor an item is shown."""
    with pytest.raises(InputError, match="foo,bar"):
        find_layout(["foo,bar\n", "1x2x3cm,4kg\n"])
    with pytest.raises(InputError, match=messages.NO_ITEMS):
        find_layout([" \n", ",,\n"])
    with pytest.raises(InputError):
        find_layout(['"foo"bar\n'])
