"""Effects: how something can leave the company, with the class and the fields of each way; data, without what performs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from superindividual.specs.interpolation import expressions_in
from superindividual.specs.nearest import nearest
from superindividual.specs.value import given_values, misfit
from superindividual.specs.webhook import holds_secret, is_reference
from superindividual.specs.workflow import EffectClass, FieldSpec, StepSpec
from superindividual.text import gettext as _
from superindividual.text import one_line


@dataclass(frozen=True)
class EffectKind:
    """One way out."""

    name: str
    effect_class: EffectClass
    meaning: str
    fields: Mapping[str, FieldSpec]
    """What stands under `with`."""
    secrets: frozenset[str] = frozenset()
    """Fields that name a secret and never hold one."""
    addresses: frozenset[str] = frozenset()
    """Fields that hold an address, or name one that is a secret."""
    orders: bool = False
    """Whether it can order what costs money: it is then of the class `spend`, and says what it spends."""

    @property
    def classes(self) -> tuple[EffectClass, ...]:
        """What a step that takes it can be."""
        return (self.effect_class, "spend") if self.orders else (self.effect_class,)


def _text(description: str, *, required: bool = False, default: str | None = None) -> FieldSpec:
    return FieldSpec(type="text", required=required, default=default, description=description)


_AMOUNT = FieldSpec(type="number", required=True, min=0.01, max=1e12)
"""What somebody can agree to pay."""

_FILE = _text("which file of the deliverables it is; needed where there are several")

EFFECTS: Mapping[str, EffectKind] = {
    kind.name: kind
    for kind in (
        EffectKind(
            "publish_folder",
            "publish",
            "files in a new folder published/PRODUCT/RUN, whole or not at all",
            {},
        ),
        EffectKind(
            "git_push",
            "publish",
            "one commit of exactly these files on top of the branch's newest commit; refused when another one came between",
            {
                "remote": _text("a bare repository's path, or its https address", required=True),
                "branch": _text("the branch", default="main"),
                "message": _text("the commit's message", default="Publish"),
                "token": _text("env:NAME or keyring:SERVICE/USER: the access token for an https address"),
            },
            frozenset({"token"}),
        ),
        EffectKind(
            "http_post",
            "send",
            "one file in one POST request with an Idempotency-Key",
            {
                "url": _text(
                    "where to: https, or a host that company.yaml allows; env:NAME or keyring:SERVICE/USER where the"
                    " address is a secret, as a webhook's is",
                    required=True,
                ),
                "file": _FILE,
                "token": _text("env:NAME or keyring:SERVICE/USER: the bearer token"),
                "idempotent": FieldSpec(
                    type="boolean",
                    default=False,
                    description="the receiver promises to act once on one Idempotency-Key, so a lost answer is asked for again",
                ),
                "probe": _text(
                    "an address that answers 200 when the request with this key arrived and 404 when not; {key} stands for the key"
                ),
            },
            frozenset({"token"}),
            frozenset({"url", "probe"}),
            orders=True,
        ),
        EffectKind(
            "send_email",
            "send",
            "one file as a plain e-mail by the server in company.yaml; several recipients do not see each other",
            {
                "to": FieldSpec(
                    type="list", required=True, min=1, max=50, description="the recipients' addresses"
                ),
                "subject": _text("the subject", required=True),
                "file": _FILE,
            },
            orders=True,
        ),
        EffectKind(
            "write_ics",
            "publish",
            "one calendar file in the company's folder, whole or not at all",
            {
                "path": _text("where below the company's folder; ends in .ics", required=True),
                "file": _FILE,
            },
        ),
    )
}
"""Every way out, by name."""

_DEFAULTS: Mapping[str, str] = {"publish": "publish_folder"}
"""What a class means where `how` is left out."""

Told = tuple[tuple[str | int, ...], str, str]
"""Where in the step, message, remedy."""


def effect_kind(step: StepSpec) -> EffectKind | None:
    """The way out that a step takes; None where it names none, or none that there is."""
    return EFFECTS.get(step.how or _DEFAULTS.get(step.effect or "", ""))


def effect_faults(step: StepSpec) -> Iterator[Told]:
    """What is wrong with `how` and `with` of an effect."""
    kind, fitting = effect_kind(step), [k.name for k in EFFECTS.values() if step.effect in k.classes]
    if kind is None and step.how is not None:
        message = _("there is no effect {name}").format(name=one_line(step.how, 40))
        yield ("how",), message, nearest(step.how, fitting or EFFECTS)
    elif kind is None and not fitting:
        message = _("nothing here can {effect} yet").format(effect=step.effect)
        known = dict.fromkeys(effect for k in EFFECTS.values() for effect in k.classes)
        yield ("effect",), message, _("write effect: {effect}").format(effect=_(" or ").join(known))
    elif kind is None:
        message = _("the effect does not say how to {effect}").format(effect=step.effect)
        remedy = _("add how: {names}").format(names=_(" or ").join(fitting))
        yield ("effect",), message, remedy
    elif step.effect not in kind.classes:
        message = _("{how} is of the class {effect}").format(how=kind.name, effect=kind.effect_class)
        yield ("how",), message, _("write effect: {effect}").format(effect=kind.effect_class)
    else:
        yield from _fields(kind, step.with_)
        yield from _money(step)


def amount_of(given: Any) -> tuple[Decimal, tuple[str, str] | None]:
    """What an amount comes to, and what is wrong with it: message and remedy."""
    values, faults = given_values({"amount": _AMOUNT}, {"amount": given})
    return (Decimal(), faults[0]) if faults else (Decimal(str(values["amount"])), None)


def _money(step: StepSpec) -> Iterator[Told]:
    """A price and the class `spend` come together; a price that is known before a run is looked at here."""
    if step.effect != "spend" and step.spends is not None:
        message = _("what costs money is of the class {effect}").format(effect="spend")
        yield ("spends",), message, _("write effect: {effect}").format(effect="spend")
    elif step.effect == "spend" and step.spends is None:
        message = _("the effect does not say what it costs")
        yield ("effect",), message, _("add spends: {amount: 20, currency: USD}")
    elif step.spends is not None and not isinstance(step.spends.amount, str):
        fault = amount_of(step.spends.amount)[1]
        yield from [(("spends", "amount"), *fault)] if fault else []


def _fields(kind: EffectKind, given: Mapping[str, Any]) -> Iterator[Told]:
    for name, value in given.items():
        if name not in kind.fields:
            message = _("{how} has no field {name}").format(how=kind.name, name=one_line(name, 40))
            yield ("with", name), message, nearest(name, kind.fields)
        elif name in kind.secrets and not (isinstance(value, str) and is_reference(value)):
            message = _("{name} must name where the secret is kept, and never hold it").format(name=name)
            yield ("with", name), message, _("write env:NAME or keyring:SERVICE/USER")
        elif name in kind.addresses and isinstance(value, str) and holds_secret(value):
            message = _("whoever knows this address can use it: it is a secret and must not stand here")
            yield ("with", name), message, _("put it into the environment and write url: env:NAME")
        elif fault := _misfit(name, kind.fields[name], value):
            yield ("with", name), *fault
    for name, field in kind.fields.items():
        if field.only_founder_fills and given.get(name) in (None, "", []):
            yield (
                ("with",) if given else (),
                _("{how} needs {name}").format(how=kind.name, name=name),
                _("add with: {{{name}: …}}").format(name=name),
            )


def _misfit(name: str, field: FieldSpec, value: Any) -> tuple[str, str] | None:
    """A value that is known before a run; one with an expression is looked at when the request opens."""
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    if any(isinstance(text, str) and next(expressions_in(text), None) for text in texts):
        return None
    return misfit(name, field, [value] if field.type == "list" and isinstance(value, str) else value)
