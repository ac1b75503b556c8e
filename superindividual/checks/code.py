"""Checks of a produced package: its tests, lint, coverage. Everything runs in the sandbox."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.checks.answer import Answer, failed, not_assessed
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.checks.contained import contained_checks, suite_of
from superindividual.errors import SuperindividualError
from superindividual.text import gettext as _
from superindividual.text import one_line, safe_text
from superindividual.tools.package import (
    FOLDER,
    RULES,
    TEST_SECONDS,
    Failure,
    Suite,
    failures_show,
    package_copy,
    run_lint,
    suite_environment,
    with_launcher,
)
from superindividual.tools.sandbox import Sandbox
from superindividual.workspace.jail import Jail

_LEAST_COVERED = 80.0
_EXEMPT = re.compile(r"^[ \t]*#[ \t]*(?:ruff|flake8)[ \t]*:[ \t]*noqa[ \t]*$", re.IGNORECASE | re.MULTILINE)
_COVERAGE_REPORT = ".coverage-check.json"
_COVERAGE_SETTINGS = ".coveragerc-check"
_COVERAGE = b"""\
[run]
source = src
parallel = true
patch = subprocess
data_file = .coverage-check
[report]
exclude_lines =
    if (typing\\.)?TYPE_CHECKING:
    if __name__ == .__main__.:
"""
"""What a package marks as `no cover` counts: it is code that no test runs through."""


async def tests_pass(subject: Subject, sandbox: Sandbox) -> Answer:
    """The package's own tests pass, and there are some."""
    suite = await suite_of(subject, sandbox)
    evidence = {
        "passed": suite.passed,
        "failed": suite.failed,
        "skipped": suite.skipped,
        "returncode": suite.completed.returncode,
        "timed_out": suite.completed.timed_out,
    }
    if suite.green and not await _failures_show(subject, sandbox):
        reason = _("the tests say nothing: a test planted to fail was not reported as failed")
        remedy = _("look at what conftest.py and the settings of pytest change")
        finding = Finding(message=_("failures do not show beside these tests"), remedy=remedy)
        return Answer(Verdict.FAIL, reason, [finding], evidence)
    if suite.green:
        reason = _("{passed} tests passed").format(passed=suite.passed)
        return Answer(Verdict.PASS, reason, (), evidence)
    findings = [_failed(failure, subject) for failure in suite.failures] or [_last_words(suite)]
    return Answer(Verdict.FAIL, _not_green(suite), findings, evidence)


def _not_green(suite: Suite) -> str:
    if suite.completed.timed_out:
        return _("the tests did not end within {seconds} seconds").format(seconds=round(TEST_SECONDS))
    if suite.completed.stopped:
        return _("the tests were stopped: {reason}").format(reason=suite.completed.stopped)
    if not suite.ran:
        return _("no test ran")
    if suite.failed:
        return _("{failed} of {ran} tests failed").format(failed=suite.failed, ran=suite.ran)
    if not suite.passed:
        return _("all {ran} tests were skipped").format(ran=suite.ran)
    return _("pytest ended with exit code {code}").format(code=suite.completed.returncode)


def _failed(failure: Failure, subject: Subject) -> Finding:
    return Finding(
        path=_module_path(failure.module, subject),
        message=one_line(f"{failure.test}: {failure.message}", 400),
        remedy=_("mend the code, or the test if it asks for the wrong thing"),
    )


def _module_path(module: str, subject: Subject) -> str:
    """The file behind a dotted name, which may go on with the name of a class."""
    parts = module.split(".")
    paths = (f"{FOLDER}/{'/'.join(parts[:end])}.py" for end in range(len(parts), 0, -1))
    return next((path for path in paths if path in subject.bundle.files), "")


def _last_words(suite: Suite) -> Finding:
    said = safe_text(f"{suite.completed.stdout}\n{suite.completed.stderr}").strip()
    return Finding(message=said[-1500:] or _("no output"))


