"""Foreign text made safe for a screen: heaps of marks and hidden signs are bounded, languages stay whole; and numbers."""

from __future__ import annotations

import unicodedata

import pytest

from superindividual import text
from superindividual.text import cell_width, number, one_line, safe_text, shown

SCRIPTS = {
    "Vietnamese, composed": "Tiếng Việt có dấu: phở, ngỗng, ượng",
    "Vietnamese, decomposed": unicodedata.normalize("NFD", "Tiếng Việt có dấu: phở, ngỗng, ượng"),
    "Thai": "ที่นี่มีน้ำและผู้ใหญ่ กิ๊บเก๋",
    "Hindi": "क्षत्रिय ज़िन्दगी स्त्रीलिंग कर्त्तव्य र्‍य",
    "Tibetan, with eight marks on one letter": "ཧྐྵྨླྺྼྻྂ",
    "Hebrew with points and accents": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "Arabic with vowels": "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ",
    "Persian with its joiner": "می‌خواهم",
    "Sinhala": "ශ්‍රී ලංකා",
    "Korean, decomposed": unicodedata.normalize("NFD", "한국어 문장"),
    "Chinese": "一个人的公司，由智能体组成。",
    "emoji": "👩‍💻 🏳️‍🌈 👨‍👩‍👧‍👦 ❤️‍🔥 👍🏽 🇨🇳",
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_languages_stay_whole(language: str) -> None:
    """Marks that a script stacks, and joiners that it needs, are what they were."""
    said = SCRIPTS[language]
    assert safe_text(said) == said
    assert one_line(said) == said
    assert safe_text(f"{said}\x1b[2J\n{said}") == f"{said}\n{said}"


@pytest.mark.parametrize("make_safe", [safe_text, shown, one_line])
def test_a_heap_of_marks_is_bounded_and_counted(make_safe: object) -> None:
    """Eight stay, the others are said to be there: 200 would cover the lines above and below."""
    assert callable(make_safe)
    for mark in ("\u0301", "\u20dd", "\u0e47", "\U000e0101"):
        said = make_safe(f"pay {'e' + mark * 200} now")
        assert said == f"pay e{mark * 8}<U+{ord(mark):04X} ×192> now"
    assert make_safe("é" + "\u0301" * 8) == "é" + "\u0301" * 8
    assert make_safe("\u0301" * 200).startswith("\u0301" * 8 + "<U+0301 ×192>")


def test_control_without_the_bound_all_of_them_stand_in_one_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a terminal would be given: one cell wide, 200 marks high."""
    monkeypatch.setattr(text, "_without_heaps", lambda said: said)
    heap = "e" + "\u0301" * 200
    assert safe_text(heap) == heap
    assert cell_width(heap) == 1


def test_a_long_word_with_few_marks_each_is_left_alone() -> None:
    """The bound is per character, not per text; and a heap in its midst is found."""
    word = unicodedata.normalize("NFD", "ệ" * 300)
    assert safe_text(word) == word
    assert safe_text(f"{word}{'u' + chr(0x336) * 9}{word}") == f"{word}u{chr(0x336) * 8}<U+0336 ×1>{word}"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2066", "\u3164", "\u115f", "\uffa0", "\U000e0041"])
def test_hidden_signs_are_shown(hidden: str) -> None:
    """Also between signs that all can be printed, and a joiner that joins nothing too."""
    assert safe_text(f"a{hidden}b") == f"a<U+{ord(hidden):04X}>b"
    assert safe_text("pass\u200dword") == "pass<U+200D>word"
    assert safe_text("👩\u200d\u200d💻") == "👩\u200d<U+200D>💻"


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (0, 6, "0"),
        (5.0, 6, "5"),
        (1_000_000, 6, "1000000"),
        (14072, 4, "14072"),
        (1_234_567.8, 6, "1234568"),
        (19.6669, 6, "19.6669"),
        (0.0383055, 2, "0.038"),
        (0.00001234, 4, "0.00001234"),
        (-2.5, 4, "-2.5"),
        (float("inf"), 4, "inf"),
    ],
)
def test_a_number_has_no_exponent_and_loses_nothing_before_its_point(
    value: float, digits: int, told: str
) -> None:
    """A million tokens are no 1e+06."""
    assert number(value, digits) == told
