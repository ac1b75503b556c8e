"""HTML: each class of defect is refused at its line, and what HTML allows passes."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, refused, subject

INDEX = "site/index.html"
P = "    <p>Reads a tide table and prints the safe windows for a draught.</p>\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("<!doctype html>\n", "", 1, "does not begin with"),
        ('<html lang="en">', "<html>", 2, "no lang"),
        ('<html lang="en">', '<html lang="zh-CN">', 2, "lang is “zh-CN”"),
        ('  <meta charset="utf-8">\n', "", 2, "1024 bytes"),
        ("<title>Tidewatch: safe windows from a tide table</title>", "", 1, "exactly one title"),
        (P, "<div>", 25, "before the end of <div>"),
        (P, "</div>", 20, "</div> ends nothing"),
        (P, "<b><i>x</b></i>", 20, "before the end of <i>"),
        (P, "<p>x<div>y</div></p>", 20, "</p> ends nothing"),
        (P, "<p><span><div>y</div></span></p>", 20, "browser ends the paragraph"),
        (P, "<div/>", 20, "does not close itself"),
        (P, "<br></br>", 20, "has no end tag"),
        (P, "<center>x</center>", 20, "<center> is obsolete"),
        (P, "<blok>x</blok>", 20, "no element of HTML"),
        (P, '<p align="left">x</p>', 20, "no attribute align"),
        (P, '<p class="a" class="b">x</p>', 20, "attribute class twice"),
        (P, '<p id="price">x</p>', 22, "id “price” stands in line 20"),
        (P, '<p id="a b">x</p>', 20, "empty or holds a space"),
        (P, "<ul><p>x</p></ul>", 20, "cannot stand directly in <ul>"),
        (P, "<ul>words</ul>", 20, "directly in <ul>"),
        (P, "<li>x</li>", 20, "it belongs in"),
        (P, "<table><td>x</td></table>", 20, "it belongs in"),
        (P, '<a href="#price"><button>x</button></a>', 20, "inside a link"),
        (P, '<a href="#price"></a>', 20, "has no text"),
        (P, "<h2></h2>", 20, "heading has no text"),
        (P, '<label for="nobody">x</label>', 20, "names no id"),
        (P, '<p role="hero">x</p>', 20, "no role"),
        (P, '<p aria-lable="x">y</p>', 20, "no attribute aria-lable"),
        (P, '<input type="txt">', 20, "means nothing"),
        (P, "<img alt='x'>", 20, "lacks the attribute"),
        (P, "<p>a &nosuch; b</p>", 20, "&nosuch; is no character"),
        (P, "<main>x</main>", 20, "stands a second time"),
        (P, "<span><p>x</p></span>", 20, "cannot stand in <span>"),
        (P, "<style>p{}</style>", 20, "it belongs in head"),
        (P, "<form><form></form></form>", 20, "A form stands inside a form"),
    ],
)
async def test_bad_markup_is_refused(old: str, new: str, line: int, says: str) -> None:
    """The finding names the line of the page."""
    files = bent("site", INDEX, old, new if old != P else new + "\n")
    await refused("html_valid", subject("site", files), path=INDEX, line=line, says=says)


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>one<li>two</ul>",
        "<p>one<p>two",
        "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
        "<table><thead><tr><th>a<tbody><tr><td>b</table>",
        '<svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/><g><circle r="1"></circle></g></svg>',
        "<details><summary><h3>More</h3></summary><p>x</p></details>",
        '<figure><picture><source srcset="og.png" type="image/png"><img src="og.png" alt="x"></picture><figcaption>x</figcaption></figure>',
        "<p>1 &lt; 2 &amp; 3 &copy; &#233; AT&T</p>",
        '<p data-x-1="a" hidden>x</p>',
        "<my-part>x</my-part>",
        "<!-- a comment with <b> -->",
        "<select><option>a<option selected>b</select>",
        '<a href="#price"><h3>x</h3><p>y</p></a>',
        "<article><header><h2>x</h2></header><footer><p>y</p></footer></article>",
        '<button type="button" aria-label="Close"><svg aria-hidden="true"></svg></button>',
        "<script>if (a < b) { c = '</p>'; }</script>",
    ],
)
async def test_what_html_allows_passes(markup: str) -> None:
    """Left-out end tags, SVG, custom elements and the like are no defect."""
    result = await ask("html_valid", subject("site", bent("site", INDEX, P, markup + "\n")))
    assert result.verdict is Verdict.PASS, result.findings


async def test_every_page_is_looked_at() -> None:
    """A second page counts."""
    files = {**good("site"), "site/more.html": b"<p>hello"}
    result = await refused(
        "html_valid", subject("site", files), path="site/more.html", line=1, says="no lang"
    )
    assert result.evidence["pages"] == 2


async def test_a_bomb_of_tags_is_answered() -> None:
    """Deep nesting is refused, not survived by luck."""
    files = {**good("site"), INDEX: b"<!doctype html>" + b"<div>" * 30_000}
    result = await ask("html_valid", subject("site", files))
    assert result.verdict is Verdict.FAIL
    assert "nested too deeply" in result.reason


@pytest.mark.parametrize(
    ("tail", "says"),
    [
        ("<!-- " * 3, "comment is never closed"),
        ("<p", "ends inside a tag"),
        ("<![CDATA[x]]>", "means nothing"),
    ],
)
async def test_what_never_ends_is_refused(tail: str, says: str) -> None:
    """Open ends are refused at once; a reader would search for their end again and again."""
    files = good("site")
    files[INDEX] += tail.encode()
    await refused("html_valid", subject("site", files), path=INDEX, line=29, says=says)
