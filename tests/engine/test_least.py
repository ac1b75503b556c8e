"""What a step's calls take at least: by the words that are really sent, at the cheapest price they can have."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from superindividual.company import Company, checked_file
from superindividual.engine.least import Least, _words, least_of
from superindividual.errors import SpecErrors
from superindividual.models.need import Need
from superindividual.models.price import Tokens
from superindividual.paths import bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.specs.preset import load_presets
from superindividual.specs.workflow import StepSpec, WorkflowSpec

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
SHIPPED = [
    *sorted(bundled("workflows").glob("*.yaml")),
    *sorted((Path(__file__).parents[2] / "examples" / "workflows").glob("*.yaml")),
]
FLOW = """name: flow
inputs: {brief: {type: file, required: true}}
budget: {usd: LIMIT}
steps:
  a: {agent: scout, deliver: discovery, task: "Read ${{ inputs.brief }} and say who pays."}
"""
OWN = """name: firm
models:
  endpoints: {own: {base_url: "http://127.0.0.1:9/v1"}, two: {base_url: "http://127.0.0.1:9/v2"}}
  tiers: {strong: [own/big, two/small]}
"""
PRICES = "prices: {big: {input: 100, output: 100}, small: {input: 10, output: 20}}\n"


@pytest.fixture
def firm(tmp_path: Path) -> Company:
    """A company without models."""
    return Company.found(tmp_path / "firm", "Firm", "en")


def told(firm: Company, limit: Decimal | str) -> list[str]:
    """What is wrong with the workflow below that limit."""
    file = firm.paths.workflows / "flow.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(FLOW.replace("LIMIT", f"{limit}"))
    try:
        checked_file(file, Catalog(firm.paths), lambda: AT)
    except SpecErrors as error:
        return [str(fault) for fault in error.faults]
    return []


def step_of(firm: Company) -> StepSpec:
    """The one step."""
    told(firm, "5")
    return firm.checked_workflow("flow").steps[0]


def test_a_limit_just_below_the_cheapest_models_price_is_told_and_one_at_it_is_not(firm: Company) -> None:
    """The cheaper one of the tier counts, whichever is listed first."""
    firm.paths.spec.write_text(OWN + PRICES)
    read = least_of(Catalog(firm.paths), lambda: AT).tokens(step_of(firm)) - 1
    least = (read * Decimal(10) + 20) / 1_000_000
    assert told(firm, least) == []
    (fault,) = told(firm, least - Decimal("0.000001"))
    assert "flow.yaml:3:15: $0.00" in fault
    assert "the cheapest way through costs more than $" in fault


def test_a_step_that_names_a_dear_model_counts_at_its_price(firm: Company) -> None:
    """The control of the test above: the same limit is too small then."""
    firm.paths.spec.write_text(OWN + PRICES)
    read = least_of(Catalog(firm.paths), lambda: AT).tokens(step_of(firm)) - 1
    step = step_of(firm).model_copy(update={"model": "own/big"})
    least = least_of(Catalog(firm.paths), lambda: AT)
    amount = least.dollars([(step, 2)], Decimal("0.001"))
    assert amount is not None
    assert amount.dollars == 2 * (read + 1) * Decimal(100) / 1_000_000


def test_a_model_without_a_price_counts_as_it_does_in_the_run_and_one_on_this_machine_costs_nothing(
    firm: Company,
) -> None:
    """Ten and fifty dollars a million; a local server never reaches a limit in money."""
    firm.paths.spec.write_text(OWN)
    assert "calls of a model without a known price count as more than" in told(firm, "0.0001")[0]
    firm.paths.spec.write_text(
        "name: f\nmodels: {endpoints: {o: {preset: ollama}}, tiers: {strong: [o/qwen3]}}\n"
    )
    assert told(firm, "0.0001") == []


def test_without_any_model_nothing_is_said_of_money(firm: Company) -> None:
    """A rehearsal costs nothing; words are counted all the same."""
    assert told(firm, "0.000001") == []
    assert least_of(Catalog(firm.paths), lambda: AT).tokens(step_of(firm)) > 100


def test_a_model_whose_key_is_missing_counts_where_no_other_can_be_asked(firm: Company) -> None:
    """A file is checked on machines that hold no keys."""
    firm.paths.spec.write_text(
        "name: f\nmodels: {endpoints: {d: {preset: deepseek}}, tiers: {strong: [d/deepseek-chat]}}\n"
    )
    assert "the cheapest way through costs more than" in told(firm, "0.000001")[0]


def test_a_read_from_the_cache_counts_as_cheap_as_it_can_be(firm: Company) -> None:
    """The beginning of a prompt may stand in a provider's cache from an earlier run."""
    firm.paths.spec.write_text(
        "name: f\nmodels: {endpoints: {d: {preset: deepseek}}, tiers: {strong: [d/deepseek-chat]}}\n"
    )
    least = least_of(Catalog(firm.paths), lambda: AT)
    (price,) = least._both()[1].prices_for(Need())
    assert price is not None
    assert price.least_of_call(Tokens(1000, 1), AT) < price.cost(Tokens(1000, 1), AT)


