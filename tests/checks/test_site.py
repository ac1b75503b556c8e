"""A page beside its markup: landing page, images, links, requests, weight."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, picture, refused, subject

INDEX = "site/index.html"
P = "    <p>Reads a tide table and prints the safe windows for a draught.</p>\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("Tidewatch: safe windows from a tide table", "Tidewatch", None, "title has 9 characters"),
        (
            " and prints the safe windows for a draught. The table never leaves the machine.",
            "",
            None,
            "description has 18",
        ),
        ("<h1>Safe windows from a tide table</h1>", "", 1, "0 h1"),
        (P, "<h1>Again</h1>\n", 20, "2 h1"),
        (P, "<h4>Deep</h4>\n", 20, "skips a level"),
        ('  <meta name="superindividual:canonical" content="unknown">\n', "", 1, "no canonical"),
        (
            'content="unknown">\n',
            'content="unknown"><link rel="canonical" href="https://a.example/">\n',
            8,
            "at once",
        ),
        (
            '<meta name="superindividual:canonical" content="unknown">',
            '<link rel="canonical" href="/">',
            8,
            "no complete web address",
        ),
        ('  <meta property="og:type" content="website">\n', "", None, "og:type is missing"),
        ('content="og.png"', 'content="card.png"', None, "card.png, which is not in"),
        ('"@context": "https://schema.org", ', "", 14, "lacks the @context"),
        ('"@type": "SoftwareApplication", ', "", 14, "lacks an @type"),
        ('"name": "Tidewatch", ', '"name": "Tidewatch",, ', 14, "no JSON"),
        ('"price": "29"', '"price": "19"', 14, "a price the founder did not name"),
        (
            '"name": "Tidewatch", ',
            '"name": "Tidewatch", "aggregateRating": {"@type": "AggregateRating", "ratingValue": 5}, ',
            14,
            "nobody has given",
        ),
        ("width=device-width, ", "", None, "device-width"),
        ("initial-scale=1", "initial-scale=1, user-scalable=no", None, "forbids readers to enlarge"),
        (
            '<footer><p>{{company.legal_name}}, <a href="mailto:hello@example.org">hello@example.org</a></p></footer>',
            "",
            None,
            "no footer",
        ),
    ],
)
async def test_a_landing_page_with_gaps_is_refused(old: str, new: str, line: int | None, says: str) -> None:
    """Each thing that search engines, networks and readers look for."""
    await refused(
        "landing_page", subject("site", bent("site", INDEX, old, new)), path=INDEX, line=line, says=says
    )


@pytest.mark.parametrize(
    ("content", "says"), [(b"no picture", "no readable picture"), (picture(20, 20), "smaller than 200")]
)
async def test_the_card_must_be_a_picture(content: bytes, says: str) -> None:
    """og:image is opened, not believed."""
    about = subject("site", {**good("site"), "site/og.png": content})
    await refused("landing_page", about, path="site/og.png", line=None, says=says)


async def test_an_absolute_card_below_the_canonical_address_is_looked_up() -> None:
    """The file behind an absolute og:image must be there too."""
    files = bent(
        "site",
        INDEX,
        '<meta name="superindividual:canonical" content="unknown">',
        '<link rel="canonical" href="https://tide.example/">',
    )
    files[INDEX] = files[INDEX].replace(b'content="og.png"', b'content="https://tide.example/card.png"')
    await refused(
        "landing_page", subject("site", files), path=INDEX, line=None, says="not in the deliverable"
    )


async def test_chinese_lengths_are_their_own() -> None:
    """A Chinese title has 8 to 32 characters, a description 30 to 80."""
    text = good("site")[INDEX].decode().replace('lang="en"', 'lang="zh-CN"')
    text = text.replace("Tidewatch: safe windows from a tide table", "潮窗：从潮汐表算出安全窗口")
    old = "Reads a tide table and prints the safe windows for a draught. The table never leaves the machine."
    files = {
        **good("site"),
        INDEX: text.replace(
            old, "读一张潮汐表，按吃水打印当天的安全窗口，读不出的行逐行报出，数据不离开电脑。"
        ).encode(),
    }
    result = await ask("landing_page", subject("site", files, language="zh-CN"))
    assert result.verdict is Verdict.PASS, result


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ('<img src="og.png">', "no alternative text"),
        ('<img src="og.png" alt="og.png">', "says nothing"),
        ('<img src="og.png" alt="Image">', "says nothing"),
        ('<a href="#price"><img src="og.png" alt=""></a>', "only content of a link"),
        ('<svg viewBox="0 0 1 1"></svg>', "SVG picture has no description"),
        ('<input type="image" src="og.png">', "no alternative text"),
    ],
)
async def test_pictures_that_say_nothing_are_refused(new: str, says: str) -> None:
    """Every way to leave a picture without words."""
    await refused(
        "images_described",
        subject("site", bent("site", INDEX, P, new + "\n")),
        path=INDEX,
        line=20,
        says=says,
    )


async def test_pages_without_pictures_have_none_to_describe() -> None:
    """No picture is not applicable, not a pass."""
    files = bent(
        "site",
        INDEX,
        '<img src="og.png" alt="A tide curve with two safe windows marked" width="600" height="315">',
        "",
    )
    assert (await ask("images_described", subject("site", files))).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ('<a href="nowhere.html">x</a>', "leads to site/nowhere.html"),
        ('<a href="#nowhere">x</a>', "does not have"),
        ('<a href="/prices/">x</a>', "leads to site/prices/index.html"),
        ('<a href="../../secret">x</a>', "not in the deliverable"),
        ('<a href="">x</a>', "empty"),
        ('<a href="javascript:go()">x</a>', "runs a script"),
        ('<a href="mailto:nobody">x</a>', "no e-mail address"),
        ('<a href="https:///path">x</a>', "no complete address"),
        ('<a href="file:///home/me/x">x</a>', "somebody's own machine"),
        ('<img src="gone.png" alt="x">', "leads to site/gone.png"),
        ('<img src="og.png" srcset="og.png 1x, big.png 2x" alt="x">', "leads to site/big.png"),
        ('<p style="background: url(gone.png)">x</p>', "leads to site/gone.png"),
    ],
)
async def test_links_to_nothing_are_refused(new: str, says: str) -> None:
    """Files, places in a page, addresses."""
    await refused(
        "links_resolve", subject("site", bent("site", INDEX, P, new + "\n")), path=INDEX, line=20, says=says
    )


async def test_links_are_counted_by_what_became_of_them() -> None:
    """Other hosts are named as not asked, gaps as gaps."""
    files = bent(
        "site",
        INDEX,
        P,
        '<a href="{{product.url}}">x</a><a href="./">y</a><a href="index.html?a=1#price">z</a>\n',
    )
    result = await ask("links_resolve", subject("site", files))
    assert result.verdict is Verdict.PASS, result
    assert {k: result.evidence[k] for k in ("external_not_checked", "mail_and_phone", "placeholders")} == {
        "external_not_checked": 1,
        "mail_and_phone": 1,
        "placeholders": 1,
    }


async def test_a_style_sheet_is_followed() -> None:
    """What CSS loads must be there, at the line where it stands."""
    files = {
        **good("site"),
        "site/style.css": b"p { }\n/* url(old.png) */\nbody { background: u\\72l('gone.png') }\n",
    }
    await refused(
        "links_resolve", subject("site", files), path="site/style.css", line=3, says="site/gone.png"
    )


@pytest.mark.parametrize(
    "new",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<script src="//cdn.example/x.js"></script>',
        '<script src="\\\\cdn.example/x.js"></script>',
        '<img src="ht&#10;tps://t.example/p.gif" alt="x">',
        '<img src="og.png" srcset="https://t.example/p.png 2x" alt="x">',
        '<iframe title="x" src="https://v.example/"></iframe>',
        '<iframe title="x" srcdoc="<img src=https://v.example/>"></iframe>',
        '<p style="background:url(https://t.example/p.gif)">x</p>',
        '<p style="background:u\\72l(//t.example/p.gif)">x</p>',
        '<video src="https://v.example/v.mp4" controls></video>',
        '<video poster="https://v.example/v.png" controls></video>',
        '<object data="https://v.example/v.svg"></object>',
        '<svg aria-hidden="true"><image href="https://v.example/v.png"/></svg>',
        '<a href="#price" ping="https://t.example/">x</a>',
        "<script>fetch('https://t.example/')</script>",
        "<script>import('//t.example/x.js')</script>",
        '<link rel="preconnect" href="https://fonts.example">',
        '<link rel="stylesheet" href="https://fonts.example/css">',
        '<meta http-equiv="refresh" content="0; url=https://t.example/">',
        '<base href="https://t.example/">',
        "<style>@import 'https://fonts.example/css';</style>",
        '<style>p{background:image-set("https://t.example/a.png" 1x)}</style>',
    ],
)
async def test_a_request_to_another_host_is_refused(new: str) -> None:
    """Every way to make a browser ask somebody else."""
    result = await ask("no_external_requests", subject("site", bent("site", INDEX, P, new + "\n")))
    assert result.verdict is Verdict.FAIL, new
    assert any(one.path == INDEX and one.line and one.line >= 20 for one in result.findings)


@pytest.mark.parametrize(
    "new",
    [
        '<a href="https://example.org">x</a>',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="x">',
        "<p style=\"background:url('data:image/svg+xml;utf8,<svg xmlns=%22http://www.w3.org/2000/svg%22/>')\">x</p>",
        '<svg aria-hidden="true" xmlns="http://www.w3.org/2000/svg"><use href="#price"/></svg>',
        "<script>location.hash = 'https://example.org'</script>",
        '<form action="https://example.org/subscribe"><button>Go</button></form>',
    ],
)
async def test_what_a_person_does_is_no_request(new: str) -> None:
    """Links, forms, data addresses and namespaces ask nobody when the page opens."""
    result = await ask("no_external_requests", subject("site", bent("site", INDEX, P, new + "\n")))
    assert result.verdict is Verdict.PASS, result.findings


async def test_an_svg_file_may_not_ask_either() -> None:
    """Pictures are files with references too."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">\n<image href="https://t.example/p.png"/></svg>'
    about = subject("site", {**good("site"), "site/icon.svg": svg})
    await refused("no_external_requests", about, path="site/icon.svg", line=2, says="asks another host")


async def test_a_heavy_page_is_refused() -> None:
    """The page counts with everything it loads, also through its style sheet, each file once."""
    about = subject("site", {**good("site"), "site/og.png": b"x" * 600_000})
    result = await refused("page_weight", about, path=INDEX, line=None, says="500000 are the limit")
    assert 600_000 < result.evidence["heaviest_bytes"] < 610_000
