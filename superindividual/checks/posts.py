"""Posts: inside each channel's limits and rules, one for each of the founder's channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from superindividual.checks.answer import (
    Answer,
    Unreadable,
    answer,
    checks_of,
    failed,
    fault,
    not_applicable,
    not_assessed,
)
from superindividual.checks.check import Check, Finding, Subject
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.source import is_words, text_of
from superindividual.errors import SpecError
from superindividual.specs.channels import Channel, Limit, channel_named_by, find_channel
from superindividual.specs.frontmatter import Page, split
from superindividual.text import gettext as _
from superindividual.text import language, language_of, slug

FOLDER = "marketing/posts"

_MOST_BYTES = 256 * 1024
_ASKING = re.compile(
    r"\b(?:please|pls|kindly|go|hit the|smash the|drop (?:an|a)|leave (?:an|a)|give (?:us|it|this|me) (?:an|a|your))\s+(?:\w+\s+){0,2}?(?:up-?votes?|votes?\b|like\b|star\b)"
    r"|\b(?:up-?vote|vote for|vote up|boost|star) (?:us|me|it|this|our|my)\b|\b(?:your|an) (?:up-?votes?|votes?)\b"
    r"|\bsupport (?:us|me|our launch|my launch) (?:on|with)\b|^\W*up-?vote\b"
    r"|求(?:个)?(?:赞|点赞|票|投票|支持|三连|关注)|(?:帮|给|为)(?:我|我们|忙|个忙|它)?.{0,4}(?:投.?票|点.?赞|顶一下|投一票)|(?:投|送)(?:我|我们)?一票|点个?赞|一键三连|互赞|顶一下|点赞(?:过|满|超过?)\s*\d+",
    re.I | re.M,
)
_VOTE_WORD = re.compile(r"\bup-?vot(?:e|es|ed|ing)\b|点赞|投票", re.I)
_NOT_TRYABLE = re.compile(
    r"\b(?:coming soon|wait(?:ing )?list|sign up for early access|not (?:yet )?(?:ready|available|released))\b|敬请期待|即将上线|候补名单",
    re.I,
)
_GAP = re.compile(r"\{\{\s*[\w.]+\s*\}\}")


@dataclass(frozen=True)
class Post:
    """One post as written, with its channel; None where the library knows no limits for it."""

    path: str
    page: Page
    channel: Channel | None

    @property
    def settings(self) -> Mapping[str, Any]:
        """The front matter."""
        data = self.page.settings.data
        return data if isinstance(data, Mapping) else {}

    @property
    def body(self) -> str:
        """The post itself."""
        return self.page.body.strip()

    def line(self, field: str) -> int:
        """Where a field stands."""
        return self.page.body_line if field == "body" else self.page.settings.key_at((field,)).line

    def length(self, limit: Limit) -> int:
        """The length of a field in the limit's unit; a list counts by its entries."""
        value = self.body if limit.field == "body" else self.settings.get(limit.field)
        if limit.unit == "items":
            return len(value) if isinstance(value, list) else int(is_words(value))
        return 0 if value is None else limit.length(value if isinstance(value, str) else str(value))


def _paths(subject: Subject) -> list[str]:
    return [
        path
        for path in sorted(subject.bundle.files)
        if path.startswith(f"{FOLDER}/") and path.endswith(".md") and PurePosixPath(path).stem != "README"
    ]


def _post(subject: Subject, path: str) -> Post:
    text_of(subject.bundle, path)  # raises Unreadable with the line of a broken byte
    try:
        page = split(subject.bundle.files[path], path, _MOST_BYTES)
    except SpecError as error:
        raise Unreadable(fault(path, error.position.line, error.message, error.remedy)) from error
    return Post(path, page, find_channel(PurePosixPath(path).stem))


