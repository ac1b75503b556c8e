"""Checks of a produced package: its tests, whether they bite, lint, coverage. Everything runs in the sandbox."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.checks.mutation import Mutant, mutants
from superindividual.text import gettext as _
from superindividual.tools.sandbox import INSIDE, Completed, Sandbox
from superindividual.workspace.jail import Jail

_PACKAGE = "package/"
_TEST_SECONDS = 120.0
_MUTANTS = 5
_LEAST_KILLED = 0.6
_LEAST_COVERED = 80.0
_RULES = "E,F,I,B,UP,W"


async def files_readable(subject: Subject) -> CheckResult:
    """Every file of the package is UTF-8 text without control characters."""
    findings = [
        found for path, content in subject.bundle.files.items() if (found := _unreadable(path, content))
    ]
    if findings:
        return _answer("files_readable", Verdict.FAIL, _("some files cannot be read as text"), findings)
    count = len(subject.bundle.files)
    verdict = Verdict.PASS if count else Verdict.FAIL
    return _answer(
        "files_readable",
        verdict,
        _("{count} files read as UTF-8 text").format(count=count),
        evidence={"files": count},
    )


def _unreadable(path: str, content: bytes) -> Finding | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Finding(
            path=path,
            line=content[: error.start].count(b"\n") + 1,
            message=_("not UTF-8"),
            remedy=_("save it as UTF-8"),
        )
    odd = next((i for i, c in enumerate(text) if c < " " and c not in "\t\n\r\f"), None)
    if odd is None:
        return None
    return Finding(
        path=path, line=text[:odd].count("\n") + 1, message=_("a control character"), remedy=_("remove it")
    )


async def tests_pass(subject: Subject) -> CheckResult:
    """The package's own tests pass, and there are some."""
    if subject.sandbox is None:
        return _blind("tests_pass")
    with _unpacked(subject) as folder:
        ran = await _pytest(subject.sandbox, folder)
        counts, failures = _junit(folder)
    evidence = {**counts, "returncode": ran.returncode, "timed_out": ran.timed_out}
    if ran.returncode == 0 and counts["passed"] > 0 and not counts["failed"]:
        return _answer(
            "tests_pass", Verdict.PASS, _("{passed} tests passed").format(**counts), evidence=evidence
        )
    if not any(counts.values()):
        tail = Finding(message=(ran.stdout + ran.stderr)[-1500:] or _("no output"))
        return _answer("tests_pass", Verdict.FAIL, _("no test ran"), [tail], evidence)
    return _answer(
        "tests_pass",
        Verdict.FAIL,
        _("{failed} of {all} tests failed").format(all=sum(counts.values()), **counts),
        failures,
        evidence,
    )


async def tests_bite(subject: Subject) -> CheckResult:
    """Small faults planted into the source make the tests fail: most of them are noticed."""
    if subject.sandbox is None:
        return _blind("tests_bite")
    planted = mutants(_sources(subject), _MUTANTS)
    if not planted:
        return _answer("tests_bite", Verdict.FAIL, _("there is no source to plant a fault in"))
    survived = [m for m in planted if not await _killed(subject, subject.sandbox, m)]
    killed = len(planted) - len(survived)
    verdict = Verdict.PASS if killed / len(planted) >= _LEAST_KILLED else Verdict.FAIL
    findings = [
        Finding(
            path=m.path,
            line=m.line,
            message=_("{what}: no test noticed").format(what=m.what),
            remedy=_("test this line"),
        )
        for m in survived
    ]
    reason = _("{killed} of {all} planted faults were noticed").format(killed=killed, all=len(planted))
    return _answer("tests_bite", verdict, reason, findings, {"killed": killed, "planted": len(planted)})


async def _killed(subject: Subject, sandbox: Sandbox, mutant: Mutant) -> bool:
    with _unpacked(subject, {mutant.path: mutant.source.encode()}) as folder:
        ran = await _pytest(sandbox, folder, "-x")
        counts, _failures = _junit(folder)
    return ran.timed_out or counts["failed"] > 0 or ran.returncode in (1, 2)


async def lint_clean(subject: Subject) -> CheckResult:
    """Ruff finds nothing by a fixed set of rules, whatever the package's own settings say."""
    if subject.sandbox is None:
        return _blind("lint_clean")
    with _unpacked(subject) as folder:
        argv = [
            "python3",
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--no-cache",
            "--select",
            _RULES,
            "--line-length",
            "120",
            "--output-format",
            "json",
            ".",
        ]
        ran = await subject.sandbox.run(argv, folder=folder, seconds=60)
    try:
        rows = json.loads(ran.stdout)
    except ValueError:
        return _answer(
            "lint_clean",
            Verdict.NOT_ASSESSED,
            _("ruff did not run: {reason}").format(reason=ran.stderr.strip()[:200]),
        )
    count = len(_sources(subject))
    findings = [
        Finding(
            path=_PACKAGE + Path(r["filename"]).name,
            line=r["location"]["row"],
            message=f"{r['code']} {r['message']}",
        )
        for r in rows
    ]
    verdict = Verdict.FAIL if findings or not count else Verdict.PASS
    return _answer(
        "lint_clean",
        verdict,
        _("ruff: {found} findings in {count} source files").format(found=len(findings), count=count),
        findings,
        {"rules": _RULES},
    )


