"""The freight calculator: what is handed over works, its tests bite, and it says what it is."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from superindividual.rehearsal.packages.scaffold import Mutation, build_distributions
from superindividual.rehearsal.packages.unit_freight import PLANTED_BUGS, RECIPE, SEEDED_DEFECT, unit_freight
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Feedback, Job

SENT_BACK = Feedback(by="check:tests_pass", text="1 failed")
WISH = Feedback(by="founder", text="Add girth surcharges", request="Q-0123456789")
ENGLISH = {
    "product": "Parcel Sums",
    "summary": {"text": "Works out what a parcel weighs for the carrier.", "evidence": "brief:2"},
    "capabilities": [
        {"text": "Convert inches and pounds to metric", "evidence": "brief:3"},
        {"text": "Both volumetric weights, the chargeable weight, each step", "evidence": "brief:3"},
        {"text": "Read a CSV; bad lines are reported with their line number", "evidence": "brief:4"},
        {"text": "Show courier rates in a dashboard", "evidence": "brief:5"},
    ],
    "promises": [{"text": "Works offline", "evidence": "brief:6"}],
    "prices": [
        {"amount": "9", "currency": "EUR", "period": "once", "evidence": "brief:7", "free_tier": "Ten free"}
    ],
}  # fmt: skip
CHINESE = {
    "product": "换算侠",
    "language": "zh-CN",
    "summary": {"text": "给跨境小卖家的单位与运费重换算。", "evidence": "brief:2"},
    "capabilities": [
        {
            "text": "输入尺寸和重量，输出公制尺寸、两种体积重和计费重，并说明每一步怎么算",
            "evidence": "brief:3",
        },
        {"text": "批量读取CSV，逐行输出，坏行报出行号和原因，不能丢", "evidence": "brief:4"},
        {"text": "扫码录入", "evidence": "brief:5"},
    ],
    "promises": [{"text": "离线使用", "evidence": "brief:6"}],
}
_HAN = re.compile("[\u4e00-\u9fff]")
_QUIET = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

MakeJob = Callable[..., Job]
Write = Callable[[Path, Mapping[str, bytes]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def proposal(job_with: MakeJob) -> Proposal:
    """The repaired second version."""
    return unit_freight(job_with(attempt=2, feedback=[SENT_BACK], **ENGLISH))


@pytest.fixture(scope="module")
def package(proposal: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its package, on disk."""
    return written(tmp_path_factory.mktemp("product"), proposal.files)


@pytest.fixture(scope="module")
def chinese(job_with: MakeJob) -> Proposal:
    """A product from a Chinese brief."""
    return unit_freight(job_with(attempt=2, feedback=[SENT_BACK], **CHINESE))


