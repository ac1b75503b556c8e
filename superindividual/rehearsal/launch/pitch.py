"""Pitch: what may be said of a product in public, each line with the evidence it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from superindividual.errors import StepFailed
from superindividual.rehearsal.launch.coverage import Coverage, coverage_by
from superindividual.rehearsal.launch.example import Example, example_of
from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.phrasing import (
    capital,
    item,
    joined,
    merged,
    people,
    plain,
    public,
    stopped,
    told,
)
from superindividual.rehearsal.launch.price import PriceLine, about_sponsors, price_lines, sentence_of
from superindividual.rehearsal.launch.publicity import (
    bare_noun,
    is_private,
    is_sensitive,
    speaks_for_itself,
    to_reader,
    what_stays,
    without_superlative,
)
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.launch.wishes import Wishes, wishes_of
from superindividual.rehearsal.launch.wording import Wording, wording
from superindividual.rehearsal.reading.evidence import in_first_person
from superindividual.rehearsal.reading.gratis import free_by_choice
from superindividual.rehearsal.recipes import makes_code
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts, Signal, Statement
from superindividual.text import Language
from superindividual.text import gettext as _
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

Phrase = Callable[[str, Language], str]

FACTS = "discovery/facts.json"

_GLANCE = {"en": 120, "zh-CN": 44}
"""Characters of a headline."""
_PARTS = 3
"""From so many bare names on, they are gathered."""
_BADGES: tuple[tuple[Signal, bool], ...] = (
    ("data_leaves_device", False),
    ("tracking", False),
    ("has_accounts", False),
    ("open_source", True),
)
"""Yes/no facts that are worth saying when they have this value."""


@dataclass(frozen=True)
class Line:
    """One statement fit for the public, without a full stop."""

    text: str
    evidence: tuple[str, ...]

    @property
    def claim(self) -> Claim:
        """The same as a claim."""
        return Claim(text=self.text, evidence=self.evidence)


@dataclass(frozen=True)
class Pitch:
    """All lines of one product, in the job's language."""

    facts: ProductFacts
    words: Wording
    wishes: Wishes
    identity: IdentitySpec
    name: str
    headline: Line | None
    problem: Line | None
    audience: tuple[Line, ...]
    abilities: tuple[Line, ...]
    planned: tuple[Line, ...]
    """Abilities that what is built does not have yet."""
    promises: tuple[Line, ...]
    badges: tuple[Line, ...]
    """What yes/no facts let us say beside the promises."""
    not_now: tuple[Line, ...]
    sponsoring: tuple[Line, ...]
    prices: tuple[PriceLine, ...]
    example: Example | None
    left_out: tuple[tuple[str, str], ...]
    """Statements that stay out of advertising, with the word that keeps them out."""
    kept_inside: tuple[str, ...]
    """Statements that speak to the builders, or tell what no founder publishes unasked."""
    unproved: tuple[str, ...]
    """Abilities that no program can tell from the package to be there."""
    subreddits: tuple[str, ...]
    """The communities the founder names."""
    free: bool
    """Whether it is free because the founder says so."""
    own_site: bool
    """Whether the product is the founder's own site, so that its parts are what there is to see."""
    built: bool
    """Whether there is a package that people can try."""

    @property
    def own_prices(self) -> tuple[PriceLine, ...]:
        """Prices of the product itself."""
        return tuple(price for price in self.prices if price.of == "product")

    @property
    def sponsor_prices(self) -> tuple[PriceLine, ...]:
        """Prices of a sponsorship."""
        return tuple(price for price in self.prices if price.of == "sponsorship")

    @property
    def sponsor_costs(self) -> tuple[str, ...]:
        """What a sponsorship costs: the named prices, or the sums in the founder's own words."""
        named = tuple(price.text for price in self.sponsor_prices)
        said = (match.group() for line in self.sponsoring for match in pattern("sum").finditer(line.text))
        return named or tuple(dict.fromkeys(said))

    @property
    def sponsor_gets(self) -> tuple[str, ...]:
        """What a sponsor gets: `Sponsors pay 200 USD for a line …` gives `A line …`."""
        said = (capital(pattern("sponsors_pay").sub("", line.text)) for line in self.sponsoring)
        return tuple(dict.fromkeys(said))

    @property
    def software(self) -> bool:
        """Whether it is something to try on a device, by the yes/no facts and the founder's words."""
        names: tuple[Signal, ...] = (
            "ships_installable_software",
            "mobile_app",
            "game",
            "chatbot",
            "uses_model_api",
        )
        said = " ".join(line.text for line in (self.headline, *self.abilities) if line)
        known = any(self.facts.signal(name) for name in names)
        return self.built or known or pattern("software").search(f"{self.name} {said}") is not None

    @property
    def short(self) -> str:
        """The headline, shortened to what one takes in at a glance; empty without one."""
        return shortened(self.headline.text, _GLANCE[self.words.lang]) if self.headline else ""

    @property
    def url(self) -> str:
        """The address to name in posts: the company's website, or a visible gap."""
        return self.identity.website.strip() or "{{product.url}}"

    def stop(self, line: Line | str) -> str:
        """As a sentence."""
        return stopped(line.text if isinstance(line, Line) else line, self.words.lang)

    def claims(self, *more: Line) -> tuple[Claim, ...]:
        """Everything the pitch says, as claims, each once."""
        one = [line for line in (self.headline, self.problem) if line]
        lines = [
            *one,
            *self.audience,
            *self.abilities,
            *self.planned,
            *self.promises,
            *self.badges,
            *self.not_now,
            *self.sponsoring,
        ]
        prices = [Line(f"{p.text}. {p.free}".strip(), (p.price.evidence,)) for p in self.prices]
        claims = [line.claim for line in [*lines, *prices, *more]]
        return (*dict.fromkeys(claims), *self.wishes.claims())


