"""A produced package: its tests and its lint, run contained on a throw-away copy.

The agent's tools and the checks run the same functions, so that what an agent sees is what is checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from superindividual.errors import SuperindividualError
from superindividual.text import safe_text
from superindividual.tools.sandbox import INSIDE, Completed, Sandbox
from superindividual.workspace.jail import Jail, unpacked

FOLDER = "package"
RULES = "E,F,I,B,UP,W"
"""Errors, undefined and unused names, order of imports, likely bugs, outdated forms, warnings of style."""
_IGNORED = "E501"  # where a line is wrapped is the formatter's matter
TEST_SECONDS = 120.0
_LINT_SECONDS = 60.0
_REPORT = ".junit-check.xml"
_FAILURES = 20


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
    return {"PYTHONPATH": f"{INSIDE}/src", "PYTHONHASHSEED": "0", **alone}


async def run_suite(sandbox: Sandbox, folder: Path, *options: str, seconds: float = TEST_SECONDS) -> Suite:
    """Run pytest in the copy at `folder` for at most `seconds`."""
    argv = ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={_REPORT}", *options]
    completed = await sandbox.run(argv, folder=folder, seconds=seconds, env=suite_environment(folder))
    try:
        report = ElementTree.fromstring(Jail(folder).read(_REPORT))  # noqa: S314 - expat bounds entity expansion since 2.4.1
    except (SuperindividualError, OSError, ElementTree.ParseError):
        return Suite(completed)
    return _counted(completed, report)


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
    argv = ["python3", "-m", "ruff", "check", "--isolated", "--no-cache", "--target-version", "py311"]
    argv += ["--select", RULES, "--ignore", _IGNORED, "--output-format", "json", "."]
    completed = await sandbox.run(argv, folder=folder, writable=False, seconds=_LINT_SECONDS)
    try:
        rows = json.loads(completed.stdout)
    except ValueError:
        return None
    return tuple(
        Lint(
            path=str(Path(row["filename"]).relative_to(INSIDE)),
            line=row["location"]["row"],
            code=row["code"] or "syntax",
            message=safe_text(row["message"]),
        )
        for row in rows
    )