@pytest.fixture(scope="module")
def chinese_package(chinese: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its package, on disk."""
    return written(tmp_path_factory.mktemp("chinese"), chinese.files)


@pytest.fixture
def command(package: Path, python_in: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The English command: arguments to what it said."""
    monkeypatch.setenv("PYTHONPATH", str(package / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return lambda *arguments: python_in(package, "-m", "parcel_sums", *arguments)


def test_the_produced_tests_pass_and_cover_the_code(package: Path, python_in: Run) -> None:
    """Many tests, all green, with at least the coverage that the package itself asks for."""
    done = python_in(package, "-m", "coverage", "run", *_QUIET)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 20
    assert " skipped" not in done.stdout
    covered = python_in(package, "-m", "coverage", "report", "--format=total")
    assert covered.returncode == 0, covered.stdout
    assert int(covered.stdout) >= 90


def test_the_chinese_tests_pass(chinese_package: Path, python_in: Run) -> None:
    """The tests do not depend on the language of the messages."""
    done = python_in(chinese_package, *_QUIET)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("product", ["Parcel Sums", "A Very Long Name For A Little Freight Tool"])
def test_the_code_is_clean(
    product: str, job_with: MakeJob, written: Write, python_in: Run, tmp_path: Path
) -> None:
    """Linted and formatted, by its own settings and by the linter's, however long the name."""
    made = unit_freight(job_with(attempt=2, feedback=[SENT_BACK], **{**ENGLISH, "product": product}))
    folder = written(tmp_path, made.files)
    for command in (("check",), ("check", "--isolated"), ("format", "--check")):
        done = python_in(folder, "-m", "ruff", *command, "--no-cache", ".")
        assert done.returncode == 0, done.stdout


def test_the_code_is_typed(package: Path, python_in: Run) -> None:
    """The package passes the strict type check that its own settings ask for."""
    done = python_in(package, "-m", "mypy", "--cache-dir", str(package.parent / "cache"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "bug", PLANTED_BUGS, ids=lambda bug: f"{Path(bug.path).stem}: {bug.new.strip()[:40]}"
)
def test_the_produced_tests_bite(
    bug: Mutation, proposal: Proposal, written: Write, python_in: Run, tmp_path: Path
) -> None:
    """Each planted bug is caught by the tests of its module."""
    folder = written(tmp_path, bug.apply(proposal.files, "parcel_sums"))
    done = python_in(folder, *_QUIET, "-x", f"tests/test_{Path(bug.path).stem}.py")
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout


def test_planted_bugs_are_spread() -> None:
    """Every module that computes something has one."""
    assert len({bug.path for bug in PLANTED_BUGS}) >= 8
    assert SEEDED_DEFECT in PLANTED_BUGS


def test_the_first_version_fails_its_own_tests_and_says_so(
    job_with: MakeJob, proposal: Proposal, written: Write, python_in: Run, tmp_path: Path
) -> None:
    """One real defect is planted, announced in the summary, and the next version is without it."""
    first = unit_freight(job_with(**ENGLISH))
    assert "rehearsal: this first version carries one planted defect" in first.summary
    assert "planted defect so that" not in proposal.summary
    assert "repaired" in proposal.summary
    changed = {path for path, content in first.files.items() if proposal.files[path] != content}
    assert changed == {"package/src/parcel_sums/freight.py", "package/CHANGELOG.md"}
    done = python_in(written(tmp_path, first.files), *_QUIET, "tests/test_freight.py")
    assert done.returncode == 1
    assert "test_rounding_is_upwards" in done.stdout
    assert "rounded up again" in proposal.files["package/CHANGELOG.md"].decode()


def test_the_same_job_gives_the_same_bytes(job_with: MakeJob, proposal: Proposal) -> None:
    """Nothing but the job decides."""
    assert unit_freight(job_with(attempt=2, feedback=[SENT_BACK], **ENGLISH)) == proposal
    assert proposal.recipe == RECIPE


def test_nothing_of_a_template_is_left(proposal: Proposal) -> None:
    """The product's own name stands everywhere, and no blank is open."""
    for content in proposal.files.values():
        assert not re.search("unit.freight|csv.report|{{", content.decode(), re.IGNORECASE)


def test_the_package_follows_the_contract(proposal: Proposal) -> None:
    """What the kind `code` asks for is there; the wheel holds the module."""
    assert {"package/pyproject.toml", "package/README.md", "package/CHANGELOG.md", "package/LICENSE"} <= set(
        proposal.files
    )
    readme = proposal.files["package/README.md"].decode()
    for heading in ("## Install", "## Use", "## Exit codes", "## Limits"):
        assert heading in readme
    assert any(name.endswith(".whl") for name in build_distributions(proposal.files))
    assert b"dependencies = []" in proposal.files["package/pyproject.toml"]


def test_claims_stand_in_the_readme_with_evidence(proposal: Proposal, chinese: Proposal) -> None:
    """Every promise is in the README, rests on the tests, and names facts that exist."""
    for made in (proposal, chinese):
        readme = made.files["package/README.md"].decode()
        assert len(made.claims) >= 6
        for claim in made.claims:
            assert claim.text in readme
            assert claim.evidence[-1] == "check:tests_pass"
        assert "fact:promises[0]" in made.claims[-1].evidence
        assert "fact:capabilities[0]" in made.claims[0].evidence


def test_what_is_not_covered_is_said(proposal: Proposal, chinese: Proposal) -> None:
    """A wish the package does not meet is named in the summary and in its own line; met ones are not."""
    asked = proposal.files["package/REQUIREMENTS.md"].decode()
    assert "| C4 | Show courier rates in a dashboard | not in this version: courier rates, dashboard" in asked
    assert re.findall(r"C\d", proposal.summary) == ["C4"]
    assert "| C3 | 扫码录入 | 此版本没有：扫码 |" in chinese.files["package/REQUIREMENTS.md"].decode()
    assert re.findall(r"C\d", chinese.summary) == ["C3"]
    assert "neither counts items towards a limit" in proposal.files["package/README.md"].decode()


def test_the_founder_s_words_are_kept(job_with: MakeJob) -> None:
    """A wish is recorded with its request, and the summary says that a rehearsal cannot code it."""
    made = unit_freight(job_with(attempt=3, feedback=[SENT_BACK, WISH], **ENGLISH))
    assert "- Q-0123456789: Add girth surcharges" in made.files["package/CHANGELOG.md"].decode()
    assert "A rehearsal cannot rewrite code by free text" in made.summary


BOX = (["30.48", "20.32", "10.16"], "1.36077711", ["1.2585265152", "1.048772096"], ["1.5", "1.5"])
NASTY = [
    ("12in x 8in x 4in, 3lb", BOX),
    ("１２×８×４英寸　３磅", BOX),
    ('12"L X 8"W * 4"H; 2lb 16oz', BOX),
    ("50x40x30cm 11kg", (["50", "40", "30"], "11", ["12", "10"], ["12", "11"])),
]


@pytest.mark.parametrize(("text", "expected"), NASTY)
def test_items_as_people_write_them(text: str, expected: tuple[object, ...], command: Run) -> None:
    """The same box gives the same numbers, checked against sums by hand."""
    done = command(text, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    charges = found["charges"]
    assert expected == (
        found["size_cm"],
        found["weight_kg"],
        [charge["volumetric_kg"] for charge in charges],
        [charge["chargeable_kg"] for charge in charges],
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("12 x 8 x 4, 3lb", "--length-unit"),
        ("1,200x2x3cm, 1kg", "1,200"),
        ("10² x 3 x 3cm, 1kg", "²"),
        ("12寸x3x3, 1kg", "寸"),
        ("\x1b[31m", "?"),
    ],
)
def test_what_cannot_be_known_is_asked(text: str, part: str, command: Run) -> None:
    """Nothing is printed, and one message says what to write."""
    done = command(text)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr


def test_a_nasty_file(command: Run, tmp_path: Path) -> None:
    """Encodings, quotes, widths, blanks: every line is worked out or listed, none is lost."""
    text = (
        "编号,尺寸,重量,备注\r\nA,12×8×4英寸,3磅,\r\n\r\nB,\"1x2x3cm,1kg,\r\n"
        "C,1x2cm,1kg,易碎\r\nD,1x2x3cm\r\nE,１×２×３厘米,５００克,=1+1\r\n"
    )  # fmt: skip
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        (tmp_path / "items.csv").write_bytes(text.encode(encoding))
        done = command("--batch", str(tmp_path / "items.csv"), "--json")
        assert done.returncode == 1, done.stderr
        found = json.loads(done.stdout)
        assert [item["line"] for item in found["items"]] == [2, 7]
        assert [bad["line"] for bad in found["unreadable"]] == [4, 5, 6]
        assert all(f"line {line}: " in done.stderr for line in (4, 5, 6))


def test_chinese_is_chinese(
    chinese: Proposal, chinese_package: Path, python_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people read is Chinese: README, results, errors, help; only names and options stay Latin."""
    readme = chinese.files["package/README.md"].decode()
    prose = [line for line in re.sub(r"```[\s\S]*?```", "", readme).splitlines() if re.search(r"\w", line)]
    assert all(_HAN.search(line) for line in prose)
    assert _HAN.search(chinese.summary)
    monkeypatch.setenv("PYTHONPATH", str(chinese_package / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    for arguments in (["--help"], ["12in x 8in x 4in, 3lb"], ["1x2"], ["--batch", "no"], ["--divisor"], []):
        done = python_in(chinese_package, "-m", "unit_freight", *arguments)
        said = done.stdout + done.stderr
        assert _HAN.search(said)
        assert not re.search("usage|required|expected|invalid|argument|show |weight[^-]", said), said


def test_both_languages_have_the_same_messages(chinese: Proposal, proposal: Proposal) -> None:
    """Each message exists in both, with the same blanks to fill in."""

    def blanks(source: bytes) -> dict[str, list[str]]:
        values: dict[str, object] = {}
        exec(compile(source, "messages", "exec"), values)
        return {
            name: sorted(set(re.findall(r"\{\w+\}", text)))
            for name, text in values.items()
            if isinstance(text, str) and name.isupper()
        }

    english = blanks(proposal.files["package/src/parcel_sums/messages.py"])
    assert blanks(chinese.files["package/src/unit_freight/messages.py"]) == english
