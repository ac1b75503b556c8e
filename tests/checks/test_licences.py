"""Licences: the package's own, those of what it takes in, and imports that nobody declared."""

from __future__ import annotations

import pytest

from superindividual.checks import licences
from superindividual.checks.check import Verdict
from superindividual.checks.licences import invalid_licence
from tests.checks.produced import SETTINGS, check

PATH = "package/pyproject.toml"


def with_licence(expression: str) -> dict[str, str | bytes | None]:
    return {PATH: SETTINGS.replace('"MIT"', f'"{expression}"')}


def needing(*names: str, licence: str = "MIT") -> dict[str, str | bytes | None]:
    return {PATH: SETTINGS.replace('"MIT"', f'"{licence}"') + f"dependencies = {list(names)!r}\n"}


async def test_a_package_without_dependencies_passes() -> None:
    """Its own licence is the evidence."""
    result = await check("licences_known")
    assert (result.verdict, result.evidence["own"]) == (Verdict.PASS, "MIT")


@pytest.mark.parametrize(
    "expression",
    [
        "Apache-2.0",
        "MIT OR Apache-2.0",
        "GPL-3.0-or-later",
        "LicenseRef-Proprietary",
        "MIT AND (BSD-3-Clause OR ISC)",
    ],
)
async def test_valid_expressions_pass(expression: str) -> None:
    """SPDX identifiers, combined, or a text of one's own."""
    assert (await check("licences_known", with_licence(expression))).verdict is Verdict.PASS


@pytest.mark.parametrize("expression", ["free for all", "MIT AND", "Apache 2.0", "BSD", ""])
async def test_what_is_no_expression_fails(expression: str) -> None:
    """With the file and what to write instead."""
    result = await check("licences_known", with_licence(expression))
    assert result.verdict is Verdict.FAIL
    assert (result.findings[0].path, bool(result.findings[0].remedy)) == (PATH, True)
    assert invalid_licence("MIT") == ""


@pytest.mark.parametrize(
    "settings",
    [
        None,
        "[project",
        "[project]\nname = 'x'\n",
        "x = 1\n",
        "[project]\nlicense = {text = 'MIT'}\n",
        b"\xff",
    ],
)
async def test_settings_that_name_none_fail(settings: str | bytes | None) -> None:
    """Missing, broken, silent, or in the form before PEP 639."""
    assert (await check("licences_known", {PATH: settings})).verdict is Verdict.FAIL


async def test_the_text_that_is_named_must_be_there() -> None:
    """`license-files` without the file fails, and so does a licence of one's own without its text."""
    result = await check("licences_known", {"package/LICENSE": None})
    assert (result.verdict, "no licence text" in result.reason) == (Verdict.FAIL, True)
    own = {**with_licence("LicenseRef-Proprietary"), "package/LICENSE": None}
    own[PATH] = str(own[PATH]).replace('license-files = ["LICENSE"]\n', "")
    assert (await check("licences_known", own)).verdict is Verdict.FAIL


async def test_dependencies_are_read_where_they_are_installed() -> None:
    """A known one passes with its licence in the evidence; versions and extras do not hide its name."""
    result = await check("licences_known", needing("pytest>=9,<10", "Coverage[toml] ; python_version > '3'"))
    assert result.verdict is Verdict.PASS
    assert result.evidence["dependencies"]["pytest"] == "MIT"
    assert "Apache" in result.evidence["dependencies"]["coverage"]


async def test_what_is_not_installed_is_not_assessed() -> None:
    """A licence that was not read is never known."""
    result = await check("licences_known", needing("no-such-distribution-4711"))
    assert result.verdict is Verdict.NOT_ASSESSED
    assert "no-such-distribution-4711" in result.reason


@pytest.mark.parametrize(
    ("taken", "own", "verdict"),
    [
        ("GPL-3.0-only", "MIT", Verdict.FAIL),
        ("AGPL-3.0-or-later", "Apache-2.0", Verdict.FAIL),
        ("GNU General Public License v3 (GPLv3)", "MIT", Verdict.FAIL),
        ("MIT AND GPL-2.0-only", "MIT", Verdict.FAIL),
        ("GPL-3.0-only", "GPL-3.0-or-later", Verdict.PASS),
        ("MIT OR GPL-2.0-only", "MIT", Verdict.PASS),
        ("LGPL-3.0-only", "MIT", Verdict.PASS),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "MIT", Verdict.PASS),
        ("BSD License", "MIT", Verdict.PASS),
    ],
)
async def test_strong_copyleft_does_not_fit_another_licence(
    taken: str, own: str, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every way to take a dependency asks for the same licence, another one fails."""
    monkeypatch.setattr(licences, "_installed", lambda name: taken)
    assert (await check("licences_known", needing("something", licence=own))).verdict is verdict


@pytest.mark.parametrize(
    "line", ["import yaml\n", "from httpx import get\n", "def f():\n    import rich.table\n"]
)
async def test_an_import_that_nobody_declared_fails(line: str) -> None:
    """It works here by chance and breaks where it is installed."""
    result = await check("licences_known", {"package/src/tally/more.py": line})
    assert result.verdict is Verdict.FAIL
    assert result.findings[0].path == "package/src/tally/more.py"


@pytest.mark.parametrize(
    "text",
    [
        "import json\nfrom tally import total\nfrom . import main\n",
        "try:\n    import yaml\nexcept ImportError:\n    yaml = None\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx\n",
    ],
)
async def test_imports_that_need_no_declaration_pass(text: str) -> None:
    """Python's own, the package's own, and those that may be missing."""
    assert (await check("licences_known", {"package/src/tally/more.py": text})).verdict is Verdict.PASS


async def test_a_declared_import_may_have_another_name() -> None:
    """`PyYAML` brings `yaml`; tests may import what the source must not."""
    changed = {**needing("ruamel.yaml"), "package/src/tally/more.py": "import ruamel.yaml\n"}
    assert (await check("licences_known", changed)).verdict is Verdict.PASS
    assert (
        await check("licences_known", {"package/tests/test_more.py": "import hypothesis\n"})
    ).verdict is Verdict.PASS
