"""`cost`: what models took, by run, step, agent, model or product, beside what was expected; `log --prompts`: what they were told."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from superindividual.approvals.spending import By, Spending, spending, total
from superindividual.cli.output import cells, company, emit
from superindividual.company import Company
from superindividual.engine.budget import ASSUMED_INPUT, ASSUMED_OUTPUT, left
from superindividual.ids import Digest, RunId
from superindividual.journal.calls import Call
from superindividual.journal.usage import Usage
from superindividual.models.ending import ending
from superindividual.text import PICTURE, cell_width, ngettext, number, shown
from superindividual.text import gettext as _

Limits = Mapping[str, float]
"""`usd`, `tokens`, `calls`, `hours`: those that are set."""


def cost(options: Namespace) -> int:
    """One run by its steps, or all runs."""
    opened = company(options)
    run = opened.journal.runs.get(RunId(options.run)) if options.run else None
    by: By = options.by or ("step" if run else "run")
    calls = opened.journal.calls.of(run.id if run else None)
    products = {one.id: one.product for one in opened.journal.runs.all()}
    found, whole = spending(calls, by, products), total(calls)
    limits = run.workflow.budget.model_dump(exclude_none=True) if run else {}
    company_limits = opened.spec.budget.model_dump(exclude_none=True)
    of_all = opened.journal.usage.of_all()
    remaining = left(opened.spec.budget, of_all)
    value = {
        "run": run.id if run else None,
        "by": by,
        "total": whole.record(),
        "limits": limits,
        "company_limits": company_limits,
        "company_left": remaining,
        "parts": [one.record() for one in found],
    }

    def lines() -> Iterator[str]:
        if not (whole.calls or whole.under_way):
            yield _nothing(options.run)
            return
        yield from _lines(found, whole)
        if limits:
            yield _("limits of the run: {limits}").format(limits=_listed(limits))
        if company_limits:
            told = listed_left(company_limits, remaining)
            yield _("left of the limits of all runs together: {left}").format(left=told)
            yield from assumed(company_limits, of_all)

    return emit(options, value, lines)


def _nothing(run: str | None) -> str:
    if run:
        return _("This run has called no model.")
    return _("No run has called a model yet. What doctor --probe asks is not counted here.")


def _lines(found: list[Spending], whole: Spending) -> Iterator[str]:
    width = max(cell_width(one.name) for one in found)
    for one in found:
        yield f"{cells(one.name, width)}  {_sum(one)}"
    yield f"{cells(_('all'), width)}  {_sum(whole)}"
    if whole.failed:
        yield ngettext(
            "{count} call gave no usable answer; it counts at what it took as far as that is known, else at what was expected",
            "{count} calls gave no usable answer; they count at what they took as far as that is known, else at what was expected",
            whole.failed,
        ).format(count=whole.failed)
    if whole.estimated:
        yield ngettext(
            "of {count} call the endpoint told no tokens, or none that can be true: they are guessed by the length of what was said",
            "of {count} calls the endpoint told no tokens, or none that can be true: they are guessed by the length of what was said",
            whole.estimated,
        ).format(count=whole.estimated)
    if whole.under_way:
        yield ngettext(
            "{count} call is under way and not counted yet",
            "{count} calls are under way and not counted yet",
            whole.under_way,
        ).format(count=whole.under_way)


def _listed(limits: Limits) -> str:
    return ", ".join(f"{number(amount)} {name}" for name, amount in sorted(limits.items()))


def assumed(limits: Limits, used: Usage) -> Iterator[str]:
    """How calls without a known price count against a limit in money, where there are some."""
    if used.unpriced and "usd" in limits:
        yield _(
            "calls of an unknown price count against a limit in dollars at ${read} a million tokens read and ${written}"
            " written: name their price in company.yaml: prices"
        ).format(read=ASSUMED_INPUT, written=ASSUMED_OUTPUT)


def listed_left(limits: Limits, remaining: Limits) -> str:
    """What is left of each limit, beside it."""
    return ", ".join(
        _("{left} of {limit} {name}").format(left=number(remaining[name]), limit=number(limit), name=name)
        for name, limit in sorted(limits.items())
    )


def _sum(one: Spending) -> str:
    parts = [
        ngettext(
            "{calls} call, {read} tokens read ({cached} from cache), {written} written, {seconds} s",
            "{calls} calls, {read} tokens read ({cached} from cache), {written} written, {seconds} s",
            one.calls,
        ).format(
            calls=one.calls,
            read=one.input_tokens,
            cached=one.cached_tokens,
            written=one.output_tokens,
            seconds=round(one.seconds),
        ),
        _("{tokens} tokens expected").format(tokens=one.expected_tokens),
    ]
    if one.unpriced < one.calls:
        parts.append(
            _("${usd} (${expected} expected)").format(
                usd=f"{one.usd:.4f}", expected=f"{one.expected_usd:.4f}"
            )
        )
    if one.credited:
        parts.append(_("${usd} of it paid by credits").format(usd=f"{one.credited:.4f}"))
    if one.unpriced:
        parts.append(
            ngettext("price of {calls} call unknown", "price of {calls} calls unknown", one.unpriced).format(
                calls=one.unpriced
            )
        )
    return " · ".join(parts)


_PICTURE = re.compile(PICTURE)


def prompts(options: Namespace, opened: Company) -> int:
    """Every call with the messages that were sent, each message once, and the answer."""
    run = opened.journal.runs.get(RunId(options.run)).id if options.run else None
    calls = opened.journal.calls.of(run)
    told = {digest: _message(opened, digest) for digest in _kept(opened, calls)}
    value = [
        {
            **vars(call),
            "messages": [{"hash": digest, **told[digest]} for digest in _asked(opened, call)],
            "answered": told.get(call.answer) if call.answer else None,
        }
        for call in calls
    ]
    return emit(options, value, lambda: _prompt_lines(opened, calls, told))


def _kept(opened: Company, calls: Iterable[Call]) -> Iterator[Digest]:
    for call in calls:
        yield from _asked(opened, call)
        if call.answer:
            yield call.answer


def _asked(opened: Company, call: Call) -> list[Digest]:
    """The hashes of a call's messages; none for calls of before they were kept."""
    return json.loads(opened.objects.get(call.request))["messages"] if call.request else []


