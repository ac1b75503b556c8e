"""Fingerprint: what a workflow says, as the journal keeps it, and the digest by which two of them are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from superindividual.ids import Digest, digest_of

if TYPE_CHECKING:
    from superindividual.specs.workflow import WorkflowSpec


def dumped(workflow: WorkflowSpec) -> dict[str, Any]:
    """A workflow as the journal keeps it: what a run does, not what begins one. What came to the language later and says nothing is left out."""
    kept = workflow.model_dump(mode="json", by_alias=True, exclude={"on"})
    kept["steps"] = [{k: v for k, v in step.items() if v or k != "spends"} for step in kept["steps"]]
    return {name: value for name, value in kept.items() if value or name != "parts"}


def fingerprint_of(workflow: WorkflowSpec) -> Digest:
    """The digest of what a workflow says, whatever its file's layout."""
    return digest_of(dumped(workflow))
