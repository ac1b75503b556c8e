"""Everything a founder reads exists in Chinese, and what is made does not depend on the screen's language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from superindividual import paths
from superindividual.cli.help import wrapped
from superindividual.cli.language import founders_language
from superindividual.cli.output import cells
from superindividual.company import Company
from superindividual.ids import RunId, StepId
from superindividual.text import Language, gettext, language, ngettext, showing
from tests.catalogue import compiled, entries, po_file, said, texts, updated
from tests.conftest import SteppedClock

PLACEHOLDER = re.compile(r"\{[\w:]*\}|%\(\w+\)[sr]|%[sr]")
HAN = "[一-鿿]"


@pytest.fixture(scope="module")
def po() -> str:
    return po_file().read_text(encoding="utf-8")


def test_the_catalogue_holds_what_the_sources_say(po: str) -> None:
    """No message is missing, none is left over, and writing the file again changes nothing."""
    assert {message.id for message in entries(po)} == said()
    assert len(said()) > 500
    assert updated(po) == po


def test_every_message_is_translated(po: str) -> None:
    """Nothing is empty, nothing is a guess, and every placeholder is kept."""
    for message in entries(po):
        assert all(texts(message.string)), message.id
        assert not message.fuzzy, message.id
        (told,) = texts(message.string)  # Chinese has one form for every number
        assert sorted(PLACEHOLDER.findall(texts(message.id)[-1])) == sorted(PLACEHOLDER.findall(told))


def test_translations_are_set_as_chinese_is(po: str) -> None:
    """Full-width punctuation after Han characters, and a space between Han and Latin letters or digits."""
    for message in entries(po):
        text = PLACEHOLDER.sub("", re.sub("`[^`]*`|<[^>]*>", "`", texts(message.string)[0]))
        assert not re.search(rf"{HAN}[,;:!?()]|[,;!?]{HAN}", text), text
        assert not re.search(rf"{HAN}[A-Za-z0-9<`]|[A-Za-z0-9>`%]{HAN}", text), text


def test_a_founder_is_addressed_in_one_way(po: str) -> None:
    """As the pages do; and a rehearsal has one name."""
    for message in entries(po):
        assert not re.search("你|彩排", texts(message.string)[0]), message.id


def test_what_is_shipped_is_what_is_translated(po: str) -> None:
    """The .mo is the compiled .po."""
    assert po_file().with_suffix(".mo").read_bytes() == compiled(po)


def test_an_update_loses_no_translation(po: str) -> None:
    """A message that goes is kept as obsolete, and comes back with its translation."""
    gone = (
        po + '\n#~ msgid "answer in JSON"\n#~ msgstr "旧译"\n\n#~ msgid "once said"\n#~ msgstr "曾经说过"\n'
    )
    lacking = gone.replace('msgid "answer in JSON"\nmsgstr "以 JSON 输出"\n\n', "", 1)
    again = updated(lacking)
    assert '\nmsgid "answer in JSON"\nmsgstr "旧译"\n' in again
    assert '#~ msgid "once said"\n#~ msgstr "曾经说过"' in again
    assert updated(again) == again


@pytest.mark.parametrize(
    ("environment", "company", "shown"),
    [
        ({"SUPERINDIVIDUAL_LANG": "zh-CN", "LANG": "en_US.UTF-8"}, "language: en", "zh-CN"),
        ({"SUPERINDIVIDUAL_LANG": "", "LANG": "en_US.UTF-8"}, "language: zh-CN   # screens", "zh-CN"),
        ({"SUPERINDIVIDUAL_LANG": "", "LANG": "zh_CN.UTF-8"}, "language: en", "en"),
        ({"SUPERINDIVIDUAL_LANG": "", "LANG": "zh_CN.UTF-8"}, "name: x", "zh-CN"),
        ({"SUPERINDIVIDUAL_LANG": "", "LANG": "C"}, "name: {{broken", "en"),
    ],
)
def test_the_founders_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], company: str, shown: str
) -> None:
    """The variable comes first, then company.yaml, then the locale."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "company.yaml").write_text(f"{company}\n")
    assert founders_language(["inbox", "--company", str(tmp_path)]) == shown
    assert founders_language([f"--company={tmp_path}"]) == shown
    monkeypatch.chdir(tmp_path)
    assert founders_language(["inbox"]) == shown


def test_a_screen_speaks_one_language_and_falls_silent() -> None:
    """`showing` holds inside its block only, and a deliverable's language overrules it."""
    with showing("zh-CN"):
        assert language() == "zh-CN"
        assert gettext("done") == "完成"
        assert gettext("done", "en") == "done"
    assert gettext("done") == "done"


