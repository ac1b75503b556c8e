"""Deciding: the founder's word about exactly what a request shows, taken once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from superindividual.approvals.form import filled_in
from superindividual.approvals.proposal import follow
from superindividual.errors import DecisionRefused
from superindividual.ids import Digest
from superindividual.journal.decisions import Decision, Request, Verb
from superindividual.journal.journal import Journal
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from superindividual.approvals.policy import Policy
    from superindividual.workspace.objects import ObjectStore


def decide(
    journal: Journal,
    policy: Callable[[], Policy],
    request: Request,
    verb: Verb,
    *,
    feedback: str,
    by: str,
    form: Mapping[str, Any],
    final: bool,
) -> Decision:
    """Decide about exactly the version that a request shows; `policy` gives the one in force.

    Raises:
        DecisionRefused: decided before, the form is not filled in as it must be, asked again, or halted.
    """
    filled = filled_in(request, form) if verb == "approve" else None
    version = (
        _still_right(journal, policy(), request) if verb == "approve" and request.kind == "effect" else None
    )
    with journal.transaction():
        taken = journal.decisions.decide(
            request.id,
            verb,
            by=by,
            binding=request.binding,
            feedback=feedback,
            form=filled,
            policy=version,
            final=final,
        )
        follow(journal, request)
    return taken


def _still_right(journal: Journal, policy: Policy, request: Request) -> Digest:
    """The version of the policy by which an effect is approved; raises DecisionRefused where the request rests on another."""
    from superindividual.approvals.permit import refuse_if_stale

    refuse_if_stale(journal, policy, request)
    return policy.version


def edit(
    journal: Journal, objects: ObjectStore, request: Request, files: Mapping[str, bytes], *, by: str
) -> Decision:
    """Decide by the founder's own version: files by path that replace those of the version shown.

    Raises:
        DecisionRefused: nothing changed, a path is not the deliverable's, or decided before.
    """
    edited = _edited(journal, objects, request, files)
    with journal.transaction():
        taken = journal.decisions.decide(request.id, "edit", by=by, binding=request.binding, edited=edited)
        follow(journal, request)
    return taken


def _edited(journal: Journal, objects: ObjectStore, request: Request, files: Mapping[str, bytes]) -> Digest:
    from superindividual.workspace.artifact import Deliverable

    if request.kind in ("effect", "arrival") or request.version == 0:
        raise DecisionRefused(
            _("{id} cannot be edited").format(id=request.id),
            remedy=_("edit the deliverable it came from, or reject"),
        )
    shown = objects.bundle(journal.versions.get(request.run, request.step, request.version).digest)
    unknown = set(files) - set(shown.files)
    if unknown:
        raise DecisionRefused(
            _("no file {path} in this version").format(path=sorted(unknown)[0]),
            remedy=_("its files: {files}").format(files=", ".join(sorted(shown.files))),
        )
    if all(shown.files[path] == content for path, content in files.items()):
        raise DecisionRefused(_("nothing was changed, so nothing is decided"))
    merged = objects.artifacts({**shown.files, **files})
    said = {**shown.deliverable.model_dump(), "files": merged, "produced_by": "founder"}
    return objects.store(Deliverable.model_validate(said))