def facts_of(job: Job) -> ProductFacts:
    """The product's facts; raises StepFailed when the job has none or they cannot be read."""
    bundle = job.input_of_kind("discovery")
    if bundle is None or FACTS not in bundle.files:
        raise StepFailed(
            _("There are no facts to work from: {path} is missing").format(path=FACTS),
            remedy=_("let this step need the one that delivers `discovery`"),
        )
    try:
        return ProductFacts.model_validate_json(bundle.files[FACTS])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StepFailed(
            _("{path} cannot be read at {where}: {what}").format(path=FACTS, where=where, what=first["msg"]),
            remedy=_("send the discovery step back, or edit the file"),
        ) from error


def pitch_of(job: Job) -> Pitch:
    """What may be said; raises StepFailed without readable facts."""
    facts, words = facts_of(job), wording(job.language)
    return _Reading(facts, words, wishes_of(job)).pitch(job)


class _Reading:
    """Turns statements into lines and remembers what it left out."""

    def __init__(self, facts: ProductFacts, words: Wording, wishes: Wishes) -> None:
        self.facts, self.words, self.wishes = facts, words, wishes
        self.left_out: list[tuple[str, str]] = []
        self.kept_inside: list[str] = []
        self.unproved: list[str] = []
        self.own_site = speaks_for_itself(facts)

    def pitch(self, job: Job) -> Pitch:
        facts = self.facts
        abilities = [
            s
            for s in facts.capabilities
            if not s.optional and not pattern("deliverable").match(plain(s.text))
        ]
        built = job.input_of_kind("code") is not None or makes_code(facts.recipe)
        covered = coverage_by(facts.recipe) if built else _always
        shown = [(s, covered(s.text)) for s in self.shown(abilities)]
        self.unproved = [plain(s.text) for s, state in shown if state == "unproved"]
        said = self.gathered(self.lines([s for s, state in shown if state == "met"], self.voice))
        promises = self.lines(list(facts.promises))
        headline = None if self.only_a_kind() else self.line(facts.summary, self.voice)
        sponsoring = [line for line in said if about_sponsors(line.text)]
        prices = price_lines(facts.prices, job.brief, self.words)
        offers = [
            Statement(text=sentence_of(p.price, job.brief), evidence=p.price.evidence)
            for p in prices
            if p.of == "sponsorship"
        ]
        return Pitch(
            facts=facts,
            words=self.words,
            wishes=self.wishes,
            identity=job.identity,
            name=self.wishes.apply(plain(facts.product)) or facts.slug,
            headline=headline,
            problem=self.problem(),
            audience=self.lines([s for s in facts.audience if not is_private(s.text)], people),
            abilities=tuple(
                line
                for line in said
                if line not in sponsoring and line.text.lower() not in {one.text.lower() for one in promises}
            ),
            planned=self.lines([s for s, state in shown if state == "missing"], self.voice),
            promises=tuple(promises),
            badges=self.badges([*said, *promises], job.brief),
            not_now=() if self.own_site else self.lines(list(facts.not_now), item),
            sponsoring=tuple(dict.fromkeys([*sponsoring, *self.lines(offers)])),
            prices=prices,
            example=example_of(job),
            left_out=tuple(dict.fromkeys(self.left_out)),
            kept_inside=tuple(dict.fromkeys(self.kept_inside)),
            unproved=tuple(self.unproved),
            subreddits=tuple(
                dict.fromkeys(re.findall(r"(?<![\w/])r/([A-Za-z0-9_]{3,21})\b", job.brief.body))
            ),
            free=free_by_choice(facts, job.brief) is not None,
            own_site=self.own_site,
            built=built,
        )

    def only_a_kind(self) -> bool:
        """Whether the summary of an own site only names its kind, such as `民宿官网`."""
        said = plain(self.facts.summary.text) if self.facts.summary else ""
        return self.own_site and pattern("site_kind").fullmatch(said) is not None

    def shown(self, statements: list[Statement]) -> list[Statement]:
        """Those that readers should see; of the founder's own site, what he does behind it stays inside."""
        kept = []
        for one in statements:
            behind = self.own_site and (in_first_person(one.text) or pattern("behind").search(one.text))
            if is_private(one.text) or behind:
                self.kept_inside.append(plain(one.text))
            else:
                kept.append(one)
        return kept

    def voice(self, text: str, lang: Language) -> str:
        """Spoken to whoever it is for; without anybody named, and on an own site, the founder's voice stays."""
        said = public(text, lang)
        return capital(to_reader(said, lang)) if self.facts.audience and not self.own_site else said

    def problem(self) -> Line | None:
        """The problem as the public may hear it."""
        problem = self.facts.problem
        if problem and is_sensitive(problem.text):
            self.kept_inside.append(plain(problem.text))
            return None
        return self.line(problem, told)

    def gathered(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Bare names of parts, such as those of a site's pages, stand together in one line."""
        parts = [line for line in lines if bare_noun(line.text)]
        if len(parts) < _PARTS:
            return lines
        evidence = tuple(dict.fromkeys(e for line in parts for e in line.evidence))
        whole = Line("、".join(line.text for line in parts), evidence)
        return (whole, *(line for line in lines if line not in parts))

    def line(self, statement: Statement | None, phrase: Phrase = public) -> Line | None:
        return next(iter(self.lines([statement], phrase)), None) if statement else None

    def lines(self, statements: list[Statement], phrase: Phrase = public) -> tuple[Line, ...]:
        lang, found = self.words.lang, []
        for group in merged([s.text for s in statements]):
            parts = [statements[n] for n in group]
            text = self.wishes.apply(phrase(joined([p.text for p in parts], lang), lang)).strip()
            text, bad = without_superlative(text, lang)
            if bad or pattern("hype").match(text):
                self.left_out.append((text, bad or text))
            elif text:
                found.append(Line(text, tuple(dict.fromkeys(p.evidence for p in parts))))
        return tuple(dict.fromkeys(found))

    def badges(self, said: list[Line], brief: Brief) -> tuple[Line, ...]:
        known = " ".join(line.text for line in said)
        found = []
        for name, value in _BADGES:
            signal = next((s for s in self.facts.signals if s.name == name), None)
            if signal and signal.value is value and not pattern(f"badge_{name}").search(known):
                key = what_stays(signal.evidence, brief) if name == "data_leaves_device" else name
                found += [Line(self.words.say(f"badge.{key}"), (signal.evidence,))] if key else []
        return tuple(found)


def _always(text: str) -> Coverage:
    """Before anything is built, every wish stands as a wish."""
    return "met"
