"""Facts: a brief and the founder's notes as ProductFacts; everything is quoted, nothing is made up."""

from __future__ import annotations

import re
from decimal import Decimal

from superindividual.rehearsal.reading.naming import working_name
from superindividual.rehearsal.reading.notes import answers_labelled, merge
from superindividual.rehearsal.reading.questions import Gap, Known, ask, gaps
from superindividual.rehearsal.reading.reading import Reading, read
from superindividual.rehearsal.reading.recipes import choose_recipe
from superindividual.rehearsal.reading.signals import read_signals
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts, Statement
from superindividual.text import slug
from superindividual.tools.job import Feedback

_NO_IDENTITY = IdentitySpec()
_REQUEST = re.compile(r"Q-[0-9a-f]+")


def read_facts(
    brief: Brief, notes: tuple[Feedback, ...] = (), identity: IdentitySpec = _NO_IDENTITY
) -> ProductFacts:
    """Read a brief, and what the founder said since, into the form.

    Args:
        brief: as loaded; statements cite its lines as written.
        notes: feedback of all earlier attempts, oldest first; only the founder's own is read.
            Its statements carry `founder:REQUEST` and win over the brief.
        identity: what the company says of itself; what is empty there and needed becomes a question.
    """
    known = _known(brief, _noted(brief, notes, identity), identity)
    facts = _facts(brief, known, gaps(known))
    return facts.model_copy(update={"recipe": choose_recipe(facts)})


def _noted(brief: Brief, notes: tuple[Feedback, ...], identity: IdentitySpec) -> Reading:
    """The brief with the founder's notes read into it, oldest first."""
    reading = read(brief.body, brief.body_line, product=brief.product)
    reading.budget = reading.budget or _declared_budget(brief)
    for number, note in enumerate((n for n in notes if n.by == "founder" and n.text.strip()), 1):
        origin = (
            f"founder:{note.request}"
            if _REQUEST.fullmatch(note.request)
            else f"assumption:founder-note-{number}"
        )
        topics = [gap.topic for gap in gaps(_known(brief, reading, identity))]
        merge(reading, read(answers_labelled(note.text, topics), 1, origin, told=True))
    return reading


def located_places(brief: Brief, notes: tuple[Feedback, ...] = ()) -> dict[str, str]:
    """Markets and channels with the evidence where each is named."""
    reading = _noted(brief, notes, _NO_IDENTITY)
    declared = {m: front_line(brief, "markets", m) for m in brief.markets} | {
        c: front_line(brief, "channels", c) for c in brief.channels
    }
    named = {n.id: n.evidence for n in (*reading.markets, *reading.channels) if n.wanted}
    return named | {place: line for place, line in declared.items() if line}


def left_over(
    brief: Brief, notes: tuple[Feedback, ...] = ()
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """What was read and stands nowhere in the facts: remarks, and words to the agents that nobody follows."""
    reading = _noted(brief, notes, _NO_IDENTITY)
    return tuple(reading.unplaced), tuple(reading.addressed)


def front_line(brief: Brief, key: str, value: str = "") -> str | None:
    """The evidence of a front-matter key, or of one value under it; None when the key is not there."""
    found = None
    for number, line in enumerate(brief.lines[: brief.body_line - 1], 1):
        if re.match(rf"\s*{re.escape(key)}\s*:", line):
            found = number
        elif found and re.match(r"\S", line):
            break
        if found and value and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", line, re.IGNORECASE):
            return f"brief:{number}"
    return f"brief:{found}" if found else None


def _declared_budget(brief: Brief) -> Statement | None:
    evidence = front_line(brief, "budget_usd")
    if brief.budget_usd is None or evidence is None:
        return None
    amount = Decimal(str(brief.budget_usd)).normalize()
    return Statement(text=f"{amount:f} USD (budget_usd)", evidence=evidence)


def _merged(declared: tuple[str, ...], named: list[tuple[str, bool]]) -> tuple[str, ...]:
    """What the front matter declares, then what the text names, without what it leaves out."""
    out = {name for name, wanted in named if not wanted}
    return tuple(dict.fromkeys(name for name in (*declared, *(n for n, w in named if w)) if name not in out))


def _known(brief: Brief, reading: Reading, identity: IdentitySpec) -> Known:
    markets = _merged(reading.only_markets or brief.markets, [(n.id, n.wanted) for n in reading.markets])
    channels = _merged(reading.only_channels or brief.channels, [(n.id, n.wanted) for n in reading.channels])
    mail = None
    if "email" in channels:
        mail = next((n.evidence for n in reading.channels if n.id == "email"), None) or front_line(
            brief, "channels", "email"
        )
    signals, contradictions = read_signals(reading.sentences, reading.prices, mail)
    name = reading.product_told or brief.product or reading.product
    working = None if name else working_name(reading.thing, brief.language)
    return Known(reading, markets, channels, signals, contradictions, working, identity)


def _facts(brief: Brief, known: Known, open_points: list[Gap]) -> ProductFacts:
    reading = known.reading
    product = known.working_name or reading.product_told or brief.product or reading.product or ""
    return ProductFacts(
        product=product,
        slug=slug(product),
        language=brief.language,
        summary=reading.summary,
        problem=reading.problem,
        audience=tuple(reading.audience),
        capabilities=tuple(reading.capabilities),
        not_now=tuple(reading.not_now),
        promises=tuple(reading.promises),
        wanted=tuple(reading.wanted),
        markets=known.markets,
        channels=known.channels,
        prices=tuple(reading.prices),
        budget=reading.budget,
        dates=tuple(reading.dates),
        signals=tuple(known.signals),
        questions=ask(open_points, brief.language),
    )
