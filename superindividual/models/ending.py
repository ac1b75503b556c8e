"""Ending: how the call of a model ended, in a word of the founder's language."""

from __future__ import annotations

from superindividual.text import gettext as _


def ending(outcome: str) -> str:
    """The word for an outcome as the journal has it; one that is not known stands as it is."""
    return {
        "answered": _("answered"),
        "broken_off": _("broken_off"),
        "cut": _("cut"),
        "denied": _("denied"),
        "empty": _("empty"),
        "error": _("error"),
        "failed": _("failed"),
        "filtered": _("filtered"),
        "lost": _("lost"),
        "malformed": _("malformed"),
        "no_model": _("no_model"),
        "not_allowed": _("not_allowed"),
        "overflow": _("overflow"),
        "overloaded": _("overloaded"),
        "paused": _("paused"),
        "quota": _("quota"),
        "rate_limited": _("rate_limited"),
        "refused": _("refused"),
        "refused_request": _("refused_request"),
        "reserved": _("reserved"),
        "resting": _("resting"),
        "stalled": _("stalled"),
        "truncated": _("truncated"),
        "unknown_model": _("unknown_model"),
        "unreachable": _("unreachable"),
    }.get(outcome, outcome)
