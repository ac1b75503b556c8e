"""Check of the stories: Gherkin that says something, tied to requirements and personas.

The parser takes a misspelt step that follows `Scenario:` for a description and reports nothing, so
descriptions are looked at here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.prd import Requirement, known_personas, known_requirements
from superindividual.checks.source import text_of
from superindividual.text import gettext as _

STORIES = "design/stories.feature"

_PRIORITIES = ("must", "should", "could")
_INNOCENT = frozenset(
    ["the", "they", "them", "there", "this", "that", "then", "when", "a", "an", "and", "as", "at", "on"]
)
_ALIKE = 0.75


@dataclass(frozen=True)
class Scenario:
    """One scenario with the tags it has and inherits."""

    line: int
    name: str
    tags: frozenset[str]
    node: Mapping[str, Any]

    def of(self, letter: str) -> set[str]:
        """The ids it is tagged with: `R` requirements, `P` personas."""
        return {tag for tag in self.tags if re.fullmatch(rf"{letter}[1-9]\d*", tag)}


def stories_parse(subject: Subject) -> Answer:
    """The file parses, every scenario acts and observes, its tags exist, every must has a scenario."""
    text = text_of(subject.bundle, STORIES)
    feature = _feature(text)
    faults = list(_header_faults(subject, text))
    if feature is None:
        faults.append(fault(STORIES, 1, _("There is no feature in the file.")))
        return answer(faults, "", evidence={"scenarios": 0})
    scenarios = list(_scenarios(feature, frozenset()))
    if not scenarios:
        faults.append(fault(STORIES, feature["location"]["line"], _("The feature has no scenario.")))
    faults += _description_faults(feature, feature["language"])
    notes: list[Finding] = []
    for scenario in scenarios:
        faults += _step_faults(scenario)
        for finding, grave in _remarks(scenario, feature["language"]):
            (faults if grave else notes).append(finding)
    faults += _tie_faults(subject, scenarios)
    steps = sum(len(scenario.node.get("steps", ())) for scenario in scenarios)
    evidence = {
        "scenarios": len(scenarios),
        "steps": steps,
        "requirements": len({r for s in scenarios for r in s.of("R")}),
    }
    reason = _("{count} scenarios with {steps} steps parse; every must requirement has one.")
    return answer(faults, reason.format(count=len(scenarios), steps=steps), evidence=evidence, notes=notes)


def _feature(text: str) -> Mapping[str, Any] | None:
    from gherkin.errors import CompositeParserException, ParserError
    from gherkin.parser import Parser

    try:
        feature: Mapping[str, Any] | None = Parser().parse(text).get("feature")
    except CompositeParserException as error:
        first = error.errors[0]
        line = (getattr(first, "location", None) or {}).get("line")
        reason = re.sub(r"^\(\d+:\d+\): ", "", str(first)).replace("#", "")
        remedy = _("Begin each step with its keyword, and each scenario with `Scenario:`.")
        raise Unreadable(
            fault(STORIES, line, _("This is no Gherkin: {reason}").format(reason=reason), remedy)
        ) from error
    except (
        ParserError,
        RecursionError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
    ) as error:
        # the parser lets these through on hostile input
        raise Unreadable(fault(STORIES, 1, _("This is no Gherkin: {reason}").format(reason=error))) from error
    return feature


def _header_faults(subject: Subject, text: str) -> Iterator[Finding]:
    said = re.match(r"#\s*language:\s*(\S+)\s*$", text.split("\n")[0])
    expected = subject.bundle.deliverable.language
    if said is None or said.group(1) != expected:
        yield fault(
            STORIES, 1, _("The first line is not `# language: {language}`.").format(language=expected)
        )


def _scenarios(node: Mapping[str, Any], inherited: frozenset[str]) -> Iterator[Scenario]:
    tags = inherited | {tag["name"].lstrip("@") for tag in node.get("tags", ())}
    for child in node.get("children", ()):
        if "rule" in child:
            yield from _scenarios(child["rule"], tags)
        elif "scenario" in child:
            scenario = child["scenario"]
            own = tags | {tag["name"].lstrip("@") for tag in scenario["tags"]}
            yield Scenario(scenario["location"]["line"], scenario["name"], own, scenario)


def _step_faults(scenario: Scenario) -> Iterator[Finding]:
    steps = scenario.node.get("steps", ())
    kinds = {step.get("keywordType") for step in steps}
    name = scenario.name or _("a scenario without a name")
    if not scenario.name.strip():
        yield fault(STORIES, scenario.line, _("A scenario has no name."))
    if "Action" not in kinds:
        yield fault(STORIES, scenario.line, _("“{scenario}” has no When step.").format(scenario=name))
    if "Outcome" not in kinds:
        yield fault(STORIES, scenario.line, _("“{scenario}” has no Then step.").format(scenario=name))
    for step in steps:
        if not step.get("text", "").strip():
            yield fault(STORIES, step["location"]["line"], _("A step says nothing."))
    rows = [row for examples in scenario.node.get("examples", ()) for row in examples.get("tableBody", ())]
    if any(re.search(r"<[^<>]+>", step.get("text", "")) for step in steps) and not rows:
        message = _("“{scenario}” uses <placeholders> but has no Examples.")
        yield fault(
            STORIES,
            scenario.line,
            message.format(scenario=name),
            _("Add an Examples table, or write the values."),
        )
    yield from _tag_faults(scenario, name)


def _tag_faults(scenario: Scenario, name: str) -> Iterator[Finding]:
    if not scenario.of("R"):
        yield fault(
            STORIES,
            scenario.line,
            _("“{scenario}” names no requirement.").format(scenario=name),
            _("Tag it @R1."),
        )
    if not scenario.of("P"):
        yield fault(
            STORIES,
            scenario.line,
            _("“{scenario}” names no persona.").format(scenario=name),
            _("Tag it @P1."),
        )
    if len(scenario.tags & set(_PRIORITIES)) != 1:
        remedy = _("Tag it with exactly one of @must, @should, @could.")
        yield fault(
            STORIES, scenario.line, _("“{scenario}” has no single priority.").format(scenario=name), remedy
        )


@lru_cache(maxsize=4)
def _keywords(language: str) -> tuple[str, ...]:
    from gherkin.dialect import Dialect

    dialect = Dialect.for_name(language)
    if dialect is None:
        return ()
    steps = (
        dialect.given_keywords,
        dialect.when_keywords,
        dialect.then_keywords,
        dialect.and_keywords,
        dialect.but_keywords,
    )
    return tuple(sorted({word.strip() for words in steps for word in words} - {"*"}))


def _misspelt(line: str, language: str) -> str:
    """The step keyword that the line's beginning was probably meant to be; empty when it is none."""
    for keyword in _keywords(language):
        han = bool(re.match(r"[\u3400-\u9fff]", keyword))
        start = line[: len(keyword)] if han else line.split(maxsplit=1)[0] if line.split() else ""
        if start == keyword:
            return keyword
        alike = difflib.SequenceMatcher(None, start.lower(), keyword.lower()).ratio()
        if not han and alike >= _ALIKE and start.lower() not in _INNOCENT:
            return keyword
    return ""


