"""HTML from text."""

from __future__ import annotations

from markdown_site.markup import Html, join, lines, tag


def test_text_never_becomes_markup() -> None:
    """Text and attributes are escaped, Html is not escaped twice."""
    made = tag("p", "a < b & c", Html("<b>d</b>"), title='"><script>')
    assert made == ('<p title="&quot;&gt;&lt;script&gt;">a &lt; b &amp; c<b>d</b></p>')
    assert isinstance(made, Html)
    assert tag("div", made) == f"<div>{made}</div>"


def test_attributes() -> None:
    """Names are put into the form of HTML, None is left out."""
    assert tag("a", class_="x", aria_label="y", href=None) == (
        '<a class="x" aria-label="y"></a>'
    )
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_pieces() -> None:
    """Empty pieces leave no gap; what separates them is escaped as well."""
    assert join("a", "", "<", between=", ") == "a, &lt;"
    assert lines("a", "", "b") == "a\nb"
    assert isinstance(join(), Html)
