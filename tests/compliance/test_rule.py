"""Rules: complete, dated, sourced, in both languages; a candidate never blocks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import superindividual.specs.kind
from superindividual.compliance.condition import Condition
from superindividual.compliance.rule import FOLDER, Rule, load_rules
from superindividual.compliance.scanners import SCANNERS
from superindividual.errors import SpecError

RULES = load_rules()
WHOLE = """
- id: XX-ONE
  jurisdiction: EU
  title: {en: "One", zh-CN: "其一"}
  source: {instrument: "Some Act", article: "1"}
  in_force: {from: 2020-01-01, until: null}
  applies_when: {market: EU}
  check: {kind: attestation}
  severity: block
  why: {en: "So.", zh-CN: "因此。"}
  ask: {en: "I did.", zh-CN: "已做。"}
  remedy: {en: "Do it.", zh-CN: "去做。"}
  written: 2026-01-01
  verified: {by: null, date: null}
"""


def leaves(condition: Condition) -> list[Condition]:
    """The leaves of a condition."""
    parts = condition.all_ or condition.any_ or ((condition.not_,) if condition.not_ else ())
    return [leaf for part in parts for leaf in leaves(part)] if parts else [condition]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_complete(rule: Rule) -> None:
    """Both languages in their script, a source, a date, nobody's verification, a scanner that exists."""
    for texts in (rule.title, rule.why, rule.remedy, *([rule.ask] if rule.ask else [])):
        assert set(texts) == {"en", "zh-CN"}
        assert re.search("[\u4e00-\u9fff]", texts["zh-CN"])
        assert re.search("[a-z]{3}", texts["en"])
    assert rule.source.instrument
    assert rule.verified.by is None
    assert rule.source.tier == "K"
    assert not rule.source.quote
    assert date(2026, 1, 1) <= rule.written <= date(2030, 1, 1)
    assert not rule.check.fn or rule.check.fn in SCANNERS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_dates_are_sane(rule: Rule) -> None:
    """No rule began before the web or begins after all planning."""
    since = rule.in_force.since
    assert since is None or date(1990, 1, 1) <= since <= date(2030, 1, 1)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_speaks_of_its_market(rule: Rule) -> None:
    """A rule of a jurisdiction applies in that market only, and names kinds of deliverable that exist."""
    path = Path(superindividual.specs.kind.__file__).parent / "kinds.yaml"
    kinds = set(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    found = leaves(rule.applies_when)
    markets = {leaf.market for leaf in found if leaf.market}
    assert markets == (set() if rule.jurisdiction == "ANY" else {rule.jurisdiction})
    assert {leaf.delivers for leaf in found if leaf.delivers} | set(rule.check.on) <= kinds
    assert not (rule.gate and rule.jurisdiction == "ANY")


def test_there_are_enough_rules() -> None:
    """The markets are covered, and every scanner serves a rule."""
    counts = {
        name: sum(rule.jurisdiction == name for rule in RULES) for name in ("EU", "DE", "US", "CN", "ANY")
    }
    assert sum(counts.values()) >= 40
    assert min(counts.values()) >= 5
    assert {rule.check.fn for rule in RULES if rule.check.fn} == set(SCANNERS)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("2016/679", ["EU-GDPR-8", "EU-GDPR-13"]),
        ("2024/2847", ["EU-CRA-13", "EU-CRA-14"]),
        ("Jugendschutzgesetz", ["DE-JUSCHG-14A"]),
        ("Part 312", ["US-COPPA-312"]),
        ("CAN-SPAM", ["US-CANSPAM-7704"]),
        ("网络出版服务管理规定", ["CN-GAME-27"]),
        ("2021〕14 号", ["CN-GAME-HOURS", "CN-GAME-REALNAME"]),
        ("个人信息保护法", ["CN-PIPL-17", "CN-PIPL-31"]),
        ("标识办法", ["CN-LABEL-4", "CN-LABEL-5"]),
    ],
)
def test_what_founders_need_is_there(words: str, ids: list[str]) -> None:
    """The acts that decide for software, sites, mail, posts, apps and games are cited by these rules."""
    cited = {rule.id for rule in RULES if words in str(rule.source)}
    assert set(ids) <= cited


