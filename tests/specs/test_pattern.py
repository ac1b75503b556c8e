from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual.specs.pattern import fits, pattern_fault


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("published/dues/R-1", "published/dues/R-1"),
        ("published/dues/*", "published/dues/R-23ab"),
        ("*@example.com", "a.b+c@example.com"),
        ("*@example.com", ["a@example.com", "b@example.com"]),
        ("帖子/*", "帖子/换算侠"),
        ("https://api.example.com/*", "https://api.example.com/posts"),
        ("POST https://*.example.com:8443/x", "POST https://a.b.example.com:8443/x"),
        ("ann@*.example.com", "ann@mail.example.com"),
    ],
)
def test_what_fits(pattern: str, value: object) -> None:
    """Exactly, or one plain word in the place of the star; of a list every entry."""
    assert pattern_fault(pattern) == ""
    assert fits(pattern, value)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("published/dues/*", "published/dues/"),
        ("published/dues/*", "published/dues/.."),
        ("published/dues/*", "published/dues/."),
        ("published/dues/*", "published/dues/a/b"),
        ("published/dues/*", "published/dues/../../etc"),
        ("published/dues/*", "x/published/dues/R-1"),
        ("published/dues/*", "published/DUES/R-1"),
        ("*@example.com", "evil@evil.com,a@example.com"),
        ("*@example.com", "evil@evil.com a@example.com"),
        ("*@example.com", "a@example.com.evil.com"),
        ("*@example.com", "a@evil.com\n@example.com"),
        ("*@example.com", "a\u200bb@example.com"),
        ("*@example.com", ["a@example.com", "a@evil.com"]),
        ("*@example.com", []),
        ("*@example.com", None),
        ("https://api.example.com*", "https://api.example.com.evil.com"),
        ("POST https://*/hook", "POST https://evil.com/hook"),
        ("https://*.com/hook", "https://evil.com/hook"),
        ("ann@exam*", "ann@exam.evil.com"),
        ("5", 5),
        ("a*c", "a*c"),
    ],
)
def test_what_does_not_fit(pattern: str, value: object) -> None:
    """Nothing before, behind or hidden in it, and nothing that is no text."""
    assert not fits(pattern, value)


@pytest.mark.parametrize("pattern", ["*", "", " a", "*a*", "a\u200b", "@*", "**/abc"])
def test_patterns_that_fit_too_much_are_refused(pattern: str) -> None:
    """A grant for everything is none."""
    assert pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "https://api.example.com*",
        "POST https://*/hook",
        "https://a.*/x",
        "https://*.com/x",
        "ann@exam*",
        "a@b.c:*",
    ],
)
def test_no_star_makes_another_host(pattern: str) -> None:
    """Whoever means any path writes it behind a slash; anything else would reach a host that somebody else owns."""
    assert "other people's hosts" in pattern_fault(pattern)


@given(st.text(max_size=30))
def test_the_star_takes_no_separator(word: str) -> None:
    """Whatever stands in its place holds no second destination."""
    if fits("published/dues/*", f"published/dues/{word}"):
        assert word.isprintable()
        assert not set(word) & set("/\\@,;: \t\n\"'<>%?#&")
        assert word not in ("", ".", "..")