@pytest.mark.parametrize("name", sorted(load_presets()))
def test_no_shipped_workflow_is_refused_with_any_preset(name: str, tmp_path: Path) -> None:
    """Even at the dearest model that the list knows there, and with the quick way past it shut."""
    preset = load_presets()[name]
    model = _dearest_of(preset.base_url) or "no-such-model"
    firm = Company.found(tmp_path / "firm", "Firm", "en")
    firm.paths.spec.write_text(
        f"name: f\nmodels: {{endpoints: {{e: {{preset: {name}}}}}, tiers: {{strong: ['e/{model}']}}}}\n"
    )
    for file in SHIPPED:
        catalog = Catalog(firm.paths)
        flow = checked_file(file, catalog, lambda: AT)
        least = _Thorough(catalog, firm.spec, AT)
        assert _too_dear(flow, least) is None, file


class _Thorough(Least):
    """Looks every price up."""

    def _dearest(self, step: StepSpec) -> Decimal:
        return Decimal(10**9)


def _too_dear(flow: WorkflowSpec, least: Least) -> object:
    limit = Decimal(str(flow.budget.usd if flow.budget.usd is not None else 10**6))
    steps = [s for s in flow.steps if s.agent]
    return least.dollars([(s, len(s.foreach) if isinstance(s.foreach, tuple) else 1) for s in steps], limit)


def _dearest_of(base_url: str) -> str | None:
    from genai_prices.data_snapshot import get_snapshot

    try:
        provider = get_snapshot().find_provider(None, None, base_url)
    except LookupError:
        return None
    return max(provider.models, key=lambda m: _read_price(m), default=None).id  # type: ignore[union-attr]


def _read_price(model: object) -> float:
    return max((_figure(p, "input_mtok") for p in _prices(model)), default=0.0)


def _prices(model: object) -> list[object]:
    prices = model.prices  # type: ignore[attr-defined]
    return [getattr(p, "prices", p) for p in (prices if isinstance(prices, list) else [prices])]


def _figure(price: object, field: str) -> float:
    value = getattr(price, field)
    if value is None:
        return 0.0
    return float(max([value.base, *(t.price for t in value.tiers)]) if hasattr(value, "base") else value)


def test_no_listed_model_is_dearer_than_the_dearest() -> None:
    """Else a limit that the cheapest way exceeds would be passed over without a look into the list."""
    from genai_prices.data_snapshot import get_snapshot

    from superindividual.models.price import DEAREST_READ, DEAREST_WRITTEN

    models = [model for provider in get_snapshot().providers for model in provider.models]
    prices = [price for model in models for price in _prices(model)]
    assert max(_figure(p, "input_mtok") for p in prices) <= DEAREST_READ
    assert max(_figure(p, "output_mtok") for p in prices) <= DEAREST_WRITTEN


def test_a_generous_limit_looks_no_price_up(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list takes longer to load than any file to check; the control: a small limit does look."""
    from superindividual.models import pool

    asked: list[str] = []
    monkeypatch.setattr(pool, "find_price", lambda url, model, own: asked.append(model))
    firm.paths.spec.write_text(OWN)
    assert told(firm, "1") == []
    assert asked == []
    told(firm, "0.0001")
    assert set(asked) == {"big", "small"}


def test_every_word_with_a_letter_is_a_piece_of_its_own_to_a_tokenizer() -> None:
    """By the split that GPT's and most other tokenizers begin with: no token spans two pieces, so the bound holds."""
    tokenizers = pytest.importorskip("tokenizers")
    split = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    least = Least(Catalog(), CompanySpec(name="f"), AT)
    for agent, kind in (("scout", "discovery"), ("designer", "prd"), ("developer", "code")):
        for text in least._prompts(agent, kind):
            pieces = [piece for piece, _place in split.pre_tokenize_str(text)]
            assert len(pieces) >= _words(text) > 100
