"""The launch kit recipe: everything that would leave the company, in one folder, with what is still open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from superindividual.checks.statement import is_statement
from superindividual.rehearsal.launch.kit_readme import Kit, readme
from superindividual.rehearsal.launch.law_check import law_check
from superindividual.rehearsal.launch.pitch import pitch_of
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job
from superindividual.tools.kit import MANIFEST, README, KitFiles
from superindividual.workspace.artifact import Claim

RECIPE = "kit@1"
_PLACEHOLDER = re.compile(r"\{\{([\w.]{1,60})\}\}")
_MARKED = re.compile(r'class="gap"[^>]*data-gap="([^"]{1,60})"|data-gap="([^"]{1,60})"')
_TEXTS = (".html", ".md", ".txt", ".yaml", ".yml", ".ics")


def launch_kit(job: Job) -> Proposal:
    """The kit; raises StepFailed without readable facts."""
    pitch = pitch_of(job)
    collected = KitFiles.collect(job.inputs)
    kit = Kit(
        pitch=pitch,
        parts={name: len(paths) for name, paths in collected.parts.items()},
        posts=tuple(path for path in collected.files if path.startswith("launch/posts/")),
        placeholders=_found(collected.files, _PLACEHOLDER),
        marked=_found(collected.files, _MARKED),
        law=law_check(job),
        dist_error=collected.dist_error,
        has_report=job.input_of_kind("compliance_report") is not None,
    )
    files = {**collected.files, README: readme(kit).encode()}
    files[MANIFEST] = collected.manifest(files[README], job.step, f"rehearsal/{RECIPE}")
    return Proposal(
        files=files, summary=_summary(kit, collected, files), claims=_claims(collected), recipe=RECIPE
    )


def _found(files: Mapping[str, bytes], pattern: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    """What a pattern finds in text files that go out: name to files, sorted."""
    found: dict[str, list[str]] = {}
    for path, content in sorted(files.items()):
        if path.endswith(_TEXTS) and not path.startswith("launch/package/"):
            for groups in pattern.finditer(content.decode("utf-8", "replace")):
                name = next(group for group in groups.groups() if group)
                found.setdefault(name, []).append(path.removeprefix("launch/"))
    return {name: tuple(dict.fromkeys(paths)) for name, paths in sorted(found.items())}


def _claims(collected: KitFiles) -> tuple[Claim, ...]:
    """The claims of the deliverables that the kit holds, each once; what their checks said is about them, not about it."""
    bundles = {bundle.deliverable.digest: bundle for _, bundle in collected.origin.values()}
    made = (claim for bundle in bundles.values() for claim in bundle.deliverable.claims)
    return tuple(dict.fromkeys(claim for claim in made if not is_statement(claim)))


def _summary(kit: Kit, collected: KitFiles, files: Mapping[str, bytes]) -> str:
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
