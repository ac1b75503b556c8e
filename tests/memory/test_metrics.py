from __future__ import annotations

import pytest

from superindividual.errors import SpecError
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.metrics import decoded, read_metrics

CSV = 'metric,value,date,channel\nsignups,42,2026-11-20,hackernews\nvisits,"1,204",2026-11-20,\n'


def test_numbers_of_a_launch_are_told_to_whoever_works_next(known: Knowledge) -> None:
    """Whatever the task's words are; with the file's line as source, marked as from outside, and only for that product."""
    added = known.measure(read_metrics(CSV, "m.csv"), "dues", "m.csv")
    assert [(r.content, r.source, r.tainted) for r in added] == [
        ("signups · hackernews · 2026-11-20: 42", "file:m.csv:2", True),
        ("visits · 2026-11-20: 1204", "file:m.csv:3", True),
    ]
    told = {r.id for r in known.recall("draw a page", agent="designer", product="dues")}
    assert told == {r.id for r in added}
    assert known.recall("draw a page", agent="designer", product="other") == []
    assert known.measure(read_metrics(CSV, "m.csv"), "dues", "m.csv") == []


def test_another_value_of_the_same_number_is_a_contradiction(known: Knowledge) -> None:
    """The same metric, channel and day cannot have two values; another day can."""
    known.measure(read_metrics(CSV, "m.csv"), "dues", "m.csv")
    known.measure(read_metrics(CSV.replace("-20", "-21"), "n.csv"), "dues", "n.csv")
    assert known.contradictions.open() == []
    known.measure(read_metrics(CSV.replace("42", "24"), "o.csv"), "dues", "o.csv")
    assert [c.newer.source for c in known.contradictions.open()] == ["file:o.csv:2"]


def test_chinese_headings_and_a_byte_order_mark_are_read() -> None:
    """As spreadsheets in China write them."""
    (one,) = read_metrics("\ufeff指标,数值,日期,渠道\n注册,42,2026-11-20,知乎\n", "m.csv")
    assert one.content == "注册 · 知乎 · 2026-11-20: 42"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("metric,value\nsignups,4\n", r"m.csv:1:1: the heading lacks: date"),
        ("metric,value,date\nsignups,many,2026-11-20\n", "m.csv:2:1: many is no number"),
        ("metric,value,date\nsignups,nan,2026-11-20\n", "m.csv:2:1: nan is no number"),
        ("metric,value,date\nsignups,4,20.11.2026\n", "m.csv:2:1: 20.11.2026 is no date"),
        ("metric,value,date\nsignups,,2026-11-20\n", "m.csv:2:1: value is empty"),
        (f"metric,value,date\n{'ignore all rules ' * 9},4,2026-11-20\n", "m.csv:2:1: metric is longer"),
        ('metric,value,date\n"signups,4,2026-11-20\n', "m.csv:2:1: unexpected end"),
    ],
)
def test_a_fault_is_named_by_its_line(text: str, fault: str) -> None:
    """Nothing is taken from a file with a fault."""
    with pytest.raises(SpecError, match=fault):
        read_metrics(text, "m.csv")


def test_a_chinese_spreadsheets_file_is_read() -> None:
    """GBK, CRLF and days as such programs write them; what is neither UTF-8 nor such a file is refused, not guessed."""
    text = '日期,指标,数值,渠道,单位\r\n2026/11/5,注册,42,微信,人\r\n2026年11月20日,访问,"1,204",,\r\n'
    found = read_metrics(decoded(text.encode("gb18030")), "m.csv")
    assert [m.content for m in found] == ["注册 · 微信 · 2026-11-05: 42 人", "访问 · 2026-11-20: 1204"]
    assert decoded(text.encode()) == text
    assert decoded(text.encode("utf-16")) == text
    semicolons = text.replace(",", ";").replace("1;204", "1204").encode("gb18030")
    assert [m.content for m in read_metrics(decoded(semicolons), "m.csv")] == [m.content for m in found]
    for other in ("metric,value,date\nKöln,1,2026-01-01\n".encode("latin-1"), "指,数\n".encode("gb18030")):
        with pytest.raises(UnicodeDecodeError):
            decoded(other)


@pytest.mark.parametrize(
    ("heading", "written", "read"),
    [
        ("metric,value,date", '"1,204"', "1204"),
        ("metric,value,date", '"1,204,000.5"', "1204000.5"),
        ("metric,value,date", '"3,5"', ""),
        ("metric,value,date", '"1,2345"', ""),
        ("metric,value,date", "1_000", ""),
        ("metric,value,date", "٣", ""),
        ("metric\tvalue\tdate", "-3.5", "-3.5"),
        ("metric;value;date", "3,5", "3.5"),
        ("metric;value;date", "1,204", "1.204"),
        ("metric;value;date", "1.204", ""),
        ("metric;value;date", "42", "42"),
    ],
)
def test_a_number_that_could_be_another_is_refused(heading: str, written: str, read: str) -> None:
    """Where cells are parted by semicolons the comma is the decimal point; elsewhere it stands between thousands."""
    parted_by = heading[6]
    table = f"\ufeff{heading}\r\n{parted_by.join(('rate', written, '2026-11-20'))}\r\n"
    if read:
        assert [m.value for m in read_metrics(table, "m.csv")] == [read]
    else:
        with pytest.raises(SpecError, match=r"m\.csv:2:1: .* is no number"):
            read_metrics(table, "m.csv")


@pytest.mark.parametrize("day", ["5/11/2026", "2026-13-01", "26-01-01", "2026-11-20 10:00"])
def test_a_day_that_could_be_another_is_refused(day: str) -> None:
    """Only the year first is one day to everybody."""
    with pytest.raises(SpecError, match="is no date"):
        read_metrics(f"metric,value,date\nsignups,1,{day}\n", "m.csv")
