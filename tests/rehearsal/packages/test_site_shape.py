"""SiteShape: what the founder's words decide about a site, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from superindividual.rehearsal.packages.site_shape import SiteShape, shape_of
from superindividual.rehearsal.reading import read_facts
from superindividual.tools.job import Job
from tests.rehearsal.reading.fixture import brief, brief_of

MakeJob = Callable[..., Job]
Read = Callable[[str], SiteShape]
START = "Please write a tool that turns my folder of Markdown notes into a static website"
START_ZH = "想做一个小工具，把文件夹里的 Markdown 笔记生成静态网站"


@pytest.fixture
def read(job_with: MakeJob) -> Read:
    """From a brief's text to the shape."""

    def shape(text: str) -> SiteShape:
        facts = read_facts(brief_of(text))
        return shape_of(job_with(brief=text, **facts.model_dump()), facts)

    return shape


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "meetup.md",
            {
                "fields": ("speaker",),
                "groups": ("tags",),
                "dated": True,
                "archive": "year",
                "next": "Next talk",
                "feeds": ("atom", "rss"),
                "sponsors": True,
                "noun": "talk",
            },
        ),
        (
            "choir-archive.md",
            {
                "fields": ("conductor", "pieces"),
                "groups": ("tags", "composers"),
                "archive": "season",
                "next": "Next concert",
                "sponsors": False,
            },
        ),
        (
            "recipe-box.md",
            {
                "fields": ("servings", "time"),
                "groups": ("tags", "main ingredient"),
                "dated": False,
                "archive": "none",
                "next": "",
                "feeds": ("atom",),
                "noun": "recipe",
            },
        ),
        (
            "family_recipes.zh.md",
            {"fields": ("用时",), "home_by": "季节", "dated": False, "archive": "year", "noun": "菜"},
        ),
        ("prose_zh.md", {"fields": (), "groups": ("tags",), "latest": 5, "dated": True, "noun": ""}),
        ("field_notes.md", {"archive": "year", "feeds": ("atom",), "latest": 10}),
    ],
)
def test_briefs(name: str, expected: dict[str, Any], job_with: MakeJob) -> None:
    """What each brief says is in the shape."""
    found = brief(name)
    facts = read_facts(found)
    shape = shape_of(job_with(brief=found.text, **facts.model_dump()), facts)
    assert {key: getattr(shape, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        (f"{START}: a home page with the latest 5 posts.", "latest", 5),
        (f"{START}: a home page with the three newest essays.", "latest", 3),
        (f"{START}: a home page with the latest news.", "latest", 10),
        (f"{START}: a monthly archive, a page per essay.", "archive", "month"),
        (f"{START}: a home page with upcoming events.", "next", "Upcoming events"),
        (f"{START} with an index, next and previous links and the next page.", "next", ""),
        (f"{START} with an author index and one page per book.", "groups", ("tags", "author")),
        (f"{START}: an index of all concerts, one page per concert.", "groups", ("tags",)),
        (f"{START}: a home page with a list of recipes sorted by date.", "groups", ("tags",)),
        (f"{START}: a home page that lists recipes by season.", "home_by", ""),
        (f"{START}: a home page that lists recipes by cuisine.", "home_by", "cuisine"),
        (f"{START}: an index by year and one page per note.", "groups", ("tags",)),
        (f"{START}: documentation with a sidebar, one page per file.", "sidebar", True),
        (f"{START}: documentation with a sidebar, one page per file.", "feeds", ()),
        (f"{START}: a handbook with a sidebar and an RSS feed.", "feeds", ("atom", "rss")),
        (f"{START}: a home page and one page per note.\n\nNot now: feeds.", "feeds", ()),
        (f"{START}, one page per walk. Each note has a title, a place and an altitude.", "noun", "walk"),
        (
            f"{START}, one page per walk. Each note has a title, a place and an altitude.",
            "fields",
            ("place", "altitude"),
        ),
        (f"{START}, one page per walk. The title of the site is Walks, and it is mine.", "fields", ()),
        (f"{START_ZH}，首页放最新的三篇，按作者做索引。", "latest", 3),
        (f"{START_ZH}，首页放最新的三篇，按作者做索引。", "groups", ("tags", "作者")),
        (f"{START_ZH}（标题、讲者、日期），首页显示下一场讲座，按年归档。", "next", "下一场讲座"),
        (f"{START_ZH}（标题、讲者、日期），首页显示下一场讲座，按年归档。", "fields", ("讲者",)),
        (f"{START_ZH}，每篇一页，带侧边栏。", "sidebar", True),
        (f"{START_ZH}，首页要有赞助方的名字。", "sponsors", True),
    ],
)
def test_words(text: str, key: str, value: object, read: Read) -> None:
    """Other words for the same, and words that only look like it."""
    assert getattr(read(text + "\n"), key) == value
