"""Posts: one per channel, inside its limits, native to it, and true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PRODUCTS = sorted(path.stem for path in (Path(__file__).parent / "products").glob("*.json"))
CHANNELS = [
    "producthunt",
    "hackernews",
    "reddit",
    "x",
    "linkedin",
    "wechat_mp",
    "xiaohongshu",
    "douyin",
    "mastodon",
]
FIELDS = {
    "producthunt": {"name", "tagline", "first_comment"},
    "hackernews": {"title", "url"},
    "reddit": {"title", "subreddit"},
    "wechat_mp": {"title", "author", "digest"},
    "xiaohongshu": {"title", "images", "tags"},
    "douyin": {"title", "images"},
}
MOST = {
    ("producthunt", "name"): 40,
    ("producthunt", "tagline"): 60,
    ("producthunt", "body"): 500,
    ("hackernews", "title"): 80,
    ("reddit", "title"): 300,
    ("linkedin", "body"): 3000,
    ("wechat_mp", "title"): 32,
    ("wechat_mp", "author"): 16,
    ("wechat_mp", "digest"): 128,
    ("wechat_mp", "body"): 19_999,
    ("xiaohongshu", "title"): 20,
    ("douyin", "title"): 30,
}
SOLICITING = re.compile(r"upvote|vote for|please vote|点赞|投票|转发", re.IGNORECASE)
BOASTING = re.compile(r"\bbest\b|\bfastest\b|revolutionary|#1|全国第一|顶级|国家级", re.IGNORECASE)


def x_length(text: str) -> int:
    """X's count, written anew for these texts: URLs and their placeholder 23, Han and emoji 2."""
    text = re.sub(r"https?://\S+|\{\{product\.url\}\}", "u" * 23, text)
    return sum(
        2 if ord(c) > 0x10FF and not (0x2000 <= ord(c) <= 0x201F or 0x2032 <= ord(c) <= 0x2037) else 1
        for c in text
    )


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_channel_has_a_post_inside_its_limits(launch: Any, product: str) -> None:
    """Each channel's own fields are there, filled, and within the published limits."""
    proposal = launch.propose("posts", product, facts={"channels": [*CHANNELS, "email"]})
    assert sorted(proposal.files) == sorted(f"marketing/posts/{name}.md" for name in CHANNELS)
    for name in CHANNELS:
        fields, body = launch.front_matter(proposal.files[f"marketing/posts/{name}.md"])
        assert fields["channel"] == name
        assert fields["language"] == launch.product(product)["facts"]["language"]
        assert fields["produced_by"] == "rehearsal/posts@1"
        assert set(fields) - {"channel", "language", "produced_by"} == FIELDS.get(name, set())
        assert all(fields.values())
        assert body.strip()
        values = {**fields, "body": body}
        assert all(len(values[field]) <= most for (channel, field), most in MOST.items() if channel == name)
        assert not SOLICITING.search(str(values))
        assert not BOASTING.search(str(values))
        if name == "x":
            assert x_length(body) <= 280
        if name in ("xiaohongshu", "douyin"):
            assert all(set(image) == {"shows"} and image["shows"] for image in fields["images"])


def test_words_are_not_cut(launch: Any) -> None:
    """Shortened titles and taglines end at a whole word of the founder's."""
    said = set(re.findall(r"\w+", " ".join(launch.product("ledger")["brief"]).lower())) | {
        "ledgerline",
        "show",
        "hn",
    }
    proposal = launch.propose("posts", "ledger")
    for name, field in (("producthunt", "tagline"), ("hackernews", "title")):
        fields, _ = launch.front_matter(proposal.files[f"marketing/posts/{name}.md"])
        assert set(re.findall(r"\w+", fields[field].lower())) <= said
        assert not re.search(r"\b(?:and|that|the|a|of|per|by)…?$", fields[field])


def test_show_hn_is_for_what_can_be_tried(launch: Any) -> None:
    """`Show HN` stands in front of a product with a package, and never in front of a plan."""
    ledger, _ = launch.front_matter(launch.propose("posts", "ledger").files["marketing/posts/hackernews.md"])
    game, body = launch.front_matter(launch.propose("posts", "game").files["marketing/posts/hackernews.md"])
    assert ledger["title"].startswith("Show HN: Ledgerline – ")
    assert game["title"].startswith("Ask HN: ")
    assert "nothing to try yet" in body


