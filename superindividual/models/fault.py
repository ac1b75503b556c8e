"""Fault: what an endpoint says instead of an answer, as a typed outcome."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from superindividual.errors import ModelError
from superindividual.models.outcome import another_try, another_way, malformed, see_address
from superindividual.text import gettext as _
from superindividual.text import one_line

LONGEST_WAIT = 30.0
"""Seconds. A longer pause that an endpoint asks for is told to the founder."""

_OVERFLOW = re.compile(
    r"context_length_exceeded|maximum context length|context (?:window|length|size)|too many tokens"
    r"|prompt is too long|range of input length|exceed\w* (?:the )?(?:max\w*|available) (?:context|input|token)",
    re.IGNORECASE,
)
_FILTER = re.compile(
    r"content_filter|content_policy|data_inspection_failed|content exists risk|flagged|inappropriate content|\b1301\b"
    r"|moderation",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"insufficient_quota|exceeded_current_quota|insufficient[ _]balance|arrearage|billing_hard_limit|\b1113\b|欠费|余额不足",
    re.IGNORECASE,
)
"""Words of OpenAI, Azure, DeepSeek, DashScope, Zhipu, Moonshot and OpenRouter, as their documents and errors have them."""


def fault_of_status(status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
    """What an answer with a status other than 200 means."""
    words, marks = _told(body)
    words = words or http.client.responses.get(status, _("no word"))
    if status < 300:
        return malformed(
            _("the endpoint answered with status {status} and no answer").format(status=status), see_address()
        )
    if 300 <= status < 400:
        return ModelError(
            _("the endpoint sends elsewhere ({status}), where the key is not taken").format(status=status),
            outcome="refused_request",
            remedy=_("write the address it sends to into OPENAI_BASE_URL or company.yaml, if you trust it"),
        )
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(marks)):
        return _refused(status, words, "quota", _("top up at the provider"))
    if status == 429:
        return _limited(headers, words)
    if status >= 500 or status in (408, 409, 425):
        message = _("the endpoint is out of order ({status}): {words}").format(status=status, words=words)
        return _paused(headers, words) or ModelError(
            message, outcome="overloaded", remedy=another_try(), wait=_asked_wait(headers)
        )
    if status == 413 or (status in (400, 422) and _OVERFLOW.search(marks)):
        remedy = _("use a model that takes more, or a smaller task")
        return ModelError(
            _("the call is longer than the model takes: {words}").format(words=words),
            outcome="overflow",
            remedy=remedy,
        )
    if status in (400, 403, 451) and _FILTER.search(marks):
        return ModelError(
            _("the provider filtered the call: {words}").format(words=words),
            outcome="filtered",
            remedy=another_way(),
        )
    outcome, remedy = {
        401: ("denied", _("see that its key belongs to this endpoint: superindividual models")),
        403: ("denied", _("see what this key may do at the provider")),
        404: ("unknown_model", _("see that its model and address are right: superindividual models")),
    }.get(status, ("refused_request", ""))
    return _refused(status, words, outcome, remedy)


def unreachable(why: str, remedy: str = "") -> ModelError:
    """No connection, or one that broke."""
    return ModelError(
        _("the endpoint cannot be reached: {why}").format(why=one_line(why, 160)),
        outcome="unreachable",
        remedy=remedy or _("see that it runs, and that its address is right: superindividual models"),
    )


def _refused(status: int, words: str, outcome: str, remedy: str) -> ModelError:
    message = _("the endpoint refused the call ({status}): {words}").format(status=status, words=words)
    return ModelError(message, outcome=outcome, remedy=remedy)


def _limited(headers: Mapping[str, str], words: str) -> ModelError:
    message = _("the endpoint limits its calls: {words}").format(words=words)
    return _paused(headers, words) or ModelError(
        message, outcome="rate_limited", remedy=another_try(), wait=_asked_wait(headers)
    )


def _paused(headers: Mapping[str, str], words: str) -> ModelError | None:
    """A wait that is too long for a call to be held, whatever the endpoint says it for; None where it asks for none."""
    asked = _asked_wait(headers)
    if asked is None or asked <= LONGEST_WAIT:
        return None
    return ModelError(
        _("the endpoint asks to wait {seconds} s: {words}").format(seconds=int(asked), words=words),
        outcome="paused",
        remedy=another_try(),
        wait=asked,
    )


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that the endpoint asks to wait; None where it says nothing that can be read, and our own backoff holds."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            asked = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= asked < 1e9:  # neither nan nor inf
            return asked
    return _until_date(headers)


def _until_date(headers: Mapping[str, str]) -> float | None:
    """Seconds until a date, by the endpoint's own clock: ours may be wrong."""
    try:
        until, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return max((until - now).total_seconds(), 0.0)
    except (TypeError, ValueError):  # no date, or only one of them with a zone
        return None


def _told(body: bytes) -> tuple[str, str]:
    """The error's words for the founder, and all that it says for finding out what it means."""
    text = body.decode(errors="replace")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return one_line(text, 200), ""
    error = told.get("error", told) if isinstance(told, dict) else told
    words: Any = error
    if isinstance(error, dict):
        words = error.get("message") or told.get("message") or error
    return one_line(str(words), 200), one_line(text, 4000)
