"""The posts recipe: one post for each channel that the founder named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from superindividual.rehearsal.launch.channel_posts import WRITERS, generic
from superindividual.rehearsal.launch.pitch import Pitch, pitch_of
from superindividual.rehearsal.launch.post import FieldValue, Post, front_matter
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.launch.telling import Telling
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.channels import Channel, ChannelSource, Limit, channel_named_by, find_channel
from superindividual.specs.facts import ProductFacts
from superindividual.text import slug
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Bundle

RECIPE = "posts@1"


def posts(job: Job) -> Proposal:
    """The posts; none, and a question, when no channel is named. Raises StepFailed without readable facts."""
    pitch = pitch_of(job)
    channels = _wanted(job, pitch.facts)
    telling = Telling(pitch)
    files = {post_path(channel): _file(pitch, channel, _post(telling, channel)) for channel in channels}
    return Proposal(
        files=files,
        summary=_summary(pitch, channels, files),
        claims=pitch.claims() if files else pitch.wishes.claims(),
        recipe=RECIPE,
    )


def _wanted(job: Job, facts: ProductFacts) -> list[Channel]:
    """The channels of the facts; an item of `foreach` that names a channel is about that one only."""
    named = channel_named_by(job.item)
    return channels_of([named]) if named else post_channels(facts)


def post_channels(facts: ProductFacts) -> list[Channel]:
    """The channels of the facts that want a post."""
    return channels_of(facts.channels)


def channels_of(names: Iterable[str]) -> list[Channel]:
    """The channels that want a post, each once, in the founder's order; an unknown one has no limits."""
    found = [find_channel(name) or _unknown(name) for name in names]
    return list({channel.id: channel for channel in found if channel.kind == "posts"}.values())


def post_path(channel: Channel) -> str:
    """Where a channel's post lies."""
    return f"marketing/posts/{channel.id}.md"


def posted_channels(facts: ProductFacts, made: Bundle | None) -> list[Channel]:
    """The channels for which posts were made, those of the facts first; without posts, the channels of the facts."""
    if made is None:
        return post_channels(facts)
    stems = [PurePosixPath(path).stem for path in sorted(made.files) if path.endswith(".md")]
    found = channels_of([*facts.channels, *stems])
    return [channel for channel in found if post_path(channel) in made.files]


def _unknown(name: str) -> Channel:
    from datetime import date

    return Channel(
        id=slug(name),
        name={"en": name, "zh-CN": name},
        kind="posts",
        limits=(Limit(field="body", most=None, unit="characters", required=True),),
        source=ChannelSource(url=None, tier="custom", read=date(1970, 1, 1)),
    )


def _post(telling: Telling, channel: Channel) -> Post:
    return WRITERS.get(channel.id, generic)(telling, channel)


def _file(pitch: Pitch, channel: Channel, post: Post) -> bytes:
    head = {
        "channel": channel.id,
        "language": pitch.words.lang,
        "produced_by": f"rehearsal/{RECIPE}",
        **{name: _tidied(pitch, value) for name, value in post.fields.items()},
    }
    return (front_matter(head) + "\n" + pitch.wishes.tidy(post.body).strip() + "\n").encode()


def _tidied(pitch: Pitch, value: FieldValue) -> FieldValue:
    return pitch.wishes.tidy(value) if isinstance(value, str) else value


def _summary(pitch: Pitch, channels: list[Channel], files: dict[str, bytes]) -> str:
    words = pitch.words
    if not channels:
        key = "summary_mail_only" if pitch.facts.channels else "summary_none"
        return words.sentences([words.say(f"post.{key}", product=pitch.name), *remarks(pitch, files)])
    names = words.listed([channel.name[words.lang] for channel in channels])
    parts = [words.say("post.summary", count=len(files), product=pitch.name, channels=names)]
    if not pitch.identity.website.strip():
        parts.append(words.say("post.summary_url"))
    for lang in ("en", "zh-CN"):
        others = [c.name[words.lang] for c in channels if c.language == lang != words.lang]
        if others:
            parts.append(
                words.say(
                    "post.summary_language",
                    channels=words.listed(others),
                    language=words.say(f"post.language_{lang}"),
                )
            )
    if not pitch.built and {"hackernews", "producthunt"} & {c.id for c in channels}:
        parts.append(words.say("post.summary_untried"))
    if any(c.id == "reddit" for c in channels):
        named = words.listed([f"r/{name}" for name in pitch.subreddits])
        key = "summary_subreddit_named" if named else "summary_subreddit"
        parts.append(words.say(f"post.{key}", named=named))
    pictured = [c.name[words.lang] for c in channels if c.id in ("xiaohongshu", "douyin")]
    if pictured:
        parts.append(words.say("post.summary_images", channels=words.listed(pictured)))
    return words.sentences([*parts, *remarks(pitch, files)])
