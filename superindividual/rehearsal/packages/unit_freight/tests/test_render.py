"""What is printed."""

from __future__ import annotations

import csv
import io
import json

from unit_freight import messages
from unit_freight.batch import Units, read_batch
from unit_freight.freight import Result, Rule, work_out
from unit_freight.item import parse_item
from unit_freight.render import (
    as_json,
    as_text,
    batch_as_csv,
    batch_as_json,
    printable,
)

FILE = "sku,size,weight\nA,12x8x4in,3lb\nB,1x2cm,4kg\n=C,1x2x3cm\n"


def _result(text: str = "12in x 8in x 4in, 3lb") -> Result:
    return work_out(parse_item(text), Rule())


def test_text() -> None:
    """The short result, the rule, then the steps unless they are not wanted."""
    short = as_text(_result(), explain=False)
    assert short.splitlines() == [
        messages.SIZE.format(sides="30.48 × 20.32 × 10.16"),
        messages.WEIGHT.format(weight="1.361"),
        messages.VOLUMETRIC.format(divisor="5000", weight="1.259"),
        messages.VOLUMETRIC.format(divisor="6000", weight="1.049"),
        *(
            messages.CHARGEABLE.format(
                divisor=divisor, weight="1.5", reason=messages.ACTUAL_COUNTS
            )
            for divisor in ("5000", "6000")
        ),
        messages.ROUNDING.format(step="0.5"),
    ]
    long = as_text(_result(), explain=True)
    assert long.startswith(f"{short}\n{messages.HOW}\n1. ")
    assert "\n9. " in long


def test_small_things_are_not_nothing() -> None:
    """A weight below a gram is not shown as zero."""
    text = as_text(_result("1x1x1cm, 0.4g"), explain=False)
    assert messages.WEIGHT.format(weight="0.0004") in text
    assert messages.VOLUMETRIC.format(divisor="5000", weight="0.0002") in text


def test_json() -> None:
    """Numbers are exact strings; the steps can be left out."""
    value = json.loads(as_json(_result(), explain=False))
    assert value == {
        "size_cm": ["30.48", "20.32", "10.16"],
        "weight_kg": "1.36077711",
        "volume_cm3": "6292.632576",
        "round_up_kg": "0.5",
        "charges": [
            {
                "divisor": divisor,
                "volumetric_kg": volumetric,
                "chargeable_kg": "1.5",
                "counts": "actual",
            }
            for divisor, volumetric in [
                ("5000", "1.2585265152"),
                ("6000", "1.048772096"),
            ]
        ],
    }
    assert len(json.loads(as_json(_result(), explain=True))["steps"]) == 9


def test_csv_keeps_every_line() -> None:
    """One row per line, the file's cells first; a bad one has its reason at the end."""
    batch = read_batch(FILE, Rule(), Units())
    for explain in (True, False):
        text = batch_as_csv(batch, Rule(), explain=explain)
        table = list(csv.reader(io.StringIO(text)))
        header, good, bad, short = table
        assert len({len(row) for row in table}) == 1
        assert header[:4] == [messages.COLUMN_LINE, "sku", "size", "weight"]
        assert (messages.COLUMN_STEPS in header) == explain
        assert good[:5] == ["2", "A", "12x8x4in", "3lb", "30.48"]
        assert good[7:12] == ["1.36077711", "1.2585265152", "1.048772096", "1.5", "1.5"]
        assert good[-1] == ""
        assert bad[:5] == ["3", "B", "1x2cm", "4kg", ""]
        assert bad[-1] == messages.NOT_THREE_SIDES.format(count=2)
        assert short[:4] == ["4", "=C,1x2x3cm", "", ""]


def test_csv_without_a_header() -> None:
    """The line itself stands in one column."""
    batch = read_batch("1x2x3cm, 4kg\n", Rule(), Units())
    text = batch_as_csv(batch, Rule(), explain=False)
    header, row = csv.reader(io.StringIO(text))
    assert header[1] == messages.COLUMN_ITEM
    assert row[:2] == ["1", "1x2x3cm, 4kg"]


def test_batch_json() -> None:
    """Items and unreadable lines, each with its number."""
    value = json.loads(batch_as_json(read_batch(FILE, Rule(), Units()), explain=True))
    assert [item["line"] for item in value["items"]] == [2]
    assert [bad["line"] for bad in value["unreadable"]] == [3, 4]
    assert value["unreadable"][1]["text"] == "=C,1x2x3cm"


def test_terminals_are_left_alone() -> None:
    """Escapes and invisible marks are not passed on."""
    assert printable("a\x1b[31m\u202eb\n") == "a?[31m?b\n"
