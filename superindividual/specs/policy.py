"""PolicySpec: when the founder is asked, and what may leave without asking."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictFloat, StrictInt, Tag

from superindividual.errors import SpecError
from superindividual.specs.nearest import nearest
from superindividual.specs.pattern import pattern_fault
from superindividual.specs.workflow import CONDITION, CURRENCY, DURATION, WORD, EffectClass, Spec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

Period = Literal["day", "week", "month"]

PERIOD_DAYS = {"day": 1, "week": 7, "month": 30}
"""A period is the time before the effect, not a page of the calendar: no second helping at midnight."""


_WEB_HOST = r"^(\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:[1-9][0-9]{0,4})?$"


class AllowSpec(Spec):
    """A threshold under which effects go out without asking, in the mode `auto`. At least one limit must stand here."""

    at_most: StrictInt | None = Field(default=None, ge=1, le=10_000)
    """How many effects; needs `per`."""
    under: StrictFloat | None = Field(default=None, gt=0)
    """Less than this amount: of each effect, or with `per` of all together; needs `currency`."""
    currency: str | None = Field(default=None, pattern=CURRENCY)
    """Of `under`, such as USD."""
    per: Period | None = None
    """The time over which is counted, back from each effect: a day, 7 days or 30 days."""
    to: tuple[str, ...] = Field(default=(), max_length=50)
    """The only destinations; each exact, or with one `*`, as in `*@example.com`."""


class AllowRule(Spec):
    """Effects that go out without asking, in the mode `auto`."""

    allow: AllowSpec
    """The threshold."""


EffectRule = Annotated[
    Annotated[Literal["ask", "deny"], Tag(WORD)] | Annotated[AllowRule, Tag(CONDITION)],
    Discriminator(lambda given: CONDITION if isinstance(given, dict | AllowRule) else WORD),
]
"""What becomes of an effect."""


class EffectRules(Spec):
    """A rule for each class of effects: `ask`, `deny` or `{allow: …}`. What is not named is asked for."""

    publish: EffectRule = "ask"
    """What everybody can see."""
    send: EffectRule = "ask"
    """Messages to people."""
    spend: EffectRule = "ask"
    """Money."""
    sign: EffectRule = "ask"
    """Contracts and declarations."""
    hire: EffectRule = "ask"
    """People and contractors."""
    identity: EffectRule = "ask"
    """Accounts and names that stand for you."""

    def said(self, effect: str) -> Literal["ask", "deny"] | AllowRule | None:
        """The rule that was written for a class; None where none was."""
        found: Literal["ask", "deny"] | AllowRule | None = getattr(self, effect, None)
        return found if effect in self.model_fields_set else None


class PolicySpec(Spec):
    """When the founder is asked. Effects that leave the company are asked for unless they are denied or allowed."""

    mode: Literal["readonly", "supervised", "auto"] = "supervised"
    """`readonly`: no run begins or goes on, nothing is made, decided by itself or let out; you can look, and decide for
    later. `supervised`: every effect is asked for unless a grant of yours fits it. `auto`: `allow` counts too."""
    drafts: Literal["ask", "allow_checked"] = "allow_checked"
    """Deliverables that stay inside: ask always, or let those pass whose every check passed."""
    deny: tuple[EffectClass, ...] = ()
    """Effects that never happen, whatever a workflow, a rule or a grant says."""
    undo: str = Field(default="5s", pattern=r"^(0|[1-9][0-9]{0,2})s$")
    """How long an approval of what leaves can be withdrawn, before it is carried out; `0s` for at once."""
    hosts: tuple[str, ...] = Field(default=(), max_length=100)
    """Hosts that effects may reach although they are private or without TLS: `HOST` or `HOST:PORT`."""
    web: tuple[Annotated[str, Field(pattern=_WEB_HOST)], ...] = Field(default=(), max_length=100)
    """Hosts that agents may read from, where their card grants `web_fetch`: `HOST`, `*.HOST` for all below it, `*` for
    every public one; with `:PORT` where it is not the usual one. None means that no agent reads the web."""
    effects: EffectRules = EffectRules()
    """A rule for each class of effects."""
    agents: dict[str, EffectRules] = Field(default={}, max_length=100)
    """Rules for what an agent made, by the agent's name; they count before those of the class."""
    steps: dict[str, EffectRules] = Field(default={}, max_length=200)
    """Rules for one step, or for all of a workflow that a step uses, by its name: `launch`, `legal`, `legal/launch`. They
    count before those of agent and class, the name nearest to the step first. A `deny` anywhere holds."""
    expires: str = Field(default="7d", pattern=DURATION)
    """How long an effect can be approved, and an approval holds, after you were asked; a step's `timeout` may end it earlier."""

    @property
    def undo_seconds(self) -> int:
        """The same in seconds."""
        return int(self.undo[:-1])

    def canonical(self) -> dict[str, Any]:
        """What the policy says, whatever its layout: two that rule the same in the same words are one version."""
        unsaid = set() if self.web else {"web"}
        plain = self.model_dump(mode="json", exclude={"effects", "agents", "steps", *unsaid})
        rules = self.model_dump(mode="json", include={"effects", "agents", "steps"}, exclude_unset=True)
        return {**plain, "effects": {}, "agents": {}, "steps": {}, **rules}

    def of_step(self, step: str) -> Iterator[tuple[str, EffectRules]]:
        """The rules that name a step or a part around it, as a run knows them or as its file does; the nearest first."""
        parts = step.split("/")
        for end in range(len(parts), 0, -1):
            names = ("/".join(parts[start:end]) for start in range(end))
            yield from ((name, self.steps[name]) for name in names if name in self.steps)

    def rules_of(self) -> Iterator[tuple[Path_, EffectRules]]:
        """All rules with the place where they stand below `policy`."""
        yield ("effects",), self.effects
        yield from ((("agents", name), rules) for name, rules in self.agents.items())
        yield from ((("steps", name), rules) for name, rules in self.steps.items())


