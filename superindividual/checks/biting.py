"""Biting: whether the tests of a produced package notice faults that are planted into it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from superindividual.checks.answer import Answer, failed, not_assessed
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.checks.contained import contained_checks, sources_of, suite_of
from superindividual.checks.mutation import Mutant, mutants, unchanged
from superindividual.text import gettext as _
from superindividual.tools.sandbox import Sandbox

_MUTANTS = 5
_MUTANTS_SECONDS = 60.0
_LEAST_TRIED = 3
_LEAST_KILLED = 0.6


async def tests_bite(subject: Subject, sandbox: Sandbox) -> Answer:
    """Small faults planted into the source make the tests fail: most of them are noticed.

    The same source without a fault, written in the same way, must not: else the tests look at its text alone.
    """
    planted = mutants(sources_of(subject), _MUTANTS)
    if not planted:
        return failed(_("there is no source to plant a fault in"))
    started = asyncio.get_running_loop().time()
    if not (await suite_of(subject, sandbox, "-x", changed=_rewritten(subject, planted))).green:
        return await _not_bitten(subject, sandbox)
    patience = 10.0 + 3 * (asyncio.get_running_loop().time() - started)
    outcomes = await _try(subject, sandbox, planted, patience)
    return _bitten(planted, outcomes)


def _rewritten(subject: Subject, planted: Sequence[Mutant]) -> dict[str, bytes]:
    """The files that mutants change, without a fault, in the form in which mutants are written."""
    sources = sources_of(subject)
    return {mutant.path: unchanged(sources[mutant.path]).encode() for mutant in planted}


async def _not_bitten(subject: Subject, sandbox: Sandbox) -> Answer:
    if (await suite_of(subject, sandbox, "-x")).green:
        reason = _("the tests fail when the source is only written differently: they look at its text")
        return failed(reason, remedy=_("test what the code does"))
    reason = _("the tests do not pass as they are, so a planted fault would show nothing")
    return not_assessed(reason)


async def _try(
    subject: Subject, sandbox: Sandbox, planted: Sequence[Mutant], patience: float
) -> dict[Mutant, bool]:
    """Whether the tests noticed each fault; those for which time ran out are left out."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _MUTANTS_SECONDS
    outcomes: dict[Mutant, bool] = {}
    for mutant in planted:
        if loop.time() >= until:
            break
        changed = {mutant.path: mutant.source.encode()}
        suite = await suite_of(subject, sandbox, "-x", changed=changed, seconds=patience)
        outcomes[mutant] = not suite.green
    return outcomes


def _bitten(planted: Sequence[Mutant], outcomes: Mapping[Mutant, bool]) -> Answer:
    killed = sum(outcomes.values())
    evidence = {"killed": killed, "tried": len(outcomes), "planted": len(planted)}
    if len(outcomes) < min(_LEAST_TRIED, len(planted)):
        reason = _("the tests take so long that only {tried} of {planted} planted faults could be tried")
        return not_assessed(reason.format(**evidence), **evidence)
    findings = [
        Finding(
            path=mutant.path,
            line=mutant.line,
            message=_("{what}: no test noticed").format(what=mutant.what),
            remedy=_("test what this line does"),
        )
        for mutant, noticed in outcomes.items()
        if not noticed
    ]
    verdict = Verdict.PASS if killed >= _LEAST_KILLED * len(outcomes) else Verdict.FAIL
    reason = _("{killed} of {tried} planted faults were noticed").format(**evidence)
    return Answer(verdict, reason, findings, evidence)


CHECKS: Mapping[str, Check] = contained_checks(tests_bite)
