"""Scanners of what the pages say about buying."""

from __future__ import annotations

from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import Scene, Seen, absent, places, visible


def prices_with_tax(scene: Scene) -> Seen:
    """Where a page shows a price, it says that tax is in it."""
    if not scene.pages:
        return absent()
    texts = {path: visible(text) for path, text in scene.pages.items()}
    prices = places(texts, pattern("price"))
    if not prices:
        return Seen("not_assessed", "no_price", tuple(scene.pages), {"pages": len(scene.pages)})
    bare = tuple(
        place for place in prices if not pattern("tax_included").search(texts[place.rpartition(":")[0]])
    )
    figures = {"prices": len(prices), "bare": len(bare)}
    return (
        Seen("gap", "price_without_tax", bare, figures)
        if bare
        else Seen("met", "price_with_tax", prices, figures)
    )


def renewal_terms_shown(scene: Scene) -> Seen:
    """Where a page names a price by the month or year, it says that it renews and how to cancel."""
    if not scene.pages:
        return absent()
    texts = {path: visible(text) for path, text in scene.pages.items()}
    periodic = places(texts, pattern("periodic"))
    if not periodic:
        return Seen("not_assessed", "no_subscription_shown", tuple(scene.pages), {"pages": len(scene.pages)})
    whole = "\n".join(texts.values())
    lacking = [
        name
        for name, words in (("renewal", "renews"), ("cancel", "cancel"))
        if not pattern(words).search(whole)
    ]
    figures = {"places": len(periodic), "lacking": lacking}
    if lacking:
        return Seen("gap", "renewal_terms_missing", periodic, figures)
    return Seen(
        "needs_review",
        "renewal_terms_shown",
        places(texts, pattern("renews")) + places(texts, pattern("cancel")),
        figures,
    )


def no_closed_dispute_platform(scene: Scene) -> Seen:
    """Nothing sends people to the EU's dispute platform, which has been closed."""
    texts = scene.pages | scene.texts("email", endings=(".txt", ".html"))
    if not texts:
        return absent()
    found = places(texts, pattern("dispute_platform"))
    figures = {"texts": len(texts), "found": len(found)}
    return (
        Seen("gap", "dispute_link", found, figures) if found else Seen("met", "no_dispute_link", (), figures)
    )