def test_promises_are_said_whole(launch: Any) -> None:
    """What cannot be shortened without becoming untrue stands word for word wherever it stands at all."""
    proposal = launch.propose("posts", "links", facts={"channels": CHANNELS})
    whole = "ever calls a link broken when it only could not reach it"
    for path, content in proposal.files.items():
        text = content.decode()
        assert "calls a link broken" not in text or whole in text, path
    assert whole in proposal.files["marketing/posts/linkedin.md"].decode()


def test_linkedin_opens_above_the_fold(launch: Any) -> None:
    """The first paragraph fits into what LinkedIn shows before `see more`."""
    for product in PRODUCTS:
        proposal = launch.propose("posts", product, facts={"channels": ["linkedin"]})
        _, body = launch.front_matter(proposal.files["marketing/posts/linkedin.md"])
        assert len(body.split("\n\n")[0].encode("utf-16-le")) // 2 <= 210


def test_wechat_article_has_headings(launch: Any) -> None:
    """The article is divided by headings and says what the product does, in Chinese."""
    proposal = launch.propose("posts", "converter")
    fields, body = launch.front_matter(proposal.files["marketing/posts/wechat_mp.md"])
    assert body.count("\n## ") >= 4
    assert "坏行要报出行号和原因" in body
    assert fields["title"].startswith("换算侠")


def test_no_channel_no_post(launch: Any) -> None:
    """Without a channel there is no post, and the summary asks for one."""
    proposal = launch.propose("posts", "thin")
    assert not proposal.files
    assert "?" in proposal.summary
    assert "channel" in proposal.summary
    assert "渠道" in launch.propose("posts", "converter", facts={"channels": []}).summary


def test_unknown_channel_cannot_leave_the_folder(launch: Any) -> None:
    """A channel named like a path becomes a plain file name."""
    proposal = launch.propose("posts", "ledger", facts={"channels": ["../../etc/passwd", "V2EX 论坛"]})
    assert sorted(proposal.files) == ["marketing/posts/etc-passwd.md", "marketing/posts/v2ex-论坛.md"]


def test_founder_is_told_what_needs_a_translation(launch: Any) -> None:
    """An English post for Xiaohongshu is handed over with the remark that its readers expect Chinese."""
    assert "Xiaohongshu: readers there expect Chinese" in launch.propose("posts", "game").summary


def test_address_is_used_when_known(launch: Any) -> None:
    """With a website the posts name it; without one a placeholder stands there and the summary says so."""
    unknown, known = (
        launch.propose("posts", "ledger"),
        launch.propose("posts", "ledger", identity=launch.identity),
    )
    assert "{{product.url}}" in unknown.files["marketing/posts/x.md"].decode()
    assert "{{product.url}}" in unknown.summary
    assert "https://ledgerline.example" in known.files["marketing/posts/x.md"].decode()
    assert not any("{{" in body.decode() for body in known.files.values())


def test_claims_carry_evidence(launch: Any) -> None:
    """Every statement that the posts use is a claim with the line it came from."""
    claims = launch.propose("posts", "ledger").claims
    assert ("Data never leaves the machine", ("brief:7",)) in [(c.text, c.evidence) for c in claims]
    assert all(claim.evidence for claim in claims)


def test_wishes_to_us_are_no_abilities(launch: Any) -> None:
    """`the sponsor page` and `Please mail …` are not printed as abilities; what only looks alike is."""
    said = [
        "the sponsor page",
        "Please mail the 15 charities",
        "e-mail addresses that cannot work",
        "a page per talk",
    ]
    facts = {
        "capabilities": [{"text": text, "evidence": "brief:3"} for text in said],
        "channels": ["linkedin"],
        "recipe": None,
    }
    body = launch.propose("posts", "ledger", facts=facts).files["marketing/posts/linkedin.md"].decode()
    assert "- E-mail addresses that cannot work\n- A page per talk" in body
    assert "sponsor page" not in body
    assert "charities" not in body


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("LinkedIn", ["linkedin"]),
        ({"channel": "公众号"}, ["wechat_mp"]),
        ("My Blog", ["my-blog"]),
        ({"text": "no channel"}, None),
        (7, None),
    ],
)
def test_an_item_that_names_a_channel_is_about_that_one(
    launch: Any, item: Any, files: list[str] | None
) -> None:
    """Named in any way, known or not; what names none leaves the founder's channels."""
    made = launch.propose("posts", PRODUCTS[0], {"channels": ["x", "reddit"]}, item=item)
    wanted = files or ["reddit", "x"]
    assert sorted(made.files) == [f"marketing/posts/{name}.md" for name in wanted]
