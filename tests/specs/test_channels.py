"""The channels' limits and the ways they count."""

from __future__ import annotations

import pytest

from superindividual.specs.channels import (
    character_length,
    find_channel,
    load_channels,
    utf16_length,
    weighted_length,
)


@pytest.mark.parametrize(
    ("channel", "field", "most"),
    [
        ("producthunt", "name", 40),
        ("producthunt", "tagline", 60),
        ("producthunt", "body", 500),
        ("hackernews", "title", 80),
        ("reddit", "title", 300),
        ("x", "body", 280),
        ("linkedin", "body", 3000),
        ("wechat_mp", "title", 32),
        ("wechat_mp", "author", 16),
        ("wechat_mp", "digest", 128),
        ("xiaohongshu", "title", 20),
        ("douyin", "title", 30),
    ],
)
def test_limits_are_those_of_the_channels(channel: str, field: str, most: int) -> None:
    """The published limits are held to the character: the last one fits, one more does not."""
    limit = load_channels()[channel].limit(field)
    assert limit.most == most
    assert limit.holds("a" * most)
    assert not limit.holds("a" * (most + 1))


def test_wechat_article_is_shorter_than_20000() -> None:
    """The article must be shorter than 20,000 characters, so 20,000 is too long."""
    body = load_channels()["wechat_mp"].limit("body")
    assert body.holds("字" * 19_999)
    assert not body.holds("字" * 20_000)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain", 5),
        ("换算侠", 6),
        ("“quoted”", 8),
        ("café", 4),
        ("cafe\u0301", 4),
        ("👾", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🙋🏽", 2),
        ("🇩🇪🇨🇳", 4),
        ("1️⃣", 2),
        ("see https://example.com/a/very/long/path/that/goes/on?and=on", 27),
        ("see http://a.b", 27),
        ("see example.com now", 31),
        ("me@example.com", 14),
        ("file:line", 9),
        ("{{product.url}}", 23),
        ("详见https://例子.com/a，谢谢", 4 + 23 + 6),
    ],
)
def test_weighted_length(text: str, length: int) -> None:
    """X counts Han characters and emoji 2, a URL 23, and composes accents before counting."""
    assert weighted_length(text) == length


def test_utf16_length() -> None:
    """LinkedIn counts an emoji as two units, and a Han character as one."""
    assert (utf16_length("a换👾"), character_length("a换👾")) == (4, 3)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Product Hunt", "producthunt"),
        ("公众号", "wechat_mp"),
        ("HN", "hackernews"),
        ("Twitter", "x"),
        ("小红书", "xiaohongshu"),
        ("E-Mail", "email"),
        ("xiao-hong-shu", "xiaohongshu"),
        ("pigeon", None),
    ],
)
def test_find_channel(name: str, expected: str | None) -> None:
    """Founders write channels in many ways; an unknown one stays unknown."""
    found = find_channel(name)
    assert (found.id if found else None) == expected


def test_every_channel_is_dated_and_named_in_both_languages() -> None:
    """A limit without a date or a source tier would pass for current truth."""
    for channel in load_channels().values():
        assert channel.source.read.year >= 2025
        assert set(channel.name) == {"en", "zh-CN"}
        assert channel.source.url or channel.source.tier != "documented"
        assert any(limit.field in ("body", "subject") for limit in channel.limits)


def test_unknown_field_is_an_error() -> None:
    """Asking for a field that a channel lacks is a mistake of the caller."""
    with pytest.raises(KeyError):
        load_channels()["x"].limit("title")
