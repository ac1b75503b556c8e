"""A produced package: its tests and its lint, run contained on a throw-away copy.

The agent's tools and the checks run the same functions, so that what an agent sees is what is checked. The tools
are the library's own whatever the package brings along: they are loaded before its folders can be imported from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from superindividual.errors import SuperindividualError
from superindividual.ids import digest
from superindividual.text import safe_text
from superindividual.tools.sandbox import Completed, Sandbox
from superindividual.workspace.jail import Jail, unpacked

FOLDER = "package"
RULES = "E,F,I,B,UP,W"
"""Errors, undefined and unused names, order of imports, likely bugs, outdated forms, warnings of style."""
_IGNORED = "E501"  # where a line is wrapped is the formatter's matter
TEST_SECONDS = 120.0
_LINT_SECONDS = 60.0
_REPORT = ".junit-check.xml"
_FAILURES = 20
_CANARIES = 20

LAUNCHER = ".run-tests.py"
_LAUNCH = b"""\
import os, sys
here = os.getcwd()
sys.path = [path for path in sys.path if os.path.abspath(path or here) != here]
import pytest
sys.path[:0] = [here, os.path.join(here, "src")]
os.environ["PYTHONPATH"] = os.path.join(here, "src")
sys.exit(pytest.main(sys.argv[1:]))
"""
"""What `python -m pytest` does, but that no `pytest` of the package's stands in for ours."""

_CANARY = b"""\
import unittest


class Planted(unittest.TestCase):
    def test_that_fails(self):
        self.fail("planted")

    def test_that_passes(self):
        self.assertEqual(1 + 1, 2)
"""
"""In the form that pytest collects whatever the package's settings call its tests."""


@dataclass(frozen=True)
class Failure:
    """A test that failed, with its module as pytest names it."""

    module: str
    test: str
    message: str


@dataclass(frozen=True)
class Suite:
    """What a run of the tests came to; the counts are those of pytest's report, not guessed from an exit code."""

    completed: Completed
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def ran(self) -> int:
        """How many tests the report names."""
        return self.passed + self.failed + self.skipped

    @property
    def green(self) -> bool:
        """Some tests passed, none failed, and pytest says the same."""
        return self.completed.returncode == 0 and self.passed > 0 and self.failed == 0


@dataclass(frozen=True)
class Lint:
    """One thing that ruff found; the path counts from the package's folder."""

    path: str
    line: int
    code: str
    message: str


@contextmanager
def package_copy(files: Mapping[str, bytes], changed: Mapping[str, bytes] | None = None) -> Iterator[Path]:
    """The package's files in a throw-away folder, some of them exchanged.

    Args:
        files: by path in the product's folder; those outside `package/` are left out.
        changed: the same, standing in for files of the same path.
    """
    prefix = f"{FOLDER}/"
    chosen = {
        path: content for path, content in {**files, **(changed or {})}.items() if path.startswith(prefix)
    }
    with unpacked({path.removeprefix(prefix): content for path, content in chosen.items()}) as folder:
        yield folder


def suite_environment(folder: Path) -> dict[str, str]:
    """Settings for the package's tests: the same order of sets each time, and no plugin the package does not name."""
    try:
        named = b"pytest-" in Jail(folder).read("pyproject.toml")
    except (SuperindividualError, OSError):
        named = False
    alone = {} if named else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return {"PYTHONHASHSEED": "0", **alone}


def with_launcher(folder: Path) -> list[str]:
    """Put the launcher of the tests into the copy; its name, and what pytest is always told."""
    Jail(folder).write(LAUNCHER, _LAUNCH)
    return [LAUNCHER, "-q", "-p", "no:cacheprovider"]


async def run_suite(sandbox: Sandbox, folder: Path, *options: str, seconds: float = TEST_SECONDS) -> Suite:
    """Run pytest in the copy at `folder` for at most `seconds`."""
    argv = ["python3", "-P", *with_launcher(folder), f"--junitxml={_REPORT}", *options]
    completed = await sandbox.run(argv, folder=folder, seconds=seconds, env=suite_environment(folder))
    try:
        report = ElementTree.fromstring(Jail(folder).read(_REPORT))  # noqa: S314 - expat bounds entity expansion since 2.4.1
    except (SuperindividualError, OSError, ElementTree.ParseError):
        return Suite(completed)
    return _counted(completed, report)


async def failures_show(sandbox: Sandbox, folder: Path) -> bool:
    """Whether a test that must fail is reported as failed beside the package's own tests, and its twin as passed.

    Settings of the package, a `conftest.py` foremost, can make every test pass or write the report themselves.
    """
    jail = Jail(folder)
    homes = {str(Path(path).parent) for path in jail.listing() if _is_test(path)}
    mark = digest("".join(sorted(homes)).encode())[:12]
    planted = [f"{home}/test_{mark}_{n}.py".removeprefix("./") for n, home in enumerate(sorted(homes))]
    for path in planted[:_CANARIES]:
        jail.write(path, _CANARY)
    chosen = ["--maxfail=0", "-k", "", "-m", "", *planted[:_CANARIES]]
    suite = await run_suite(sandbox, folder, *chosen)
    found = {failure.test for failure in suite.failures}
    count = len(planted[:_CANARIES])
    return (suite.passed, suite.failed, found, suite.completed.returncode) == (
        count,
        count,
        {"test_that_fails"},
        1,
    )


def _is_test(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def _counted(completed: Completed, report: ElementTree.Element) -> Suite:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    failures = []
    for case in report.iter("testcase"):
        bad = next((part for part in case if part.tag in ("failure", "error")), None)
        if bad is not None:
            message = safe_text(bad.get("message") or "")[:400]
            failures.append(Failure(case.get("classname", ""), case.get("name", ""), message))
            counts["failed"] += 1
        else:
            counts["skipped" if case.find("skipped") is not None else "passed"] += 1
    return Suite(completed, **counts, failures=tuple(failures[:_FAILURES]))


async def run_lint(sandbox: Sandbox, folder: Path) -> tuple[Lint, ...] | None:
    """Run ruff in the copy at `folder` by our rules, whatever its own settings say; None when ruff gave no answer."""
    sources = [path for path in Jail(folder).listing() if path.endswith(".py")]
    argv = ["python3", "-P", "-m", "ruff", "check", "--isolated", "--no-cache", "--target-version", "py311"]
    argv += ["--select", RULES, "--ignore", _IGNORED, "--output-format", "json", "--", *sources]
    completed = await sandbox.run(argv, folder=folder, writable=False, seconds=_LINT_SECONDS)
    try:
        rows = json.loads(completed.stdout)
    except ValueError:
        return None
    return tuple(
        Lint(
            path=str(Path(row["filename"]).relative_to(sandbox.inside(folder))),
            line=row["location"]["row"],
            code=row["code"] or "syntax",
            message=safe_text(row["message"]),
        )
        for row in rows
    )
