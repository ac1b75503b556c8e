"""Offer: what an effect would let out, put together once, when the founder is asked; nothing is computed after that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.approvals.permit import expiry
from superindividual.effects.action import Action, action_of
from superindividual.effects.carrier import Carrier, Occasion, Prepared, Site
from superindividual.effects.registry import carrier
from superindividual.engine.asking import Asking
from superindividual.engine.clearance import cleared
from superindividual.engine.context import Context
from superindividual.engine.desk import Desk
from superindividual.engine.outgoing import outward_of
from superindividual.errors import EffectFailed, NotApproved, SuperindividualError, disk_fault
from superindividual.ids import Digest, StepId, digest_of
from superindividual.journal.binding import binding_of
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.versions import Version
from superindividual.specs.effect import amount_of, effect_kind
from superindividual.specs.interpolation import value_of
from superindividual.specs.value import given_values
from superindividual.specs.webhook import is_reference
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.workspace.artifact import Artifact, Deliverable


def site_of(context: Context) -> Site:
    """The company as its ways out see it, by the policy in force."""
    spec = context.spec.model_copy(update={"policy": context.policy().spec})
    return Site(context.paths, spec, context.objects)


def offer(desk: Desk, attempt: int, sources: Mapping[StepId, Digest]) -> tuple[Version, Request]:
    """Make the action and open the request about it; both stand, or neither.

    Raises:
        EffectFailed: it cannot be done like this.
        ExpressionError: what stands under `with` cannot be evaluated.
        JournalCorrupt: stored bytes are missing or were changed.
    """
    action, artifacts = _action(desk, attempt, sources)
    labels = {label for d in sources.values() for label in desk.context.objects.deliverable(d).labels}
    made = Deliverable.model_validate(
        {
            "kind": f"effect:{desk.step.effect}",
            "files": artifacts,
            "summary": action.destination,
            "language": desk.run.language,
            "produced_by": f"superindividual/{action.how}@1",
            "inputs": sources,
            "labels": sorted(labels),
        }
    )
    digest = desk.context.objects.store(made)
    answers = cleared(desk, action.files)
    with desk.journal.transaction():
        versions, run, step = desk.journal.versions, desk.run.id, desk.step.id
        version = versions.add(
            run, step, attempt=attempt, digest=digest, by="company", summary=action.destination
        )
        versions.record_results(run, step, version.version, answers)
        version = versions.get(run, step, version.version)
        return version, _request(desk, version, action)


def _request(desk: Desk, version: Version, action: Action) -> Request:
    policy, stored = desk.context.policy(), action.as_json()
    expires = expiry(desk.journal, policy, desk.step)
    binding = binding_of(stored, action.artifacts, policy.version, expires)
    facts = {"action": stored, "policy": policy.version, "expires": expires}
    outward = outward_of(desk, stored)
    return Asking(desk).about(version, outward, policy=policy, binding=binding, facts=facts)


def approved(request: Request, decision: Decision | None) -> Action:
    """The action that a decision approves, proved to be the one that the founder was shown.

    Raises:
        NotApproved: it is another one, nobody approved it, or the approval came too late.
    """
    asked = request.question
    try:
        action = action_of(asked["action"])
        binding = binding_of(asked["action"], action.artifacts, asked["policy"], asked["expires"])
        shown = (asked["policy"], asked["expires"]) == (request.policy, request.expires)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotApproved(_("what was approved cannot be read")) from error
    if decision is None or decision.verb != "approve":
        raise NotApproved(_("nobody approved it"))
    if not shown or not binding == request.binding == decision.binding:
        raise NotApproved(_("what was approved is not what stands here"))
    if asked["expires"] and decision.at > asked["expires"]:
        raise NotApproved(_("the approval came after its time was over"))
    return action


def _action(
    desk: Desk, attempt: int, sources: Mapping[StepId, Digest]
) -> tuple[Action, tuple[Artifact, ...]]:
    kind = effect_kind(desk.step)
    if kind is None:
        raise EffectFailed(_("nothing here can {effect} yet").format(effect=desk.step.effect))
    objects = desk.context.objects
    leaving = _leaving(desk, sources)
    files = {path: leaving[path].sha256 for path in sorted(leaving)}
    for sha in files.values():
        objects.get(sha)  # what is damaged is told before the founder approves it
    arguments, spends = _arguments(desk), _spends(desk)
    effect = str(desk.step.effect)
    core = {"how": kind.name, "class": effect, "with": arguments, "files": files}
    core |= {"spends": spends} if spends else {}
    key = digest_of([desk.run.id, desk.step.id, attempt, core])
    occasion = Occasion(key, desk.run.product, desk.run.id, desk.journal.clock())
    prepared = _prepared(carrier(kind.name, site_of(desk.context)), arguments, files, occasion)
    if "file" in prepared.seen:  # only one of them leaves
        files = {prepared.seen["file"]: files[prepared.seen["file"]]}
    made = {a.path: a for a in objects.artifacts(dict(prepared.made))}
    action = Action(
        kind.name,
        effect,
        key,
        arguments,
        files,
        prepared.destination,
        {path: a.sha256 for path, a in made.items()},
        dict(prepared.seen),
        spends,
    )
    shown = {path: leaving[path] for path in files} | made
    return action, tuple(shown[path] for path in sorted(shown))


def _prepared(
    way: Carrier, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
) -> Prepared:
    """What a way out adds; whatever breaks it, nothing has left, and the founder is told rather than the run stalled."""
    try:
        return way.prepare(arguments, files, occasion)
    except SuperindividualError:
        raise
    except Exception as error:
        if disk_fault(error):
            raise
        reason = f"{type(error).__name__}: {error}"
        raise EffectFailed(
            _("it cannot be put together: {reason}").format(reason=one_line(reason, 300))
        ) from error


def _leaving(desk: Desk, sources: Mapping[StepId, Digest]) -> dict[str, Artifact]:
    """The files of all sources by path; raises EffectFailed where one would take another's place."""
    found: dict[str, Artifact] = {}
    for source in sources.values():
        for artifact in desk.context.objects.deliverable(source).files:
            if found.setdefault(artifact.path, artifact).sha256 != artifact.sha256:
                raise EffectFailed(
                    _("two files of different content would leave as {path}").format(path=artifact.path),
                    remedy=_("let only one of the steps hand it over, or give one of them another name"),
                )
    return found


