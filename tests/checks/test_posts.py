"""Posts: limits, rules and channels."""

from __future__ import annotations

import json

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, bundle, good, refused, subject

HN, PH, X = (f"marketing/posts/{name}.md" for name in ("hackernews", "producthunt", "x"))


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "says"),
    [
        (HN, "safe windows from a tide table", "safe windows from a tide table" * 3, 4, "of at most 80"),
        (HN, 'title: "Show HN: Tidewatch – safe windows from a tide table"\n', "", 2, "needs title"),
        (HN, "https://example.org/tidewatch", "example", 5, "no complete web address"),
        (
            HN,
            "What would you need",
            "Coming soon, join the waitlist. What would you need",
            9,
            "readers can try now",
        ),
        (
            PH,
            "tagline: Safe windows from a tide table",
            "tagline: " + "x" * 61,
            5,
            "tagline has 61 of at most 60",
        ),
        (PH, "Names every row", "x" * 500 + " Names every row", 8, "of at most 500"),
        (X, "safe windows.", "safe windows. " + "潮" * 140, 5, "of at most 280"),
        (X, "channel: x", "channel: linkedin", 2, "the file is for x"),
        (X, "language: en", "language: zh-CN", 5, "not written in its language"),
        (X, "language: en\n", "", 2, "does not say the language"),
        (PH, "Names every", "Please upvote us! Names every", 8, "asks for votes"),
        (PH, "tell me where", "an upvote would help, tell me where", 6, "asks for votes"),
        (HN, "What would", "Support us on Product Hunt. What would", 9, "asks for votes"),
        (X, "Tidewatch reads", "求点赞！Tidewatch reads", 5, "asks for votes"),
        (X, "Tidewatch reads", "帮我投个票 Tidewatch reads", 5, "asks for votes"),
    ],
)
async def test_posts_outside_limits_and_rules_are_refused(
    path: str, old: str, new: str, line: int, says: str
) -> None:
    """The finding names the line of the field."""
    await refused(
        "posts_within_limits",
        subject("posts", bent("posts", path, old, new)),
        path=path,
        line=line,
        says=says,
    )


def _post(channel: str, head: str, body: str) -> dict[str, bytes]:
    text = f"---\nchannel: {channel}\nlanguage: zh-CN\n{head}---\n{body}\n"
    return {f"marketing/posts/{channel}.md": text.encode()}


BODY = "读一张潮汐表，打印当天的安全窗口。"


@pytest.mark.parametrize(
    ("channel", "head", "line", "says"),
    [
        ("xiaohongshu", "title: 潮窗\ntags: [航海]\n", 2, "needs images"),
        ("xiaohongshu", "title: 潮窗\ntags: [航海]\nimages: [{}]\n", 6, "neither its file nor what it shows"),
        ("xiaohongshu", "title: 潮窗\ntags: [航海]\nimages: [gone.png]\n", 6, "gone.png is not there"),
        (
            "xiaohongshu",
            f"title: {'潮' * 21}\ntags: [航海]\nimages: [{{shows: 曲线}}]\n",
            4,
            "21 of at most 20",
        ),
        ("wechat_mp", f"title: 潮窗\nauthor: 我\ndigest: {'潮' * 129}\n", 6, "129 of at most 128"),
        ("douyin", f"title: {'潮' * 31}\nimages: [{{shows: 曲线}}]\n", 4, "31 of at most 30"),
    ],
)
async def test_chinese_channels_have_their_limits(channel: str, head: str, line: int, says: str) -> None:
    """Titles, digests and pictures of the Chinese channels."""
    about = subject("posts", _post(channel, head, BODY), language="zh-CN")
    await refused("posts_within_limits", about, path=f"marketing/posts/{channel}.md", line=line, says=says)


async def test_a_chinese_post_passes_and_shows_its_lengths() -> None:
    """Pictures may be told instead of made; the evidence counts what was measured."""
    files = _post("xiaohongshu", "title: 潮窗\ntags: [航海, 潮汐]\nimages: [{shows: 潮汐曲线}]\n", BODY)
    result = await ask("posts_within_limits", subject("posts", files, language="zh-CN"))
    assert result.verdict is Verdict.PASS, result
    lengths = result.evidence["lengths"]["marketing/posts/xiaohongshu.md"]
    assert lengths == {"title": 2, "images": 1, "tags": 2, "body": len(BODY)}


async def test_talking_of_votes_is_only_pointed_out() -> None:
    """A product may be about voting."""
    result = await ask(
        "posts_within_limits",
        subject("posts", bent("posts", PH, "Names every", "Shows which ideas readers upvoted. Names every")),
    )
    assert result.verdict is Verdict.PASS
    assert any("Votes are mentioned" in one.message for one in result.findings)


async def test_a_channel_without_known_limits_is_not_assessed() -> None:
    """The founder may name a channel we know nothing of."""
    files = {
        **good("posts"),
        "marketing/posts/harbour-board.md": b"---\nchannel: harbour-board\nlanguage: en\n---\nTidewatch reads tide tables.\n",
    }
    result = await ask("posts_within_limits", subject("posts", files))
    assert result.verdict is Verdict.NOT_ASSESSED
    assert "harbour-board" in result.reason


async def test_channels_and_posts_must_match() -> None:
    """A channel without a post and a post without a channel are both refused."""
    files = good("posts")
    files["marketing/posts/reddit.md"] = files.pop(X)
    about = subject("posts", files)
    await refused("posts_cover_channels", about, path=X, line=None, says="no post for x")
    await refused(
        "posts_cover_channels", about, path="marketing/posts/reddit.md", line=None, says="did not name"
    )


async def test_coverage_needs_the_facts() -> None:
    """Without facts nobody can tell; with facts that name no channel nothing is wanted."""
    assert (await ask("posts_cover_channels", subject("posts", inputs={}))).verdict is Verdict.NOT_ASSESSED
    facts = json.loads(good("discovery")["discovery/facts.json"])
    none = bundle(
        "discovery", {"discovery/facts.json": json.dumps({**facts, "channels": ["email"]}).encode()}
    )
    about = subject("posts", {}, inputs={"discover": none})
    for name in ("posts_cover_channels", "posts_within_limits"):
        assert (await ask(name, about)).verdict is Verdict.NOT_APPLICABLE


async def test_no_post_for_named_channels_is_refused() -> None:
    """An empty folder is no pass."""
    assert (await ask("posts_within_limits", subject("posts", {}))).verdict is Verdict.FAIL


async def test_the_part_about_one_channel_answers_for_that_one() -> None:
    """The other channels have parts of their own; a post for another channel is still none for this one."""
    made = {X: good("posts")[X]}
    assert (await ask("posts_cover_channels", subject("posts", made))).verdict is Verdict.FAIL
    part = subject("posts", made, item="twitter")
    assert (await ask("posts_cover_channels", part)).verdict is Verdict.PASS
    other = subject("posts", made, item="linkedin")
    assert (await ask("posts_cover_channels", other)).verdict is Verdict.FAIL
