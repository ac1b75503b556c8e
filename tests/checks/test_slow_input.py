"""Hostile input of full size is answered in seconds, not hours: no reader here is quadratic."""

from __future__ import annotations

import pytest

from superindividual.checks import registry
from tests.checks.deliverables import good, subject

_SIZE = 200_000


@pytest.mark.campaign
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("kind", "path", "names"),
    [
        ("site", "site/index.html", ("html_valid", "landing_page", "links_resolve")),
        ("site", "site/style.css", ("links_resolve",)),
        ("posts", "marketing/posts/x.md", ("posts_within_limits", "advertising_words", "claims_cited")),
        ("prd", "design/personas.md", ("personas_complete", "claims_cited")),
        ("design", "design/flow.mmd", ("flow_valid",)),
        ("email", "marketing/email/message.txt", ("email_complete", "advertising_words")),
    ],
)
@pytest.mark.parametrize("piece", ["<!--", "url(", "[", "最", "<b>", "support "])
async def test_repeated_pieces_are_answered(kind: str, path: str, names: tuple[str, ...], piece: str) -> None:
    """The timeout of the test is what would be missed."""
    content = (piece * (_SIZE // len(piece.encode()))).encode()
    for result in await registry.run_checks(subject(kind, {**good(kind), path: content}), names):
        assert "broke" not in result.reason
