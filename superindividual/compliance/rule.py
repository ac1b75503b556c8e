"""Rule: a point of law or of a platform's terms, as data: dated, sourced, a candidate until verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from superindividual.compliance.condition import Condition
from superindividual.errors import Position, SpecError
from superindividual.text import Language
from superindividual.text import gettext as _

FOLDER = Path(__file__).parent / "rules"

Jurisdiction = Literal["ANY", "EU", "DE", "US", "CN"]
Severity = Literal["block", "warn", "info"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]
Texts = dict[Language, Words]


class Data(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Data):
    """Where the rule stands."""

    instrument: Words
    article: str = ""
    """Empty where the instrument as a whole is meant."""
    url: str = Field(default="", pattern=r"^(https://\S+)?$")
    accessed: date | None = None
    """When somebody read the text at `url`; None: nobody has."""
    quote: str = ""
    """The text word for word; only with `accessed`."""
    tier: Literal["R", "K"] = "K"
    """`R`: read at the source; `K`: common knowledge of the field, not checked there."""

    @model_validator(mode="after")
    def _read_or_not(self) -> Source:
        if (self.tier == "R") != (self.accessed is not None) or (self.quote and not self.accessed):
            raise ValueError("tier R and a quote need `accessed`; tier K has none")
        return self

    def __str__(self) -> str:
        """Instrument and article."""
        joint = "" if self.article.startswith("第") or not self.article else ", "
        return f"{self.instrument}{joint}{self.article}"


class InForce(Data):
    """From when until when, both days included; an open or unknown end is None."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> InForce:
        if self.since and self.until and self.until < self.since:
            raise ValueError("`until` lies before `from`")
        return self


class RuleCheck(Data):
    """How it is answered: a program looks, somebody judges, or the founder gives their word."""

    kind: Literal["deterministic", "model", "attestation"]
    fn: str = ""
    """A scanner's name; for `deterministic` only."""
    on: tuple[str, ...] = ()
    """Kinds of deliverable whose bytes it needs."""

    @model_validator(mode="after")
    def _named(self) -> RuleCheck:
        if (self.kind == "deterministic") != bool(self.fn):
            raise ValueError("a deterministic check names its `fn`, another one has none")
        return self


class Verified(Data):
    """Which lawyer confirmed the rule, and when; nobody yet."""

    by: str | None = None
    date_: date | None = Field(default=None, alias="date")

    @model_validator(mode="after")
    def _both(self) -> Verified:
        if bool(self.by) != bool(self.date_):
            raise ValueError("a verification has a name and a date, or neither")
        return self


class Rule(Data):
    """One rule, in the form of `rules/*.yaml`."""

    id: str = Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]+)+$")
    jurisdiction: Jurisdiction
    title: Texts
    source: Source
    in_force: InForce = InForce()
    applies_when: Condition
    check: RuleCheck
    severity: Severity
    """What it would be once verified; see `effective`."""
    gate: Literal["product", "opening"] | None = None
    """It decides whether the product may be offered at all, or (`opening`) whether a site may be opened."""
    why: Texts
    """Why a founder should care, one sentence."""
    ask: Texts | None = None
    """For an attestation what the founder ticks, for a judgement the question somebody answers."""
    remedy: Texts
    note: str = ""
    """What the author of the rule was unsure of, in English, for whoever verifies it."""
    written: date
    """When the rule was written down."""
    verified: Verified = Verified()

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        for name in ("title", "why", "ask", "remedy"):
            texts = getattr(self, name)
            if texts is not None and set(texts) != {"en", "zh-CN"}:
                raise ValueError(f"`{name}` needs en and zh-CN")
        if self.check.kind != "deterministic" and self.ask is None:
            raise ValueError("an attestation or judgement needs `ask`")
        return self

    @property
    def candidate(self) -> bool:
        """No lawyer has verified it."""
        return self.verified.by is None

    def effective(self, today: date) -> Severity:
        """The severity that counts: a candidate never blocks, and nothing does before it is in force."""
        if self.in_force.since and today < self.in_force.since:
            return "info"
        return "warn" if self.severity == "block" and self.candidate else self.severity


@cache
def load_rules(folder: Path = FOLDER) -> tuple[Rule, ...]:
    """All rules of a folder's `*.yaml`, in the order of files and of the rules in them.

    Raises:
        SpecError: a file or rule is faulty; the message names both.
    """
    found: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        for rule, position in _rules_of(path):
            if rule.id in found:
                raise SpecError(position, _("rule {id} stands twice").format(id=rule.id))
            found[rule.id] = rule
    return tuple(found.values())


def _rules_of(path: Path) -> Iterator[tuple[Rule, Position]]:
    text = path.read_text(encoding="utf-8")
    entries = _loaded(text, path.name)
    if not isinstance(entries, list):
        raise SpecError(Position(path.name), _("the file must be a list of rules"))
    for number, fields in enumerate(entries, 1):
        name = str(fields.get("id", number)) if isinstance(fields, dict) else str(number)
        position = Position(path.name, _line_of(text, name))
        try:
            yield Rule.model_validate(fields), position
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            message = _("rule {id}, {field}: {problem}").format(
                id=name, field=field or "-", problem=first["msg"]
            )
            raise SpecError(position, message, field=field) from None


def _loaded(text: str, file: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        return yaml.load(text)
    except (YAMLError, ValueError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        position = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        raise SpecError(position, _("the rules are not valid YAML: {error}").format(error=error)) from error


def _line_of(text: str, name: str) -> int:
    """The line on which a rule's id stands; 1 when it has none."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.strip().endswith(f"id: {name}")), 1)
