"""Checks of a produced package: its tests, whether they bite, lint, coverage. Everything runs in the sandbox."""

from __future__ import annotations

import ast
import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.checks.mutation import Mutant, mutants
from superindividual.errors import SuperindividualError
from superindividual.text import gettext as _
from superindividual.text import one_line, safe_text
from superindividual.tools.package import (
    FOLDER,
    RULES,
    TEST_SECONDS,
    Failure,
    Suite,
    package_copy,
    run_lint,
    run_suite,
    suite_environment,
)
from superindividual.tools.sandbox import Sandbox, find_sandbox
from superindividual.workspace.jail import Jail

_MUTANTS = 5
_MUTANTS_SECONDS = 60.0
_LEAST_TRIED = 3
_LEAST_KILLED = 0.6
_LEAST_COVERED = 80.0
_MOST_FINDINGS = 60
_LARGEST_TEXT = 1_000_000
_TEXT = frozenset(
    [
        ".py",
        ".pyi",
        ".toml",
        ".md",
        ".rst",
        ".txt",
        ".cfg",
        ".ini",
        ".json",
        ".yaml",
        ".yml",
        ".html",
        ".css",
        ".js",
        ".svg",
        ".in",
        ".typed",
    ]
)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
"""Control characters, and those that make a line look other than it reads."""


async def files_readable(subject: Subject) -> CheckResult:
    """Every file of the package is UTF-8 text without hidden characters; data of the tests may be anything."""
    texts = {path: content for path, content in sorted(subject.bundle.files.items()) if not _is_data(path)}
    findings = [found for path, content in texts.items() if (found := _unreadable(path, content))]
    evidence = {"files": len(subject.bundle.files), "texts": len(texts)}
    if not texts:
        return _result("files_readable", Verdict.FAIL, _("there is no file to read"), (), evidence)
    if findings:
        return _result(
            "files_readable", Verdict.FAIL, _("some files cannot be read as text"), findings, evidence
        )
    reason = _("{count} files read as UTF-8 text").format(count=len(texts))
    return _result("files_readable", Verdict.PASS, reason, (), evidence)


def _is_data(path: str) -> bool:
    """Whether it is something that tests read, such as an image or a file in another encoding."""
    return "tests" in path.split("/")[:-1] and PurePosixPath(path).suffix not in _TEXT


def _unreadable(path: str, content: bytes) -> Finding | None:
    if len(content) > _LARGEST_TEXT:
        message = _("{size} bytes; a text of a package has at most {most}")
        return Finding(path=path, message=message.format(size=len(content), most=_LARGEST_TEXT))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Finding(path=path, line=line, message=_("not UTF-8"), remedy=_("save it as UTF-8"))
    hidden = _HIDDEN.search(text.removeprefix("\ufeff"))
    if hidden is None:
        return None
    line = text[: hidden.start()].count("\n") + 1
    message = _("a hidden character, U+{code:04X}").format(code=ord(hidden.group()))
    return Finding(path=path, line=line, message=message, remedy=_("write it as an escape, or remove it"))


async def tests_pass(subject: Subject) -> CheckResult:
    """The package's own tests pass, and there are some."""
    if subject.sandbox is None:
        return _blind("tests_pass")
    suite = await _suite(subject, subject.sandbox)
    evidence = {
        "passed": suite.passed,
        "failed": suite.failed,
        "skipped": suite.skipped,
        "returncode": suite.completed.returncode,
        "timed_out": suite.completed.timed_out,
    }
    if suite.green:
        reason = _("{passed} tests passed").format(passed=suite.passed)
        return _result("tests_pass", Verdict.PASS, reason, (), evidence)
    findings = [_failed(failure, subject) for failure in suite.failures] or [_last_words(suite)]
    return _result("tests_pass", Verdict.FAIL, _not_green(suite), findings, evidence)


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


async def tests_bite(subject: Subject) -> CheckResult:
    """Small faults planted into the source make the tests fail: most of them are noticed."""
    if subject.sandbox is None:
        return _blind("tests_bite")
    planted = mutants(_sources(subject), _MUTANTS)
    if not planted:
        return _result("tests_bite", Verdict.FAIL, _("there is no source to plant a fault in"))
    started = asyncio.get_running_loop().time()
    if not (await _suite(subject, subject.sandbox, "-x")).green:
        reason = _("the tests do not pass as they are, so a planted fault would show nothing")
        return _result("tests_bite", Verdict.NOT_ASSESSED, reason)
    patience = 10.0 + 3 * (asyncio.get_running_loop().time() - started)
    outcomes = await _try(subject, subject.sandbox, planted, patience)
    return _bitten(planted, outcomes)


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
        suite = await _suite(subject, sandbox, "-x", changed=changed, seconds=patience)
        outcomes[mutant] = not suite.green
    return outcomes