def test_a_candidate_never_blocks() -> None:
    """Unverified, `block` counts as warn; the same rule with a lawyer's name blocks."""
    rule = next(rule for rule in RULES if rule.severity == "block")
    day = date(2026, 11, 23)
    assert all(rule.effective(day) != "block" for rule in RULES)
    verified = rule.model_copy(
        update={"verified": rule.verified.model_copy(update={"by": "A. Lawyer", "date_": day})}
    )
    assert verified.effective(day) == "block"


def test_before_its_day_a_rule_only_informs() -> None:
    """A rule of the future neither blocks nor warns."""
    rule = next(rule for rule in RULES if rule.id == "EU-CRA-13")
    assert rule.effective(date(2027, 12, 10)) == "info"
    assert rule.effective(date(2027, 12, 11)) == "warn"


def write(folder: Path, text: str) -> Path:
    """A folder with these rules."""
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_whole_rule_is_read(tmp_path: Path) -> None:
    """The form above is accepted, so the refusals below are for their own reasons."""
    (rule,) = load_rules(write(tmp_path, WHOLE))
    assert (rule.id, rule.in_force.since, str(rule.source)) == ("XX-ONE", date(2020, 1, 1), "Some Act, 1")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: block", "severity: fatal", "severity"),
        ("  why:", "  wy:", "why"),
        (', zh-CN: "其一"', "", "zh-CN"),
        ("from: 2020-01-01, until: null", "from: 2020-01-01, until: 2019-01-01", "until"),
        ("from: 2020-01-01", "from: soon", "in_force"),
        ("{kind: attestation}", "{kind: deterministic}", "fn"),
        ("{kind: attestation}", "{kind: attestation, fn: imprint_shown}", "fn"),
        ('  ask: {en: "I did.", zh-CN: "已做。"}\n', "", "ask"),
        ('article: "1"', 'article: "1", quote: "Thou shalt"', "accessed"),
        ('article: "1"', 'article: "1", tier: R', "accessed"),
        ('article: "1"', 'article: "1", url: "ftp://x"', "url"),
        ("{market: EU}", "{market: EU, is: game}", "applies_when"),
        ("{by: null, date: null}", "{by: A. Lawyer, date: null}", "verified"),
        ("id: XX-ONE", "id: one", "id"),
    ],
)
def test_faults_name_file_and_rule(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Every fault is a SpecError with file, line, rule and field."""
    assert old in WHOLE
    with pytest.raises(SpecError, match=said) as caught:
        load_rules(write(tmp_path, WHOLE.replace(old, new)))
    assert caught.value.position.file == "own.yaml"
    assert caught.value.position.line == 2
    assert re.search("XX-ONE|one", str(caught.value))


@pytest.mark.parametrize(
    "text",
    ["- id: [", "- {id: A, id: B}", "just words", "- !!python/object:os.system x", "- 5", WHOLE + WHOLE],
)
def test_what_is_no_list_of_rules_is_refused(tmp_path: Path, text: str) -> None:
    """Broken YAML, doubled keys, tags, other shapes and doubled ids are refused with the file's name."""
    with pytest.raises(SpecError, match=r"own\.yaml"):
        load_rules(write(tmp_path, text))


def test_rules_ship_beside_the_module() -> None:
    """The folder with the rules is found from the module, wherever it is installed."""
    assert sorted(path.name for path in FOLDER.glob("*.yaml")) == [
        "cn.yaml",
        "eu.yaml",
        "general.yaml",
        "us.yaml",
    ]


def test_signals_are_all_used() -> None:
    """Every signal of the facts, but the purely technical, decides some rule."""
    from typing import get_args

    from superindividual.specs.facts import Signal

    used: set[Any] = {leaf.is_ for rule in RULES for leaf in leaves(rule.applies_when)}
    assert set(get_args(Signal)) <= used
