"""Tests, lint and coverage of a produced package: good, poor, faked and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.checks.check import Verdict
from superindividual.checks.contained import suite_of
from superindividual.tools.sandbox import Sandbox
from tests.checks.produced import GOOD, SETTINGS, SOURCE, check, sandbox_or_skip

CONTAINED = ("tests_pass", "tests_bite", "lint_clean", "coverage_measured")
TESTS_PATH = "package/tests/test_tally.py"
CONFTEST = "package/conftest.py"
BROKEN = SOURCE.replace("amount > 0", "amount < 0")


@pytest.fixture
def box() -> Sandbox:
    return sandbox_or_skip()


@pytest.mark.parametrize("name", CONTAINED)
async def test_a_good_package_passes(box: Sandbox, name: str) -> None:
    """Each check passes with figures to show for it."""
    result = await check(name, sandbox=box)
    assert (result.verdict, result.findings) == (Verdict.PASS, ()), result.reason
    assert any(result.evidence.values())


@pytest.mark.parametrize("name", CONTAINED)
async def test_without_a_sandbox_nothing_is_assessed(name: str) -> None:
    """A package that would pass does not, and the reason is said; what needs no sandbox still answers."""
    result = await check(name, sandbox=None)
    assert result.verdict is Verdict.NOT_ASSESSED
    assert result.reason.startswith("nothing was run: ")
    assert (await check("secrets_absent", sandbox=None)).verdict is Verdict.PASS


async def test_a_failing_test_is_named(box: Sandbox) -> None:
    """With its file, its name and what it said."""
    result = await check("tests_pass", {"package/src/tally/__init__.py": BROKEN}, sandbox=box)
    assert result.verdict is Verdict.FAIL
    assert result.reason == "4 of 6 tests failed"
    assert {finding.path for finding in result.findings} == {TESTS_PATH}
    assert any("test_total" in finding.message for finding in result.findings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no test ran"),
        ("", "no test ran"),
        ("import nowhere\n", "1 of 1 tests failed"),
        ("def test_x(:\n", "1 of 1 tests failed"),
        (
            "import pytest\n\n\n@pytest.mark.skip\ndef test_x():\n    assert False\n",
            "all 1 tests were skipped",
        ),
        ("def test_x():\n    raise SystemExit(0)\n", "1 of 1 tests failed"),
        ("import os\n\n\ndef test_x():\n    os._exit(0)\n", "no test ran"),
    ],
)
async def test_no_test_is_no_pass(box: Sandbox, content: str | None, reason: str) -> None:
    """None at all, none that can be read, none that runs, none that ends."""
    result = await check("tests_pass", {TESTS_PATH: content}, sandbox=box)
    assert (result.verdict, result.reason) == (Verdict.FAIL, reason)


REPORT = (
    '<testsuites><testsuite name="pytest" tests="9"><testcase classname="tests.test_tally" name="test_a"/>'
    "</testsuite></testsuites>"
)
WRITES_REPORT = f"import os\nopen('.junit-check.xml', 'w').write('''{REPORT}''')\nos._exit(0)\n"
FAKES = {
    "conftest exits 0": {CONFTEST: "import os\nos._exit(0)\n"},
    "conftest writes the report and exits": {CONFTEST: WRITES_REPORT},
    "conftest writes the report at the end": {
        CONFTEST: "import os\n\n\ndef pytest_sessionfinish():\n"
        f"    open('.junit-check.xml', 'w').write('''{REPORT}''')\n    os._exit(0)\n"
    },
    "conftest turns failures round": {
        CONFTEST: "import pytest\n\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport():\n"
        "    outcome = yield\n    report = outcome.get_result()\n    report.outcome = 'passed'\n"
        "    report.longrepr = None\n"
    },
    "conftest runs no test": {CONFTEST: "def pytest_runtest_call(item):\n    item.runtest = lambda: None\n"},
    "conftest in the folder of the tests": {"package/tests/conftest.py": WRITES_REPORT},
    "a pytest of its own beside": {"package/pytest.py": WRITES_REPORT},
    "a pytest of its own in the source": {
        "package/src/pytest/__init__.py": WRITES_REPORT,
        "package/src/pytest/__main__.py": "",
    },
    "a sitecustomize": {"package/src/sitecustomize.py": WRITES_REPORT},
    "a launcher of its own": {"package/.run-tests.py": WRITES_REPORT},
}


@pytest.mark.parametrize("fake", sorted(FAKES))
async def test_a_faked_result_is_no_pass(box: Sandbox, fake: str) -> None:
    """A package whose code is broken cannot make its tests look passed; planted failures show the trick."""
    changed = {"package/src/tally/__init__.py": BROKEN, **FAKES[fake]}
    result = await check("tests_pass", changed, sandbox=box)
    assert result.verdict is Verdict.FAIL, result.reason


@pytest.mark.parametrize(
    "fake",
    ["conftest turns failures round", "conftest runs no test", "conftest writes the report at the end"],
)
async def test_without_planted_failures_a_fake_passes(
    box: Sandbox, fake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is the planted failures that tell."""

    async def believed(*_arguments: object) -> bool:
        return True

    monkeypatch.setattr("superindividual.checks.code.failures_show", believed)
    result = await check("tests_pass", {"package/src/tally/__init__.py": BROKEN, **FAKES[fake]}, sandbox=box)
    assert result.verdict is Verdict.PASS


