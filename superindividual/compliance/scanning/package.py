"""Scanners of the package: licence, parts, secrets, and whether it keeps what the page promises."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from superindividual.checks.licences import invalid_licence
from superindividual.checks.secrets import find_secrets
from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import Scene, Seen, absent, places

_SETTINGS = "package/pyproject.toml"


def _settings(scene: Scene) -> dict[str, Any] | None:
    """The `project` table; None when there is no package, empty when it cannot be read."""
    text = scene.texts("code", endings=("pyproject.toml",)).get(_SETTINGS)
    if text is None:
        return None
    try:
        project = tomllib.loads(text).get("project", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return project if isinstance(project, dict) else {}


def licence_stated(scene: Scene) -> Seen:
    """The package names a licence by a valid SPDX expression and carries its text."""
    if not scene.texts("code"):
        return absent()
    project = _settings(scene) or {}
    named = project.get("license")
    texts = tuple(
        p
        for b in scene.of("code")
        for p in sorted(b.files)
        if re.match(r"(?i)licen[cs]e|copying", p.rpartition("/")[2])
    )
    valid = isinstance(named, str) and bool(named.strip()) and not invalid_licence(named)
    figures = {"licence": named if isinstance(named, str) else "", "texts": len(texts)}
    if not valid or not texts:
        return Seen("gap", "licence_missing", (_SETTINGS,), figures)
    return Seen("met", "licence_stated", (_SETTINGS, *texts), figures)


def parts_licensed(scene: Scene) -> Seen:
    """The package takes in nothing, or somebody must look at the licences of what it takes in."""
    project = _settings(scene)
    if project is None:
        return absent()
    listed = project.get("dependencies", [])
    names = [str(one) for one in listed] if isinstance(listed, list) else [str(listed)]
    figures = {"dependencies": names[:30]}
    if not project:
        return Seen("not_assessed", "settings_unreadable", (_SETTINGS,))
    return (
        Seen("needs_review", "dependencies", (_SETTINGS,), figures)
        if names
        else Seen("met", "no_dependencies", (_SETTINGS,), figures)
    )


def bill_of_materials(scene: Scene) -> Seen:
    """A CycloneDX or SPDX bill of materials lies in the package."""
    files = scene.texts("code", "launch_kit")
    if not scene.texts("code"):
        return absent()
    found = tuple(
        path
        for path, text in files.items()
        if re.search(r"(?i)sbom|bom\.|\.cdx\.|\.spdx", path) and _is_bill(text)
    )
    figures = {"files": len(files), "found": len(found)}
    return (
        Seen("met", "bill_there", found, figures) if found else Seen("gap", "no_bill", ("package/",), figures)
    )


def _is_bill(text: str) -> bool:
    if text.startswith("SPDXVersion:"):
        return True
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return "cyclonedx.org/schema/bom" in text[:2000]
    return isinstance(data, dict) and bool(
        data.get("bomFormat") == "CycloneDX" or data.get("spdxVersion") or data.get("@context")
    )


def secrets_absent(scene: Scene) -> Seen:
    """Nothing at hand holds a key in a known form."""
    texts = scene.texts()
    if not texts:
        return absent()
    found = tuple(
        dict.fromkeys(
            f"{path}:{line}" for path, text in texts.items() for line, _sort in find_secrets(text, path)
        )
    )
    figures = {"files": len(texts), "found": len(found)}
    return Seen("gap", "secrets", found, figures) if found else Seen("met", "no_secrets", (), figures)


def offline_promise_kept(scene: Scene) -> Seen:
    """Where people are told that data stays with them, the package's source opens no connection."""
    if not scene.published:
        return absent()
    promised = places(scene.published, pattern("offline_promise"))
    if not promised:
        return Seen("met", "no_offline_promise", (), {"texts": len(scene.published)})
    source = {
        path: text for path, text in scene.texts("code", endings=(".py",)).items() if "/tests/" not in path
    }
    if not source:
        return Seen("not_assessed", "promise_without_code", promised, {"promises": len(promised)})
    found = places(source, pattern("network_import"))
    figures = {"promises": len(promised), "files": len(source), "found": len(found)}
    return (
        Seen("gap", "promise_broken", found, figures)
        if found
        else Seen("met", "promise_kept", promised, figures)
    )