async def _failures_show(subject: Subject, sandbox: Sandbox) -> bool:
    with package_copy(subject.bundle.files) as folder:
        return await failures_show(sandbox, folder)


async def lint_clean(subject: Subject, sandbox: Sandbox) -> Answer:
    """Ruff finds nothing by a fixed set of rules, whatever the package's own settings say."""
    count = sum(path.startswith(f"{FOLDER}/") and path.endswith(".py") for path in subject.bundle.files)
    if not count:
        return failed(_("there is no Python source"))
    with package_copy(subject.bundle.files) as folder:
        found = await run_lint(sandbox, folder)
    if found is None:
        return not_assessed(_("ruff gave no answer"))
    findings = [
        *_exempt(subject),
        *(
            Finding(path=f"{FOLDER}/{one.path}", line=one.line, message=f"{one.code} {one.message}")
            for one in found
        ),
    ]
    reason = _("ruff: {found} findings in {count} source files").format(found=len(findings), count=count)
    evidence = {"rules": RULES, "files": count, "findings": len(findings)}
    return Answer(Verdict.FAIL if findings else Verdict.PASS, reason, findings, evidence)


def _exempt(subject: Subject) -> list[Finding]:
    """Files that take themselves out of the check as a whole; a rule switched off by name is shown in the code."""
    found = []
    for path, content in sorted(subject.bundle.files.items()):
        match = _EXEMPT.search(content.decode("utf-8", "replace")) if path.endswith(".py") else None
        if match:
            line = match.string.count("\n", 0, match.start()) + 1
            message = _("the whole file is taken out of the check")
            found.append(
                Finding(path=path, line=line, message=message, remedy=_("mend what ruff finds instead"))
            )
    return found


async def coverage_measured(subject: Subject, sandbox: Sandbox) -> Answer:
    """The tests run through most of the source, also where they run it as a program."""
    with package_copy(subject.bundle.files) as folder:
        totals, missing = await _coverage(sandbox, folder)
    if not totals.get("num_statements"):
        reason = _("coverage could not be measured: no statement of src/ was seen")
        return not_assessed(reason)
    percent = round(float(totals["percent_covered"]), 1)
    passed = percent >= _LEAST_COVERED
    reason = _("the tests run through {percent} % of the source; {least} % is asked").format(
        percent=percent, least=round(_LEAST_COVERED)
    )
    evidence = {"percent": percent, "statements": totals["num_statements"]}
    verdict = Verdict.PASS if passed else Verdict.FAIL
    return Answer(verdict, reason, () if passed else missing, evidence)


async def _coverage(sandbox: Sandbox, folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    jail = Jail(folder)
    jail.write(_COVERAGE_SETTINGS, _COVERAGE)
    settings = f"--rcfile={_COVERAGE_SETTINGS}"
    tests = ["run", settings, *with_launcher(folder)]
    environment = suite_environment(folder)
    for words in (tests, ["combine", "-q", settings], ["json", "-q", settings, "-o", _COVERAGE_REPORT]):
        argv = ["python3", "-P", "-m", "coverage", *words]
        await sandbox.run(argv, folder=folder, seconds=TEST_SECONDS, env=environment)
    try:
        report = json.loads(jail.read(_COVERAGE_REPORT))
        return dict(report["totals"]), _uncovered(report["files"])
    except (SuperindividualError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, []


def _uncovered(files: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Files with lines that no test runs through, the most of them first."""
    missing = {path: [int(n) for n in found["missing_lines"]] for path, found in files.items()}
    worst = sorted((path for path in missing if missing[path]), key=lambda path: (-len(missing[path]), path))
    return [
        Finding(
            path=f"{FOLDER}/{one_line(path)}",
            line=missing[path][0],
            message=_("{count} lines that no test runs through").format(count=len(missing[path])),
            remedy=_("test them, or remove them"),
        )
        for path in worst
    ]


CHECKS: Mapping[str, Check] = contained_checks(tests_pass, lint_clean, coverage_measured)
