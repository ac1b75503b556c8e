"""The site generator: what is handed over works, its tests bite, and it says what it is."""

from __future__ import annotations

import inspect
import io
import re
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from superindividual.checks import html, site
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.registry import run_checks
from superindividual.rehearsal.packages.markdown_site import (
    PLANTED_BUGS,
    RECIPE,
    SEEDED_DEFECT,
    markdown_site,
)
from superindividual.rehearsal.packages.scaffold import Mutation, build_distributions
from superindividual.rehearsal.proposal import Proposal
from superindividual.rehearsal.reading import read_facts
from superindividual.specs.kind import Kind
from superindividual.specs.kind_reader import load_kinds
from superindividual.tools.job import Feedback, Job
from superindividual.tools.sandbox import find_sandbox
from superindividual.workspace.artifact import Bundle, Deliverable
from tests.rehearsal.reading.fixture import brief, brief_of

SENT_BACK = Feedback(by="check:tests_pass", text="1 failed")
WISH = Feedback(by="founder", text="Add a search box", request="Q-0123456789")
MEETUP = brief("meetup.md").text
CHOIR = brief("choir-archive.md").text
RECIPES_ZH = brief("family_recipes.zh.md").text
DOCS = """\
# Harbour Docs

The handbook of our database driver is a folder of Markdown files, with sub-folders for chapters. I need a small command
that builds a static documentation site from it: a sidebar with all chapters, previous and next links, one page per
file, a home page from index.md, a sitemap, full-text search, and an exit code for CI when a link is broken.

Users: maintainers of small open-source libraries.
Out of scope: versions, comments, analytics.
Price: 30 EUR a year.
Done means: an installable package with tests, and a post on Hacker News.
"""
BRIEFS = {"meetup": MEETUP, "choir": CHOIR, "recipes-zh": RECIPES_ZH, "docs": DOCS}
_HAN = re.compile("[\u4e00-\u9fff]")
_QUIET = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

