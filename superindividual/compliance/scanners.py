"""Scanners: the registry of what a program can see of a rule, by the `fn` that rules name."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.compliance.scanning import mails, package, pages, shop, words
from superindividual.compliance.scanning.scene import Scanner

_SCANNERS: tuple[Scanner, ...] = (
    pages.imprint_shown,
    pages.imprint_reachable,
    pages.privacy_notice_linked,
    pages.nothing_loaded_elsewhere,
    pages.icp_number_shown,
    pages.security_number_shown,
    pages.business_licence_shown,
    pages.accessibility_basics,
    shop.prices_with_tax,
    shop.renewal_terms_shown,
    shop.no_closed_dispute_platform,
    words.absolute_words,
    words.figures_name_source,
    words.numbers_have_evidence,
    words.testimonials_seen,
    words.adverts_labelled,
    words.votes_not_solicited,
    words.ai_content_labelled,
    words.ai_metadata_written,
    mails.mail_can_be_refused,
    mails.mail_marked_as_advert,
    mails.one_click_headers,
    package.licence_stated,
    package.parts_licensed,
    package.bill_of_materials,
    package.secrets_absent,
    package.offline_promise_kept,
)

SCANNERS: Mapping[str, Scanner] = {getattr(scanner, "__name__", ""): scanner for scanner in _SCANNERS}
"""By name; every `fn` of a rule must be here."""
