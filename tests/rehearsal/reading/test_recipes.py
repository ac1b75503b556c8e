"""Which code recipe is chosen, and why."""

from __future__ import annotations

import pytest

from superindividual.rehearsal.reading import choose_recipe, read_facts
from superindividual.specs.facts import ProductFacts, RecipeChoice
from tests.rehearsal.reading.fixture import NAMES, OWN, brief, brief_of

FITS = {
    "expense.md": "csv-reporter",
    "club_fees.zh.md": "csv-reporter",
    "hard_wrapped.md": "csv-reporter",
    "club-dues.md": "csv-reporter",
    "meetup.md": "markdown-site",
    "prose_zh.md": "markdown-site",
    "choir-archive.md": "markdown-site",
    "recipe-box.md": "markdown-site",
    "freight.zh.md": "unit-freight",
    "inch_pound.md": "unit-freight",
    "parcel-scale.zh.md": "unit-freight",
    "piano_fees.md": "csv-reporter",
    "family_recipes.zh.md": "markdown-site",
    "field_notes.md": "markdown-site",
    "parcel_maths.md": "unit-freight",
}


def chosen(text: str) -> RecipeChoice:
    """The choice for a brief written here."""
    return choose_recipe(read_facts(brief_of(text)))


@pytest.mark.parametrize("name", [*NAMES, *OWN])
def test_every_brief_gets_its_recipe_or_none(name: str) -> None:
    """The recipe follows from what each brief states; the others get none, with a reason."""
    facts = read_facts(brief(name))
    assert facts.recipe is not None
    assert facts.recipe.name == FITS.get(name)
    start = "没有合适的代码配方：" if facts.language == "zh-CN" else "No code recipe fits: "
    assert facts.recipe.reason.startswith(start) == (facts.recipe.name is None)


@pytest.mark.parametrize("name", sorted(FITS))
def test_a_fitting_recipe_names_its_lines(name: str) -> None:
    """The reason cites exactly the lines that decided, and they belong to the facts."""
    choice = read_facts(brief(name)).recipe
    assert choice is not None
    assert choice.evidence
    assert all(f"[{line}]" in choice.reason for line in choice.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "A tool that exports my address book as CSV.\n",
        "I want a shop for tea. It must export a monthly sales report by category as CSV.\n",
        "I want a tool that reads a CSV of plant names and prints labels.\n",
        "想做一个工具，把照片导出成 CSV 清单。\n",
        "A phone app that reads the bank's CSV, sorts expenses into categories and shows a monthly report.\n",
        "I want an editor for Markdown notes with a live preview.\n",
        "I want a converter from euros to dollars with daily rates.\n",
        "A checker that reads a CSV of payments, applies rules by category and prints a report of errors.\n",
    ],
)
def test_single_words_do_not_make_a_recipe(text: str) -> None:
    """A brief that shares a word or two with a recipe does not get it."""
    assert chosen(text).name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "I run a choir. I want a program that imports the bank's CSV, groups donations and dues by "
            "keywords from a rules file, and shows totals per month.\n",
            "csv-reporter",
        ),
        (
            "帮我做一个命令行工具：导入支付宝的 CSV 账单，按关键词规则分类，输出每月各类支出的汇总报表。\n",
            "csv-reporter",
        ),
        (
            "Please write a program that converts my folder of .md field notes into a website with an index "
            "by species, a page for each walk and an Atom feed.\n",
            "markdown-site",
        ),
        (
            "想做个小工具，把一个目录里的 Markdown 菜谱生成静态网站，每道菜一页，按食材建索引。\n",
            "markdown-site",
        ),
        (
            "A unit converter for my workshop: inches and feet to centimetres, pounds and ounces to grams.\n",
            "unit-freight",
        ),
        ("我想做一个换算工具：英寸、英尺换成厘米，磅换成公斤，再算快递的体积重。\n", "unit-freight"),
    ],
)
def test_unseen_variants_are_recognised(text: str, name: str) -> None:
    """The same product in other words gets its recipe."""
    assert chosen(text).name == name


def test_what_is_refused_is_no_feature() -> None:
    """A feature under `Not now` does not count."""
    text = (
        "I want a tool that reads a CSV of payments and prints totals.\n\n"
        "Not now: categories, rules, grouping by keyword.\n"
    )
    assert chosen(text).name is None


def test_a_note_can_complete_a_recipe() -> None:
    """The choice rests on the facts alone, so facts from another source decide as well."""
    facts = read_facts(brief("expense.md"))
    without = ProductFacts.model_validate(
        facts.model_dump() | {"capabilities": (), "summary": None, "recipe": None}
    )
    assert choose_recipe(without).name is None
