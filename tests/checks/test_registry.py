"""The registry, and what holds for every check."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superindividual.checks import registry
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.compliance.checks import CHECKS as COMPLIANCE
from superindividual.specs.kind_reader import load_kinds
from tests.checks.deliverables import KINDS, good, subject

ELSEWHERE = {"code", "secrets", "licences", "discovery"}
"""Modules with tests of their own."""


def _own(kind: str) -> list[str]:
    return [name for name in load_kinds()[kind].checks if registry.NAMES[name] not in ELSEWHERE]


def test_every_check_named_in_the_kinds_exists() -> None:
    """No kind names a check that nobody wrote."""
    named = {name for kind in load_kinds().values() for name in kind.checks}
    assert named <= set(registry.NAMES) | set(COMPLIANCE)
    for name in registry.NAMES:
        assert callable(registry.load_check(name))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "discovery"])
async def test_a_good_deliverable_passes_with_figures(kind: str) -> None:
    """Every check of every kind passes a good deliverable and shows what it counted."""
    for result in await registry.run_checks(subject(kind), _own(kind)):
        expected = Verdict.PASS if (kind, result.check) != ("email", "links_resolve") else result.verdict
        assert result.verdict is expected, result
        assert result.reason
        assert result.evidence


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_deliverable_never_passes(kind: str) -> None:
    """Nothing handed over is a failure, or not applicable with a reason."""
    for result in await registry.run_checks(subject(kind, {}, claims=()), _own(kind)):
        assert result.verdict in (Verdict.FAIL, Verdict.NOT_APPLICABLE), result
        assert result.reason


_HOSTILE = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")),
    st.text(alphabet="|-#[]{}<>:/*_`\n !&'\"@\\=%0aR1", max_size=400).map(str.encode),
)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "discovery"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_hostile_bytes_are_answered_never_raised(kind: str, data: st.DataObject) -> None:
    """Whatever one file holds, each check gives a verdict of its own and does not break."""
    files = good(kind)
    path = data.draw(st.sampled_from(sorted(files)))
    noise = data.draw(_HOSTILE)
    at = data.draw(st.integers(0, len(files[path])))
    replaced = noise if data.draw(st.booleans()) else files[path][:at] + noise + files[path][at:]
    for result in await registry.run_checks(subject(kind, {**files, path: replaced}), _own(kind)):
        assert "The check broke" not in result.reason, (path, replaced, result)


@pytest.mark.parametrize(
    "kind", ["prd", "design", "positioning", "calendar", "launch_kit", "posts", "finance"]
)
async def test_hostile_inputs_are_answered_never_raised(kind: str) -> None:
    """Broken deliverables of earlier steps break no check."""
    about = subject(kind)
    for noise in (b"\xff\xfe", b"[1,", b"[]", b"null", b"[" * 5000, b"---\na: *x\n---\n", b"|a|\n|-|\n"):
        for bundle in about.inputs.values():
            for path in bundle.files:
                bundle.files[path] = noise  # type: ignore[index]
        for result in await registry.run_checks(about, _own(kind)):
            assert "The check broke" not in result.reason, (noise, result)


async def test_an_unknown_name_runs_nothing() -> None:
    """A name that nobody knows is an error of the workflow."""
    with pytest.raises(KeyError):
        await registry.run_checks(subject("prd"), ["prd_sections", "no_such_check"])


async def test_a_check_that_breaks_does_not_pass() -> None:
    """Its answer is `not_assessed`, with what happened, and the others still run in their order."""

    async def broken(_subject: Subject) -> CheckResult:
        raise ZeroDivisionError("seven")

    results = await registry.run_checks(subject("prd"), ["broken", "prd_sections"], extra={"broken": broken})
    assert [result.check for result in results] == ["broken", "prd_sections"]
    assert results[0].verdict is Verdict.NOT_ASSESSED
    assert "ZeroDivisionError: seven" in results[0].reason
    assert results[1].verdict is Verdict.PASS


@pytest.mark.parametrize("evidence", [{}, {"count": 0}, {"clean": True}, {"seen": []}])
async def test_a_pass_without_a_figure_does_not_count(evidence: dict[str, object]) -> None:
    """Absence of failures is no evidence."""

    async def empty(_subject: Subject) -> CheckResult:
        return CheckResult(check="empty", verdict=Verdict.PASS, reason="fine", evidence=evidence)

    (result,) = await registry.run_checks(subject("prd"), ["empty"], extra={"empty": empty})
    assert result.verdict is Verdict.NOT_ASSESSED