def test_columns_are_counted_in_cells() -> None:
    """A Han character takes two cells; no line is wider than asked, none begins with a closing sign."""
    assert cell_len(cells("product:箱算", 22)) == cell_len(cells("company", 22)) == 22
    text = "草稿何时问你：always（总是），never（只由检查决定），或 policy（按 company.yaml）；对外的一律要问"
    lines = list(wrapped(text, 30))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cell_len, lines)) <= 32  # a closing sign may hang
    assert not [line for line in lines if line[0] in "，。；：！？、）"]


COMMANDS = ("init", "check", "run", "rehearse", "up", "status", "log", "inbox", "show", "decide", "memory")
KEPT = re.compile(
    r"cd \w+|superindividual( [\w.<>/-]+)+|--?[a-z][\w-]*|\{[\w,. -]+\}|[\w./-]*/[\w./-]+|approve\|[\w|]+"
)
SENTENCE = re.compile(r"[A-Za-z][a-z']+ +[a-z']{2,}")
"""Two words of English in a row, once commands, options, choices and paths are taken away."""


class Founder:
    """Types commands as a founder who reads Chinese."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def types(self, *words: str) -> str:
        """What the command prints, to either stream."""
        environment = {**os.environ, "SUPERINDIVIDUAL_LANG": "zh-CN", "COLUMNS": "80"}
        done = subprocess.run(
            [sys.executable, "-m", "superindividual", *words],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr


def assert_chinese(said: str) -> None:
    """Han characters are there, and no English sentence is."""
    assert re.search(HAN, said), said
    english = [line for line in said.splitlines() if SENTENCE.search(KEPT.sub(" ", line))]
    assert not english, "\n".join(english)


def test_the_judge_of_chinese_notices_english() -> None:
    """The judge itself: a sentence is found, commands and ids are not."""
    with pytest.raises(AssertionError):
        assert_chinese("查看\nNothing waits for you.")
    with pytest.raises(AssertionError):
        assert_chinese("错误: there is no step x")
    assert_chinese("查看：superindividual show Q-12  --company FOLDER {always,never,policy}  ✓ 3 通过")


def test_help_is_chinese(tmp_path: Path) -> None:
    """Of the whole and of every command, argparse's own words included, within the terminal's width."""
    founder = Founder(tmp_path)
    for command in ((), *((name,) for name in COMMANDS)):
        said = founder.types(*command, "--help")
        assert_chinese(said)
        assert "用法：" in said
        assert "选项" in said
        assert max(map(cell_len, said.splitlines())) <= 80, said


def test_mistakes_in_typing_are_told_in_chinese(tmp_path: Path) -> None:
    """What argparse refuses, and what the commands do."""
    founder = Founder(tmp_path)
    for words in (
        ["bogus"],
        ["decide"],
        ["status", "--nothing"],
        ["run", "x", "--approve", "perhaps"],
        ["log", "--after"],
        ["log", "--after", "x"],
        ["inbox"],
    ):
        assert_chinese(founder.types(*words))
    founder.types("init", "firm")
    founder = Founder(tmp_path / "firm")
    for words in (
        ["decide", "Q-none", "approve"],
        ["status", "R-none"],
        ["memory", "show", "M-none"],
        ["run", "nosuch", "--brief", "briefs/example.md"],
        ["run", "launch"],
        ["rehearse", "--brief", "nosuch.md"],
        ["rehearse", "--brief", "briefs/example.md", "--input", "x"],
        ["rehearse", "--brief", "briefs/example.md", "--input", "x=1"],
        ["init", "."],
    ):
        assert_chinese(founder.types(*words))


FAULTY = {
    "workflows/steps.yaml": "name: a\nsteps:\n  one: {agent: designr, deliver: prds, needs: [two], checks: [no]}\n"
    "  out: {effect: send, approve: never}\n  loop: {agent: designer, deliver: prd, needs: [pool]}\n"
    "  pool: {agent: designer, deliver: prd, needs: [loop], task: 'x ${{ inputs.y }}', attempts: many}\n",
    "workflows/valid_form.yaml": "name: a\nsteps:\n  one: {agent: designr, deliver: prds, needs: [two, one]}\n"
    "  out: {effect: send, approve: never}\n  loop: {agent: designer, deliver: prd, needs: [pool]}\n"
    "  pool: {agent: designer, deliver: prd, needs: [loop], task: 'x ${{ inputs.y }} ${{ 1 + }}'}\n",
    "workflows/colon.yaml": "name: a: b\n",
    "workflows/indent.yaml": "name: a\n  steps: x\n",
    "workflows/quote.yaml": 'name: "a\n',
    "workflows/tab.yaml": "name: a\nsteps:\n\tx: 1\n",
    "workflows/bracket.yaml": "name: [a, b\nsteps: x\n",
    "workflows/anchor.yaml": "name: &a b\n",
    "workflows/twice.yaml": "name: a\nname: b\nsteps: {}\n",
    "workflows/empty.yaml": "",
    "agents/thin.md": "---\nname: thin\ndescription: d\ncolour: red\n---\n",
    "agents/open.md": "---\nname: thin\n",
    "briefs/empty.md": "---\nproduct: x\n---\n",
    "briefs/fields.md": "---\nmarkets: CN\nlang: zh\n---\n说明。\n",
    "company.yaml": "name: ''\nlanguage: fr\npolicy: {drafts: sometimes, deny: publish}\nbudget: {usd: -1, tokens: much}\n",
}


def test_faults_in_files_are_told_in_chinese(tmp_path: Path) -> None:
    """Every fault that `check` finds, the YAML reader's own words included."""
    founder = Founder(tmp_path)
    founder.types("init", "firm")
    founder = Founder(tmp_path / "firm")
    assert_chinese(founder.types("check"))
    for name, text in FAULTY.items():
        (founder.folder / name).write_text(text, encoding="utf-8")
    said = founder.types("check")
    assert_chinese(said)
    for name in FAULTY:
        assert f"{name}:" in said, said
    (founder.folder / "briefs" / "latin.md").write_bytes(b"\xff\xfe")
    assert_chinese(founder.types("check", "briefs/latin.md", "briefs/none.md"))


