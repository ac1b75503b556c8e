"""Kit and its README: what is here, in which order to launch, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from superindividual.rehearsal.launch.law_check import LawCheck
from superindividual.rehearsal.launch.phrasing import plain
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.specs.channels import find_channel

_PARTS = {
    "code": "package/", "dist": "dist/", "site": "site/", "posts": "posts/", "email": "email/",
    "calendar": "calendar.ics",
}  # fmt: skip
_EXPECTED = ("site", "posts", "email", "calendar")
_POST_ORDER = ("hackernews", "producthunt", "linkedin", "x", "reddit", "wechat_mp", "xiaohongshu", "douyin")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True)
class Kit:
    """What the README tells."""

    pitch: Pitch
    parts: Mapping[str, int]
    """Part to the number of its files."""
    posts: tuple[str, ...]
    placeholders: Mapping[str, tuple[str, ...]]
    """`company.postal_address` to the files in which it stands as a placeholder."""
    marked: Mapping[str, tuple[str, ...]]
    """Gaps shown on pages."""
    law: LawCheck | None
    dist_error: str
    has_report: bool
    """Whether a compliance report was handed in, readable or not."""

    @property
    def no_code(self) -> str:
        """Why there is no package, or nothing."""
        if "code" in self.parts:
            return ""
        words, recipe = self.pitch.words, self.pitch.facts.recipe
        if recipe and recipe.name is None:
            return words.say("kit.no_code", reason=plain(recipe.reason)).strip()
        return words.say("kit.no_code_plain")

    @property
    def missing(self) -> list[str]:
        """Parts that no step handed in."""
        return [self.pitch.words.say(f"kit.part_{name}") for name in _EXPECTED if name not in self.parts]


def readme(kit: Kit) -> str:
    """The README as Markdown, in the brief's language."""
    words = kit.pitch.words
    sections = [
        f"# {words.say('kit.title', product=escaped(kit.pitch.name))}\n\n{words.say('kit.intro')}",
        f"## {words.say('kit.contents')}\n\n{_contents(kit)}",
        f"## {words.say('kit.order')}\n\n{_order(kit)}",
        f"## {words.say('kit.open')}\n\n{_open(kit)}",
        words.say("kit.rehearsal"),
    ]
    return "\n\n".join(sections) + "\n"


def escaped(text: str) -> str:
    """Foreign text inside Markdown."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def _contents(kit: Kit) -> str:
    words = kit.pitch.words
    rows = [
        f"| `{_PARTS[name]}` | {words.say(f'kit.part_{name}')} | {kit.parts[name]} |"
        for name in _PARTS
        if name in kit.parts
    ]
    notes = [words.say("kit.manifest")]
    if kit.no_code:
        notes.append(escaped(kit.no_code))
    if kit.dist_error:
        notes.append(words.say("kit.no_dist", error=escaped(kit.dist_error)))
    if kit.missing:
        notes.append(words.say("kit.no_part", parts=words.listed(kit.missing)))
    table = "\n".join([words.say("kit.row"), "|---|---|---|", *rows]) if rows else ""
    return "\n\n".join(part for part in [table, *notes] if part)


def _order(kit: Kit) -> str:
    words = kit.pitch.words
    steps = [words.say("kit.step_close")]
    steps += [
        words.say(f"kit.step_{name}") for name in ("dist", "site", "calendar", "email") if name in kit.parts
    ]
    if kit.posts:
        steps.append(words.say("kit.step_posts", channels=words.listed(_channels(kit))))
    steps.append(words.say("kit.step_review"))
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _channels(kit: Kit) -> list[str]:
    names = [path.rsplit("/", 1)[-1].removesuffix(".md") for path in kit.posts]
    names.sort(key=lambda name: (_POST_ORDER.index(name) if name in _POST_ORDER else len(_POST_ORDER), name))
    channels = [(name, find_channel(name)) for name in names]
    return [channel.name[kit.pitch.words.lang] if channel else escaped(name) for name, channel in channels]


def _open(kit: Kit) -> str:
    """Questions, gaps and the law check; what was not looked at is said, an empty part is left out."""
    words = kit.pitch.words
    questions = [
        f"**{q.id}** {escaped(q.text)}{words.aside(words.say('kit.why', why=escaped(q.why)))}"
        if q.why
        else f"**{q.id}** {escaped(q.text)}"
        for q in kit.pitch.facts.questions
    ]
    gaps = [
        words.say("kit.placeholder", name="{{" + name + "}}", files=_files(kit, files))
        for name, files in kit.placeholders.items()
    ]
    gaps += [
        words.say("kit.marked", name=_gap_name(kit, key), files=_files(kit, files))
        for key, files in kit.marked.items()
    ]
    law = kit.law or LawCheck()
    parts = [
        _listed(words.say("kit.questions"), questions),
        _listed(words.say("kit.gaps"), gaps),
        _listed(words.say("kit.blockers"), [escaped(line) for line in law.blockers]),
        _listed(words.say("kit.todo"), [escaped(line) for line in law.todo]),
        _listed(words.say("kit.attest"), [escaped(line) for line in law.attestations]),
        "" if kit.law else words.say("kit.unread_compliance" if kit.has_report else "kit.no_compliance"),
    ]
    return "\n\n".join(part for part in parts if part) or words.say("kit.no_open")


def _gap_name(kit: Kit, key: str) -> str:
    """The gap's words and its key."""
    from superindividual.rehearsal.launch.gap import gap

    try:
        words = kit.pitch.words
        return f"{gap(key, words).text}{words.aside(f'`{key}`')}"
    except KeyError:
        return f"`{plain(key)}`"


def _files(kit: Kit, files: Sequence[str]) -> str:
    joint = "、" if kit.pitch.words.lang == "zh-CN" else ", "
    return joint.join(f"`{path}`" for path in files)


def _listed(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"### {title}", "", *(f"- {line}" for line in lines)]) if lines else ""