def _bitten(planted: Sequence[Mutant], outcomes: Mapping[Mutant, bool]) -> CheckResult:
    killed = sum(outcomes.values())
    evidence = {"killed": killed, "tried": len(outcomes), "planted": len(planted)}
    if len(outcomes) < min(_LEAST_TRIED, len(planted)):
        reason = _("the tests take so long that only {tried} of {planted} planted faults could be tried")
        return _result("tests_bite", Verdict.NOT_ASSESSED, reason.format(**evidence), (), evidence)
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
    return _result("tests_bite", verdict, reason, findings, evidence)


async def lint_clean(subject: Subject) -> CheckResult:
    """Ruff finds nothing by a fixed set of rules, whatever the package's own settings say."""
    if subject.sandbox is None:
        return _blind("lint_clean")
    count = sum(path.startswith(f"{FOLDER}/") and path.endswith(".py") for path in subject.bundle.files)
    if not count:
        return _result("lint_clean", Verdict.FAIL, _("there is no Python source"))
    with package_copy(subject.bundle.files) as folder:
        found = await run_lint(subject.sandbox, folder)
    if found is None:
        return _result("lint_clean", Verdict.NOT_ASSESSED, _("ruff gave no answer"))
    findings = [
        Finding(path=f"{FOLDER}/{one.path}", line=one.line, message=f"{one.code} {one.message}")
        for one in found
    ]
    reason = _("ruff: {found} findings in {count} source files").format(found=len(found), count=count)
    evidence = {"rules": RULES, "files": count, "findings": len(found)}
    return _result("lint_clean", Verdict.FAIL if found else Verdict.PASS, reason, findings, evidence)


_COVERAGE = {
    ".coveragerc-check": b"[run]\nsource = src\nparallel = true\npatch = subprocess\ndata_file = .coverage-check\n",
}
_COVERAGE_REPORT = ".coverage-check.json"


async def coverage_measured(subject: Subject) -> CheckResult:
    """The tests run through most of the source, also where they run it as a program."""
    if subject.sandbox is None:
        return _blind("coverage_measured")
    with package_copy(subject.bundle.files) as folder:
        totals, missing = await _coverage(subject.sandbox, folder)
    if not totals.get("num_statements"):
        reason = _("coverage could not be measured: no statement of src/ was seen")
        return _result("coverage_measured", Verdict.NOT_ASSESSED, reason)
    percent = round(float(totals["percent_covered"]), 1)
    passed = percent >= _LEAST_COVERED
    reason = _("the tests run through {percent} % of the source; {least} % is asked").format(
        percent=percent, least=round(_LEAST_COVERED)
    )
    evidence = {"percent": percent, "statements": totals["num_statements"]}
    verdict = Verdict.PASS if passed else Verdict.FAIL
    return _result("coverage_measured", verdict, reason, () if passed else missing, evidence)


async def _coverage(sandbox: Sandbox, folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    jail = Jail(folder)
    for path, content in _COVERAGE.items():
        jail.write(path, content)
    settings = "--rcfile=.coveragerc-check"
    tests = ["run", settings, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = suite_environment(folder)
    for words in (tests, ["combine", "-q", settings], ["json", "-q", settings, "-o", _COVERAGE_REPORT]):
        argv = ["python3", "-m", "coverage", *words]
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


async def _suite(
    subject: Subject,
    sandbox: Sandbox,
    *options: str,
    changed: Mapping[str, bytes] | None = None,
    seconds: float = TEST_SECONDS,
) -> Suite:
    with package_copy(subject.bundle.files, changed) as folder:
        return await run_suite(sandbox, folder, *options, seconds=seconds)


def _sources(subject: Subject) -> dict[str, str]:
    """The package's modules that Python can read, by path."""
    found = {}
    for path, content in sorted(subject.bundle.files.items()):
        if path.startswith(f"{FOLDER}/src/") and path.endswith(".py"):
            text = content.decode("utf-8", "replace")
            try:
                ast.parse(text)
            except (SyntaxError, ValueError, RecursionError):
                continue
            found[path] = text
    return found


def _blind(check: str) -> CheckResult:
    _sandbox, why = find_sandbox()
    reason = _("nothing was run: {why}").format(why=why or _("commands are not contained here"))
    return _result(check, Verdict.NOT_ASSESSED, reason)


def _result(
    check: str,
    verdict: Verdict,
    reason: str,
    findings: Sequence[Finding] = (),
    evidence: Mapping[str, Any] | None = None,
) -> CheckResult:
    shown = tuple(findings[:_MOST_FINDINGS])
    return CheckResult(check=check, verdict=verdict, reason=reason, findings=shown, evidence=evidence or {})


CHECKS: Mapping[str, Check] = {
    "files_readable": files_readable,
    "tests_pass": tests_pass,
    "tests_bite": tests_bite,
    "lint_clean": lint_clean,
    "coverage_measured": coverage_measured,
}
