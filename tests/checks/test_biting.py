"""Whether tests notice planted faults: strict ones, vacuous ones, and ones that only look at the text."""

from __future__ import annotations

import pytest

from superindividual.checks import biting
from superindividual.checks.check import Verdict
from superindividual.tools.sandbox import Sandbox
from tests.checks.produced import GOOD, SOURCE, check, sandbox_or_skip
from tests.checks.test_code import BROKEN, CONFTEST, FAKES, TESTS_PATH

INIT = "package/src/tally/__init__.py"


@pytest.fixture
def box() -> Sandbox:
    return sandbox_or_skip()


@pytest.mark.parametrize(
    "tests",
    [
        "def test_nothing():\n    assert True\n",
        "import tally\n\n\ndef test_import():\n    assert tally\n",
        "from tally import main, report, total\n\n\ndef test_runs():\n"
        "    total([1])\n    report([('a', 1)])\n    main(['1'])\n    main(['x'])\n",
    ],
)
async def test_tests_that_assert_nothing_do_not_bite(box: Sandbox, tests: str) -> None:
    """They pass, even with full coverage, and the faults that nobody noticed are named by line."""
    assert (await check("tests_pass", {TESTS_PATH: tests}, sandbox=box)).verdict is Verdict.PASS
    result = await check("tests_bite", {TESTS_PATH: tests}, sandbox=box)
    assert result.verdict is Verdict.FAIL
    assert result.evidence["killed"] < result.evidence["tried"]
    assert {finding.path for finding in result.findings} <= {INIT, "package/src/tally/__main__.py"}
    assert all(finding.line for finding in result.findings)


async def test_tests_of_the_sources_text_do_not_bite(box: Sandbox) -> None:
    """A test that holds the source against its hash notices every fault and knows nothing of what the code does."""
    hashing = (
        "import hashlib\nimport pathlib\n\nimport tally\n\n\ndef test_hash():\n"
        "    text = pathlib.Path(tally.__file__).read_bytes()\n"
        "    assert hashlib.sha256(text).hexdigest() == WANTED\n"
    )
    import hashlib

    tests = hashing.replace("WANTED", repr(hashlib.sha256(SOURCE.encode()).hexdigest()))
    assert (await check("tests_pass", {TESTS_PATH: tests}, sandbox=box)).verdict is Verdict.PASS
    result = await check("tests_bite", {TESTS_PATH: tests}, sandbox=box)
    assert result.verdict is Verdict.FAIL
    assert "look at its text" in result.reason


async def test_tests_that_fail_already_show_nothing(box: Sandbox) -> None:
    """A planted fault would be noticed by accident: not assessed, never passed."""
    result = await check("tests_bite", {INIT: BROKEN}, sandbox=box)
    assert (result.verdict, result.evidence) == (Verdict.NOT_ASSESSED, {})


@pytest.mark.parametrize("fake", ["conftest turns failures round", "conftest runs no test"])
async def test_faked_results_do_not_bite(box: Sandbox, fake: str) -> None:
    """Where failures do not show, planted faults are not noticed either."""
    assert (await check("tests_bite", {CONFTEST: FAKES[fake][CONFTEST]}, sandbox=box)).verdict is Verdict.FAIL


async def test_no_source_cannot_be_bitten(box: Sandbox) -> None:
    """There is nothing to plant a fault in."""
    base = {path: content for path, content in GOOD.items() if "/src/" not in path}
    assert (await check("tests_bite", base=base, sandbox=box)).verdict is Verdict.FAIL


async def test_too_few_tried_faults_are_no_result(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow tests end in `not_assessed`, with how many were tried."""
    monkeypatch.setattr(biting, "_MUTANTS_SECONDS", 0.0)
    result = await check("tests_bite", sandbox=box)
    assert result.verdict is Verdict.NOT_ASSESSED
    assert "only 0 of 5" in result.reason
