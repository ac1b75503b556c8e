"""The CSV reporter: what is handed over works, its tests bite, and it says what it is."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from superindividual.rehearsal.packages.csv_reporter import PLANTED_BUGS, RECIPE, SEEDED_DEFECT, csv_reporter
from superindividual.rehearsal.packages.scaffold import Mutation, build_distributions
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Feedback, Job

SENT_BACK = Feedback(by="check:tests_pass", text="1 failed")
WISH = Feedback(by="founder", text="Add a chart per month", request="Q-0123456789")
FREE = {
    "amount": "19",
    "currency": "EUR",
    "period": "once",
    "evidence": "brief:7",
    "free_tier": "Free for under 100 lines a month",
}
CHINESE = {
    "product": "记账侠",
    "language": "zh-CN",
    "summary": {"text": "给银行流水归类的小工具。", "evidence": "brief:2"},
    "capabilities": [
        {"text": "读取银行导出的CSV流水", "evidence": "brief:3"},
        {"text": "按规则归类，坏行要报出行号，不能丢", "evidence": "brief:4"},
        {"text": "生成图表", "evidence": "brief:5"},
    ],
}
_HAN = re.compile("[\u4e00-\u9fff]")

MakeJob = Callable[..., Job]
Write = Callable[[Path, Mapping[str, bytes]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def proposal(job_with: MakeJob) -> Proposal:
    """The repaired second version."""
    return csv_reporter(job_with(attempt=2, feedback=[SENT_BACK], prices=[FREE]))


@pytest.fixture(scope="module")
def package(proposal: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its package, on disk."""
    return written(tmp_path_factory.mktemp("product"), proposal.files)


@pytest.fixture(scope="module")
def chinese(job_with: MakeJob) -> Proposal:
    """A product from a Chinese brief."""
    return csv_reporter(job_with(attempt=2, feedback=[SENT_BACK], **CHINESE))


