"""The launch kit recipe: everything that would leave the company, in one folder, with what is still open."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from superindividual.ids import StepId, digest
from superindividual.rehearsal.launch.kit_readme import Kit, readme
from superindividual.rehearsal.launch.law_check import law_check
from superindividual.rehearsal.launch.pitch import pitch_of
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Bundle, Claim

RECIPE = "kit@1"
_FOLDERS = {
    "code": ("package/", "package/"),
    "site": ("site/", "site/"),
    "posts": ("marketing/posts/", "posts/"),
    "email": ("marketing/email/", "email/"),
    "calendar": ("marketing/", ""),
}
"""Kind to its folder as delivered and below `launch/`. Plans and reports stay inside the company."""
_PLACEHOLDER = re.compile(r"\{\{([\w.]{1,60})\}\}")
_MARKED = re.compile(r'class="gap"[^>]*data-gap="([^"]{1,60})"|data-gap="([^"]{1,60})"')
_TEXTS = (".html", ".md", ".txt", ".yaml", ".yml", ".ics")


@dataclass
class _Collected:
    """Files below `launch/`, and where each comes from."""

    files: dict[str, bytes] = field(default_factory=dict)
    origin: dict[str, tuple[StepId, Bundle]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: str, path: str, content: bytes, step: StepId, bundle: Bundle) -> None:
        self.files[path] = content
        self.origin[path] = (step, bundle)
        self.parts.setdefault(part, []).append(path)


def launch_kit(job: Job) -> Proposal:
    """The kit; raises StepFailed without readable facts."""
    pitch = pitch_of(job)
    collected = _Collected()
    dist_error = ""
    for step, bundle in sorted(job.inputs.items()):
        _copy(collected, step, bundle)
        if bundle.deliverable.kind == "code":
            dist_error = _build(collected, step, bundle) or dist_error
    kit = Kit(
        pitch=pitch,
        parts={name: len(paths) for name, paths in collected.parts.items()},
        posts=tuple(path for path in collected.files if path.startswith("launch/posts/")),
        placeholders=_found(collected.files, _PLACEHOLDER),
        marked=_found(collected.files, _MARKED),
        law=law_check(job),
        dist_error=dist_error,
        has_report=job.input_of_kind("compliance_report") is not None,
    )
    files = {**collected.files, "launch/README.md": readme(kit).encode()}
    files["launch/manifest.json"] = _manifest(collected, files["launch/README.md"], job)
    return Proposal(
        files=files, summary=_summary(kit, collected, files), claims=_claims(collected), recipe=RECIPE
    )


def _copy(collected: _Collected, step: StepId, bundle: Bundle) -> None:
    kind = bundle.deliverable.kind
    if kind not in _FOLDERS:
        return
    old, new = _FOLDERS[kind]
    for path in sorted(bundle.files):
        if path.startswith(old):
            collected.add(kind, f"launch/{new}{path.removeprefix(old)}", bundle.files[path], step, bundle)


def _build(collected: _Collected, step: StepId, bundle: Bundle) -> str:
    """Add the built distributions; returns why they cannot be built, or nothing."""
    from superindividual.rehearsal.packages.scaffold import build_distributions

    try:
        built = build_distributions(bundle.files)
    except (KeyError, ValueError, OSError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    for name, content in sorted(built.items()):
        collected.add("dist", f"launch/dist/{name.removeprefix('dist/')}", content, step, bundle)
    return ""


def _found(files: Mapping[str, bytes], pattern: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    """What a pattern finds in text files that go out: name to files, sorted."""
    found: dict[str, list[str]] = {}
    for path, content in sorted(files.items()):
        if path.endswith(_TEXTS) and not path.startswith("launch/package/"):
            for groups in pattern.finditer(content.decode("utf-8", "replace")):
                name = next(group for group in groups.groups() if group)
                found.setdefault(name, []).append(path.removeprefix("launch/"))
    return {name: tuple(dict.fromkeys(paths)) for name, paths in sorted(found.items())}


def _manifest(collected: _Collected, readme_bytes: bytes, job: Job) -> bytes:
    """Every file of the kit but the manifest itself."""
    rows: list[dict[str, object]] = []
    for path, content in {**collected.files, "launch/README.md": readme_bytes}.items():
        step, bundle = collected.origin.get(path, (job.step, None))
        rows.append(
            {
                "path": path,
                "sha256": digest(content),
                "size": len(content),
                "step": step,
                "kind": bundle.deliverable.kind if bundle else job.kind.name,
                "deliverable": bundle.deliverable.digest if bundle else None,
            }
        )
    rows.sort(key=lambda row: str(row["path"]))
    return (
        json.dumps(
            {"version": 1, "produced_by": f"rehearsal/{RECIPE}", "files": rows}, ensure_ascii=False, indent=2
        )
        + "\n"
    ).encode()


def _claims(collected: _Collected) -> tuple[Claim, ...]:
    """The claims of the deliverables that the kit holds, each once."""
    bundles = {bundle.deliverable.digest: bundle for _, bundle in collected.origin.values()}
    return tuple(dict.fromkeys(claim for bundle in bundles.values() for claim in bundle.deliverable.claims))


def _summary(kit: Kit, collected: _Collected, files: Mapping[str, bytes]) -> str:
    words = kit.pitch.words
    steps = {step for step, _ in collected.origin.values()}
    blockers = len(kit.law.blockers) if kit.law else 0
    parts = [
        words.say("kit.summary", product=kit.pitch.name, count=len(files), steps=len(steps)),
        words.say(
            "kit.summary_open",
            questions=len(kit.pitch.facts.questions),
            gaps=len(kit.placeholders) + len(kit.marked),
            blockers=blockers,
        ),
        kit.no_code,
    ]
    if kit.law is None:
        parts.append(words.say("kit.summary_no_compliance"))
    return words.sentences([*parts, *remarks(kit.pitch, {})])
