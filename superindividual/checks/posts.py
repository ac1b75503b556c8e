"""Posts: inside each channel's limits and rules, one for each of the founder's channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.errors import SpecError
from superindividual.specs.channels import Channel, Limit, load_channels
from superindividual.specs.facts import ProductFacts
from superindividual.specs.frontmatter import Page, split
from superindividual.text import gettext as _

_FOLDER = "marketing/posts/"
_MAX_BYTES = 200_000
_VOTES = re.compile(
    r"(?i)\b(up-?vote|vote for (us|me)|give (us|me) (a|your) (vote|star)|smash (the )?like)|求赞|求票|帮.{0,4}投票|点个赞|一键三连"
)


def posts_within_limits(subject: Subject) -> Answer:
    """Every field of every post fits its channel, and no post asks for votes."""
    faults: list[Finding] = []
    lengths: dict[str, dict[str, int]] = {}
    for path in _posts(subject):
        channel = load_channels().get(PurePosixPath(path).stem)
        if channel is None:
            faults.append(
                fault(path, 1, _("no limits are known for this channel"), _("name the file after a channel"))
            )
            continue
        try:
            page = split(subject.bundle.files[path], path, _MAX_BYTES)
        except SpecError as error:
            faults.append(fault(path, error.position.line, error.message, error.remedy))
            continue
        lengths[path] = {limit.field: _length(page, limit) for limit in channel.limits}
        faults += [*_over(path, page, channel), *_asking(path, page)]
    if not lengths and not faults:
        return Answer(Verdict.NOT_APPLICABLE, _("there is no post"))
    return answer(
        faults,
        _("{count} posts are inside their channels' limits").format(count=len(lengths)),
        evidence={"lengths": lengths},
    )


def _over(path: str, page: Page, channel: Channel) -> Iterator[Finding]:
    for limit in channel.limits:
        value = _field(page, limit.field)
        if not limit.least <= _length(page, limit) <= (limit.most or _MAX_BYTES) or (
            limit.required and not value
        ):
            bounds = _("{field}: {length} of at least {least} and at most {most} {unit}").format(
                field=limit.field,
                length=_length(page, limit),
                least=max(limit.least, int(limit.required)),
                most=limit.most or "-",
                unit=limit.unit,
            )
            yield fault(
                path,
                page.settings.at((limit.field,)).line if limit.field != "body" else page.body_line,
                bounds,
                _("shorten or fill it"),
            )


def _asking(path: str, page: Page) -> Iterator[Finding]:
    for number, line in enumerate(page.text.split("\n"), 1):
        if _VOTES.search(line):
            yield fault(path, number, _("asks for votes"), _("channels forbid it; remove it"))


def _length(page: Page, limit: Limit) -> int:
    """In the limit's unit; a list counts by its entries."""
    value = _field(page, limit.field)
    return len(value.splitlines()) if limit.unit == "items" else limit.length(value)


def _field(page: Page, name: str) -> str:
    """A field as text; a list counts by its entries, one line each."""
    if name == "body":
        return page.body.strip()
    value = page.settings.data.get(name) if isinstance(page.settings.data, dict) else None
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value)


def posts_cover_channels(subject: Subject) -> Answer:
    """There is a post for each channel that the founder named."""
    discovery = subject.input_of_kind("discovery")
    if discovery is None:
        return Answer(Verdict.NOT_ASSESSED, _("the facts were not handed over"))
    facts = ProductFacts.model_validate_json(discovery.files["discovery/facts.json"])
    wanted = [c for c in facts.channels if c in load_channels() and load_channels()[c].kind == "posts"]
    written = {PurePosixPath(path).stem for path in _posts(subject)}
    missing = [c for c in wanted if c not in written]
    if not wanted:
        return Answer(Verdict.NOT_APPLICABLE, _("the founder named no channel for posts"))
    faults = [
        fault(f"{_FOLDER}{c}.md", None, _("there is no post for {channel}").format(channel=c), _("write it"))
        for c in missing
    ]
    return answer(
        faults,
        _("every channel has its post: {channels}").format(channels=", ".join(wanted)),
        evidence={"channels": wanted},
    )


def _posts(subject: Subject) -> Sequence[str]:
    return sorted(
        p
        for p in subject.bundle.files
        if p.startswith(_FOLDER) and p.endswith(".md") and PurePosixPath(p).stem != "README"
    )


CHECKS: Mapping[str, Check] = checks_of(posts_within_limits, posts_cover_channels)
