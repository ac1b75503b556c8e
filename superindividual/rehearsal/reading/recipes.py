"""Recipes: which code recipe fits the declared facts, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from superindividual.rehearsal.reading.negation import negated
from superindividual.rehearsal.reading.vocabulary import any_of, data, keys, pattern
from superindividual.specs.facts import ProductFacts, RecipeChoice, Statement
from superindividual.text import Language


@dataclass(frozen=True)
class Fit:
    """How far one recipe fits."""

    recipe: str
    stated: dict[str, str]
    """Concept to the evidence where it is stated."""
    missing: tuple[str, ...]


@lru_cache(maxsize=64)
def _expression(concept: str) -> re.Pattern[str]:
    return any_of([data("recipes.yaml")["concepts"][concept]["find"]])


def _declared(facts: ProductFacts) -> list[Statement]:
    """What the product does and stands on; what is refused or asked for as a paper is no feature."""
    head = [s for s in (facts.summary, facts.problem) if s]
    return [*facts.capabilities, *head]


def _stated(concept: str, statements: list[Statement]) -> str | None:
    for statement in statements:
        for match in _expression(concept).finditer(statement.text):
            if not negated(statement.text, match.start()):
                return statement.evidence
    return None


def _plainly(concept: str, statements: list[Statement]) -> str | None:
    """The evidence of a concept whose own words may hold a `not`."""
    return next((s.evidence for s in statements if _expression(concept).search(s.text)), None)


def _fit(recipe: str, statements: list[Statement]) -> Fit:
    rule = data("recipes.yaml")[recipe]
    stated = {concept: where for concept in rule["needs"] if (where := _stated(concept, statements))}
    missing = [concept for concept in rule["needs"] if concept not in stated]
    kinds = {concept: where for concept in rule.get("kind", []) if (where := _stated(concept, statements))}
    if rule.get("kind") and not kinds:
        missing.append(rule["kind"][0])
    return Fit(recipe, {**stated, **kinds}, tuple(missing))


def _other_form(facts: ProductFacts) -> tuple[str, str] | None:
    """A form of product that no recipe makes, with its evidence."""
    heads = [s for s in (facts.summary, *facts.capabilities) if s]
    for form in data("recipes.yaml")["other_forms"]:
        for statement in heads:
            match = pattern("kinds", form).search(statement.text)
            if (
                match
                and not negated(statement.text, match.start())
                and (form in _STRONG or statement is facts.summary)
            ):
                return form, statement.evidence
    return None


_STRONG = {"hardware", "mobile_app", "game", "mini_program", "browser_extension", "marketplace"}


def _recipes() -> list[str]:
    return [name for name in data("recipes.yaml") if name not in {"concepts", "other_forms"}]


def choose_recipe(facts: ProductFacts) -> RecipeChoice:
    """Choose the code recipe whose every needed feature the facts declare; none when a feature is missing.

    The reason is in the facts' language; its evidence names the lines that decided.
    """
    lang = facts.language
    statements = _declared(facts)
    if other := _other_form(facts):
        form, where = other
        return RecipeChoice(name=None, reason=_no_form(form, lang), evidence=(where,))
    if (checker := _stated("checker", [s for s in (facts.summary,) if s])) is not None:
        return RecipeChoice(
            name=None, reason=_no_fit(_closest(statements), lang, "checker"), evidence=(checker,)
        )
    if (no_terminal := _plainly("no_terminal", statements)) is not None:
        return RecipeChoice(name=None, reason=_no_terminal(lang), evidence=(no_terminal,))
    fits = [_fit(recipe, statements) for recipe in _recipes()]
    whole = [fit for fit in fits if not fit.missing]
    if not whole:
        return RecipeChoice(name=None, reason=_no_fit(max(fits, key=_closeness), lang), evidence=())
    best = max(whole, key=lambda fit: len(fit.stated))
    evidence = tuple(dict.fromkeys(best.stated.values()))
    return RecipeChoice(name=best.recipe, reason=_fits(best, lang), evidence=evidence)


def _closest(statements: list[Statement]) -> Fit:
    return max((_fit(recipe, statements) for recipe in _recipes()), key=_closeness)


def _closeness(fit: Fit) -> tuple[int, int]:
    return (-len(fit.missing), len(fit.stated))


def concept_name(concept: str, lang: Language) -> str:
    """A feature's name for a founder."""
    name: str = data("recipes.yaml")["concepts"][concept]["name"][lang]
    return name


def _title(recipe: str, lang: Language) -> str:
    title: str = data("recipes.yaml")[recipe]["title"][lang]
    return title


def _fits(fit: Fit, lang: Language) -> str:
    if lang == "zh-CN":
        stated = "，".join(f"{concept_name(c, lang)} [{where}]" for c, where in fit.stated.items())
        return f"{_title(fit.recipe, lang)}（{fit.recipe}）适用，因为需求里写明了：{stated}。"
    stated = "; ".join(f"{concept_name(c, lang)} [{where}]" for c, where in fit.stated.items())
    title = _title(fit.recipe, lang)
    return f"The {title} ({fit.recipe}) fits, because the brief states what it needs: {stated}."


def _no_fit(closest: Fit, lang: Language, instead: str = "") -> str:
    """Why none fits: what the closest one would need."""
    if not closest.stated and not instead:
        return _nothing(lang)
    missing = [concept_name(c, lang) for c in closest.missing]
    title = _title(closest.recipe, lang)
    if lang == "zh-CN":
        what = (
            f"这是{concept_name(instead, lang)}，现有配方都做不了"
            if instead
            else f"最接近的是{title}（{closest.recipe}），但需求里没有提到：{'、'.join(missing)}"
        )
        return f"没有合适的代码配方：{what}。"
    what = (
        f"the product is {concept_name(instead, lang)}, and no recipe makes one"
        if instead
        else f"the closest is the {title} ({closest.recipe}), not stated: {', '.join(missing)}"
    )
    return f"No code recipe fits: {what}."


def _nothing(lang: Language) -> str:
    if lang == "zh-CN":
        return "没有合适的代码配方：现有配方需要的功能，需求里一项也没有写。"
    return "No code recipe fits: the brief states none of the features that a recipe needs."


def _no_terminal(lang: Language) -> str:
    if lang == "zh-CN":
        return "没有合适的代码配方：需求说使用者不用命令行，而现有配方只做命令行工具。"
    return (
        "No code recipe fits: the brief says that its users work without a command line, "
        "and the recipes make command-line packages."
    )


def _no_form(form: str, lang: Language) -> str:
    name = data("recipes.yaml")["other_forms"][form][lang]
    if lang == "zh-CN":
        return f"没有合适的代码配方：产品是{name}，而现有配方只做在一台电脑上运行的命令行工具。"
    made = "command-line packages that run on one computer"
    return f"No code recipe fits: the product is {name}, and the recipes make {made}."


def product_kind(facts: ProductFacts) -> tuple[str, str] | None:
    """What kind of product it is, as a key of the vocabulary's `kinds`, with its evidence, or None."""
    for texts in ([s for s in (facts.summary,) if s], list(facts.capabilities)):
        for kind in keys("kinds"):
            for statement in texts:
                match = pattern("kinds", kind).search(statement.text)
                if match and not negated(statement.text, match.start()):
                    return kind, statement.evidence
    return None