MakeJob = Callable[..., Job]
Make = Callable[..., Proposal]
Write = Callable[[Path, Mapping[str, bytes]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def make(job_with: MakeJob) -> Make:
    """From a brief's text to the repaired second version; keywords replace parts of the job."""

    def made(text: str, **more: Any) -> Proposal:
        facts = read_facts(brief_of(text)).model_dump()
        return markdown_site(
            job_with(**{"brief": text, "attempt": 2, "feedback": [SENT_BACK], **facts, **more})
        )

    return made


@pytest.fixture(scope="module")
def proposal(make: Make) -> Proposal:
    """The meetup's package."""
    return make(MEETUP)


@pytest.fixture(scope="module")
def chinese(make: Make) -> Proposal:
    """The package of a Chinese brief."""
    return make(RECIPES_ZH)


@pytest.fixture(scope="module")
def package(proposal: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The meetup's package, on disk."""
    return written(tmp_path_factory.mktemp("product"), proposal.files)


@pytest.fixture(scope="module")
def chinese_package(chinese: Proposal, written: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese package, on disk."""
    return written(tmp_path_factory.mktemp("chinese"), chinese.files)


@pytest.fixture
def command(package: Path, python_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The meetup's command, run in an empty folder."""
    monkeypatch.setenv("PYTHONPATH", str(package / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return lambda *arguments: python_in(tmp_path, "-m", "nightshift_talks", *arguments)


def subject(files: Mapping[str, bytes], kind: str, **more: Any) -> Subject:
    """Files as a deliverable that is checked."""
    made = Deliverable(kind=kind, files=(), summary="", language="en", produced_by="founder")
    kinds = Kind(name=kind, folder=kind, contract="")
    return Subject(kind=kinds, bundle=Bundle(made, files), brief=brief_of("A brief.\n"), **more)


async def answered(check: Callable[[Subject], Any], subject: Subject) -> CheckResult:
    """A check's answer, whether it waits for something or not."""
    found = check(subject)
    result: CheckResult = await found if inspect.isawaitable(found) else found
    return result


@pytest.mark.parametrize(
    "name", [n if n == "meetup" else pytest.param(n, marks=pytest.mark.long) for n in BRIEFS]
)
async def test_the_package_passes_every_check_of_its_kind(name: str, make: Make) -> None:
    """In the sandbox, without a network: tests, planted faults, lint, coverage, licences, secrets."""
    sandbox, reason = find_sandbox()
    if sandbox is None:
        pytest.skip(reason)
    made = subject(make(BRIEFS[name]).files, "code", sandbox=sandbox)
    for result in await run_checks(made, load_kinds()["code"].checks):
        assert result.verdict is Verdict.PASS, (result.reason, result.findings)
        if result.check == "tests_bite":
            assert result.evidence["killed"] == result.evidence["planted"], result.findings


def test_the_produced_tests_cover_the_code(package: Path, python_in: Run) -> None:
    """Many tests, all green, none left out, with at least the coverage that the package asks for."""
    done = python_in(package, "-m", "coverage", "run", *_QUIET)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 200
    assert " skipped" not in done.stdout
    covered = python_in(package, "-m", "coverage", "report", "--format=total")
    assert covered.returncode == 0, covered.stdout
    assert int(covered.stdout) >= 95


@pytest.mark.parametrize("product", ["Nightshift Talks", "A Very Long Name For A Little Website Generator"])
def test_the_code_is_clean(product: str, make: Make, written: Write, python_in: Run, tmp_path: Path) -> None:
    """Linted and formatted, by its own settings and by the linter's, however long the name."""
    folder = written(tmp_path, make(CHOIR, product=product).files)
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
    folder = written(tmp_path, bug.apply(proposal.files, "nightshift_talks"))
    done = python_in(folder, *_QUIET, "-x", f"tests/test_{Path(bug.path).stem}.py")
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout


def test_planted_bugs_are_spread() -> None:
    """Nearly every module has one."""
    assert len({bug.path for bug in PLANTED_BUGS}) >= 15
    assert SEEDED_DEFECT in PLANTED_BUGS


def test_the_first_version_fails_its_own_tests_and_says_so(
    make: Make, proposal: Proposal, written: Write, python_in: Run, tmp_path: Path
) -> None:
    """One real defect is planted, announced in the summary, and the next version is without it."""
    first = make(MEETUP, attempt=1, feedback=[])
    assert "rehearsal: this first version carries one planted defect" in first.summary
    assert "planted defect so that" not in proposal.summary
    assert "repaired" in proposal.summary
    changed = {path for path, content in first.files.items() if proposal.files[path] != content}
    assert changed == {"package/src/nightshift_talks/collection.py", "package/CHANGELOG.md"}
    done = python_in(written(tmp_path, first.files), *_QUIET, "tests/test_collection.py")
    assert done.returncode == 1
    assert "test_the_newest_come_first" in done.stdout


def test_only_the_job_decides(make: Make, proposal: Proposal) -> None:
    """The same brief gives the same bytes, and every other one another package."""
    assert make(MEETUP) == proposal
    assert proposal.recipe == RECIPE
    defaults = [
        next(content for path, content in make(text).files.items() if path.endswith("/defaults.py"))
        for text in BRIEFS.values()
    ]
    assert len(set(defaults)) == len(BRIEFS)


def test_nothing_of_a_template_is_left(proposal: Proposal) -> None:
    """The product's own name stands everywhere, and no blank is open."""
    for content in proposal.files.values():
        assert not re.search("markdown_site|markdown-site|{{", content.decode())


def test_the_brief_decides_the_defaults(make: Make) -> None:
    """Fields, heading and archive come from the founder's words, in code, example and README."""
    choir = make(CHOIR)
    defaults = next(c.decode() for p, c in choir.files.items() if p.endswith("/defaults.py"))
    values: dict[str, Any] = {}
    exec(compile(defaults, "defaults", "exec"), values)
    assert values["FIELDS"] == {"conductor": "Conductor", "pieces": "Pieces"}
    assert values["GROUPS"] == ("tags", "composers")
    assert (values["ARCHIVE"], values["NEXT"], values["DATED"]) == ("season", "Next concert", True)
    readme = choir.files["package/README.md"].decode()
    assert "| `conductor` | shown on the page |" in readme
    assert "conductor:" in choir.files["package/examples/notes/first.md"].decode()
    assert "sidebar" in make(DOCS).files["package/README.md"].decode()
    assert "package/examples/notes/guide/first.md" in make(DOCS).files
    assert "package/examples/notes/sponsors.md" in make(MEETUP).files
    assert "package/examples/notes/sponsors.md" not in choir.files


def test_promises_depend_on_the_brief(make: Make, proposal: Proposal) -> None:
    """A feature that the brief does not ask for is not promised."""
    meetup = proposal.files["package/README.md"].decode()
    docs = make(DOCS).files["package/README.md"].decode()
    for words, there in (
        ("next date to come", meetup),
        ("each sponsor", meetup),
        ("beside each page, by", docs),
    ):
        assert words in there
        assert words not in (docs if there is meetup else meetup)
    assert "an Atom and an RSS feed" in meetup
    assert "feed with the whole text" not in docs


def test_the_package_follows_the_contract(proposal: Proposal) -> None:
    """What the kind `code` asks for is there, and the wheel holds all that the site needs."""
    assert {"package/pyproject.toml", "package/README.md", "package/CHANGELOG.md", "package/LICENSE"} <= set(
        proposal.files
    )
    readme = proposal.files["package/README.md"].decode()
    for heading in ("## Install", "## Use", "## Exit codes", "## Limits"):
        assert heading in readme
    project = tomllib.loads(proposal.files["package/pyproject.toml"].decode())["project"]
    assert len(project["dependencies"]) == 2
    assert project["description"]


def test_the_wheel_works_alone(proposal: Proposal, python_in: Run, tmp_path: Path) -> None:
    """Unpacked as an installer does, it builds the example, stylesheet included."""
    (wheel,) = [c for name, c in build_distributions(proposal.files).items() if name.endswith(".whl")]
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        archive.extractall(tmp_path / "lib")
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# A\n", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'lib')!r}); from nightshift_talks.cli import main; "
    )
    done = python_in(tmp_path, "-c", code + "sys.exit(main(['build', 'notes']))")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "style.css").stat().st_size > 1000


def test_claims_stand_in_the_readme_with_evidence(proposal: Proposal, chinese: Proposal) -> None:
    """Every promise is in the README, rests on the tests, and names the facts that ask for it."""
    for made in (proposal, chinese):
        readme = made.files["package/README.md"].decode()
        assert len(made.claims) >= 8
        for claim in made.claims:
            assert claim.text in readme
            assert claim.evidence[-1] == "check:tests_pass"
    assert any("fact:promises[0]" in claim.evidence for claim in proposal.claims)
    assert "fact:capabilities[0]" in proposal.claims[0].evidence


def test_what_is_not_covered_is_said(make: Make) -> None:
    """A wish the package does not meet is named in the summary and in its own line; met ones are not."""
    asked = make(DOCS).files["package/REQUIREMENTS.md"].decode()
    assert re.search(r"\| C\d+ \| full-text search \| not in this version: full-text search \|", asked)
    assert len(re.findall(r"C\d+", make(DOCS).summary)) == 1
    assert "asks for no licence key" in make(DOCS).files["package/README.md"].decode()


def test_the_founder_s_words_are_kept(make: Make) -> None:
    """A wish is recorded with its request, and the summary says that a rehearsal cannot code it."""
    made = make(MEETUP, attempt=3, feedback=[SENT_BACK, WISH])
    assert "- Q-0123456789: Add a search box" in made.files["package/CHANGELOG.md"].decode()
    assert "A rehearsal cannot rewrite code by free text" in made.summary


RICH = {
    "site.yaml": "title: Night & <Shift>\nurl: https://example.org/talks/\n"
    "sponsors:\n  - {name: A & Sons, line: <tools>, url: 'https://a.example/'}\n",
    "talks/2026/第一 次.md": "---\ntitle: 'A \"quoted\" <title>'\ndate: 2026-01-14 19:00\nspeaker: Ada\n"
    "tags: [C++, 中文]\n---\n# Head\n\nText <script>alert(1)</script> [x](javascript:alert(1))\n"
    "![A tree](../tree.png) ![far](https://far.example/x.png) [next](../b.md#part)\n\n"
    "| a | b |\n|---|--:|\n| 1 | 2 |\n\n1. one\n   - two\n\n> quote\n\n```\n<code>\n```\n\n## Head\n",
    "talks/b.md": "---\ntitle: B\ndate: 2099-01-01\nspeaker: Bob\nsummary: S & T\n---\n\n## Part\n",
    "talks/c.md": "---\ntitle: C\ndate: 2025-01-01\nspeaker: Cy\n---\n",
    "about.md": "---\ntitle: About\npage: true\n---\n[home](/) [archive](archive/)\n",
    "talks/tree.png": "png",
    "secret.csv": "name\n",
}


@pytest.fixture
def built(command: Run, tmp_path: Path) -> Path:
    """A site with some of everything."""
    for path, text in RICH.items():
        place = tmp_path / "notes" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    done = command("build", "notes", "--today", "2026-05-04")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("warning: ") == 2
    return tmp_path / "site"


@pytest.mark.parametrize(
    "check", [html.html_valid, site.links_resolve, site.no_external_requests, site.images_described]
)
def test_a_real_site_stands_before_other_validators(check: Callable[[Subject], Any], built: Path) -> None:
    """Well built HTML, links that lead somewhere, no request to others, images with descriptions."""
    files = {
        f"site/{path.relative_to(built).as_posix()}": path.read_bytes()
        for path in built.rglob("*")
        if path.is_file() and path.name != "404.html"  # its links begin at the server's root, as they must
    }
    result = check(subject(files, "site"))
    assert result.verdict is Verdict.PASS, result.findings


def test_a_real_site_is_safe(built: Path) -> None:
    """HTML in notes is text, scripts and foreign images are gone, private files stay at home."""
    page = (built / "talks/2026/第一-次.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "javascript:" not in page
    assert "far.example" not in page
    assert "A &quot;quoted&quot; &lt;title&gt;" in page or 'A "quoted" &lt;title&gt;' in page
    assert not list(built.rglob("secret*"))
    assert (built / "talks/tree.png").is_file()


def test_feeds_of_a_real_site(built: Path) -> None:
    """They are XML, and each entry's address is a page of the site."""
    name = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((built / "feed.xml").read_bytes())
    ids = [entry.findtext(f"{name}id") or "" for entry in feed.iter(f"{name}entry")]
    assert len(ids) == 3
    for address in ids:
        path = urllib.request.url2pathname(address.removeprefix("https://example.org/talks/"))
        assert (built / path).is_file()
    items = ElementTree.fromstring((built / "rss.xml").read_bytes()).findall("channel/item")
    assert [item.findtext("guid") for item in items] == ids


def test_the_preview_answers(command: Run, built: Path, package: Path, tmp_path: Path) -> None:
    """`serve` gives pages on this computer until it is ended."""
    argv = [sys.executable, "-m", "nightshift_talks", "serve", "notes", "--port", "0"]
    with subprocess.Popen(
        argv, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            match = re.match(r"(http://127\.0\.0\.1:\d+/)", process.stdout.readline())
            assert match is not None
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(f"{match[1]}talks/b.html", timeout=20) as answer:
                assert answer.status == 200
                assert b"<h1>B</h1>" in answer.read()
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("path", "text", "part"),
    [
        ("a.md", "---\ntitle: A\ndate: 31.12.2026\nspeaker: x\n---\n", "notes/a.md:3: error: "),
        ("a.md", "---\ntitle: a: b\n---\n", "notes/a.md:2: error: "),
        ("a.md", "---\ntitle: A\n", "notes/a.md:1: error: "),
        ("site.yaml", "url: nowhere\n", "site.yaml:1: error: "),
    ],
)
def test_faults_say_where_and_what_to_do(
    path: str, text: str, part: str, command: Run, tmp_path: Path
) -> None:
    """File, line and remedy, no traceback, and no site."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / path).write_text(text, encoding="utf-8")
    done = command("build", "notes")
    assert done.returncode == (2 if path == "site.yaml" else 1)
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_note_without_a_date_is_reported_and_kept(command: Run, tmp_path: Path) -> None:
    """As the brief asks where notes have dates: named, and not dropped."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("---\ntitle: A\n---\n", encoding="utf-8")
    done = command("build", "notes")
    assert done.returncode == 0
    assert "notes/a.md:1: warning: there is no date" in done.stderr
    assert (tmp_path / "site" / "a.html").is_file()


def test_chinese_is_chinese(
    chinese: Proposal, chinese_package: Path, python_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people read is Chinese: README, pages, faults, help; only names and options stay Latin."""
    readme = chinese.files["package/README.md"].decode()
    prose = [line for line in re.sub(r"```[\s\S]*?```", "", readme).splitlines() if re.search(r"\w", line)]
    assert all(_HAN.search(line) for line in prose if line != "## site.yaml")
    assert _HAN.search(chinese.summary)
    monkeypatch.setenv("PYTHONPATH", str(chinese_package / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    examples = chinese_package / "examples"
    for arguments in (
        ["--help"], ["build", "-h"], ["check", "faulty"], ["build", "notes", "--output", "../site"],
        ["build", "no"], ["bild"], [], ["build"], ["build", "notes", "--output"], ["serve", "notes", "--port=x"],
    ):  # fmt: skip
        done = python_in(examples, "-m", "markdown_site", *arguments)
        said = done.stdout + done.stderr
        assert _HAN.search(said)
        assert not re.search("usage|required|expected|invalid|argument|show |choose", said), said
    page = (chinese_package / "site" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    words = re.sub(r"<[^>]+>|Atom|RSS|\d", "", page.partition("<body")[2])
    assert not re.search("[A-Za-z]{3}", words), words


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

    english = blanks(proposal.files["package/src/nightshift_talks/messages.py"])
    assert blanks(chinese.files["package/src/markdown_site/messages.py"]) == english
