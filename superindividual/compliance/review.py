"""Review: all rules over a step's inputs, and both files of the report made from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from superindividual.compliance.evaluate import RuleAnswer, evaluate
from superindividual.compliance.lines import Lines
from superindividual.compliance.permission import permission_asked
from superindividual.compliance.report import Report, as_json
from superindividual.compliance.rule import load_rules
from superindividual.compliance.sorting import Sorted
from superindividual.errors import StepFailed
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language
from superindividual.text import gettext as _
from superindividual.workspace.artifact import MATERIAL, Bundle

FACTS = "discovery/facts.json"


@dataclass(frozen=True)
class Review:
    """What the rules say of one product on one day."""

    facts: ProductFacts
    answers: tuple[RuleAnswer, ...]
    brief: Brief
    today: date
    language: Language
    looked: tuple[tuple[str, str], ...] = ()
    """Folders and files from outside: the input's name, and what was read of it and what was not."""

    @property
    def json(self) -> bytes:
        """`compliance/report.json`."""
        return as_json(self.answers, self.facts, self.today)

    def report(self, note: str = "") -> Report:
        """The Markdown report; `note` is its last line."""
        rules = {rule.id: rule for rule in load_rules()}
        asked = permission_asked(self.brief)
        found = Sorted(self.answers, rules, asked is not None)
        return Report(found, Lines(rules, self.language), self.facts, self.today, asked, note, self.looked)


def review_of(
    inputs: Mapping[str, Bundle], brief: Brief, identity: IdentitySpec, today: date, language: Language
) -> Review:
    """Evaluate the rules that ship over the facts and deliverables among `inputs`.

    Raises:
        StepFailed: there are no readable facts among them.
    """
    facts = facts_of(inputs)
    answers = evaluate(load_rules(), facts, inputs, identity, today, language)
    looked = ((key, b.deliverable.summary) for key, b in inputs.items() if b.deliverable.kind == MATERIAL)
    return Review(facts, tuple(answers), brief, today, language, tuple(looked))


def facts_of(inputs: Mapping[str, Bundle]) -> ProductFacts:
    """The facts among a step's inputs; raises StepFailed."""
    found = next((b for b in inputs.values() if b.deliverable.kind == "discovery" and FACTS in b.files), None)
    if found is None:
        raise StepFailed(
            _("the review needs {file}").format(file=FACTS),
            remedy=_("let the step need one that delivers discovery"),
        )
    try:
        return ProductFacts.model_validate_json(found.files[FACTS])
    except ValueError as error:
        raise StepFailed(
            _("{file} is not in the form of product facts").format(file=FACTS),
            remedy=_("send the discovery step back"),
        ) from error
