"""Whatever a founder writes, the documents stay well-formed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import mermaidx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superindividual.rehearsal.documents import RECIPES
from superindividual.rehearsal.documents.markdown import cells_of, inline, plain, row, unescaped
from superindividual.rehearsal.documents.requirement import COLUMNS, read_requirements
from superindividual.rehearsal.documents.wording import wording
from superindividual.specs.facts import ProductFacts, Signal

from .conftest import MakeJob
from .reading import (
    cash_adds_up,
    cash_of,
    flow_of,
    front_matter_of,
    headings_of,
    html_of,
    reachable,
    scenarios_of,
    steps_of,
    table_of,
    yaml_of,
)

PIECES = [
    *("|", "\\", "`", "``", "*", "_", "[x](http://a)", "[brief:1]", "<script>", "</td>", "&amp;", "{{ x }}"),
    *("{0}", "${{y}}", "%s", "#", "# h", "- ", "1. ", "1) ", "> ", "---", "===", "~~~", "+", '"', "'", ": "),
    *(
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x1b[31m",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ufffe",
        "😀",
        "é",
        "换算",
        "。",
    ),
    *(
        "：",
        "@R1",
        "Given ",
        "假如",
        "end",
        "null",
        "yes",
        "1e3",
        ", ",
        "reads a CSV",
        "with bad lines",
        "报表",
    ),
    *("预约", "pays", "100 EUR", "a", "b c", " "),
]
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
STATEMENT = st.builds(dict, text=TEXT, evidence=st.integers(1, 99).map("brief:{}".format))
STATEMENTS = st.lists(STATEMENT, max_size=3)
PRICE = st.fixed_dictionaries(
    {
        "amount": st.decimals("-5", "1e20", places=4).map(str),
        "currency": st.sampled_from(["EUR", "CNY", "JPY", "ZZZ"]),
        "period": st.sampled_from(["once", "month", "year"]),
        "evidence": st.just("brief:3"),
        "free_tier": TEXT | st.just(""),
        "label": TEXT | st.just(""),
    }
)
SIGNALS: list[str] = list(Signal.__args__)  # type: ignore[attr-defined]
FACTS = st.fixed_dictionaries(
    {
        "product": TEXT,
        "slug": st.just("x"),
        "language": st.sampled_from(["en", "zh-CN"]),
        "summary": STATEMENT | st.none(),
        "problem": STATEMENT | st.none(),
        "audience": STATEMENTS,
        "capabilities": STATEMENTS,
        "not_now": STATEMENTS,
        "promises": STATEMENTS,
        "wanted": STATEMENTS,
        "dates": STATEMENTS,
        "markets": st.lists(TEXT, max_size=2),
        "channels": st.lists(TEXT, max_size=2),
        "prices": st.lists(PRICE, max_size=2),
        "budget": STATEMENT | st.none(),
        "signals": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from(SIGNALS), "value": st.booleans(), "evidence": st.just("brief:1")}
            ),
            max_size=3,
        ),
        "questions": st.lists(
            st.fixed_dictionaries(
                {"id": st.just("Q1"), "text": TEXT, "why": TEXT, "blocks": st.lists(TEXT, max_size=2)}
            ),
            max_size=2,
        ),
    }
)
HARD = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def proposals(facts: ProductFacts, make_job: MakeJob, brief: str) -> dict[str, str]:
    """All files of all recipes."""
    made = [RECIPES[kind](make_job(kind, facts, brief)) for kind in RECIPES]
    return {path: content.decode() for proposal in made for path, content in proposal.files.items()}


@HARD
@given(entry=FACTS, brief=TEXT)
def test_any_facts_give_well_formed_documents(entry: dict[str, Any], brief: str, make_job: MakeJob) -> None:
    """Tables keep their columns, Gherkin its steps, YAML and JSON their data, and no markup comes through."""
    facts = ProductFacts.model_validate(entry)
    files = proposals(facts, make_job, brief)
    for path, text in files.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text), path
        if path.endswith(".md"):
            assert "<script>" not in html_of(text), path
            assert "href" not in html_of(text), path
    kind = make_job("prd", facts).kind
    prd = files["design/prd.md"]
    assert front_matter_of(prd)["product"] == plain(facts.product)
    assert headings_of(prd, 2) == list(kind.headings["prd"][facts.language])
    rows = table_of(prd, COLUMNS[facts.language])
    assert [r.id for r in read_requirements(prd, facts.language)] == [r[0] for r in rows]
    personas = files["design/personas.md"]
    assert headings_of(personas, 3) == list(kind.headings["persona"][facts.language]) * max(
        1, len(facts.audience)
    )
    positioning = make_job("positioning", facts).kind.headings["positioning"][facts.language]
    assert headings_of(files["marketing/positioning.md"], 2) == list(positioning)
    scenarios = scenarios_of(files["design/stories.feature"])
    assert {s["tags"][0]["name"][1:] for s in scenarios} == {r[0] for r in rows}
    assert all(steps_of(s) == ["Context", "Action", "Outcome"] for s in scenarios)
    screens = yaml_of(files["design/screens.yaml"])
    ways = {s["id"]: s["leads_to"] for s in screens["screens"]}
    assert reachable(screens["start"], ways) == set(ways) == flow_of(files["design/flow.mmd"])[0]
    assert json.loads(files["design/tokens.json"])["color"]["text"]
    assert cash_adds_up(cash_of(files["finance/cash_flow.csv"]))
    assert all(
        set(n) == {"id", "name", "value", "unit", "evidence"}
        for n in yaml_of(files["finance/assumptions.yaml"])
    )
    assert table_of(files["learning/plan.md"], tuple(wording(facts.language).table("learning.columns")))


@settings(HARD, max_examples=12)
@given(texts=st.lists(TEXT, min_size=3, max_size=6))
def test_any_screen_title_is_drawn(texts: list[str], make_job: MakeJob) -> None:
    """Mermaid draws the flow whatever the requirements say."""
    capabilities = [{"text": text, "evidence": "brief:1"} for text in texts]
    facts = ProductFacts.model_validate(
        {"product": texts[0], "slug": "x", "language": "en", "capabilities": capabilities}
    )
    flow = RECIPES["design"](make_job("design", facts)).files["design/flow.mmd"].decode()
    assert mermaidx.render(flow).svg().startswith("<svg")


@HARD
@given(text=TEXT)
def test_a_text_set_into_a_cell_renders_as_itself(text: str) -> None:
    """Rendered, a cell shows the founder's text and nothing else; read back, it is that text."""
    table = "\n".join([row("a", "b"), row("---", "---"), row(inline(text), "x")])
    assert [unescaped(cell) for cell in cells_of(row(inline(text), "x"))] == [plain(text), "x"]
    cells = re.findall(r"<td>(.*?)</td>", html_of(table))
    shown = re.sub(r"</?code>", "`", cells[0])
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(code, sign)
    assert shown == plain(text) and cells[1] == "x"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_facts_without_anything_still_give_every_document(
    language: str, make_job: Callable[..., Any]
) -> None:
    """The emptiest facts that are valid give five complete deliverables."""
    facts = ProductFacts.model_validate({"product": "?", "slug": "x", "language": language})
    files = proposals(facts, make_job, "")
    assert len(files) == 13
    assert all(text.strip() for text in files.values())
