"""Stories: scenarios in Gherkin that follow from the requirements."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.rehearsal.documents.markdown import plain, short
from superindividual.rehearsal.documents.persona import Persona
from superindividual.rehearsal.documents.requirement import Requirement
from superindividual.rehearsal.documents.wording import Wording
from superindividual.text import Language


@dataclass(frozen=True)
class Keywords:
    """Gherkin's keywords in one language, with the space after a step's keyword."""

    feature: str
    scenario: str
    given: str
    when: str
    then: str


KEYWORDS: dict[Language, Keywords] = {
    "en": Keywords("Feature", "Scenario", "Given ", "When ", "Then "),
    "zh-CN": Keywords("功能", "场景", "假如 ", "当 ", "那么 "),
}


@dataclass(frozen=True)
class Scenario:
    """One scenario; the texts are plain and on one line."""

    requirement: Requirement
    title: str
    given: str
    when: str
    then: str


def stories_feature(
    product: str, requirements: list[Requirement], personas: list[Persona], thin: bool, words: Wording
) -> str:
    """The feature file; every requirement has a scenario for each of its abilities."""
    keys = KEYWORDS[words.lang]
    head = f"# language: {words.lang}\n# {words.say('common.rehearsal_plain')}\n"
    parts = [head + f"{keys.feature}: {words.say('stories.feature', product=plain(product))}\n"]
    for requirement in requirements:
        for scenario in _scenarios(requirement, personas, thin, words):
            parts.append(_render(scenario, keys))
    return "\n".join(parts)


def _scenarios(
    requirement: Requirement, personas: list[Persona], thin: bool, words: Wording
) -> list[Scenario]:
    text = short(requirement.text, 80)
    abilities = requirement.abilities(words.lang)
    if abilities[0].name != "other":
        return [
            Scenario(requirement, f"{requirement.id} {a.title} – {text}", a.given, a.when, a.then)
            for a in abilities
        ]
    source = requirement.evidence[0].partition(":")[0]
    if source in ("founder", "memory", "assumption"):
        return [_own(requirement, text, "remark", "", words)]
    if thin:
        persona = next(p for p in personas if p.id == requirement.persona)
        return [_own(requirement, text, "thin", f"{persona.id} ({persona.name})", words)]
    ability = abilities[0]
    return [Scenario(requirement, f"{requirement.id} {text}", ability.given, ability.when, ability.then)]


def _own(requirement: Requirement, text: str, kind: str, persona: str, words: Wording) -> Scenario:
    given, when, then = (
        words.say(f"stories.{kind}_{step}", persona=persona) for step in ("given", "when", "then")
    )
    return Scenario(requirement, f"{requirement.id} {text}", given, when, then)


def _render(scenario: Scenario, keys: Keywords) -> str:
    requirement = scenario.requirement
    return (
        f"  @{requirement.id} @{requirement.persona} @{requirement.priority}\n"
        f"  {keys.scenario}: {scenario.title}\n"
        f"    {keys.given}{scenario.given}\n"
        f"    {keys.when}{scenario.when}\n"
        f"    {keys.then}{scenario.then}\n"
    )
