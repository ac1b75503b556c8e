"""From bytes to text."""

from __future__ import annotations

import pytest

from csv_report.decoding import decode
from csv_report.errors import InputError

GERMAN = "Buchungstag;Verwendungszweck;Betrag\n1.1.2026;Büro für Öl & Käse, 5 €;-1,00\n"
CHINESE = "日期,摘要,金额,币种\n2026-03-01,铁路客票,-73.00,人民币\n"


@pytest.mark.parametrize("text", [GERMAN, CHINESE, "plain\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognised(text: str, encoding: str) -> None:
    """Unicode is read with or without a mark; the mark does not stay in the text."""
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.guessed


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (CHINESE, "gb18030"),
        ("Datum;Text;Betrag\n1.1.2026;ÄÖ Café São;1\n", "cp1252"),
        ("Date,Text\n1,Caf\xe9 \xe0", "cp1252"),
        ("Date,Text\n1,\xc4\xd6 \xff\xff", "cp1252"),
        ("Date,Text\n1,Gr\xfc\xdfe, Stra\xdfe, B\xfcro", "cp1252"),
        ("Date,Text\n1,Gr\xfc\xdfe, B\xfcro", "cp1252"),
    ],
)
def test_older_encodings_are_guessed_and_said_so(text: str, encoding: str) -> None:
    """Western European and Chinese exports are told apart; the guess is marked."""
    decoded = decode(text.encode(encoding))
    assert decoded == (text, encoding, True)


def test_the_user_decides() -> None:
    """A named encoding is used without guessing."""
    assert decode("é".encode("latin-1"), "latin-1") == ("é", "latin-1", False)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"PK\x03\x04rest", None),
        (b"a\x00b", None),
        (b"abc\x81\n", None),
        (b"text", "no-such-encoding"),
        ("ü".encode("latin-1"), "utf-8"),
    ],
)
def test_what_is_no_text(content: bytes, encoding: str | None) -> None:
    """Workbooks, binary files and wrong encodings are refused."""
    with pytest.raises(InputError):
        decode(content, encoding)


def test_the_line_of_a_wrong_byte() -> None:
    """The message names the line that is not in the named encoding."""
    with pytest.raises(InputError, match="3") as caught:
        decode(b"a\nb\n\xff\n", "ascii")
    assert "ascii" in str(caught.value)
