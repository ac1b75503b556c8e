"""What the checks of a produced package share: they run in the sandbox, and say so when there is none."""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable, Mapping

from superindividual.checks.answer import Answer, not_assessed, result
from superindividual.checks.check import Check, CheckResult, Subject
from superindividual.text import gettext as _
from superindividual.tools.package import FOLDER, TEST_SECONDS, Suite, package_copy, run_suite
from superindividual.tools.sandbox import Sandbox, find_sandbox

Contained = Callable[[Subject, Sandbox], Awaitable[Answer]]


def contained_checks(*functions: Contained) -> dict[str, Check]:
    """Checks by name, made from functions of the same names; without a sandbox each answers `not_assessed`."""
    return {
        name: _check(name, function) for function in functions if (name := getattr(function, "__name__", ""))
    }


def _check(name: str, function: Contained) -> Check:
    async def run(subject: Subject) -> CheckResult:
        if subject.sandbox is None:
            return result(name, _blind())
        return result(name, await function(subject, subject.sandbox))

    return run


def _blind() -> Answer:
    _sandbox, why = find_sandbox()
    return not_assessed(_("nothing was run: {why}").format(why=why or _("commands are not contained here")))


async def suite_of(
    subject: Subject,
    sandbox: Sandbox,
    *options: str,
    changed: Mapping[str, bytes] | None = None,
    seconds: float = TEST_SECONDS,
) -> Suite:
    """Run the package's tests on a copy in which some files are exchanged, for at most `seconds`."""
    with package_copy(subject.bundle.files, changed) as folder:
        return await run_suite(sandbox, folder, *options, seconds=seconds)


def sources_of(subject: Subject) -> dict[str, str]:
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