def _message(opened: Company, digest: Digest) -> dict[str, Any]:
    """Who said what; the form is LangChain's, read without it."""
    read = json.loads(opened.objects.get(digest))
    data = read["data"]
    content = data.get("content")
    return {
        "role": read["type"],
        "content": content
        if isinstance(content, str)
        else _PICTURE.sub("data:image/png;…", json.dumps(content, ensure_ascii=False)),
        "calls": [{"tool": call["name"], "arguments": call["args"]} for call in data.get("tool_calls") or ()],
    }


def _prompt_lines(opened: Company, calls: list[Call], told: dict[Digest, dict[str, Any]]) -> Iterator[str]:
    if not calls:
        yield _("No model was called.")
    seen: set[Digest] = set()
    for call in calls:
        yield f"── {call.at}  {call.step}  {call.agent}  {call.model}  {ending(call.outcome)}  {(call.request or '')[:12]}"
        if call.chosen:
            yield "   " + _("asked there because: {reason}").format(reason=shown(call.chosen))
        asked = _asked(opened, call)
        again = [digest for digest in asked if digest in seen]
        if again:
            yield _("   ({count} messages as before)").format(count=len(again))
        for digest in asked:
            if digest not in seen:
                yield from _said(told[digest])
        seen |= set(asked)
        if call.answer:
            yield from _said(told[call.answer])
            seen.add(call.answer)


def _said(message: dict[str, Any]) -> Iterator[str]:
    yield f"   [{message['role']}]"
    yield from (f"   {shown(line)}" for line in message["content"].split("\n"))
    for call in message["calls"]:
        yield f"   → {call['tool']} {shown(json.dumps(call['arguments'], ensure_ascii=False))}"
