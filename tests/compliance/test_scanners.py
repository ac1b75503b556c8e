"""Scanners: each sees what it names, misses what is not there, and never breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from superindividual.compliance.scanners import SCANNERS
from superindividual.compliance.scanning.scene import Scene, Seen, unseen, visible
from superindividual.compliance.wording import Wording
from superindividual.specs.company import IdentitySpec
from superindividual.workspace.artifact import Claim

PAGE = (
    '<!doctype html><html lang="en"><head><title>Ledgerline</title></head>\n'
    "<body><h1>Ledgerline</h1>\n{}\n</body></html>"
)
MAIL = "Hello,\nwe launch.\nUnsubscribe: mailto:x@example.org\nLindenstr. 4,\n10969 Berlin, Germany\n"
SETTINGS = '[project]\nname = "x"\nlicense = "MIT"\n'
HEADERS = "List-Unsubscribe: <https://x.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
IMPRINT = "<footer>Mira Vogt<br>Lindenstr. 4<br>10969 Berlin<br>Germany<br>mira@example.org</footer>"

Case = tuple[str, str, str | bytes, str]
# scanner, path, content, answer; the kind follows from the path
CASES: Sequence[Case] = [
    ("imprint_shown", "site/index.html", PAGE.format(IMPRINT), "met"),
    ("imprint_shown", "site/index.html", PAGE.format("Mira Vogt"), "gap"),
    ("imprint_shown", "site/index.html", PAGE.format(f"<!-- {IMPRINT} -->"), "gap"),
    ("imprint_reachable", "site/index.html", PAGE.format('<a href="imprint.html">Impressum</a>'), "met"),
    ("imprint_reachable", "site/index.html", PAGE.format("Hello"), "gap"),
    (
        "privacy_notice_linked",
        "site/index.html",
        PAGE.format('<a href="#p">Privacy</a><p id="p">'),
        "needs_review",
    ),
    (
        "privacy_notice_linked",
        "site/index.html",
        PAGE.format('<a href="https://x.example/p">隐私政策</a>'),
        "needs_review",
    ),
    ("privacy_notice_linked", "site/index.html", PAGE.format('<a href="privacy.html">Privacy</a>'), "gap"),
    ("privacy_notice_linked", "site/index.html", PAGE.format("We value your privacy"), "gap"),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format('<img src="a.png"><a href="https://x.example">x</a>'),
        "met",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format('<link rel="canonical" href="https://x.example/">'),
        "met",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format("We use no google-analytics and no matomo."),
        "met",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format('<img src="https://ledgerline.example/a.png">'),
        "met",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format('<script src="//cdn.example/a.js"></script>'),
        "gap",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format("<img src='https://t.example/p.gif'>"),
        "gap",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format("<script>document.cookie='a=1'</script>"),
        "gap",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format("<style>@import 'https://f.example/f';</style>"),
        "gap",
    ),
    (
        "nothing_loaded_elsewhere",
        "site/index.html",
        PAGE.format('<link rel="preconnect" href="https://f.example">'),
        "gap",
    ),
    ("nothing_loaded_elsewhere", "site/index.html", PAGE.format('<img src="http://[broken">'), "gap"),
    ("icp_number_shown", "site/index.html", PAGE.format("京ICP备12345678号-1"), "met"),
    ("icp_number_shown", "site/index.html", PAGE.format("ICP备案办理中"), "gap"),
    ("security_number_shown", "site/index.html", PAGE.format("京公网安备 11010802000000号"), "met"),
    ("security_number_shown", "site/index.html", PAGE.format("公安备案办理中"), "gap"),
    ("business_licence_shown", "site/index.html", PAGE.format("91110108MA01ABCD2X"), "met"),
    ("business_licence_shown", "site/index.html", PAGE.format("Company 12345"), "gap"),
    (
        "accessibility_basics",
        "site/index.html",
        PAGE.format('<img src="a.png" alt="A table">'),
        "needs_review",
    ),
    (
        "accessibility_basics",
        "site/index.html",
        PAGE.format('<label>Name <input name="n"></label>'),
        "needs_review",
    ),
    ("accessibility_basics", "site/index.html", PAGE.format('<img src="a.png">'), "gap"),
    ("accessibility_basics", "site/index.html", PAGE.format("<h1>Second</h1>"), "gap"),
    ("accessibility_basics", "site/index.html", PAGE.format('<input name="n">'), "gap"),
    ("accessibility_basics", "site/index.html", "<p>Hello", "gap"),
    ("prices_with_tax", "site/index.html", PAGE.format("19 EUR once, incl. VAT"), "met"),
    ("prices_with_tax", "site/index.html", PAGE.format("Only €19"), "gap"),
    ("prices_with_tax", "site/index.html", PAGE.format("Free"), "not_assessed"),
    (
        "renewal_terms_shown",
        "site/index.html",
        PAGE.format("5 EUR per month, renews, cancel any time"),
        "needs_review",
    ),
    ("renewal_terms_shown", "site/index.html", PAGE.format("5 EUR per month"), "gap"),
    ("renewal_terms_shown", "site/index.html", PAGE.format("5 EUR once"), "not_assessed"),
    ("no_closed_dispute_platform", "site/index.html", PAGE.format("Hello"), "met"),
    (
        "no_closed_dispute_platform",
        "site/index.html",
        PAGE.format('<a href="https://ec.europa.eu/consumers/odr">'),
        "gap",
    ),
    (
        "absolute_words",
        "marketing/posts/a.md",
        "第一步最后最近，唯一标识符，绝对路径，最大边，最好先备份。",
        "met",
    ),
    ("absolute_words", "marketing/posts/a.md", "全网最好用的换算工具，销量第一。", "needs_review"),
    ("figures_name_source", "marketing/posts/a.md", "体积重＝长×宽×高÷5000，降低成本。", "met"),
    ("figures_name_source", "marketing/posts/a.md", "节省 30% 运费。\n数据来源：2026 年自测 50 单。", "met"),
    ("figures_name_source", "marketing/posts/a.md", "节省 30% 运费。", "needs_review"),
    ("numbers_have_evidence", "marketing/posts/a.md", "It sorts lines.", "met"),
    ("numbers_have_evidence", "marketing/posts/a.md", "It is 10x faster.", "gap"),
    ("numbers_have_evidence", "marketing/posts/a.md", "A box of 12 x 8 x 4 in.", "met"),
    ("testimonials_seen", "marketing/posts/a.md", "It sorts lines.", "met"),
    (
        "testimonials_seen",
        "marketing/posts/a.md",
        "> This changed my life completely. — Anna K.",
        "needs_review",
    ),
    ("testimonials_seen", "site/index.html", PAGE.format("★★★★★ five stars"), "needs_review"),
    ("adverts_labelled", "site/index.html", PAGE.format("Sponsored: Acme"), "needs_review"),
    ("adverts_labelled", "site/index.html", PAGE.format("Acme makes anvils"), "gap"),
    ("votes_not_solicited", "marketing/posts/a.md", "Tell me what breaks.", "met"),
    ("votes_not_solicited", "marketing/posts/a.md", "Please give us an upvote!", "gap"),
    ("votes_not_solicited", "marketing/posts/a.md", "觉得有用求点赞", "gap"),
    ("ai_content_labelled", "marketing/posts/a.md", "图片由 AI 生成。", "needs_review"),
    ("ai_content_labelled", "marketing/posts/a.md", "图片", "gap"),
    ("ai_metadata_written", "site/a.png", b"\x89PNG\r\n <rdf TC260:AIGC=...", "met"),
    ("ai_metadata_written", "site/a.png", b"\x89PNG\r\n\x00", "gap"),
    ("ai_metadata_written", "site/index.html", PAGE, "not_assessed"),
    ("mail_can_be_refused", "marketing/email/message.txt", MAIL, "met"),
    ("mail_can_be_refused", "marketing/email/message.txt", "Hello, buy it.", "gap"),
    ("mail_can_be_refused", "marketing/email/message.txt", "Hello. Unsubscribe here.", "gap"),
    ("mail_marked_as_advert", "marketing/email/message.yaml", "subject: （广告）新品", "met"),
    ("mail_marked_as_advert", "marketing/email/message.yaml", "subject: ADvice for you", "gap"),
    ("one_click_headers", "marketing/email/message.eml", HEADERS, "met"),
    ("one_click_headers", "marketing/email/message.txt", MAIL, "gap"),
    ("licence_stated", "package/pyproject.toml", SETTINGS, "gap"),
    ("parts_licensed", "package/pyproject.toml", SETTINGS, "met"),
    ("parts_licensed", "package/pyproject.toml", SETTINGS + 'dependencies = ["rich>=14"]', "needs_review"),
    ("parts_licensed", "package/pyproject.toml", "[project", "not_assessed"),
    ("bill_of_materials", "package/sbom.cdx.json", '{"bomFormat": "CycloneDX"}', "met"),
    ("bill_of_materials", "package/sbom.cdx.json", "{}", "gap"),
    ("bill_of_materials", "package/pyproject.toml", SETTINGS, "gap"),
    ("secrets_absent", "package/a.py", "KEY = os.environ['KEY']", "met"),
    ("secrets_absent", "package/a.py", "KEY = 'sk-" + "a1B2" * 8 + "'", "gap"),
    (
        "offline_promise_kept",
        "site/index.html",
        PAGE.format("Data never leaves your machine."),
        "not_assessed",
    ),
    ("offline_promise_kept", "site/index.html", PAGE.format("Hello"), "met"),
]
KINDS = {"site": "site", "package": "code", "marketing/posts": "posts", "marketing/email": "email"}


def scene(compliance: Any, files: Mapping[str, str | bytes], **changes: Any) -> Scene:
    """Files sorted into deliverables by their folders."""
    groups: dict[str, dict[str, str | bytes]] = {}
    for path, content in files.items():
        kind = next(kind for folder, kind in KINDS.items() if path.startswith(f"{folder}/"))
        groups.setdefault(kind, {})[path] = content
    bundles = {kind: compliance.bundle(kind, group, **changes) for kind, group in groups.items()}
    return Scene(bundles, compliance.facts(), compliance.identity)


def look(compliance: Any, name: str, files: Mapping[str, str | bytes], **changes: Any) -> Seen:
    """What one scanner sees in these files."""
    return SCANNERS[name](scene(compliance, files, **changes))


@pytest.mark.parametrize(("name", "path", "content", "expected"), CASES)
def test_what_each_scanner_sees(
    compliance: Any, name: str, path: str, content: str | bytes, expected: str
) -> None:
    """Its subject is met, missing or to be judged, as written beside each case."""
    assert look(compliance, name, {path: content}).answer == expected


def test_every_scanner_has_both_sides() -> None:
    """Each scanner is tried on at least one text that satisfies it and one that does not."""
    for name in SCANNERS:
        answers = {expected for tried, _path, _content, expected in CASES if tried == name}
        extra = {"licence_stated": {"met"}, "offline_promise_kept": {"gap"}}.get(name, set())
        assert len(answers | extra) >= 2, name


@pytest.mark.parametrize("name", sorted(SCANNERS))
def test_nothing_at_hand_is_not_assessed(compliance: Any, name: str) -> None:
    """Without bytes there is no verdict."""
    assert look(compliance, name, {}).answer == "not_assessed"


@pytest.mark.parametrize(("name", "path", "content", "expected"), CASES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_is_seen_can_be_said(
    compliance: Any, name: str, path: str, content: str | bytes, expected: str, language: Any
) -> None:
    """Every answer has its sentence in both languages, with all figures at hand."""
    seen = look(compliance, name, {path: content})
    assert "{" not in Wording(language).say("seen", seen.say, **seen.figures)


def test_places_are_lines_of_the_file(compliance: Any) -> None:
    """What is found is named with the line of the file as written, tags and scripts included."""
    page = PAGE.format("<script>\nlet a = 1\n</script>\n<p>Only €19</p>")
    assert look(compliance, "prices_with_tax", {"site/index.html": page}).where == ("site/index.html:6",)
    mail = "a\nb\n> This changed my life completely. — Anna K.\n"
    assert look(compliance, "testimonials_seen", {"marketing/posts/a.md": mail}).where == (
        "marketing/posts/a.md:3",
    )


def test_unknown_identity_is_a_question(compliance: Any) -> None:
    """What the company has not said cannot be missing from a page: the founder is asked for it."""
    found = replace(scene(compliance, {"site/index.html": PAGE.format("x")}), identity=IdentitySpec())
    seen = SCANNERS["imprint_shown"](found)
    assert (seen.answer, seen.figures["fields"]) == (
        "needs_founder",
        ["legal_name", "postal_address", "email"],
    )


def test_a_licence_needs_name_and_text(compliance: Any) -> None:
    """A valid expression with its text is met; a word that is no licence is not."""
    files = {"package/pyproject.toml": SETTINGS, "package/LICENSE": "MIT License"}
    assert look(compliance, "licence_stated", files).answer == "met"
    files["package/pyproject.toml"] = SETTINGS.replace("MIT", "free for all")
    assert look(compliance, "licence_stated", files).answer == "gap"


def test_an_offline_promise_is_held_against_the_code(compliance: Any) -> None:
    """The promise holds while no source imports the network; tests may."""
    files = {
        "site/index.html": PAGE.format("Data never leaves your machine."),
        "package/src/x/main.py": "import csv\n",
        "package/tests/test_x.py": "import socket\n",
    }
    assert look(compliance, "offline_promise_kept", files).answer == "met"
    files["package/src/x/main.py"] = "import csv\nfrom urllib import request\n"
    seen = look(compliance, "offline_promise_kept", files)
    assert (seen.answer, seen.where) == ("gap", ("package/src/x/main.py:2",))


@pytest.mark.parametrize(
    ("evidence", "expected"), [(("brief:3",), "needs_review"), (("assumption:A1",), "gap"), ((), "gap")]
)
def test_numbers_rest_on_more_than_assumptions(
    compliance: Any, evidence: tuple[str, ...], expected: str
) -> None:
    """A claimed number with evidence is for a person to judge; without, or on an assumption, it is a gap."""
    claims = [Claim(text="Saves 30% of the time", evidence=evidence)]
    files = {"marketing/posts/a.md": "Saves 30% of the time."}
    assert look(compliance, "numbers_have_evidence", files, claims=claims).answer == expected


def test_what_a_recipe_draws_is_not_made_by_ai(compliance: Any) -> None:
    """Pictures of the rehearsal need no AI mark: it would be false."""
    seen = look(
        compliance, "ai_metadata_written", {"site/card.png": b"\x89PNG"}, produced_by="rehearsal/site@1"
    )
    assert (seen.answer, seen.figures["made_by_program"]) == ("not_assessed", 1)


def test_a_broken_privacy_link_names_its_line(compliance: Any) -> None:
    """A link to a page that is not there is worse than none; a page that is there will do."""
    files = {"site/index.html": PAGE.format('\n<a href="privacy.html">Privacy</a>')}
    assert look(compliance, "privacy_notice_linked", files).where == ("site/index.html:4",)
    files["site/privacy.html"] = PAGE.format("Notice")
    assert look(compliance, "privacy_notice_linked", files).answer == "needs_review"


HOSTILE: Sequence[bytes] = [
    b"",
    b"\x00\x01\x02",
    b"\xff\xfe\xfa broken",
    b"<" * 50_000,
    b"<a href='" * 5_000,
    b"<!--" * 20_000,
    b"<script>" * 10_000,
    b"> " + b" " * 200_000,
    b"9" * 200_000,
    b"[" * 100_000,
    b'{"a":' * 50_000,
    "据".encode() * 50_000,
    b"List-Unsubscribe:" * 10_000,
    b'[project]\nlicense = "' + b"(" * 400 + b'"\n',
    b"[project]\nlicense = [1]\ndependencies = 5\n",
    b"project = 3\n",
    b'<a href="privacy.html#(?P<">privacy</a>',
    b'<img src="http://[::1"><link href="https://[x" rel="stylesheet">',
    b"subject:\n" * 1000,
]
PATHS = (
    "site/index.html",
    "site/a.css",
    "site/a.png",
    "package/pyproject.toml",
    "package/LICENSE",
    "package/sbom.json",
    "package/src/x.py",
    "marketing/posts/a.md",
    "marketing/email/message.txt",
    "marketing/email/message.html",
    "marketing/email/message.yaml",
)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.timeout(60)
def test_hostile_bytes_never_break_a_scanner(compliance: Any, content: bytes) -> None:
    """Whatever lies in the files, every scanner gives one of the five answers."""
    found = scene(compliance, dict.fromkeys(PATHS, content))
    answers = {name: scanner(found).answer for name, scanner in SCANNERS.items()}
    assert set(answers.values()) <= {"met", "gap", "needs_review", "needs_founder", "not_assessed"}
    assert answers["imprint_shown"] != "met"


def test_visible_and_unseen_part_a_page(compliance: Any) -> None:
    """A reader's words and the browser's are told apart, and both keep their lines."""
    html = "<p>one</p>\n<!-- two\n -->\n<script>\nthree()\n</script>\n<b title='four'>five</b>"
    assert [visible(html).split("\n")[n].strip() for n in (0, 6)] == ["one", "five"]
    assert "two" not in visible(html) + unseen(html)
    assert unseen(html).split("\n")[4] == "three()"
    assert "four" in unseen(html).split("\n")[6]
    assert "five" not in unseen(html)