def _wanted(subject: Subject) -> list[str] | None:
    """The channels of the facts by their file names, those served by posts; None when no facts are at hand.

    The part of a `foreach` that is about one channel answers for that one only.
    """
    one = channel_named_by(subject.item)
    if one:
        channel = find_channel(one)
        return [channel.id if channel else slug(one)]
    facts = EvidenceBook(subject).facts
    if not isinstance(facts, Mapping):
        return None
    named = facts.get("channels")
    found = [(str(name), find_channel(str(name))) for name in (named if isinstance(named, list) else ())]
    return list(
        dict.fromkeys(
            channel.id if channel else slug(name)
            for name, channel in found
            if channel is None or channel.kind == "posts"
        )
    )


def posts_within_limits(subject: Subject) -> Answer:
    """Every field of every post fits its channel, nothing asks for votes, pictures exist or say what they will show."""
    paths = _paths(subject)
    if not paths:
        return _without_posts(subject)
    faults: list[Finding] = []
    notes: list[Finding] = []
    lengths: dict[str, dict[str, int]] = {}
    unknown: list[str] = []
    for path in paths:
        try:
            post = _post(subject, path)
        except Unreadable as unreadable:
            faults.append(unreadable.finding)
            continue
        faults += [*_setting_faults(post), *_image_faults(subject, post)]
        notes += _gap_notes(post)
        faults += _asking_faults(post)
        if post.channel is None:
            unknown.append(PurePosixPath(path).stem)
            continue
        lengths[path] = {limit.field: post.length(limit) for limit in post.channel.limits}
        faults += [*_limit_faults(post, post.channel), *_rule_faults(post, post.channel)]
        notes += _channel_notes(post, post.channel)
    evidence = {"posts": len(paths), "lengths": lengths, "unknown_channels": unknown}
    unassessed = (
        _("No limits are known for: {channels}.").format(channels=", ".join(unknown)) if unknown else ""
    )
    reason = _("All {count} posts stay inside the limits and rules of their channels.").format(
        count=len(lengths)
    )
    return answer(faults, reason, evidence=evidence, notes=notes, unassessed=unassessed)


def _without_posts(subject: Subject) -> Answer:
    wanted = _wanted(subject)
    if wanted:
        return failed(
            _("There is no post, but the founder named: {channels}.").format(channels=", ".join(wanted))
        )
    return not_applicable(_("There is no post, and the founder named no channel for one."))


def _setting_faults(post: Post) -> Iterator[Finding]:
    stem = PurePosixPath(post.path).stem
    named = post.settings.get("channel")
    if named != stem:
        message = _("The front matter names the channel “{named}”; the file is for {channel}.")
        yield fault(post.path, post.line("channel"), message.format(named=named or "", channel=stem))
    said = post.settings.get("language")
    if said not in ("en", "zh-CN"):
        yield fault(
            post.path, post.line("language"), _("The front matter does not say the language, en or zh-CN.")
        )
    elif post.body and language_of(post.body) != said:
        message = _("The post is not written in its language, {language}.")
        yield fault(post.path, post.page.body_line, message.format(language=said))


def _limit_faults(post: Post, channel: Channel) -> Iterator[Finding]:
    for limit in channel.limits:
        length = post.length(limit)
        if limit.required and not length:
            message = _("{channel} needs {field}; it is missing or empty.")
            yield fault(
                post.path,
                post.line(limit.field),
                message.format(channel=channel.name[language()], field=limit.field),
            )
        elif length < limit.least and (limit.required or length):
            message = _("{field} has {length} of at least {least} ({unit}).")
            yield fault(
                post.path,
                post.line(limit.field),
                message.format(field=limit.field, length=length, least=limit.least, unit=limit.unit),
            )
        elif limit.most is not None and length > limit.most:
            message = _("{field} has {length} of at most {most} ({unit}).")
            said = message.format(field=limit.field, length=length, most=limit.most, unit=limit.unit)
            yield fault(
                post.path,
                post.line(limit.field),
                said,
                _("Shorten it by {count}.").format(count=length - limit.most),
            )
        elif "\n" in str(post.settings.get(limit.field, "")).strip() and limit.field in (
            "title",
            "name",
            "tagline",
        ):
            yield fault(
                post.path, post.line(limit.field), _("{field} must be one line.").format(field=limit.field)
            )


