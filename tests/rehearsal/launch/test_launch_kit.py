"""The launch kit: everything that would leave, with its origin, and what is still open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PRODUCTS = sorted(path.stem for path in (Path(__file__).parent / "products").glob("*.json"))
CODE = {
    "package/pyproject.toml": b"[project]\nname = 'x'\n",
    "package/README.md": b"# X\n",
    "package/src/x/__init__.py": b"",
}
REPORT = {
    "answers": [
        {"rule": "XX-IMPRINT", "severity": "block", "verdict": "fail", "remedy": "complete the imprint"},
        {
            "rule": "US-CAN-SPAM",
            "severity": "warn",
            "verdict": "fail",
            "remedy": {"en": "add an address", "zh-CN": "写上地址"},
        },
        {
            "rule": "EU-TRADEMARK",
            "severity": "block",
            "verdict": "ask_founder",
            "check": {"kind": "attestation"},
            "remedy": "confirm",
        },
        {"rule": "EU-FINE", "severity": "block", "verdict": "pass", "remedy": "nothing"},
    ]
}


@pytest.fixture(autouse=True)
def builder(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Stands in for the builder of distributions, and counts its calls."""
    calls: list[int] = []

    def build_distributions(files: dict[str, bytes]) -> dict[str, bytes]:
        calls.append(len(files))
        return {"x-0.1.0-py3-none-any.whl": b"wheel", "x-0.1.0.tar.gz": b"sdist"}

    monkeypatch.setattr("superindividual.tools.kit.build_distributions", build_distributions)
    yield calls


def made(launch: Any, product: str, **changes: Any) -> dict[str, dict[str, bytes]]:
    """The deliverables that the kit gathers, as their recipes make them."""
    found = {
        kind: dict(launch.propose(kind, product, **changes).files)
        for kind in ("site", "posts", "email", "calendar")
    }
    return {kind: files for kind, files in found.items() if files}


@pytest.mark.parametrize("product", PRODUCTS)
def test_manifest_names_every_file(launch: Any, product: str) -> None:
    """The manifest lists each file of the kit but itself, with hash, size, step and kind."""
    inputs = made(launch, product)
    proposal = launch.propose("launch_kit", product, inputs=inputs)
    rows = {row["path"]: row for row in json.loads(proposal.files["launch/manifest.json"])["files"]}
    assert set(rows) == set(proposal.files) - {"launch/manifest.json"}
    for path, row in rows.items():
        content = proposal.files[path]
        assert (row["sha256"], row["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
        if path != "launch/README.md":
            files = inputs[row["kind"]]
            assert content in files.values()


def test_readme_names_what_is_open(launch: Any) -> None:
    """Questions, placeholders and gaps on pages stand in the README with their files."""
    readme = (
        launch.propose("launch_kit", "ledger", inputs=made(launch, "ledger"))
        .files["launch/README.md"]
        .decode()
    )
    for expected in (
        "**Q1**",
        "`{{company.postal_address}}`",
        "`site/index.html`",
        "`posts/x.md`",
        "not a clearance",
        "no step handed one in",
    ):
        assert expected in readme
    assert readme.index("Hacker News") < readme.index("Product Hunt")


def test_without_a_recipe_it_says_so(launch: Any, builder: list[int]) -> None:
    """No package, no distributions: the kit gives the reason, and nothing is built."""
    proposal = launch.propose("launch_kit", "game", inputs=made(launch, "game"))
    assert "No code recipe builds a real-time game." in proposal.files["launch/README.md"].decode()
    assert "no recipe fits" in proposal.summary
    assert builder == []


def test_package_comes_with_its_distributions(launch: Any, builder: list[int]) -> None:
    """With a package its sources lie below `package/` and what was built of it below `dist/`."""
    proposal = launch.propose("launch_kit", "ledger", inputs={**made(launch, "ledger"), "code": CODE})
    assert proposal.files["launch/package/src/x/__init__.py"] == b""
    assert proposal.files["launch/dist/x-0.1.0-py3-none-any.whl"] == b"wheel"
    assert builder == [len(CODE)]
    assert "There is no package" not in proposal.files["launch/README.md"].decode()


def test_a_package_that_cannot_be_built_is_reported(launch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing build leaves the rest of the kit whole and stands in its README."""

    def refuse(files: dict[str, bytes]) -> dict[str, bytes]:
        raise KeyError("pyproject.toml has no version")

    monkeypatch.setattr("superindividual.tools.kit.build_distributions", refuse)
    proposal = launch.propose("launch_kit", "ledger", inputs={**made(launch, "ledger"), "code": CODE})
    assert "has no version" in proposal.files["launch/README.md"].decode()
    assert not any("/dist/" in path for path in proposal.files)


def test_law_check_is_carried_over_and_stays_inside(launch: Any) -> None:
    """Blockers, duties and attestations stand in the README; the report itself and the plan do not go out."""
    inputs = {
        **made(launch, "ledger"),
        "compliance_report": {"compliance/report.json": json.dumps(REPORT).encode()},
        "finance": {"finance/plan.md": b"secret"},
    }
    proposal = launch.propose("launch_kit", "ledger", inputs=inputs)
    readme = proposal.files["launch/README.md"].decode()
    assert readme.index("XX-IMPRINT") < readme.index("US-CAN-SPAM") < readme.index("EU-TRADEMARK")
    assert "EU-FINE" not in readme
    assert "not a clearance" not in readme
    assert not any("compliance" in path or "finance" in path for path in proposal.files)


@pytest.mark.parametrize(
    "report", [b"", b"[]", b"null", b'{"a": 1}', b"[1, 2]", b"\xff", b'{"answers": [{}]}']
)
def test_unreadable_report_is_tolerated(launch: Any, report: bytes) -> None:
    """A report in another form is no reason to fail, and never one to say that nothing blocks."""
    inputs = {**made(launch, "ledger"), "compliance_report": {"compliance/report.json": report}}
    readme = launch.propose("launch_kit", "ledger", inputs=inputs).files["launch/README.md"].decode()
    assert "not a clearance" in readme


def test_chinese_readme(launch: Any) -> None:
    """A Chinese brief gets a Chinese README."""
    readme = (
        launch.propose("launch_kit", "converter", inputs=made(launch, "converter"))
        .files["launch/README.md"]
        .decode()
    )
    assert readme.startswith("# 换算侠上线材料")
    assert "ICP备案号" in readme
