"""The review of a folder that exists: what is wrong in it is found at its line, and a clean one is said to be clean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superindividual.company import Company
from superindividual.compliance.report import JSON, MARKDOWN
from superindividual.paths import CompanyPaths
from superindividual.specs.company import CompanySpec, IdentitySpec
from tests.engine.company import Desktop
from tests.engine.rehearsed import real_checks, rehearse

IDENTITY = IdentitySpec(
    legal_name="Mira Vogt", postal_address="Lindenstr. 4, 10969 Berlin", email="mira@example.org"
)
BRIEF = """---
product: Qingdan
markets: [DE, CN]
---
A small tool that counts things for shop owners. It has a web page.
"""
KEY = (
    "sk-proj-" + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
)  # made up; in parts, so that no scanner takes it for one
MIXED = {
    "index.html": "<!doctype html>\n<html lang=en><title>Count</title><h1>Count</h1><p>It counts.</p></html>\n",
    "posts/weibo.md": "这是一款数东西的小工具。\n全网最好用，第一品牌！\n",
    "tool/pyproject.toml": '[project]\nname = "tool"\nlicense = "MIT"\ndependencies = [\n  "Unidecode>=1.3",\n]\n',
    "tool/client.py": f'import os\nKEY = "{KEY}"\n',
    ".env": "SECRET=1\n",
}
CLEAN = {
    "index.html": "<!doctype html>\n<html lang=en><title>Count</title><h1>Count</h1><p>It counts.</p>"
    "<footer><a href=/imprint.html>Impressum</a></footer></html>\n",
    "imprint.html": "<!doctype html>\n<html lang=en><title>Impressum</title><h1>Impressum</h1>"
    "<p>Mira Vogt, Lindenstr. 4, 10969 Berlin, mira@example.org</p>"
    "<a href=index.html>Impressum</a></html>\n",
    "posts/weibo.md": "这是一款数东西的小工具。\n",
    "tool/pyproject.toml": '[project]\nname = "tool"\nlicense = "MIT"\n',
    "tool/LICENSE": "MIT License\n",
    "tool/client.py": 'import os\nKEY = os.environ["KEY"]\n',
}


async def reviewed(tmp_path: Path, files: dict[str, str], brief: str = BRIEF) -> tuple[dict[str, Any], str]:
    """Rule to its answer, and the report, once the shipped workflow has looked at a folder of these files."""
    folder = tmp_path / "shop"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    desktop = Desktop(
        tmp_path / "company", checks=real_checks, spec=CompanySpec(name="Test", identity=IDENTITY)
    )
    company = Company(CompanyPaths(desktop.root))
    if brief:
        (tmp_path / "brief.md").write_text(brief)
    company.start(
        "review_folder",
        brief=tmp_path / "brief.md" if brief else None,
        inputs={"folder": str(folder)},
        engine="rehearsal",
    )
    await rehearse(desktop)
    [request] = company.inbox()
    if not brief:  # nothing was read, so no check could say anything of it: the founder looks first
        assert (request.step, request.question["verdicts"].get("fail", 0)) == ("discover", 0)
        company.decide(request, "approve")
        await rehearse(desktop)
        [request] = company.inbox()
    assert (request.step, request.kind) == ("review", "draft")
    bundle = company.bundle(request.binding)
    answers = {answer["rule"]: answer for answer in json.loads(bundle.files[JSON])["answers"]}
    desktop.journal.close()
    return answers, bundle.text(MARKDOWN)


WRONG = {
    "DE-DDG-5": "folder/index.html",
    "EU-ECOMMERCE-5": "folder/index.html",
    "CN-AD-9": "folder/posts/weibo.md:2",
    "ANY-LICENCE-PARTS": "folder/tool/pyproject.toml:5",
    "ANY-SECRETS": "folder/tool/client.py:2",
}


async def test_what_is_wrong_in_a_folder_is_found_at_its_place(tmp_path: Path) -> None:
    """A page without imprint, absolute wording, a copyleft part, a key: each with its file, and the line where it has one."""
    answers, report = await reviewed(tmp_path, MIXED)
    for rule, place in WRONG.items():
        assert answers[rule]["answer"] in ("gap", "needs_review"), rule
        assert place in answers[rule]["where"], rule
        assert f"`{place}`" in report, rule
    assert answers["ANY-LICENCE-PARTS"]["figures"]["parts"] == ["unidecode (GPL-2.0-or-later)"]
    assert "`folder/` is shop: 4 files; nobody read: .env (hidden)" in report
    assert KEY not in report


async def test_a_clean_folder_is_seen_to_be_clean(tmp_path: Path) -> None:
    """The same rules answer `met` where nothing is wrong: they look, and do not only complain."""
    answers, report = await reviewed(tmp_path, CLEAN)
    assert {rule: answers[rule]["answer"] for rule in WRONG} == dict.fromkeys(WRONG, "met")
    assert "`folder/` is shop: 6 files" in report


async def test_without_a_brief_the_founder_is_asked_and_nothing_is_made_up(tmp_path: Path) -> None:
    """What needs no market is found; what depends on one is a question; no statement is taken from a brief."""
    answers, _report = await reviewed(tmp_path, MIXED, brief="")
    assert answers["ANY-SECRETS"]["answer"] == "gap"
    assert (answers["DE-DDG-5"]["answer"], answers["DE-DDG-5"]["missing"]) == ("needs_founder", ["markets"])


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT"])
async def test_a_part_s_licence_is_read_where_it_stands(tmp_path: Path, licence: str) -> None:
    """In npm's lock file, and as a licence text beside the part; a package under the same licence may take both in."""
    answers, _report = await reviewed(
        tmp_path,
        {
            "package.json": json.dumps({"name": "x", "license": licence, "dependencies": {"a": "1"}}),
            "package-lock.json": json.dumps(
                {"packages": {"": {"license": licence}, "node_modules/a": {"license": "AGPL-3.0-only"}}},
                indent=1,
            ),
            "vendor/b/COPYING": "\n                    GNU GENERAL PUBLIC LICENSE\n   Version 3\n",
            "vendor/c/COPYING": "             GNU LESSER GENERAL PUBLIC LICENSE\n",
        },
    )
    found = answers["ANY-LICENCE-PARTS"]
    if licence == "MIT":
        assert (found["answer"], found["figures"]["parts"]) == ("gap", ["a (AGPL-3.0-only)", "b (GPL)"])
        assert found["where"] == ["folder/package-lock.json:6", "folder/vendor/b/COPYING:2"]
    else:
        assert found["answer"] == "needs_review"
