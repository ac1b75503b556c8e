"""A small produced package, good in every respect, and subjects made from variants of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from superindividual.checks.check import CheckResult, Subject
from superindividual.checks.registry import load_check
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.kind import Kind
from superindividual.tools.sandbox import Sandbox, find_sandbox
from superindividual.workspace.artifact import Bundle, Deliverable

SETTINGS = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "tally"
version = "0.1.0"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.11"
"""
SOURCE = '''\
"""Totals by name."""


def total(amounts):
    """The sum of positive amounts."""
    result = 0
    for amount in amounts:
        if amount > 0:
            result = result + amount
    return result


def report(rows):
    """Total by name, the largest first."""
    names = {}
    for name, amount in rows:
        names[name] = names.get(name, 0) + amount
    return sorted(names.items(), key=lambda item: -item[1])


def main(arguments):
    """Print the total of the arguments; 2 when one is no number."""
    try:
        print(total(int(one) for one in arguments))
    except ValueError:
        return 2
    return 0
'''
TESTS = """\
import subprocess
import sys

import pytest

from tally import main, report, total


@pytest.mark.parametrize(("amounts", "wanted"), [([], 0), ([1, 2], 3), ([4, -4, 0], 4)])
def test_total(amounts, wanted):
    assert total(amounts) == wanted


def test_report():
    assert report([("a", 1), ("b", 5), ("a", 2)]) == [("b", 5), ("a", 3)]


def test_main(capsys):
    assert main(["1", "2"]) == 0
    assert capsys.readouterr().out == "3\\n"
    assert main(["x"]) == 2


def test_as_a_program():
    ran = subprocess.run([sys.executable, "-m", "tally", "4", "5"], capture_output=True, text=True, check=True)
    assert ran.stdout == "9\\n"
"""
GOOD: Mapping[str, bytes] = {
    "package/pyproject.toml": SETTINGS.encode(),
    "package/README.md": b"# tally\n\nPrints totals.\n",
    "package/LICENSE": b"MIT License\n",
    "package/src/tally/__init__.py": SOURCE.encode(),
    "package/src/tally/__main__.py": b"import sys\n\nfrom tally import main\n\nsys.exit(main(sys.argv[1:]))\n",
    "package/tests/test_tally.py": TESTS.encode(),
}


def subject(
    changed: Mapping[str, str | bytes | None] | None = None,
    *,
    base: Mapping[str, bytes] = GOOD,
    sandbox: Sandbox | None = None,
    identity: IdentitySpec | None = None,
    brief: str = "A tool that adds.",
    kind: str = "code",
) -> Subject:
    """The package with some files exchanged, added, or (None) left out."""
    files = dict(base)
    for path, content in (changed or {}).items():
        if content is None:
            del files[path]
        else:
            files[path] = content if isinstance(content, bytes) else content.encode()
    made = Deliverable(kind=kind, files=(), summary="", language="en", produced_by="test@1")
    return Subject(
        kind=Kind(name=kind, folder="package", contract=""),
        bundle=Bundle(made, files),
        brief=Brief(text=brief, body_line=1, language="en"),
        identity=identity or IdentitySpec(),
        sandbox=sandbox,
    )


async def check(
    name: str, changed: Mapping[str, str | bytes | None] | None = None, **more: Any
) -> CheckResult:
    """The check's answer about such a package."""
    return await load_check(name)(subject(changed, **more))


def sandbox_or_skip() -> Sandbox:
    """The sandbox of this machine; without one nothing can be shown."""
    found, reason = find_sandbox()
    if found is None:
        pytest.skip(reason)
    return found
