"""Handover: what a code recipe says of its package: to the founder, to customers and to the checks.

Texts come from the recipe's `texts.json`; only what the facts say and what the package does fills them in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from superindividual.rehearsal.packages.scaffold import (
    VERSION,
    Answer,
    Asked,
    Feature,
    Licence,
    Mutation,
    PackageName,
    answer,
    asked_of,
    changelog,
    facts_of,
    fill,
    founder_feedback,
    licence_of,
    markdown,
    package_name,
    scaffold,
    templates,
    wants_defect,
)
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim


@dataclass(frozen=True)
class Handover:
    """What one proposal is made from."""

    job: Job
    folder: str
    """The recipe's templates."""
    module: str
    """The module's name in the templates, replaced in the tests."""
    facts: ProductFacts
    name: PackageName
    licence: Licence
    texts: Mapping[str, Any]
    features: tuple[Feature, ...]
    answers: tuple[Answer, ...]

    @property
    def summary_line(self) -> str:
        """The product in the founder's words, else what the package is."""
        facts = self.facts
        if facts.summary and facts.language == self.job.language:
            return _sentence(facts.summary.text)
        return str(self.texts["description"])

    def sources(self, *shared: Mapping[str, str], suffixes: Sequence[str] = (".py",)) -> dict[str, str]:
        """The modules handed over, those of the job's language standing in for the others; `shared` come first."""
        found: dict[str, str] = {}
        for texts in (*shared, templates(f"{self.folder}/src/{self.module}", suffixes)):
            found |= texts
        return found | (templates(f"{self.folder}/zh-CN") if self.job.language == "zh-CN" else {})

    def tests(self, shared: Mapping[str, str] | None = None, *foreign: str) -> dict[str, str]:
        """The tests handed over; the templates' module, and the `foreign` ones of `shared`, get the package's name."""
        texts = {**(shared or {}), **templates(f"{self.folder}/tests")}
        names = re.compile(rf"\b(?:{'|'.join((self.module, *foreign))})\b")
        return {name: names.sub(self.name.module, text) for name, text in texts.items()}

    def readme(self, template: str, promises: Mapping[str, str], **values: str) -> str:
        """The README: what every package says, and the recipe's own values."""
        common = {
            "product": markdown(self.facts.product),
            "summary": markdown(self.summary_line),
            "promises": "\n".join(f"- {promise}" for promise in promises.values()),
            "wheel": f"{self.name.module}-{VERSION}-py3-none-any.whl",
            "command": self.name.command,
            "not_now": self.not_now(),
            "pricing": self.pricing(),
            "licence": self.texts["licence_open" if self.licence.is_open else "licence_own"],
        }
        return fill(template, {**common, **values})

    def proposal(
        self,
        recipe: str,
        promises: Mapping[str, str],
        defect: Mutation,
        *,
        sources: Mapping[str, str],
        tests: Mapping[str, str],
        readme: str,
        extra: Mapping[str, str],
        keywords: Sequence[str],
        dependencies: Sequence[str] = (),
    ) -> Proposal:
        """The package as a proposal; a first version that is to be sent back has the defect planted."""
        job, texts, module = self.job, self.texts, self.name.module
        files = scaffold(
            self.facts,
            module=module,
            sources=sources,
            tests=tests,
            readme=readme,
            description=texts["description"],
            command=self.name.command,
            licence=self.licence,
            changelog=changelog(job, texts["first"], texts["repaired"]),
            language=job.language,
            extra={"REQUIREMENTS.md": self.requirements(), **extra},
            author=job.identity.legal_name,
            email=job.identity.email,
            keywords=keywords,
            dependencies=dependencies,
        )
        if wants_defect(job):
            files = defect.apply(files, module)
        return Proposal(files=files, summary=self.summary(), claims=self.claims(promises), recipe=recipe)

    def not_now(self) -> str:
        """What is left out on purpose, as a Markdown item."""
        items = self.joined(markdown(item.text).rstrip(".。") for item in self.facts.not_now)
        return f"- {self.texts['not_now'].format(items=items)}\n" if items else ""

    def pricing(self) -> str:
        """Prices and a free tier are only what the founder said; nothing is enforced, and it says so."""
        prices = [
            self.texts["price_free" if price.free_tier else "price"].format(
                amount=price.amount,
                currency=price.currency,
                period=self.texts["periods"][price.period],
                free=markdown(price.free_tier).rstrip(".。"),
            )
            for price in self.facts.prices
        ]
        return str(self.texts["pricing"]).format(prices="\n".join(prices)) if prices else ""

    def requirements(self) -> str:
        """What was asked and what became of it, and what is open: for the founder."""
        texts, licence = self.texts, self.licence
        rows = [f"| {a.asked.id} | {markdown(a.asked.text)} | {self._state(a)} |\n" for a in self.answers]
        points = [
            texts["open_price"] if self.facts.prices else "",
            "" if licence.is_open else texts["open_licence"],
            "" if self.job.identity.legal_name else texts["open_holder"],
            f"- {texts['summary_licence'].format(name=licence.unfilled)}" if licence.unfilled else "",
        ]
        given = [point for point in points if point]
        return (
            str(texts["asked"]) + "".join(rows) + (texts["open"] + "\n".join(given) + "\n" if given else "")
        )

    def _state(self, found: Answer) -> str:
        features = self.joined(feature.answer for feature in found.features)
        missing = self.joined(markdown(word) for word in found.missing)
        kind = "met" if found.is_met else "partly" if features else "unmet" if missing else "unclear"
        return str(self.texts[kind]).format(features=features, missing=missing)

    def joined(self, items: Iterable[str]) -> str:
        """A list in a sentence."""
        return ("、" if self.job.language == "zh-CN" else ", ").join(items)

    def claims(self, promises: Mapping[str, str]) -> tuple[Claim, ...]:
        """The README's promises by feature: the tests prove them, and the wishes they answer are named."""
        return tuple(
            Claim(text=promise, evidence=(*self._wishes(feature), "check:tests_pass"))
            for feature, promise in promises.items()
        )

    def _wishes(self, feature: str) -> tuple[str, ...]:
        """Facts that ask for a feature, or promise it."""
        wanted = [found for found in self.features if found.id == feature]
        listed = {"capabilities": self.facts.capabilities, "promises": self.facts.promises}
        wishes = [
            Asked("", item.text, f"fact:{key}[{i}]")
            for key, items in listed.items()
            for i, item in enumerate(items)
        ]
        return tuple(found.asked.evidence for found in answer(wishes, wanted, r"(?!)") if found.features)

    def summary(self) -> str:
        """The deliverable's summary, with all that the founder must know before approving."""
        texts, job = self.texts, self.job
        parts = [texts["summary"].format(product=self.facts.product, command=self.name.command)]
        if wants_defect(job):
            parts.append(texts["summary_defect"])
        elif any(feedback.by.startswith("check:") for feedback in job.feedback):
            parts.append(texts["summary_repaired"])
        open_wishes = [a.asked.id for a in self.answers if not a.is_met]
        if open_wishes:
            parts.append(texts["summary_open"].format(items=self.joined(open_wishes)))
        if any(price.free_tier for price in self.facts.prices):
            parts.append(texts["summary_price"])
        if self.licence.unfilled:
            parts.append(texts["summary_licence"].format(name=self.licence.unfilled))
        if founder_feedback(job):
            parts.append(texts["summary_feedback"])
        return ("" if job.language == "zh-CN" else " ").join(parts)


def _sentence(text: str) -> str:
    """A phrase of a brief, as it stands at the head of a README."""
    stop = "。" if text and "\u3400" <= text[-1] <= "\u9fff" else "."
    return (
        text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "。", "！", "？", "…")) else stop)
    )


def handover(job: Job, folder: str, module: str, fallback: str) -> Handover:
    """Hold the job's facts against what a recipe's package can do.

    Args:
        job: the step that builds.
        folder: the recipe's templates, with `features.json` and `LANGUAGE/texts.json`.
        module: the name of the module in them.
        fallback: the package's name where the product's name gives none.

    Raises:
        StepFailed: the job has no facts.
    """
    facts = facts_of(job)
    texts = json.loads(templates(f"{folder}/{job.language}", ("texts.json",))["texts.json"])
    data = json.loads(templates(folder, ("features.json",))["features.json"])
    features = tuple(
        Feature(key, pattern, texts["answers"][key]) for key, pattern in data["features"].items()
    )
    return Handover(
        job=job,
        folder=folder,
        module=module,
        facts=facts,
        name=package_name(facts.product, fallback),
        licence=licence_of(job, facts),
        texts=texts,
        features=features,
        answers=answer(asked_of(job, facts), features, data["beyond"]),
    )