@pytest.fixture(scope="module")
def chinese_package(chinese: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its package, on disk."""
    return written(tmp_path_factory.mktemp("chinese"), chinese.files)


def test_the_produced_tests_pass_and_cover_the_code(package: Path, python_in: Run) -> None:
    """Many tests, all green, with at least the coverage that the package itself asks for."""
    done = python_in(package, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 25
    assert " skipped" not in done.stdout
    covered = python_in(package, "-m", "coverage", "report", "--format=total")
    assert covered.returncode == 0, covered.stdout
    assert int(covered.stdout) >= 90


def test_the_chinese_tests_pass(chinese_package: Path, python_in: Run) -> None:
    """The tests do not depend on the language of the messages."""
    done = python_in(chinese_package, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("options", [(), ("--isolated",)], ids=["own settings", "no settings"])
def test_the_code_is_clean(
    options: tuple[str, ...], package: Path, chinese_package: Path, python_in: Run
) -> None:
    """Linted and formatted, by the package's own settings and by the linter's."""
    for folder in (package, chinese_package):
        done = python_in(folder, "-m", "ruff", "check", "--no-cache", *options, ".")
        assert done.returncode == 0, done.stdout
        done = python_in(folder, "-m", "ruff", "format", "--check", "--no-cache", *options, ".")
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
    folder = written(tmp_path, bug.apply(proposal.files, "pennywise_ledger"))
    test = f"tests/test_{Path(bug.path).stem}.py"
    done = python_in(folder, "-m", "pytest", "-qx", "-p", "no:cacheprovider", test)
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout


def test_planted_bugs_are_spread() -> None:
    """Every module that computes something has one."""
    assert len({bug.path for bug in PLANTED_BUGS}) >= 10
    assert SEEDED_DEFECT in PLANTED_BUGS


def test_the_first_version_fails_its_own_tests_and_says_so(
    job_with: MakeJob, proposal: Proposal, written: Write, python_in: Run, tmp_path: Path
) -> None:
    """One real defect is planted, announced in the summary, and the next version is without it."""
    first = csv_reporter(job_with(prices=[FREE]))
    assert "rehearsal: this first version carries one planted defect" in first.summary
    assert "planted defect so that" not in proposal.summary
    assert "repaired" in proposal.summary
    changed = {path for path, content in first.files.items() if proposal.files[path] != content}
    assert changed == {"package/src/pennywise_ledger/report.py", "package/CHANGELOG.md"}
    done = python_in(
        written(tmp_path, first.files), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_report.py"
    )
    assert done.returncode == 1
    assert "test_currencies_are_never_added_together" in done.stdout
    assert "added together" in proposal.files["package/CHANGELOG.md"].decode()


def test_the_same_job_gives_the_same_bytes(job_with: MakeJob, proposal: Proposal) -> None:
    """Nothing but the job decides."""
    assert csv_reporter(job_with(attempt=2, feedback=[SENT_BACK], prices=[FREE])) == proposal
    assert proposal.recipe == RECIPE


def test_another_product_is_another_package(job_with: MakeJob, proposal: Proposal) -> None:
    """Name, module and command follow the product, and nothing of the other one is left."""
    other = csv_reporter(job_with(attempt=2, feedback=[SENT_BACK], product="Studio Books", summary=None))
    assert "package/src/studio_books/cli.py" in other.files
    assert b'studio-books = "studio_books.cli:main"' in other.files["package/pyproject.toml"]
    for content in other.files.values():
        assert not re.search("pennywise|csv.?report(?!er)", content.decode(), re.IGNORECASE)


def test_the_package_follows_the_contract(proposal: Proposal) -> None:
    """The files that the kind `code` asks for are there, all below its folder, all text."""
    assert {"package/pyproject.toml", "package/README.md", "package/CHANGELOG.md", "package/LICENSE"} <= set(
        proposal.files
    )
    assert all(path.startswith("package/") for path in proposal.files)
    readme = proposal.files["package/README.md"].decode()
    for heading in ("## Install", "## Use", "## Exit codes", "## Limits"):
        assert heading in readme
    assert "{{" not in readme


def test_claims_stand_in_the_readme_with_evidence(proposal: Proposal, chinese: Proposal) -> None:
    """Every promise is in the README, rests on the tests, and names facts that exist."""
    for made in (proposal, chinese):
        readme = made.files["package/README.md"].decode()
        assert len(made.claims) >= 6
        for claim in made.claims:
            assert claim.text in readme
            assert claim.evidence[-1] == "check:tests_pass"
    local = next(claim for claim in proposal.claims if "network" in claim.text)
    assert "fact:promises[0]" in local.evidence
    reads = next(claim for claim in proposal.claims if claim.text.startswith("Reads"))
    assert "fact:capabilities[0]" in reads.evidence


def test_what_is_not_covered_is_said(proposal: Proposal, chinese: Proposal) -> None:
    """A wish the package does not meet is named in the summary and in its own line."""
    asked = proposal.files["package/REQUIREMENTS.md"].decode()
    assert "| C4 | Export the report as PDF | not in this version: PDF" in asked
    assert "C4" in proposal.summary
    assert "C1" not in proposal.summary
    assert "| C3 | 生成图表 | 此版本没有：图表 |" in chinese.files["package/REQUIREMENTS.md"].decode()


def test_what_is_for_the_founder_is_not_shipped(proposal: Proposal) -> None:
    """Customers get the README; what was asked and what is open stays in the founder's folder."""
    content = build_distributions(proposal.files)["pennywise_ledger-0.1.0.tar.gz"]
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert "README.md" in names
    assert "REQUIREMENTS.md" not in names


def test_a_free_tier_is_not_enforced_and_said_so(proposal: Proposal, chinese: Proposal) -> None:
    """The README has the founder's words and says that nothing counts lines; only where a price is named."""
    readme = proposal.files["package/README.md"].decode()
    assert "19 EUR once. Free for under 100 lines a month." in readme
    assert "neither counts lines towards a limit nor asks for a licence key" in readme
    assert "free tier" in proposal.summary
    assert "价格" not in chinese.files["package/README.md"].decode()


def test_the_founder_s_words_are_kept(job_with: MakeJob) -> None:
    """A wish is recorded with its request, and the summary says that a rehearsal cannot code it."""
    made = csv_reporter(job_with(attempt=3, feedback=[SENT_BACK, WISH]))
    assert "- Q-0123456789: Add a chart per month" in made.files["package/CHANGELOG.md"].decode()
    assert "A rehearsal cannot rewrite code by free text" in made.summary


def test_chinese_is_chinese(chinese: Proposal, chinese_package: Path, python_in: Run) -> None:
    """What people read is Chinese: README, messages, errors, help; only names and options stay Latin."""
    assert "src/csv_reporter/cli.py" in {path.removeprefix("package/") for path in chinese.files}
    readme = chinese.files["package/README.md"].decode()
    prose = [line for line in re.sub(r"```[\s\S]*?```", "", readme).splitlines() if re.search(r"\w", line)]
    assert all(_HAN.search(line) for line in prose if not re.fullmatch(r"\|[-|]+\|", line))
    assert _HAN.search(chinese.summary)
    source = {"PYTHONPATH": str(chinese_package / "src")}
    for arguments in (["--help"], ["gone.csv"], ["--decimal", "x"], ["--month"], []):
        done = subprocess.run(
            [sys.executable, "-B", "-m", "csv_reporter", *arguments],
            cwd=chinese_package,
            env={**source, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said = [line for line in (done.stdout + done.stderr).splitlines() if re.search(r"[a-z]{4}", line)]
        assert _HAN.search(done.stdout + done.stderr)
        assert not re.search("usage|required|expected|invalid|argument|show ", "\n".join(said))


def test_both_languages_have_the_same_messages(chinese: Proposal, proposal: Proposal) -> None:
    """Each message exists in both, with the same blanks to fill in."""

    def blanks(source: bytes) -> dict[str, list[str]]:
        values: dict[str, object] = {}
        exec(compile(source, "messages", "exec"), values)
        return {
            name: sorted(set(re.findall(r"\{\w+\}", text)))
            for name, text in values.items()
            if isinstance(text, str)
        }

    english = blanks(proposal.files["package/src/pennywise_ledger/messages.py"])
    assert blanks(chinese.files["package/src/csv_reporter/messages.py"]) == english


@pytest.fixture(scope="module")
def command(proposal: Proposal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed offline from the built wheel into a fresh environment."""
    folder = tmp_path_factory.mktemp("installed")
    for name, content in build_distributions(proposal.files).items():
        (folder / name).write_bytes(content)
    venv.create(folder / "venv", with_pip=True)
    wheel = next(folder.glob("*.whl"))
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", wheel]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "venv/bin/pennywise-ledger"


def test_the_installed_command_says_its_version(command: Path) -> None:
    """The wheel installs without a network and gives a command."""
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "pennywise-ledger 0.1.0\n"


GERMAN = (
    "Kontonummer: 123\nZeitraum: März 2026\n\n"
    "Buchungstag;Wertstellung;Buchungstext;Verwendungszweck;Betrag;Währung;\n"
    '02.03.2026;03.03.2026;Lastschrift;"Miete; Büro März";-1.250,00;EUR;\n'
    "05.03.2026;05.03.2026;Gutschrift;Rechnung 14 Käse & Söhne;2.000,50;EUR;\n"
    "06.03.2026;06.03.2026;Karte;Tee;-3,50;EUR;\n"
)
WECHAT = (
    "微信支付账单明细,,,,\n----------------------,,,,\n"
    "交易时间,交易对方,商品,收/支,金额(元)\n"
    "2026-03-01 12:30:01,茶馆,饮料,支出,¥18.00\n"
    "2026-03-02 09:00:00,张三,转账,收入,¥200.00\n"
    "2026-03-03 09:00:00,零钱通,转入,/,¥50.00\n"
)
BROKEN = (
    "Date,Description,Amount,Currency\n"
    '2026-03-01,"Rent,-10.00,EUR\n2026-03-02,Tea,-1.00,EUR\n2026-03-03,Tea,-1.00,USD\n'
    "2026-02-30,Tea,-1.00,EUR\n2026-03-05,Tea,-1,00,EUR\n2026-03-06,Tea,,EUR\n\n"
)
NASTY = [
    ("german.csv", GERMAN.encode("cp1252"), [("2026-03", "EUR", "747.00", 3)], [], 0),
    ("german.csv", GERMAN.encode("utf-8-sig"), [("2026-03", "EUR", "747.00", 3)], [], 0),
    ("wechat.csv", WECHAT.encode("utf-8-sig"), [("2026-03", "CNY", "182.00", 2)], [6], 1),
    ("wechat.csv", WECHAT.encode("gb18030"), [("2026-03", "CNY", "182.00", 2)], [6], 1),
    ("wechat.csv", WECHAT.replace("\n", "\r\n").encode("utf-16"), [("2026-03", "CNY", "182.00", 2)], [6], 1),
    (
        "broken.csv",
        BROKEN.encode(),
        [("2026-03", "EUR", "-1.00", 1), ("2026-03", "USD", "-1.00", 1)],
        [2, 5, 6, 7],
        1,
    ),
    (
        "tabs.csv",
        b"Posted Date\tPayee\tMoney Out (GBP)\tMoney In (GBP)\r"
        b"04/03/2026\tTea\t1,234.56\t\r13/03/2026\tJob\t\t1,000\r",
        [("2026-03", "GBP", "-234.56", 2)],
        [],
        0,
    ),
]


@pytest.mark.parametrize(("name", "content", "sums", "bad", "code"), NASTY)
def test_nasty_statements(
    name: str,
    content: bytes,
    sums: list[tuple[str, str, str, int]],
    bad: list[int],
    code: int,
    command: Path,
    tmp_path: Path,
) -> None:
    """Exports as banks make them: preambles, encodings, signs, open quotes; nothing is lost or misread."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "rules.txt").write_text("Rent: miete\nTea: tea\n茶: 茶馆\n", encoding="utf-8")
    done = subprocess.run(
        [command, name, "--json"],
        cwd=tmp_path,
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    report = json.loads(done.stdout)
    found = [(s["month"], s["currency"], s["amount"], s["lines"]) for s in report["sections"]]
    assert found == sums
    assert [line["line"] for line in report["unreadable"]] == bad


AMBIGUOUS = [
    (b"Date,Text,Amount,Currency\n03/04/2026,a,1.00,EUR\n", "--day-first"),
    (b"Date,Text,Amount,Currency\n2026-03-04,a,\"1,234\",EUR\n", "--decimal"),
    (b"Date,Text,Amount\n2026-03-04,a,1.00\n", "--currency"),
    (b"Date,Text,Amount\n2026-03-04,a,$1.00\n", "--currency"),
    (b"a,b,c\n1,2,3\n", "--column"),
    (b"", "--column"),
    (b"PK\x03\x04\x00\x00", "CSV"),
    (b"\x89PNG\x00\x00", "CSV"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "remedy"), AMBIGUOUS)
def test_what_cannot_be_known_is_asked(content: bytes, remedy: str, command: Path, tmp_path: Path) -> None:
    """Where the file does not settle it nothing is printed, and one message names the way out."""
    (tmp_path / "bank.csv").write_bytes(content)
    (tmp_path / "rules.txt").write_text("A: b\n", encoding="utf-8")
    done = subprocess.run(
        [command, "bank.csv"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr
