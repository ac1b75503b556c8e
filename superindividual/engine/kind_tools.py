"""Tools that only some kinds of deliverable need: what must be computed is computed, and not typed by a model."""

from __future__ import annotations

from superindividual.compliance import tool as rules
from superindividual.tools.job import Job
from superindividual.tools.kit import MANIFEST, KitFiles
from superindividual.tools.tool import Tool
from superindividual.tools.toolbox import Nothing
from superindividual.workspace.draft import Draft


def kind_tools(job: Job, draft: Draft) -> list[Tool]:
    """The tools of the job's kind, beside those that every step has."""
    if job.kind.name == "compliance_report":
        return [
            Tool(rules.NAME, rules.DESCRIPTION, Nothing, lambda _nothing: rules.evaluate_rules(job, draft))
        ]
    if job.kind.name == "launch_kit":
        return [
            Tool(
                "assemble_kit",
                "Copy everything that leaves the company from the approved deliverables below launch/, byte for byte,"
                f" build the package's wheel and sdist, and write {MANIFEST}. You write launch/README.md.",
                Nothing,
                lambda _nothing: _assemble(job, draft),
            )
        ]
    return []


async def _assemble(job: Job, draft: Draft) -> str:
    kit = KitFiles.collect(job.inputs)
    for path, content in kit.files.items():
        draft.write(path, content)
    draft.write(MANIFEST, kit.manifest(None, job.step, job.agent.name))
    built = f"\nThe package's distributions cannot be built: {kit.dist_error}" if kit.dist_error else ""
    return "\n".join([*sorted(kit.files), MANIFEST]) + built