def test_a_run_is_told_in_chinese(tmp_path: Path) -> None:
    """From `rehearse` to the decision: progress, inbox, status, log, request, receipt."""
    founder = Founder(tmp_path)
    assert_chinese(founder.types("init", "firm"))
    founder = Founder(tmp_path / "firm")
    assert_chinese(founder.types("inbox"))
    assert_chinese(founder.types("status"))
    assert_chinese(founder.types("memory"))
    brief = paths.bundled("examples") / "briefs" / "tutor-match.zh.md"
    assert_chinese(founder.types("rehearse", "launch", "--brief", str(brief), "--in-process"))
    company = Company.open(founder.folder)
    (run,) = company.journal.runs.all()
    for request in company.inbox():
        for words in (["show", request.id], ["decide", request.id, "reject"], ["decide", request.id, "ask"]):
            assert_chinese(founder.types(*words))
    company.journal.close()
    for words in (["inbox"], ["status"], ["status", run.id], ["log", run.id], ["memory"]):
        assert_chinese(founder.types(*words))


CHAIN = """
discover: scout discovery
prd: designer prd
design: designer design
positioning: marketer positioning
site: designer site
posts: marketer posts
email: marketer email
calendar: marketer calendar
finance: treasurer finance
review: compliance compliance_report
learn: scout learning_plan
kit: marketer launch_kit
"""
"""Step, agent and kind, one after the other: side by side, what an agent recalls depends on who ends first."""


def test_deliverables_do_not_depend_on_the_screen(tmp_path: Path) -> None:
    """The same brief gives the same bytes whatever language the founder's screen has."""
    assert made(tmp_path / "en", "en") == made(tmp_path / "zh", "zh-CN")


def made(folder: Path, screen: Language) -> dict[str, list[str]]:
    """Digests of all versions that a rehearsal makes."""
    folder.mkdir()
    (folder / "company.yaml").write_text("name: Same\n")
    (folder / "workflows").mkdir()
    (folder / "workflows" / "chain.yaml").write_text(chain(), encoding="utf-8")
    brief = paths.bundled("examples") / "briefs" / "club-dues.md"
    company = Company.open(folder, clock=SteppedClock(), new_run=lambda: RunId("R-same"))
    with showing(screen):
        run = company.start("chain", brief=brief, approve="never")
        company.work()
    versions = {step.id: company.journal.versions.of(run.id, step.id) for step in run.workflow.steps}
    reasons = "".join(
        result["reason"] for version in versions[StepId("prd")] for result in version.results or ()
    )
    assert bool(re.search(HAN, reasons)) == (screen == "zh-CN")
    assert company.journal.runs.get(run.id).outcome == "done"
    company.journal.close()
    return {step: [version.digest for version in made] for step, made in versions.items()}


def chain() -> str:
    """The steps as a workflow; each needs all before it."""
    lines, before = ["name: chain", "inputs: {brief: {type: file, required: true}}", "steps:"], []
    for line in CHAIN.strip().splitlines():
        step, _, rest = line.partition(": ")
        agent, kind = rest.split()
        lines.append(
            f"  {step}: {{agent: {agent}, deliver: {kind}, needs: [{', '.join(before)}], task: do it}}"
        )
        before.append(step)
    return "\n".join(lines) + "\n"


def test_one_thing_is_told_as_one() -> None:
    """English tells one from several, Chinese does not; both forms are one message of the catalogue."""
    sentence = "{count} record is in {file}", "{count} records are in {file}"
    assert [ngettext(*sentence, count) for count in (1, 0, 2)] == [sentence[0], sentence[1], sentence[1]]
    assert sentence in said()
    with showing("zh-CN"):
        assert len({ngettext(*sentence, count) for count in (0, 1, 2)} - set(sentence)) == 1
