"""Screens: what people see, made from the requirements, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from superindividual.rehearsal.documents.markdown import phrase, plain, short
from superindividual.rehearsal.documents.product_shape import ProductShape
from superindividual.rehearsal.documents.requirement import Requirement
from superindividual.rehearsal.documents.wording import Wording
from superindividual.specs.facts import ProductFacts

_FIRST: dict[ProductShape, str] = {
    "cli": "help",
    "site": "home",
    "app": "home",
    "service": "contact",
    "device": "device",
}
_BEFORE = ("landing", "install")
"""Screens that come before the first one, in this order."""
_FAILING = {"cli": "problem", "app": "problem_app"}


@dataclass
class Screen:
    """One screen; `leads_to` names ids, each once."""

    id: str
    title: str
    purpose: str
    requirements: list[str] = field(default_factory=list)
    leads_to: list[str] = field(default_factory=list)

    def lead(self, *targets: str) -> None:
        """Add ways out, leaving out known ones and the screen itself."""
        self.leads_to += [t for t in targets if t not in self.leads_to and t != self.id]

    @property
    def row(self) -> dict[str, Any]:
        """As it stands in `screens.yaml`."""
        return {
            "id": self.id,
            "title": self.title,
            "purpose": self.purpose,
            "requirements": self.requirements,
            "leads_to": self.leads_to,
        }


def screens_of(
    facts: ProductFacts, shape: ProductShape, requirements: list[Requirement], words: Wording
) -> list[Screen]:
    """All screens, the start first; every requirement that is not for later stands on one."""
    first = _fixed(_FIRST[shape], words)
    main, before = _by_ability(first, shape, [r for r in requirements if r.priority != "could"], words)
    entry = _signal_screens(facts, shape, words)
    chain = [*before, *entry, first]
    for here, after in pairwise(chain):
        here.lead(after.id)
    _lead_in(shape, first, main)
    ending = _ending(shape, main, first, words)
    return [*chain, *main, *ending]


def _lead_in(shape: ProductShape, first: Screen, main: list[Screen]) -> None:
    """A page or an app offers everything at once; a command takes its input and then prints the rest."""
    hub = main[0] if shape == "cli" and main else first
    first.lead(*([hub.id] if hub is not first else []))
    hub.lead(*(screen.id for screen in main))


def _fixed(name: str, words: Wording) -> Screen:
    title = "problem" if name == "problem_app" else name
    return Screen(title, words.say(f"design.title.{title}"), words.say(f"design.purpose.{name}"))


def _by_ability(
    first: Screen, shape: ProductShape, requirements: list[Requirement], words: Wording
) -> tuple[list[Screen], list[Screen]]:
    """The screens that requirements ask for: those within the product, and those before its first screen."""
    made: dict[str, Screen] = {}
    texts: dict[str, list[str]] = {}
    for requirement in requirements:
        for ability in requirement.abilities(words.lang):
            known = ability.name != "other"
            key = ability.name if known else f"task_{requirement.id.lower()}"
            title = ability.title if known else short(requirement.text, 40)
            own = ability.on_screen and (
                shape != "device" or ability.name in _BEFORE or ability.name == "pages"
            )
            screen = made.setdefault(key, Screen(key, title, "")) if own else first
            screen.requirements.append(requirement.id)
            texts.setdefault(screen.id, []).append(phrase(requirement.text))
    for screen in made.values():
        said = "; ".join(texts[screen.id]) if words.lang == "en" else "；".join(texts[screen.id])
        key = screen.id if screen.id in _BEFORE else "site" if shape == "device" else shape
        screen.purpose = words.say(f"design.purpose.{key}", text=said)
    before = [made.pop(key) for key in _BEFORE if key in made]
    first.requirements = list(dict.fromkeys(first.requirements))
    return list(made.values()), before


def _signal_screens(facts: ProductFacts, shape: ProductShape, words: Wording) -> list[Screen]:
    """Screens that a known fact asks for, before the first screen of an app."""
    return [_fixed("age", words)] if shape == "app" and facts.signal("targets_minors") else []


def _ending(shape: ProductShape, main: list[Screen], first: Screen, words: Wording) -> list[Screen]:
    """Where failing or finishing leads, and the way back."""
    if shape == "service":
        ending = _fixed("confirmation", words)
    elif shape in _FAILING:
        ending = _fixed(_FAILING[shape], words)
    else:
        ending = None
    for screen in main:
        screen.lead(*([ending.id] if ending else []), *([] if shape == "cli" else [first.id]))
    if ending is None or not main:
        return []
    ending.lead(first.id)
    return [ending]


def flow_mmd(screens: list[Screen], words: Wording) -> str:
    """One Mermaid flowchart: a node per screen, an arrow per way."""
    nodes = [f'    {screen.id}["{mermaid_label(screen.title)}"]' for screen in screens]
    ways = [f"    {screen.id} --> {target}" for screen in screens for target in screen.leads_to]
    return "\n".join(["flowchart TD", *nodes, *ways, f"%% {words.say('common.rehearsal_plain')}", ""])


def mermaid_label(text: str) -> str:
    """Text inside a quoted Mermaid label; all but letters, digits and harmless signs goes as codes."""
    # Brackets that could be read as a tag become others: Mermaid decodes codes before it reads HTML.
    flat = plain(text).replace("<", "‹").replace(">", "›")
    return "".join(c if c.isalnum() or c in _HARMLESS else f"#{ord(c)};" for c in flat)


_HARMLESS = frozenset(" .,:!?()/+=-–—…‹›、，。；：！？（）×÷·")
