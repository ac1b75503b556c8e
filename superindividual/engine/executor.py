"""Executor: carries out what was approved, once; after a crash or a lost answer as its way out declares."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from superindividual.approvals.permit import Refusal, permits
from superindividual.effects.action import Action
from superindividual.effects.carrier import Carrier
from superindividual.effects.registry import carrier
from superindividual.engine.desk import Desk
from superindividual.engine.offer import approved, site_of
from superindividual.engine.outgoing import outward_of
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt, NotApproved
from superindividual.ids import Digest, RequestId, digest_of, request_id
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.outbox import Effect
from superindividual.journal.stake import Stake
from superindividual.text import gettext as _

_TRIES = 3
"""How often one life of a worker sends the same key before it gives up."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: settled, held before it began, or not begun since the approval was withdrawn."""

    state: Literal["done", "failed", "unknown", "held", "withdrawn"]
    reason: str = ""


class Executor:
    """One effect step's way from an approval to a receipt."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._journal = desk.journal
        self._request: Request | None = None
        self.refusal: Refusal | None = None
        """Why policy, halt, time or grant did not let it start."""

    async def carry_out(self, request: Request, decision: Decision) -> Outcome:
        """Follow a decision about an effect, or the founder's answer whether one arrived."""
        answer = decision if request.kind == "arrival" else None
        if answer:
            request = self._journal.decisions.request(RequestId(request.question["of"]))
        effect = self._journal.outbox.of_request(request.id)
        self._request = request
        try:
            action = approved(request, self._journal.decisions.decision(request.id))
        except NotApproved as refusal:
            return self._refused(request, effect, refusal)
        effect = effect or self._intended(request, action)
        if effect.state == "unknown" and answer:
            return await self._answered(effect, action, answer)
        return await self._go_on(effect, action)

    def ask_about(self, request: Request) -> Request:
        """The one question about an effect of which nobody knows whether it arrived."""
        effect = self._journal.outbox.of_request(RequestId(request.question.get("of", request.id)))
        assert effect is not None
        binding = digest_of([effect.key, "arrival", effect.losses])
        original = self._journal.decisions.request(RequestId(str(effect.request)))
        return self._journal.decisions.open(
            request_id(effect.run, effect.step, binding),
            run=effect.run,
            step=effect.step,
            version=original.version,
            kind="arrival",
            binding=binding,
            question={
                **{k: v for k, v in original.question.items() if k not in ("again", "changed")},
                "reason": "unknown",
                "verdicts": {},
                "of": original.id,
                "losses": effect.losses,
                "said": str((effect.receipt or {}).get("reason", "")),
            },
            risk=2,
            stake=Stake(Decimal(original.usd), original.irreversible),
        )

    def _may_start(self, effect: Effect) -> str | None:
        """Why an effect may not begin now; None lets it. Asked inside the transaction that begins it."""
        if self._desk.halting:
            return _("the run goes no further")
        self.refusal = self._refusal(effect)
        return self.refusal.why if self.refusal else None

    def _refusal(self, effect: Effect) -> Refusal | None:
        request = self._request
        assert request is not None
        decision = self._journal.decisions.decision(request.id)
        if decision is None:
            return None  # withdrawn, which the outbox looks at itself
        version = self._journal.versions.get(request.run, request.step, request.version)
        outward = outward_of(self._desk, effect.action)
        policy = self._desk.context.policy()
        return permits(self._journal, policy, request, decision, outward, version.results or ())

    def _carrier(self, action: Action) -> Carrier:
        return carrier(action.how, site_of(self._desk.context))

    def _intended(self, request: Request, action: Action) -> Effect:
        return self._journal.outbox.intend(
            request.id,
            request.run,
            request.step,
            key=action.key,
            effect_class=action.effect_class,
            action=action.as_json(),
            binding=request.binding,
        )

    async def _go_on(self, effect: Effect, action: Action) -> Outcome:
        """From wherever the outbox stands."""
        if effect.state == "intent":
            reason = self._journal.outbox.start(effect.key, self._may_start)
            if reason is not None:
                return Outcome("held" if reason else "withdrawn", reason)
            return await self._perform(effect, action)
        if effect.state == "sending":
            return await self._recover(effect, action, _("the process ended while it was under way"))
        return _stands(effect)

    async def _answered(self, effect: Effect, action: Action, answer: Decision) -> Outcome:
        asked = self._journal.decisions.request(answer.request).question["losses"]
        if asked != effect.losses:
            return _stands(effect)
        if answer.verb == "approve":
            return self._settle(
                effect, "done", {"said_by": answer.by, "request": answer.request, "at": answer.at}
            )
        reason = self._journal.outbox.start_again(effect.key, effect.losses, self._may_start, by=answer.by)
        if self.refusal:  # the approval no longer holds, so it is put together and asked about anew
            return self._failed(effect, EffectFailed(_("you said that it did not arrive")))
        if reason is not None:
            return Outcome("held", reason)
        return await self._perform(effect, action)

    async def _perform(self, effect: Effect, action: Action, left: int = _TRIES, lost: str = "") -> Outcome:
        """Send it; `lost` tells that an earlier try may have arrived, so that a failure now proves nothing."""
        objects = self._desk.context.objects
        try:
            receipt = await asyncio.to_thread(self._carrier(action).perform, action, objects, effect.key)
        except EffectLost as error:
            return await self._recover(effect, action, str(error), left - 1)
        except (EffectFailed, NotApproved, JournalCorrupt) as error:
            if lost:
                return self._settle(effect, "unknown", {"reason": f"{lost}; {error}"})
            return self._failed(effect, error)
        except Exception as error:  # noqa: BLE001 - whatever broke, it may have been sent
            return await self._recover(effect, action, f"{type(error).__name__}: {error}", left - 1)
        return self._settle(effect, "done", receipt)

    async def _recover(self, effect: Effect, action: Action, reason: str, left: int = _TRIES) -> Outcome:
        """Look it up, send it again under the same key, or leave it to the founder."""
        way = self._carrier(action)
        recovery = way.recovery(action)
        if self._desk.halting and not self._desk.stopping:
            return Outcome("held", reason)
        if self._desk.stopping or self._refusal(effect):
            left = 0  # what is stopped, or could not start now, is looked up and never sent again
        if recovery == "resend" and left > 0:
            return await self._perform(effect, action, left, reason)
        if recovery != "probe":
            return self._settle(effect, "unknown", {"reason": reason})
        try:
            receipt = await asyncio.to_thread(way.probe, action, effect.key)
        except (EffectFailed, NotApproved) as error:
            return self._failed(effect, error)
        except Exception as error:  # noqa: BLE001 - a receiver that cannot be asked has not answered
            return self._settle(effect, "unknown", {"reason": f"{reason}; {error}"})
        if receipt is not None:
            return self._settle(effect, "done", receipt)
        if left <= 0:
            return self._failed(effect, EffectFailed(reason))
        return await self._perform(effect, action, left)

    def _failed(self, effect: Effect, error: Exception) -> Outcome:
        """It surely did not happen; where that is since other bytes stand here than were approved, it was refused."""
        refused = not isinstance(error, EffectFailed)
        with self._journal.transaction():
            if refused:
                self._tell(effect.key, str(error))
            return self._settle(effect, "failed", {"reason": str(error), "refused": refused})

    def _refused(self, request: Request, effect: Effect | None, refusal: NotApproved) -> Outcome:
        """Nothing is sent by an approval that is about something else."""
        if effect and effect.state == "sending":
            return self._settle(effect, "unknown", {"reason": str(refusal)})
        if effect and effect.state != "intent":
            return _stands(effect)
        with self._journal.transaction():
            effect = effect or self._journal.outbox.intend(
                request.id,
                request.run,
                request.step,
                key=digest_of([request.id, "refused"]),
                effect_class=str(self._desk.step.effect),
                action={},
                binding=request.binding,
            )
            return self._failed(effect, refusal)

    def _tell(self, key: Digest, reason: str) -> None:
        run, step = self._desk.run.id, self._desk.step.id
        self._journal.events.append("effect.refused", run=run, step=step, key=key, reason=reason)

    def _settle(
        self, effect: Effect, state: Literal["done", "failed", "unknown"], receipt: dict[str, Any]
    ) -> Outcome:
        spends = effect.action.get("spends")
        agreed = {"agreed": spends} if spends and state != "failed" else {}
        return _stands(self._journal.outbox.settle(effect.key, state, {**receipt, **agreed}))


def _stands(effect: Effect) -> Outcome:
    """What the outbox says of a settled effect."""
    assert effect.state in ("done", "failed", "unknown")
    return Outcome(effect.state, str((effect.receipt or {}).get("reason", "")))