async def test_a_faked_result_would_pass_for_one_who_believes_it(box: Sandbox, tmp_path: Path) -> None:
    """What the exit code of a plain `python -m pytest` says of the same package: the control of the test above."""
    for path, content in {**GOOD, CONFTEST: b"import os\nos._exit(0)\n"}.items():
        target = tmp_path / path.removeprefix("package/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (tmp_path / "src/tally/__init__.py").write_text(BROKEN)
    ran = await box.run(["python3", "-m", "pytest", "-q"], folder=tmp_path)
    assert ran.returncode == 0
    (tmp_path / "conftest.py").unlink()
    (tmp_path / "pytest.py").write_text(WRITES_REPORT)
    ran = await box.run(["python3", "-m", "pytest", "-q"], folder=tmp_path)
    assert ran.returncode == 0
    assert (tmp_path / ".junit-check.xml").exists()


HARMLESS = {
    "a fixture": {CONFTEST: "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef ready():\n    yield\n"},
    "settings": {
        "package/pyproject.toml": SETTINGS
        + "[tool.pytest.ini_options]\naddopts = \"-x -k total -m 'not slow' --strict-markers\"\n"
        'filterwarnings = ["error"]\nmarkers = ["slow: takes long"]\npython_functions = ["test_*", "check_*"]\n'
    },
    "tests beside the source": {
        "package/src/tally/test_inside.py": "from tally import total\n\n\ndef test_it():\n    assert total([1]) == 1\n"
    },
    "a helper in the tests": {
        "package/tests/__init__.py": "",
        "package/tests/helper.py": "ROWS = [1]\n",
        "package/tests/test_more.py": "from tests.helper import ROWS\n\n\ndef test_rows():\n    assert ROWS\n",
    },
}


@pytest.mark.parametrize("case", sorted(HARMLESS))
async def test_honest_settings_are_no_fake(box: Sandbox, case: str) -> None:
    """Fixtures, selections, markers and helpers are what good packages have."""
    result = await check("tests_pass", HARMLESS[case], sandbox=box)
    assert result.verdict is Verdict.PASS, (result.reason, result.findings)


async def test_tests_of_a_package_read_no_secret_of_the_host(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that hunts for files and variables of the founder's finds none, and its words show none."""
    canary = tmp_path / "token"
    canary.write_text("canary-4711")
    monkeypatch.setenv("DEPLOY_TOKEN", "canary-4711")
    hunting = (
        "import os\nimport pathlib\n\n\ndef test_hunt():\n"
        f"    found = [os.environ.get('DEPLOY_TOKEN'), pathlib.Path({str(canary)!r}).exists()]\n"
        "    assert found == ['x'], found\n"
    )
    result = await check("tests_pass", {TESTS_PATH: hunting}, sandbox=box)
    assert "[None, False]" in result.findings[0].message
    assert "canary" not in str(result)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True:\n        pass", "did not end within 2 seconds"),
        ("import os, time\n    while True:\n        os.fork() or time.sleep(60)", ""),
    ],
)
async def test_tests_that_do_not_end_are_stopped(
    box: Sandbox, body: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endless loop and a fork bomb fail the check and leave nothing behind."""
    monkeypatch.setattr("superindividual.checks.code.TEST_SECONDS", 2.0)
    monkeypatch.setattr(suite_of, "__kwdefaults__", {"changed": None, "seconds": 2.0})
    result = await check("tests_pass", {TESTS_PATH: f"def test_x():\n    {body}\n"}, sandbox=box)
    assert result.verdict is Verdict.FAIL
    assert words in result.reason


async def test_lint_findings_are_named(box: Sandbox) -> None:
    """Path, line and rule of each."""
    result = await check("lint_clean", {"package/src/tally/more/deep.py": "import os\n"}, sandbox=box)
    assert result.verdict is Verdict.FAIL
    (finding,) = result.findings
    assert (finding.path, finding.line) == ("package/src/tally/more/deep.py", 1)
    assert finding.message.startswith("F401 ")


DODGES = {
    "settings that switch it off": {
        "package/ruff.toml": 'exclude = ["*"]\n',
        "package/src/tally/bad.py": "import os\n",
    },
    "settings in pyproject.toml": {
        "package/pyproject.toml": SETTINGS + '[tool.ruff]\nextend-exclude = ["src"]\n',
        "package/src/tally/bad.py": "import os\n",
    },
    "a folder that ruff leaves out": {"package/src/tally/build/bad.py": "import os\n"},
    "a .gitignore": {"package/.gitignore": "*.py\n", "package/src/tally/bad.py": "import os\n"},
    "a ruff of its own": {"package/ruff.py": "print('[]')\n", "package/src/tally/bad.py": "import os\n"},
    "the whole file": {"package/src/tally/bad.py": "# ruff: noqa\nimport os\n"},
    "the whole file, the older way": {"package/src/tally/bad.py": "# flake8: noqa\nimport os\n"},
    "broken syntax": {"package/src/tally/bad.py": "def f(:\n"},
}


@pytest.mark.parametrize("dodge", sorted(DODGES))
async def test_lint_cannot_be_dodged(box: Sandbox, dodge: str) -> None:
    """Whatever the package says of how it wants to be linted."""
    result = await check("lint_clean", DODGES[dodge], sandbox=box)
    assert result.verdict is Verdict.FAIL
    assert {finding.path for finding in result.findings} == {next(p for p in DODGES[dodge] if "bad" in p)}


async def test_a_rule_switched_off_by_name_is_a_decision(box: Sandbox) -> None:
    """One line, one rule, in the open: a near miss."""
    changed = {"package/src/tally/more.py": "from tally import total  # noqa: F401\n"}
    assert (await check("lint_clean", changed, sandbox=box)).verdict is Verdict.PASS


async def test_no_source_is_no_clean_source(box: Sandbox) -> None:
    """A package without Python fails; nothing was looked at."""
    base = {path: content for path, content in GOOD.items() if not path.endswith(".py")}
    assert (await check("lint_clean", base=base, sandbox=box)).verdict is Verdict.FAIL


async def test_coverage_counts_what_runs(box: Sandbox) -> None:
    """Untested code lowers it and is named; marking it as not to be counted does not raise it."""
    unused = "def unused(x):\n" + "".join(f"    x = x + {n}\n" for n in range(40)) + "    return x\n"
    for mark in ("", "  # pragma: no cover"):
        changed = {"package/src/tally/unused.py": unused.replace(":\n", f":{mark}\n", 1)}
        result = await check("coverage_measured", changed, sandbox=box)
        assert result.verdict is Verdict.FAIL
        assert result.evidence["percent"] < 60
        assert result.findings[0].path == "package/src/tally/unused.py"


@pytest.mark.parametrize(
    "changed",
    [
        {"package/src/coverage/__init__.py": "", "package/src/coverage/__main__.py": WRITES_REPORT},
        {"package/coverage.py": WRITES_REPORT},
        {".coveragerc": "[run]\nomit = *\n", "package/.coveragerc": "[run]\nomit = *\n"},
    ],
)
async def test_coverage_is_measured_by_our_own_tool(
    box: Sandbox, changed: dict[str, str | bytes | None]
) -> None:
    """A `coverage` that the package brings along, or its settings, change nothing."""
    honest = await check("coverage_measured", sandbox=box)
    result = await check("coverage_measured", changed, sandbox=box)
    assert result.evidence["percent"] <= honest.evidence["percent"]
    assert result.evidence["statements"] >= honest.evidence["statements"]


async def test_coverage_of_nothing_is_not_assessed(box: Sandbox) -> None:
    """No statement seen, no figure, no pass."""
    base = {path: content for path, content in GOOD.items() if "/src/" not in path}
    assert (await check("coverage_measured", base=base, sandbox=box)).verdict is Verdict.NOT_ASSESSED
