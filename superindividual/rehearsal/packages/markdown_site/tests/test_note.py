"""Notes and their front matter."""

from __future__ import annotations

from datetime import date

import pytest

from markdown_site import messages
from markdown_site.fault import Fault
from markdown_site.note import Note, read_note
from markdown_site.settings import Settings

ANY = Settings(fields={}, groups=("tags",), home_by="", dated=False)
STRICT = Settings(
    fields={"speaker": "Speaker", "dish": "Dish"},
    groups=("tags", "dish"),
    home_by="",
    dated=True,
)


def read(text: str, settings: Settings = ANY, path: str = "a.md") -> Note:
    """Read a note that has no faults."""
    note, faults = read_note(path, text, settings)
    assert faults == []
    return note


def faults(text: str, settings: Settings = ANY, path: str = "a.md") -> list[Fault]:
    """Give what is wrong with a note."""
    return read_note(path, text, settings)[1]


def test_front_matter() -> None:
    """Every field is read in its own form."""
    note = read(
        "---\ntitle: A title\ndate: 2026-03-14\nupdated: 2026-04-01\ntags: [a, b, a]\n"
        "summary: Short\ndraft: true\npage: true\norder: 7\nslug: my-page\n"
        "speaker: Ada\n---\nBody\n"
    )
    assert (note.title, note.title_line) == ("A title", 2)
    assert note.date
    assert note.updated
    assert (note.date.day, note.updated.day) == (date(2026, 3, 14), date(2026, 4, 1))
    assert note.lists == {"tags": ("a", "b")}
    assert note.fields == {"speaker": "Ada"}
    assert (note.summary, note.order, note.slug) == ("Short", 7, "my-page")
    assert note.is_draft
    assert note.is_page
    assert (note.body, note.body_line) == ("Body\n", 13)


def test_chinese_names() -> None:
    """Front matter may be Chinese, and lists may use its commas."""
    note = read(
        "---\n标题: 春天\n日期: 2026-03-14\n标签: 花，树、草\n草稿: false\n---\n"
    )
    assert note.title == "春天"
    assert note.lists == {"tags": ("花", "树", "草")}
    assert not note.is_draft


def test_the_first_heading_is_a_title() -> None:
    """Without front matter it is taken, and does not stand in the text again."""
    note = read("\n# My *first* note #\nText\n")
    assert (note.title, note.title_line, note.body_line) == ("My first note", 2, 1)
    assert note.body == "\n\nText\n"
    assert read("Title\n=====\nText").body == "\n\nText"
    note = read("---\ntitle: Same\n---\n# Same\nText")
    assert note.body == "\nText"
    assert read("---\ntitle: Other\n---\n# Same\nText").body == "# Same\nText"


def test_declared_fields() -> None:
    """Declared fields get their labels, whatever the case of their names."""
    note = read(
        "---\ntitle: T\ndate: 2026-01-01\nSpeaker: [Ada, Bob]\ndish: Soup, Pie\n---\n",
        STRICT,
    )
    assert note.fields == {"Speaker": f"Ada{messages.BETWEEN}Bob"}
    assert note.lists == {"dish": ("Soup", "Pie")}


def test_no_tags_no_fields() -> None:
    """What is left empty is left out."""
    note = read("---\ntitle: T\ntags:\nspeaker: ''\n---\n")
    assert note.lists == {"tags": ()}
    assert note.fields == {}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: T\n", 1, messages.NOT_CLOSED),
        ("---\ntitle: a: b\n---\n", 2, messages.NOT_YAML),
        ("---\ntitle: T\ntitle: U\n---\n", 3, messages.TWICE.format(key="title")),
        ("---\ntitle: T\n标题: U\n---\n", 3, messages.TWICE.format(key="标题")),
        ("Text\n", 1, messages.NO_TITLE),
        ("## Text\n", 1, messages.NO_TITLE),
        ("---\ntitle:\n---\n", 2, messages.NO_TITLE),
        ("---\ntitle: [a]\n---\n", 2, messages.ONE_LINE.format(key="title")),
        ("---\ntitle: T\ndate: soon\n---\n", 3, messages.BAD_DATE.format(text="soon")),
        ("---\ntitle: T\ndate:\n---\n", 3, messages.BAD_DATE.format(text="")),
        ("---\ntitle: T\nupdated: x\n---\n", 3, messages.BAD_DATE.format(text="x")),
        (
            "---\ntitle: T\ndraft: yes\n---\n",
            3,
            messages.TRUE_OR_FALSE.format(key="draft"),
        ),
        (
            "---\ntitle: T\norder: first\n---\n",
            3,
            messages.A_NUMBER.format(key="order"),
        ),
        ("---\ntitle: T\nslug: A b\n---\n", 3, messages.BAD_SLUG.format(text="a-b")),
        ("---\ntitle: T\ntags: {a: b}\n---\n", 3, messages.A_LIST.format(key="tags")),
        ("---\ntitle: T\ntags: [[a]]\n---\n", 3, messages.A_LIST.format(key="tags")),
        ("---\ntitle: T\nwho: {a: b}\n---\n", 3, messages.A_LIST.format(key="who")),
    ],
)
def test_faults(text: str, line: int, message: str) -> None:
    """The first fault names its line, and the site is not written."""
    assert faults(text)[0] == Fault("a.md", line, message, is_error=True)


def test_a_missing_date_is_said() -> None:
    """The note stays; pages and the home page need none."""
    assert faults("---\ntitle: T\n---\n", STRICT) == [
        Fault("a.md", 1, messages.NO_DATE)
    ]
    assert faults("---\ntitle: T\npage: true\n---\n", STRICT) == []
    assert faults("Text\n", STRICT, "index.md") == []
    assert faults("---\ntitle: T\n---\n") == []


def test_unknown_fields() -> None:
    """With declared fields a slip of the pen is noticed, and the word is suggested."""
    text = "---\ntitle: T\ndate: 2026-01-01\nspekaer: Ada\n---\n"
    (fault,) = faults(text, STRICT)
    assert (fault.line, fault.is_error) == (4, False)
    unknown = messages.UNKNOWN_FIELD.format(key="spekaer")
    assert fault.message == messages.DID_YOU_MEAN.format(text=unknown, close="speaker")
    (fault,) = faults(text.replace("spekaer", "zzz"), STRICT)
    assert fault.message == messages.UNKNOWN_FIELD.format(key="zzz")


def test_slips_of_the_pen() -> None:
    """Where any field may stand, one that is nearly a known one is asked about."""
    text = "---\ntitle: T\ntag: x\nwriter: Ada\n---\n"
    note, (fault,) = read_note("a.md", text, ANY)
    unknown = messages.UNKNOWN_FIELD.format(key="tag")
    message = messages.DID_YOU_MEAN.format(text=unknown, close="tags")
    assert fault == Fault("a.md", 3, message)
    assert note.fields == {"tag": "x", "writer": "Ada"}


def test_the_home_page_needs_no_title() -> None:
    """It has the site's."""
    note = read("Welcome", path="index.md")
    assert note.title == ANY.title
    assert note.is_home
    assert not read("# T", path="sub/index.md").is_home
