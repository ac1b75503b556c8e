"""Good deliverables of one small product, and how tests bend them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.registry import run_checks
from superindividual.ids import StepId, digest
from superindividual.specs.brief import Brief
from superindividual.specs.kind_reader import load_kinds
from superindividual.text import Language
from superindividual.workspace.artifact import Artifact, Bundle, Claim, Deliverable

GOOD = Path(__file__).parent / "good"
TODAY = date(2026, 11, 23)
CLAIM = Claim(text="The table never leaves the machine.", evidence=("brief:11",))

_FILES = {
    "discovery": ("discovery/facts.json",),
    "prd": ("design/prd.md", "design/personas.md", "design/stories.feature"),
    "design": ("design/flow.mmd", "design/screens.yaml", "design/tokens.json"),
    "site": ("site/index.html", "site/style.css"),
    "positioning": ("marketing/positioning.md",),
    "posts": tuple(f"marketing/posts/{name}.md" for name in ("hackernews", "producthunt", "x")),
    "email": tuple(f"marketing/email/message.{ending}" for ending in ("txt", "html", "yaml")),
    "calendar": ("marketing/calendar.ics",),
    "finance": ("finance/plan.md", "finance/cash_flow.csv", "finance/assumptions.yaml"),
    "learning_plan": ("learning/plan.md", "learning/metrics.csv"),
}
_INPUTS = {
    "prd": ("discovery",),
    "calendar": ("discovery", "posts", "email"),
    "launch_kit": ("discovery", "site", "posts"),
}
KINDS = (*_FILES, "launch_kit")


def picture(width: int = 600, height: int = 315) -> bytes:
    """A PNG."""
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def good(kind: str) -> dict[str, bytes]:
    """The files of a good deliverable."""
    if kind == "launch_kit":
        return _kit()
    files = {path: (GOOD / path).read_bytes() for path in _FILES[kind]}
    return {**files, "site/og.png": picture()} if kind == "site" else files


def _kit() -> dict[str, bytes]:
    rows, files = [], {}
    for kind, old, new in (("site", "site/", "launch/site/"), ("posts", "marketing/posts/", "launch/posts/")):
        for path, content in good(kind).items():
            files[new + path.removeprefix(old)] = content
            rows.append({"path": new + path.removeprefix(old), "sha256": digest(content), "from": kind})
    readme = "# Launch\n\nFirst the page, then the posts, one a day. Still open: Q1 and company.legal_name; the address.\n"
    manifest = json.dumps({"files": rows}, indent=1)
    return {**files, "launch/README.md": readme.encode(), "launch/manifest.json": manifest.encode()}


def bundle(
    kind: str,
    files: Mapping[str, bytes],
    claims: tuple[Claim, ...] = (CLAIM,),
    language: Language = "en",
    by: str = "model/x",
) -> Bundle:
    """Files as a deliverable."""
    artifacts = tuple(Artifact(path=p, sha256=digest(b), size=len(b)) for p, b in sorted(files.items()))
    made = Deliverable(
        kind=kind, files=artifacts, summary="", claims=claims, language=language, produced_by=by
    )
    return Bundle(made, dict(files))


def brief(text: str | None = None, language: Language = "en") -> Brief:
    """The product's brief."""
    return Brief(text=text or (GOOD / "brief.md").read_text("utf-8"), body_line=5, language=language)


def subject(kind: str, files: Mapping[str, bytes] | None = None, /, **changes: Any) -> Subject:
    """A good deliverable with its inputs; `files` replaces its files, the rest as in Subject and `bundle`."""
    made = {name: changes.pop(name) for name in ("claims", "language", "by") if name in changes}
    steps = _INPUTS.get(kind, ("discovery", "prd") if kind != "discovery" else ())
    inputs = {StepId(step): bundle(step, good(step)) for step in steps}
    given = good(kind) if files is None else files
    fields = {
        "kind": load_kinds()[kind],
        "bundle": bundle(kind, given, **made),
        "brief": brief(),
        "inputs": inputs,
        "today": TODAY,
    }
    return Subject(**{**fields, **changes})


def bent(kind: str, path: str, old: str, new: str) -> dict[str, bytes]:
    """The good files with one passage of one file changed."""
    files = good(kind)
    text = files[path].decode("utf-8")
    assert old in text, f"{old!r} does not stand in {path}"
    return {**files, path: text.replace(old, new, 1).encode("utf-8")}


async def ask(name: str, about: Subject) -> CheckResult:
    """The answer of one check, as the engine gets it."""
    return (await run_checks(about, [name]))[0]


async def refused(name: str, about: Subject, *, path: str, line: int | None, says: str) -> CheckResult:
    """The check fails, with a finding at this place that says this."""
    result = await ask(name, about)
    assert result.verdict is Verdict.FAIL, result
    found = [(one.path, one.line, one.message + " " + one.remedy) for one in result.findings]
    assert any(p == path and n == line and says in m for p, n, m in found), found
    return result