def _arguments(desk: Desk) -> dict[str, Any]:
    """What stands under `with`, evaluated and of the fields' types; raises EffectFailed with the first that is not."""
    kind = effect_kind(desk.step)
    assert kind is not None
    scope = desk.scope()
    given = {
        name: [value_of(part, scope) for part in value] if isinstance(value, list) else value_of(value, scope)
        for name, value in desk.step.with_.items()
    }
    values, faults = given_values(kind.fields, given)
    if faults:
        raise EffectFailed(faults[0][0], remedy=faults[0][1])
    _refuse_worked_out_secrets(values, desk.step.with_)
    return values


def _spends(desk: Desk) -> dict[str, str]:
    """What the founder would agree to pay; raises EffectFailed where that is no amount."""
    said = desk.step.spends
    if said is None:
        return {}
    amount, fault = amount_of(value_of(said.amount, desk.scope()))
    if fault:
        raise EffectFailed(fault[0], remedy=fault[1])
    return {"amount": f"{amount.normalize():f}", "currency": said.currency}


def _refuse_worked_out_secrets(values: Mapping[str, Any], written: Mapping[str, Any]) -> None:
    """Which secret is used stands in the workflow; what an agent or a page says names none."""
    for name, value in values.items():
        if isinstance(value, str) and is_reference(value) and written.get(name) not in (value, None):
            raise EffectFailed(
                _("{name} names a secret, but was worked out and does not stand in the workflow").format(
                    name=name
                ),
                remedy=_("write the name of the secret itself"),
            )
