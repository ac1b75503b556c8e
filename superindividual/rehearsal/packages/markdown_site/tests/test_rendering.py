"""Markdown to HTML."""

from __future__ import annotations

import pytest

from markdown_site.rendering import (
    Heading,
    Link,
    first_heading,
    render,
    shorten,
)


def keep(link: Link) -> str:
    """Leave an address as it is."""
    return link.target


def test_markup_in_notes_is_shown_not_obeyed() -> None:
    """HTML in a note is text, inside paragraphs and between them."""
    html = render("a <b>b</b>\n\n<script>alert(1)</script>\n", keep).html
    assert "<b>" not in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_links_are_asked_about() -> None:
    """Each is resolved with its line; what is refused leaves its text."""
    seen: list[Link] = []

    def resolve(link: Link) -> str | None:
        seen.append(link)
        return None if link.target.startswith("java") else f"/{link.target}"

    text = (
        '[a](one) and\n[*b*](javascript:x) \\\n![c](two "t")\n\n'
        "| x |\n|---|\n| [d](three) |\n\n- [e](four)\n"
    )
    html = render(text, resolve).html
    assert seen == [
        Link("one", 1),
        Link("javascript:x", 2),
        Link("two", 3, is_image=True, text="c"),
        Link("three", 7),
        Link("four", 9),
    ]
    assert '<a href="/one">a</a> and\n<em>b</em>' in html
    assert '<img src="/two" alt="c" title="t" loading="lazy">' in html
    assert '<td><a href="/three">d</a></td>' in html


def test_links_in_links() -> None:
    """An image in a link keeps it, and a refused one leaves its description."""
    text = "[![a](x.png)](y) [![b](bad)](bad) [c](bad)[d](y)"
    html = render(text, lambda link: None if link.target == "bad" else "z").html
    assert html == (
        '<p><a href="z"><img src="z" alt="a" loading="lazy"></a> b c'
        '<a href="z">d</a></p>'
    )
    html = render(
        "[![<b>](bad)](y)", lambda link: link.target.replace("bad", "") or None
    )
    assert html.html == '<p><a href="y">&lt;b&gt;</a></p>'


@pytest.mark.parametrize(
    "target", ["javascript:x", "JaVaScRiPt:x", "&#106;avascript:x", "data:text/html,x"]
)
def test_no_address_gets_past_the_question(target: str) -> None:
    """However it is written, the address is judged after it was decoded."""
    for text in (f"[a]({target})", f"<{target}>", f"[a]: {target}\n\n[a]"):
        asked: list[str] = []

        def refuse(link: Link, asked: list[str] = asked) -> None:
            asked.append(link.target.lower().partition(":")[0])

        html = render(text, refuse).html
        assert "href" not in html
        assert asked in ([], ["javascript"], ["data"])


def test_headings() -> None:
    """They stand below the page's own, and each has its own name."""
    made = render("# One\n\n## One\n\n## 二\n\n###### Six\n\n## !\n", keep)
    assert '<h2 id="one">One</h2>' in made.html
    assert '<h3 id="one--2">One</h3>' in made.html
    assert '<h3 id="二">二</h3>' in made.html
    assert '<h6 id="six">Six</h6>' in made.html
    assert made.anchors == {"one", "one--2", "二", "six", "section"}
    assert '<h2 id="a">' in render("## A", keep).html


def test_columns() -> None:
    """Alignment is a class, since no style stands in the page."""
    html = render("| a | b |\n|--:|:-:|\n| 1 | 2 |\n", keep).html
    assert '<th class="right">a</th>' in html
    assert '<td class="center">2</td>' in html
    assert "style" not in html


def test_first_heading() -> None:
    """Only a heading before everything else is a title."""
    assert first_heading("\n# A `b`\n\ntext") == Heading("A b", 1, 2)
    assert first_heading("text\n# A") is None
    assert first_heading("## A") is None
    assert first_heading("") is None


def test_summary() -> None:
    """The first paragraph with text, without markup."""
    text = "## Head\n\n![](x)\n\nFirst *words*\nof [it](x) ![pic](y).\n\nMore"
    assert render(text, keep).summary == "First words of it pic."
    assert render("", keep).summary == ""


def test_shortening() -> None:
    """Cut at a word where there are words, never longer than said."""
    assert shorten("a b") == "a b"
    assert shorten("x" * 200) == "x" * 200
    cut = shorten("word, " * 50)
    assert cut.endswith("word…")
    assert len(cut) <= 200
    assert len(shorten("字" * 300)) == 200
