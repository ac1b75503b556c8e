"""The site: valid, accessible, self-contained pages that say only what the facts say."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from coloraide import Color
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

PRODUCTS = sorted(path.stem for path in (Path(__file__).parent / "products").glob("*.json"))
LIMITS = {"en": ((15, 65), (50, 165)), "zh-CN": ((8, 32), (30, 80))}
TOKENS = {
    "color": {
        "$type": "color",
        **{
            name: {
                "$value": {
                    "colorSpace": "srgb",
                    "components": [int(value[n : n + 2], 16) / 255 for n in (1, 3, 5)],
                }
            }
            for name, value in {
                "background": "#fffdfb",
                "surface": "#f7f0ea",
                "text": "#2a1d16",
                "muted": "#64524a",
                "accent": "#8c3c16",
                "on_accent": "#ffffff",
                "border": "#937f72",
            }.items()
        },
        "link": {"$value": "{color.accent}"},
    }
}


def pages(proposal: Any) -> dict[str, LexborHTMLParser]:
    """The HTML files, parsed."""
    return {
        path: LexborHTMLParser(body.decode())
        for path, body in proposal.files.items()
        if path.endswith(".html")
    }


def content(page: LexborHTMLParser, selector: str) -> str:
    """An attribute `content` of a meta element."""
    node = page.css_first(selector)
    assert node is not None, selector
    return node.attributes["content"] or ""


@pytest.mark.parametrize("product", PRODUCTS)
def test_head_meets_the_contract(launch: Any, product: str) -> None:
    """Title and description have the contracted lengths; canonical, OpenGraph and JSON-LD are there."""
    proposal = launch.propose("site", product)
    language = launch.product(product)["facts"]["language"]
    title_range, description_range = LIMITS[language]
    for path, page in pages(proposal).items():
        title = page.css_first("head > title").text()
        assert title_range[0] <= len(title) <= title_range[1], (path, title)
        description = content(page, "meta[name=description]")
        assert description_range[0] <= len(description) <= description_range[1], (path, description)
        assert page.css_first("html").attributes["lang"] == language
        assert len(page.css("h1")) == 1
        assert content(page, 'meta[name="superindividual:canonical"]') == "unknown"
        assert content(page, 'meta[name="generator"]') == "superindividual rehearsal, no AI"
        assert content(page, 'meta[property="og:image"]') == "og.png"
        for name in ("og:title", "og:description", "og:type"):
            assert content(page, f'meta[property="{name}"]')
    data = json.loads(
        pages(proposal)["site/index.html"].css_first('script[type="application/ld+json"]').text()
    )
    assert data["@context"] == "https://schema.org"
    assert data["name"] == launch.product(product)["facts"]["product"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_is_loaded_from_elsewhere_and_links_resolve(launch: Any, product: str) -> None:
    """Every source and link is a file of the site, an id, or an address to write to; nothing runs."""
    proposal = launch.propose("site", product)
    found = pages(proposal)
    ids = {path: {node.attributes["id"] for node in page.css("[id]")} for path, page in found.items()}
    for path, page in found.items():
        assert [s.attributes.get("type") for s in page.css("script")] in ([], ["application/ld+json"])
        assert not any(name.startswith("on") for node in page.css("*") for name in node.attributes)
        references = [
            node.attributes.get("href") or node.attributes.get("src") or ""
            for node in page.css("[href],[src]")
        ]
        for reference in references:
            if reference.startswith("mailto:"):
                continue
            name, _, anchor = reference.partition("#")
            target = f"site/{name}" if name else path
            assert target in proposal.files, reference
            assert not anchor or anchor in ids[target], reference
    css = proposal.files["site/style.css"].decode()
    assert "@import" not in css
    assert "url(" not in css
    assert sum(map(len, proposal.files.values())) < 200_000


@pytest.mark.parametrize("product", PRODUCTS)
def test_structure_is_accessible(launch: Any, product: str) -> None:
    """Landmarks, heading order, alternative texts, unique ids and names for regions are in place."""
    for page in pages(launch.propose("site", product)).values():
        assert [len(page.css(tag)) for tag in ("main", "body > header", "body > footer")] == [1, 1, 1]
        levels = [int(node.tag[1]) for node in page.css("h1,h2,h3")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert all("alt" in node.attributes for node in page.css("img"))
        names = [node.attributes["id"] for node in page.css("[id]")]
        assert len(names) == len(set(names))
        assert page.css_first("a.skip").attributes["href"] == "#main"
        assert all(node.text().strip() or node.css("img") for node in page.css("a"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_fact_shown_is_a_claim_with_evidence(launch: Any, product: str) -> None:
    """Each card, promise, price and limit on the home page stands among the claims, word for word."""
    proposal = launch.propose("site", product)
    claims = " ".join(claim.text for claim in proposal.claims)
    assert all(claim.evidence for claim in proposal.claims)
    page = pages(proposal)["site/index.html"]
    shown = page.css(".cards li, .promise li, .plainlist li")
    for node in shown:
        text = node.text().strip().rstrip("。.")
        assert text.lower() in claims.lower()


def test_price_is_offered_only_when_known(launch: Any) -> None:
    """JSON-LD carries an offer for a known price, and none otherwise; a sponsorship is no such price."""

    def data(product: str) -> dict[str, Any]:
        page = pages(launch.propose("site", product))["site/index.html"]
        loaded: dict[str, Any] = json.loads(page.css_first("script").text())
        return loaded

    offers = data("ledger")["offers"]
    assert [(o["price"], o["priceCurrency"]) for o in offers] == [("19", "EUR"), ("0", "EUR")]
    assert data("tutoring")["offers"][0]["priceSpecification"]["billingDuration"] == "P1M"
    assert "offers" not in data("meetup")
    assert "offers" not in data("thin")
    assert data("game")["@type"] == ["VideoGame", "MobileApplication"]


def test_sponsors_get_a_page_only_where_there_are_sponsors(launch: Any) -> None:
    """The meetup has a sponsor page with its price and what it buys; the others have none."""
    page = pages(launch.propose("site", "meetup"))["site/sponsor.html"]
    text = page.css_first("main").text()
    assert "$200 a month" in text
    assert "A line on the home page" in text
    assert "e-mail to twelve" not in text
    assert "site/sponsor.html" not in launch.propose("site", "ledger").files


def test_gaps_are_shown_while_the_identity_is_unknown(launch: Any) -> None:
    """An unknown imprint is a visible gap; a known one stands in the footer instead."""
    unknown = pages(launch.propose("site", "ledger"))["site/index.html"]
    gaps = {node.attributes["data-gap"] for node in unknown.css("[data-gap]")}
    assert {"company.legal_name", "company.postal_address", "company.email", "site.canonical"} <= gaps
    known = pages(launch.propose("site", "ledger", identity=launch.identity))["site/index.html"]
    footer = known.css_first("#imprint").text()
    assert all(
        part in footer for part in ("Mira Vogt", "Lindenstr. 4", "mira@ledgerline.example", "DE 123456789")
    )
    assert {node.attributes["data-gap"] for node in known.css("[data-gap]")} == {"site.canonical"}


def test_china_needs_a_filing_number(launch: Any) -> None:
    """For China the ICP number is a gap until the identity carries one."""

    def gaps(**changes: Any) -> set[str | None]:
        page = pages(launch.propose("site", "converter", **changes))["site/index.html"]
        return {node.attributes["data-gap"] for node in page.css("[data-gap]")}

    filed = launch.identity.model_copy(update={"registration": "沪ICP备2026000001号-1"})
    assert "site.icp" in gaps()
    assert "site.icp" not in gaps(identity=filed)


def test_superlatives_stay_out_and_are_reported(launch: Any) -> None:
    """`the best …` and `全国第一` are not printed; the founder is told."""
    for product, phrase in (("game", "best puzzle game"), ("tutoring", "全国第一")):
        proposal = launch.propose("site", product)
        assert all(
            phrase not in body.decode() for path, body in proposal.files.items() if path.endswith(".html")
        )
        assert phrase in proposal.summary


def test_orders_to_us_are_not_printed(launch: Any) -> None:
    """`say that on the page`, `I want` and `想做` are meant for us, not for visitors."""
    text = pages(launch.propose("site", "ledger"))["site/index.html"].css_first("main").text()
    assert "Data never leaves the machine." in text
    assert not re.search(r"say that|I want|Price idea|Who:|such a CSV", text)
    assert (
        "想做" not in pages(launch.propose("site", "converter"))["site/index.html"].css_first("main").text()
    )
    assert "viral" not in pages(launch.propose("site", "thin"))["site/index.html"].css_first("main").text()


def test_preview_image(launch: Any) -> None:
    """The preview image is a PNG of 1200 by 630, and another product has another one."""
    one, other = (launch.propose("site", name).files["site/og.png"] for name in ("ledger", "converter"))
    image = Image.open(io.BytesIO(one))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert one != other


@pytest.mark.parametrize(
    "tokens",
    [
        None,
        TOKENS,
        {"color": {"text": {"$value": "#777777"}, "background": {"$value": "#888888"}}},
        {"color": 3},
    ],
)
def test_colours_keep_their_contrast_in_both_schemes(launch: Any, tokens: dict[str, Any] | None) -> None:
    """Text reaches 4.5:1 in light and dark, with good tokens, with unusable ones, and with none."""
    inputs = {"design": {"design/tokens.json": json.dumps(tokens).encode()}} if tokens else None
    css = launch.propose("site", "ledger", inputs=inputs).files["site/style.css"].decode()
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    for block in (light, dark):
        colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)[:7])
        pairs = [(a, b) for a in ("text", "muted", "accent") for b in ("background", "surface")]
        for front, back in [*pairs, ("on-accent", "accent")]:
            assert Color(colors[front]).contrast(colors[back], method="wcag21") >= 4.5, (front, back)
    assert ("#8c3c16" in css) == (tokens is TOKENS)


def test_session_of_the_package_is_shown(launch: Any) -> None:
    """With a package, its README's console session stands on the page, escaped."""
    readme = (
        b"# L\n\n```sh\npip install ledgerline\n```\n\n"
        + b"```console\n$ ledgerline a.csv\n<b>Food</b>  1.00\n```\n"
    )
    proposal = launch.propose("site", "ledger", inputs={"code": {"package/README.md": readme}})
    page = pages(proposal)["site/index.html"]
    assert page.css_first("pre").text() == "$ ledgerline a.csv\n<b>Food</b>  1.00"
    assert "pip install ledgerline" in page.css_first("#example").text()
    assert page.css_first("pre b") is None