async def coverage_measured(subject: Subject) -> CheckResult:
    """The tests run through most of the source."""
    if subject.sandbox is None:
        return _blind("coverage_measured")
    with _unpacked(subject) as folder:
        settings = folder / ".coveragerc-check"
        settings.write_text("[run]\nsource = src\nbranch = false\n[json]\noutput = .coverage-check.json\n")
        rc = f"--rcfile={settings.name}"
        await subject.sandbox.run(
            ["python3", "-m", "coverage", "run", rc, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
            folder=folder,
            seconds=_TEST_SECONDS,
            env=_PATH,
        )
        await subject.sandbox.run(["python3", "-m", "coverage", "json", "-q", rc], folder=folder, seconds=60)
        try:
            percent = round(
                float(json.loads(Jail(folder).read(".coverage-check.json"))["totals"]["percent_covered"]), 1
            )
        except (FileNotFoundError, ValueError, KeyError):
            return _answer("coverage_measured", Verdict.NOT_ASSESSED, _("coverage could not be measured"))
    verdict = Verdict.PASS if percent >= _LEAST_COVERED else Verdict.FAIL
    reason = _("the tests run through {percent} % of the source (at least {least} % is asked)").format(
        percent=percent, least=_LEAST_COVERED
    )
    return _answer("coverage_measured", verdict, reason, evidence={"percent": percent})


_PATH: Mapping[str, str] = {"PYTHONPATH": f"{INSIDE}/src"}


async def _pytest(sandbox: Sandbox, folder: Path, *options: str) -> Completed:
    argv = [
        "python3",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--junitxml=.junit-check.xml",
        *options,
    ]
    return await sandbox.run(argv, folder=folder, seconds=_TEST_SECONDS, env=_PATH)


def _junit(folder: Path) -> tuple[dict[str, int], list[Finding]]:
    """Counts and failures from the report, since an exit code alone does not say that anything ran."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    try:
        root = ElementTree.fromstring(Jail(folder).read(".junit-check.xml"))  # noqa: S314 - expat of Python 3.11 bounds entity expansion
    except (FileNotFoundError, ElementTree.ParseError):
        return counts, []
    failures = []
    for case in root.iter("testcase"):
        bad = next((case.find(tag) for tag in ("failure", "error") if case.find(tag) is not None), None)
        counts[
            "failed" if bad is not None else "skipped" if case.find("skipped") is not None else "passed"
        ] += 1
        if bad is not None:
            failures.append(
                Finding(
                    path=case.get("classname", ""),
                    message=f"{case.get('name')}: {(bad.get('message') or '')[:400]}",
                )
            )
    return counts, failures[:20]


@contextmanager
def _unpacked(subject: Subject, changed: Mapping[str, bytes] = {}) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        jail = Jail(Path(name))
        for path, content in {**subject.bundle.files, **changed}.items():
            if path.startswith(_PACKAGE):
                jail.write(path.removeprefix(_PACKAGE), content)
        yield Path(name)


def _sources(subject: Subject) -> dict[str, str]:
    found = {}
    for path, content in sorted(subject.bundle.files.items()):
        if path.startswith(_PACKAGE + "src/") and path.endswith(".py"):
            text = content.decode("utf-8", "replace")
            try:
                ast.parse(text)
            except (SyntaxError, ValueError):
                continue
            found[path] = text
    return found


def _blind(check: str) -> CheckResult:
    return _answer(
        check, Verdict.NOT_ASSESSED, _("commands cannot be contained on this machine, so nothing was run")
    )


def _answer(
    check: str,
    verdict: Verdict,
    reason: str,
    findings: Sequence[Finding] = (),
    evidence: Mapping[str, Any] | None = None,
) -> CheckResult:
    return CheckResult(
        check=check, verdict=verdict, reason=reason, findings=tuple(findings), evidence=evidence or {}
    )


CHECKS: Mapping[str, Check] = {
    "files_readable": files_readable,
    "tests_pass": tests_pass,
    "tests_bite": tests_bite,
    "lint_clean": lint_clean,
    "coverage_measured": coverage_measured,
}
