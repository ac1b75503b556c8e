"""Many items."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unit_freight import messages
from unit_freight.batch import Batch, Units, read_batch
from unit_freight.errors import InputError
from unit_freight.freight import Rule
from unit_freight.units import INCH, POUND

HEADER = "sku,size,weight\n"


def _batch(text: str, units: Units | None = None) -> Batch:
    return read_batch(text, Rule(), units or Units())


def test_every_line_is_worked_out_or_listed() -> None:
    """Good and bad lines keep their order and their numbers in the file."""
    batch = _batch(
        HEADER
        + "A,1x2x3cm,4kg\n\nB,1x2cm,4kg\nC,1x2x3cm\n"
        + 'D,"1x2x3cm,4kg\nE,1,2,3\nF,1x2x3cm,5kg,,\n'
    )
    assert [outcome.line for outcome in batch.outcomes] == [2, 4, 5, 6, 7, 8]
    assert [(bad.line, bad.reason) for bad in batch.bad] == [
        (4, messages.NOT_THREE_SIDES.format(count=2)),
        (5, messages.WIDTH.format(found=2, expected=3)),
        (6, messages.OPEN_QUOTE),
        (7, messages.WIDTH.format(found=4, expected=3)),
    ]
    assert batch.bad[0].text == "B,1x2cm,4kg"
    assert batch.bad[0].cells == ("B", "1x2cm", "4kg")
    assert batch.outcomes[-1].cells == ("F", "1x2x3cm", "5kg")


def test_without_a_header() -> None:
    """Lines as one would type them are items."""
    batch = _batch("12in x 8in x 4in, 3lb\nnonsense\n30×20×10厘米，1千克\n")
    assert batch.headings == ()
    assert [bad.line for bad in batch.bad] == [2]


def test_units_of_a_line_of_its_header_and_of_the_options() -> None:
    """What stands nearer counts: the cell, the unit's column, the option."""
    text = (
        "length,width,height,weight,length_unit,weight_unit\n"
        "1,1,1,1,cm,kg\n1,1,1,1,,\n1cm,1cm,1cm,1kg,in,lb\n1,1,1,1,kg,kg\n"
    )
    batch = _batch(text, Units(INCH, POUND))
    results = [outcome.result for outcome in batch.outcomes]
    found = [(result.volume, result.weight) for result in results if result]
    inch = Fraction("2.54") ** 3
    assert found == [(1, 1), (inch, Fraction("0.45359237")), (1, 1)]
    reason = messages.WRONG_UNIT.format(text="kg", column="length_unit")
    assert batch.bad[0].reason == reason


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, HEADER + "\n,,\n"])
def test_no_items(text: str) -> None:
    """A file without items is no success."""
    with pytest.raises(InputError, match=messages.NO_ITEMS):
        _batch(text)
