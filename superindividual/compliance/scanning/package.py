"""Scanners of the package: licence, parts, secrets, and whether it keeps what the page promises."""

from __future__ import annotations

import json
import re
from typing import Any

from superindividual.checks.licences import invalid_licence, is_copyleft
from superindividual.checks.secrets import find_secrets
from superindividual.compliance.scanning.parts import Package, demanding_parts
from superindividual.compliance.scanning.patterns import pattern
from superindividual.compliance.scanning.scene import Scene, Seen, absent, places


def licence_stated(scene: Scene) -> Seen:
    """The package names a licence by a valid SPDX expression and carries its text."""
    if not scene.texts("code"):
        return absent()
    package = Package.of(scene)
    texts = tuple(
        p
        for b in scene.of("code")
        for p in sorted(b.files)
        if re.match(r"(?i)licen[cs]e|copying", p.rpartition("/")[2])
    )
    valid = bool(package.licence.strip()) and not invalid_licence(package.licence)
    figures = {"licence": package.licence, "texts": len(texts)}
    if not valid or not texts:
        return Seen("gap", "licence_missing", (package.path,), figures)
    return Seen("met", "licence_stated", (package.path, *texts), figures)


def parts_licensed(scene: Scene) -> Seen:
    """The package takes in nothing, or somebody must look at the licences of what it takes in.

    A part that says of itself, or is known to say, that it asks for the same licence is a gap in any other package.
    """
    package = Package.of(scene)
    if not package.there:
        return absent()
    if not package.readable:
        return Seen("not_assessed", "settings_unreadable", (package.path,))
    demanding = {} if is_copyleft(package.licence) else demanding_parts(scene, package)
    figures: dict[str, Any] = {"dependencies": package.dependencies[:30]}
    if demanding:
        figures["parts"] = sorted(demanding)[:12]
        return Seen("gap", "copyleft_parts", tuple(dict.fromkeys(demanding.values())), figures)
    return (
        Seen("needs_review", "dependencies", (package.path,), figures)
        if package.dependencies
        else Seen("met", "no_dependencies", (package.path,), figures)
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
        Seen("met", "bill_there", found, figures)
        if found
        else Seen("gap", "no_bill", (Package.of(scene).folder,), figures)
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