def policy_faults(
    policy: PolicySpec, document: Document, agents: Collection[str] | None, steps: Collection[str] | None
) -> Iterator[SpecError]:
    """What is wrong with the meaning of a policy; names are looked at only where they are known."""
    for kind, written, known in (("agents", policy.agents, agents), ("steps", policy.steps, steps)):
        for name in written:
            if known is not None and not set(name.split("/")) <= set(known):
                message = _("there is no agent {name}") if kind == "agents" else _("there is no step {name}")
                place = document.key_at(("policy", kind, name))
                yield SpecError(
                    place, message.format(name=one_line(name, 40)), remedy=nearest(name, known), field=kind
                )
    for path, rules in policy.rules_of():
        for effect in sorted(rules.model_fields_set):
            where: Path_ = ("policy", *path, effect)
            rule = getattr(rules, effect)
            if effect in policy.deny and rule != "deny":
                message = _("{effect} is denied above, so this rule never counts").format(effect=effect)
                yield SpecError(document.at(where), message, remedy=_("remove one of the two"), field=effect)
            if isinstance(rule, AllowRule):
                yield from _allow_faults(rule.allow, (*where, "allow"), document)


def _allow_faults(allow: AllowSpec, where: Path_, document: Document) -> Iterator[SpecError]:
    place = document.at(where)
    if allow.at_most is None and allow.under is None:
        message = _("this allows without a limit")
        yield SpecError(place, message, remedy=_("add at_most: 5 and per: day, or under: 10"), field="allow")
    if allow.at_most is not None and allow.per is None:
        message = _("at_most needs the time over which it counts")
        yield SpecError(document.at((*where, "at_most")), message, remedy=_("add per: day"), field="at_most")
    if (allow.under is None) != (allow.currency is None):
        message = _("an amount needs its currency, and a currency its amount")
        yield SpecError(place, message, remedy=_("write under: 10 and currency: USD"), field="allow")
    for number, pattern in enumerate(allow.to):
        fault = pattern_fault(pattern)
        if fault:
            message = _("{pattern} names no destinations: {fault}").format(
                pattern=one_line(pattern, 40), fault=fault
            )
            remedy = _("write one exactly, or with one *, as in *@example.com")
            yield SpecError(document.at((*where, "to", number)), message, remedy=remedy, field="to")