def _remarks(scenario: Scenario, language: str) -> Iterator[tuple[Finding, bool]]:
    """Words between a scenario's title and its first step are not run; grave when they look like a step."""
    for offset, line in enumerate(scenario.node.get("description", "").split("\n"), start=1):
        words = line.strip()
        if not words:
            continue
        meant = _misspelt(words, language)
        message = _("These words are read as a description and never run: {words}").format(words=words)
        remedy = (
            _("Did you mean “{keyword}”?").format(keyword=meant)
            if meant
            else _("Use a # comment for explanations.")
        )
        yield fault(STORIES, scenario.line + offset, message, remedy), bool(meant)


def _description_faults(node: Mapping[str, Any], language: str) -> Iterator[Finding]:
    """A misspelt `Scenario:` makes the feature's description swallow its steps."""
    for offset, line in enumerate(node.get("description", "").split("\n"), start=1):
        words = line.strip()
        first = words.split(maxsplit=1)[0] if words else ""
        if (
            first
            and any(words.startswith(keyword) for keyword in _keywords(language))
            and not words.endswith((",", "，"))
        ):
            message = _("This step belongs to no scenario and is never run: {words}").format(words=words)
            yield fault(
                STORIES,
                node["location"]["line"] + offset,
                message,
                _("Is the line `Scenario:` above it misspelt?"),
            )
    for child in node.get("children", ()):
        if "rule" in child:
            yield from _description_faults(child["rule"], language)


def _tie_faults(subject: Subject, scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    requirements = known_requirements(subject)
    if requirements is None:
        yield fault(
            STORIES, 1, _("The requirements cannot be read, so no scenario can be held against them.")
        )
        return
    by_id = {one.id: one for one in requirements}
    personas = {one.id for one in known_personas(subject) or ()}
    for scenario in scenarios:
        for tag in sorted(scenario.of("R") - set(by_id)):
            yield fault(STORIES, scenario.line, _("@{id} is no requirement of the PRD.").format(id=tag))
        for tag in sorted(scenario.of("P") - personas):
            yield fault(STORIES, scenario.line, _("@{id} is no persona.").format(id=tag))
        yield from _priority_faults(scenario, by_id)
    covered = {tag for scenario in scenarios for tag in scenario.of("R")}
    for one in requirements:
        if one.priority == "must" and one.id not in covered:
            yield fault(
                STORIES,
                None,
                _("No scenario tests {id}, which is a must: {text}").format(id=one.id, text=one.text),
            )


def _priority_faults(scenario: Scenario, requirements: Mapping[str, Requirement]) -> Iterator[Finding]:
    named = {requirements[tag].priority for tag in scenario.of("R") if tag in requirements}
    said = scenario.tags & set(_PRIORITIES)
    if len(said) == 1 and named and not said & named:
        message = _("“{scenario}” is tagged @{said}, its requirements are {actual}.")
        actual = ", ".join(sorted(str(one) for one in named))
        yield fault(
            STORIES,
            scenario.line,
            message.format(scenario=scenario.name, said=next(iter(said)), actual=actual),
        )


CHECKS = checks_of(stories_parse)
