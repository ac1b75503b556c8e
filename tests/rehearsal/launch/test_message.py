"""The e-mail: complete, the same in text and HTML, with a way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from selectolax.lexbor import LexborHTMLParser

PRODUCTS = sorted(path.stem for path in (Path(__file__).parent / "products").glob("*.json"))
FOLDER = "marketing/email"


def read(proposal: Any) -> tuple[dict[str, Any], str, LexborHTMLParser]:
    """Data, text and HTML."""
    data = YAML(typ="safe", pure=True).load(proposal.files[f"{FOLDER}/message.yaml"].decode())
    text = proposal.files[f"{FOLDER}/message.txt"].decode()
    return data, text, LexborHTMLParser(proposal.files[f"{FOLDER}/message.html"].decode())


def words(text: str) -> list[str]:
    """The words of a text, without the marks that only one of the two forms has."""
    return [word for word in text.split() if word not in ("-", "--")]


@pytest.mark.parametrize("product", PRODUCTS)
def test_message_is_complete(launch: Any, product: str) -> None:
    """Subject, preview, audience, sender, list and unsubscribe are there; both forms say the same."""
    data, text, page = read(launch.propose("email", product))
    assert 0 < len(data["subject"]) <= 78
    assert all(data[key] for key in ("preview", "audience", "from_name", "list"))
    assert data["unsubscribe"]["mailto"] == "{{company.email}}"
    assert data["unsubscribe"]["note"]
    assert "{{company.postal_address}}" in text
    hidden, column = page.css("body > div")
    assert hidden.text().strip() == data["preview"]
    assert words(column.text(separator=" ")) == words(text)


def test_audience_comes_from_the_brief(launch: Any) -> None:
    """The recipients stand in the brief's words with their line; the basis is left to the founder."""
    data, text, _ = read(launch.propose("email", "ledger"))
    assert "my 40 beta users (brief:8)" in data["audience"]
    assert "one of my 40 beta users" in text
    data, text, _ = read(launch.propose("email", "tutoring"))
    assert data["audience"].startswith("30 位家长（brief:4）")
    wanted = {"wanted": [{"text": "Please mail the 15 charities that tested it", "evidence": "brief:8"}]}
    data, text, _ = read(launch.propose("email", "ledger", facts=wanted))
    assert "one of the 15 charities;" in text
    data, text, _ = read(launch.propose("email", "thin"))
    assert "{{email.basis}}" in text


def test_companies_are_asked_to_sponsor(launch: Any) -> None:
    """The mail to twelve companies offers a sponsorship with its price, and nothing else is sold in it."""
    data, text, _ = read(launch.propose("email", "meetup"))
    assert "twelve companies" in text
    assert "$200 a month" in text
    assert data["list"] == "Sponsors"


def test_known_sender_leaves_no_placeholder(launch: Any) -> None:
    """With an identity, address, sender and link stand there; the HTML links the page."""
    proposal = launch.propose("email", "ledger", identity=launch.identity)
    data, text, page = read(proposal)
    assert "{{" not in text
    assert data["unsubscribe"]["mailto"] == "mira@ledgerline.example"
    assert data["from_name"] == "Mira Vogt"
    assert [a.attributes["href"] for a in page.css("a")] == ["https://ledgerline.example"]
    assert "Lindenstr. 4, 10969 Berlin" in text


def test_unknown_address_is_a_question(launch: Any) -> None:
    """A missing postal address is asked for in the summary, in the brief's language."""
    assert (
        "{{company.postal_address}} stands where it belongs. Question:"
        in launch.propose("email", "ledger").summary
    )
    assert "问题：应写哪个地址" in launch.propose("email", "converter").summary