def _asking_faults(post: Post) -> Iterator[Finding]:
    for number, line in enumerate(post.page.text.split("\n"), start=1):
        found = _ASKING.search(line)
        if found:
            message = _("This asks for votes: {words}").format(words=found.group().strip())
            yield fault(
                post.path,
                number,
                message,
                _("Ask for an opinion instead; the channels' rules forbid asking for votes."),
            )


def _rule_faults(post: Post, channel: Channel) -> Iterator[Finding]:
    title = str(post.settings.get("title", ""))
    if "show_hn_tryable" in channel.rules and title.lower().startswith("show hn"):
        for number, line in enumerate(post.page.text.split("\n"), start=1):
            found = _NOT_TRYABLE.search(line)
            if found:
                message = _("A Show HN must be something readers can try now, but: {words}").format(
                    words=found.group()
                )
                yield fault(
                    post.path, number, message, _("Post it when it can be tried, or without “Show HN”.")
                )
    if "url" in post.settings:
        address = str(post.settings["url"]).strip()
        if address and not _GAP.fullmatch(address) and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", address):
            yield fault(
                post.path, post.line("url"), _("“{url}” is no complete web address.").format(url=address)
            )


def _image_faults(subject: Subject, post: Post) -> Iterator[Finding]:
    images = post.settings.get("images")
    if images is None:
        return
    if not isinstance(images, list):
        yield fault(post.path, post.line("images"), _("images must be a list."))
        return
    handed = {path for bundle in (subject.bundle, *subject.inputs.values()) for path in bundle.files}
    for index, image in enumerate(images):
        line = post.page.settings.at(("images", index)).line
        if isinstance(image, Mapping) and is_words(image.get("shows")):
            continue
        file = image.get("file") if isinstance(image, Mapping) else image
        if not is_words(file):
            yield fault(post.path, line, _("A picture names neither its file nor what it shows."))
        elif not {str(file), f"{FOLDER}/{file}"} & handed:
            remedy = _("Name a file that was handed over, or write what it will show.")
            yield fault(post.path, line, _("The picture {file} is not there.").format(file=file), remedy)


def _gap_notes(post: Post) -> Iterator[Finding]:
    for number, line in enumerate(post.page.text.split("\n"), start=1):
        for gap in _GAP.findall(line):
            yield fault(post.path, number, _("Still open: {gap}").format(gap=gap))


def _channel_notes(post: Post, channel: Channel) -> Iterator[Finding]:
    if channel.language and post.settings.get("language") not in (None, channel.language):
        message = _("Readers of {channel} expect {language}.")
        yield fault(
            post.path,
            post.line("language"),
            message.format(channel=channel.name[language()], language=channel.language),
        )
    if "no_vote_solicitation" in channel.rules and not list(_asking_faults(post)):
        for number, line in enumerate(post.page.text.split("\n"), start=1):
            if _VOTE_WORD.search(line):
                yield fault(
                    post.path, number, _("Votes are mentioned; make sure that nobody is asked for them.")
                )


def posts_cover_channels(subject: Subject) -> Answer:
    """There is one post for each channel of the facts, and none for another."""
    wanted = _wanted(subject)
    written = [PurePosixPath(path).stem for path in _paths(subject)]
    if wanted is None:
        return not_assessed(
            _("No readable facts are among the inputs, so nobody can tell which channels are wanted.")
        )
    if not wanted and not written:
        return not_applicable(_("The founder named no channel for posts."))
    faults = [
        fault(
            f"{FOLDER}/{channel}.md",
            None,
            _("There is no post for {channel}.").format(channel=channel),
            _("Write it."),
        )
        for channel in wanted
        if channel not in written
    ]
    faults += [
        fault(
            f"{FOLDER}/{channel}.md",
            None,
            _("The founder did not name the channel {channel}.").format(channel=channel),
        )
        for channel in written
        if channel not in wanted
    ]
    evidence = {"channels": wanted, "posts": written}
    reason = _("Each of {count} channels has its post: {channels}.").format(
        count=len(wanted), channels=", ".join(wanted)
    )
    return answer(faults, reason, evidence=evidence)


CHECKS: Mapping[str, Check] = checks_of(posts_within_limits, posts_cover_channels)
