"""Channel posts: how each channel is written for."""

from __future__ import annotations

from collections.abc import Callable

from superindividual.rehearsal.launch.phrasing import small
from superindividual.rehearsal.launch.post import FieldValue, Post, fitted, within
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.launch.telling import Telling
from superindividual.specs.channels import Channel

Writer = Callable[[Telling, Channel], Post]


def hackernews(telling: Telling, channel: Channel) -> Post:
    """Plain: what, why, how, limits, and what I would like to know."""
    pitch = telling.pitch
    example = pitch.example
    session = "\n".join(f"    {line}" for line in example.text.splitlines()) if example else ""
    blocks = [
        telling.say("hn_hello"),
        telling.problem,
        telling.intro,
        telling.say("try_it") if pitch.built else telling.say("hn_not_yet"),
        f"{telling.say('does')}\n\n{telling.bullets('- ', chr(10) * 2)}" if pitch.abilities else "",
        telling.planned,
        f"{telling.say('hn_session')}\n\n{session}" if session else "",
        telling.install,
        telling.promises,
        telling.not_now,
        telling.price,
        telling.ask,
    ]
    fields: dict[str, FieldValue] = {"title": hackernews_title(telling, channel), "url": pitch.url}
    return Post("\n\n".join(block for block in blocks if block), fields)


def hackernews_title(telling: Telling, channel: Channel) -> str:
    """`Show HN` only for what can be tried; else a question."""
    limit, name = channel.limit("title"), telling.pitch.name
    most = limit.most or 80
    key = "hn_title_show" if telling.pitch.built else "hn_title_ask"
    room = most - len(telling.say(key, name=name, what=""))
    if not telling.bare and room >= 16:
        return telling.say(key, name=name, what=telling.what(room))
    bare = f"Show HN: {name}" if telling.pitch.built else telling.say("hn_title_ask_bare", name=small(name))
    return within(bare, limit)


def producthunt(telling: Telling, channel: Channel) -> Post:
    """Name, tagline, description, and the maker's first comment."""
    pitch = telling.pitch
    tagline = pitch.headline.text if pitch.headline else pitch.name
    blocks = [
        (0, pitch.stop(pitch.short or pitch.name)),
        *((2, pitch.stop(line)) for line in pitch.abilities),
        *((1, pitch.stop(line)) for line in telling.assured),
        (3, telling.price),
        (4, telling.not_now),
    ]
    joint = "" if pitch.words.lang == "zh-CN" else " "
    hello = telling.say("ph_hello", name=pitch.name)
    comment = [
        hello,
        telling.problem,
        telling.who,
        telling.state,
        telling.not_now,
        telling.price,
        telling.ask,
        telling.say("maker"),
    ]
    fields: dict[str, FieldValue] = {
        "name": within(pitch.name, channel.limit("name")),
        "tagline": within(tagline, channel.limit("tagline")),
        "first_comment": "\n\n".join(part for part in comment if part),
    }
    return Post(fitted(blocks, channel.limit("body"), joint), fields)


def linkedin(telling: Telling, channel: Channel) -> Post:
    """The problem first, since only the first lines are seen; then the story, and one question."""
    limit = channel.limit("body")
    hook = telling.problem or telling.intro
    fold = limit.fold or 210
    opening = hook if limit.length(hook) <= fold else shortened(hook, fold, limit.length)
    rest = hook[len(opening) :].strip(" ") if hook.startswith(opening) else ""
    blocks = [
        (0, opening),
        (3, rest),
        (1, telling.intro if telling.problem else ""),
        (2, telling.state),
        (4, telling.does),
        (3, telling.promises),
        (6, telling.who),
        (6, telling.not_now),
        (5, telling.price),
        (2, telling.ask),
        (3, telling.link),
    ]
    return Post(fitted(blocks, limit))


def x(telling: Telling, channel: Channel) -> Post:
    """One post: what it is, a promise, and the link."""
    pitch = telling.pitch
    limit = channel.limit("body")
    head = pitch.stop(
        pitch.name if telling.bare or not pitch.headline else pitch.words.colon(pitch.name, pitch.short)
    )
    tail = f"{telling.say('x_tail_built' if pitch.built else 'x_tail_planned')} {pitch.url}"
    room = (limit.most or 280) - limit.length(tail) - 2
    head = head if limit.length(head) <= room else shortened(head, room, limit.length)
    blocks = [(0, head), *((2, pitch.stop(line)) for line in telling.assured), (3, telling.price), (1, tail)]
    return Post(fitted(blocks, limit))


def reddit(telling: Telling, channel: Channel) -> Post:
    """Like a member who shows something and says that it is the member's own."""
    pitch = telling.pitch
    limit = channel.limit("title")
    key = "reddit_title_built" if pitch.built else "reddit_title_planned"
    title = telling.say(key, what=small(pitch.name) if telling.bare else telling.what(160))
    session = f"```\n{pitch.example.text}\n```" if pitch.example and "```" not in pitch.example.text else ""
    blocks = [
        (1, telling.problem),
        (0, telling.intro),
        (1, telling.state),
        (2, telling.does),
        (5, session),
        (3, telling.promises),
        (3, telling.not_now),
        (4, telling.price),
        (1, telling.say("reddit_disclosure")),
        (1, telling.ask),
        (2, telling.link),
    ]
    fields: dict[str, FieldValue] = {
        "title": within(title, limit),
        "subreddit": next(iter(pitch.subreddits), telling.say("subreddit")),
    }
    return Post(fitted(blocks, channel.limit("body")), fields)


def generic(telling: Telling, channel: Channel) -> Post:
    """For a channel whose habits are not known: the plain story."""
    blocks = [
        telling.problem,
        telling.intro,
        telling.state,
        telling.does,
        telling.promises,
        telling.not_now,
        telling.price,
        telling.ask,
        telling.link,
    ]
    return Post("\n\n".join(block for block in blocks if block))


def xiaohongshu(telling: Telling, channel: Channel) -> Post:
    """Short lines, a personal tone, and tags at the end."""
    pitch = telling.pitch
    state = "built" if pitch.built else "planned"
    tags = post_tags(telling)[: channel.limit("tags").most or 10]
    blocks = [
        (1, _lines(telling.problem)),
        (0, _lines(telling.intro)),
        (2, telling.state),
        (2, f"{telling.say('does')}\n{telling.bullets(_mark(telling, '✅'))}" if pitch.abilities else ""),
        (3, telling.planned),
        (3, "\n".join(f"{_mark(telling, '📌')}{line.text}" for line in telling.assured)),
        (4, telling.not_now),
        (4, telling.price),
        (1, telling.say(f"xhs_ask_{state}")),
        (1, " ".join(f"#{tag}" for tag in tags)),
    ]
    fields: dict[str, FieldValue] = {
        "title": _short_title(telling, channel),
        "images": images(telling),
        "tags": tags,
    }
    return Post(fitted(blocks, channel.limit("body")), fields)


def douyin(telling: Telling, channel: Channel) -> Post:
    """The images tell it; the text says in a few lines what they show."""
    pitch = telling.pitch
    blocks = [
        (1, _lines(telling.problem)),
        (0, _lines(telling.intro)),
        (3, "\n".join(line.text for line in telling.assured)),
        (2, telling.state),
        (2, telling.say("xhs_ask_built" if pitch.built else "xhs_ask_planned")),
        (2, " ".join(f"#{tag}" for tag in post_tags(telling))),
    ]
    fields: dict[str, FieldValue] = {"title": _short_title(telling, channel), "images": images(telling)}
    return Post(fitted(blocks, channel.limit("body"), "\n"), fields)


def wechat_mp(telling: Telling, channel: Channel) -> Post:
    """An article with headings."""
    pitch = telling.pitch
    head = pitch.words.colon(pitch.name, pitch.short) if pitch.headline and not telling.bare else pitch.name
    digest = pitch.words.sentences([pitch.stop(head), telling.problem])
    limit = channel.limit("digest")
    author = pitch.identity.legal_name.strip() or pitch.name
    example = f"```\n{pitch.example.text}\n```" if pitch.example and "```" not in pitch.example.text else ""
    parts = [
        ("why", pitch.words.sentences([telling.problem, telling.intro])),
        ("who", "\n".join(pitch.stop(line) for line in pitch.audience)),
        ("does", "\n\n".join(part for part in (telling.bullets(), telling.planned) if part)),
        ("use", "\n\n".join(part for part in (telling.install, example) if part)),
        ("promises", "\n".join(f"- {line.text}" for line in telling.assured)),
        ("not_now", "\n".join(f"- {line.text}" for line in pitch.not_now)),
        (
            "price",
            pitch.words.sentences([part for p in pitch.own_prices for part in (pitch.stop(p.text), p.free)]),
        ),
        ("ask", "\n\n".join(part for part in (telling.state, telling.ask, telling.link) if part)),
    ]
    blocks = [(n, f"## {telling.say(f'mp_{key}')}\n\n{text}") for n, (key, text) in enumerate(parts) if text]
    fields: dict[str, FieldValue] = {
        "title": within(head, channel.limit("title")),
        "author": within(author, channel.limit("author")),
        "digest": within(digest, limit),
    }
    return Post(fitted(blocks, channel.limit("body")), fields)


def images(telling: Telling) -> list[dict[str, str]]:
    """What the images must show; none exists yet."""
    pitch = telling.pitch
    name = shortened(pitch.name, 40)
    if telling.bare:
        cover = telling.say("image_cover_bare", name=name)
    else:
        cover = telling.say("image_cover", name=name, text=telling.what(40))
    cards = [telling.say("image_ability", text=shortened(line.text, 60)) for line in pitch.abilities[:4]]
    session = [telling.say("image_session")] if pitch.built else []
    return [{"shows": text} for text in [cover, *session, *cards, telling.say("image_last")]]


def post_tags(telling: Telling) -> list[str]:
    """Tags without spaces or marks: the name, and what the facts allow."""
    pitch = telling.pitch
    kind = (
        [telling.say("tag_game")]
        if pitch.facts.signal("game")
        else [telling.say("tag_software")]
        if pitch.built
        else []
    )
    wanted = [pitch.name, *kind, *pitch.words.phrases("post.tags")]
    plain = ["".join(c for c in tag if c.isalnum())[:30] for tag in wanted]
    return list(dict.fromkeys(tag for tag in plain if tag))


def _mark(telling: Telling, emoji: str) -> str:
    """A bullet: an emoji, unless the founder wants none."""
    return f"{emoji} " if telling.pitch.wishes.emoji else "· "


def _short_title(telling: Telling, channel: Channel) -> str:
    """Name and line when both fit, else a sentence on making it, else the name."""
    pitch, limit = telling.pitch, channel.limit("title")
    whole = [pitch.words.colon(pitch.name, pitch.short)] if pitch.headline and not telling.bare else []
    made = telling.say("xhs_title_built" if pitch.built else "xhs_title_planned", name=pitch.name)
    fitting = next((text for text in [*whole, made] if limit.holds(text)), None)
    return fitting or within(pitch.name, limit)


def _lines(text: str) -> str:
    """One sentence a line; Chinese also breaks at commas once a line is long."""
    out: list[str] = []
    for piece in _pieces(text):
        if (
            out
            and len(out[-1]) + len(piece) <= 24
            and not out[-1].endswith(("。", "！", "？", ".", "!", "?"))
        ):
            out[-1] += piece
        else:
            out.append(piece)
    return "\n".join(part.strip() for part in out)


def _pieces(text: str) -> list[str]:
    """A text cut behind its Chinese marks and its sentence ends."""
    pieces, start = [], 0
    for n, character in enumerate(text, 1):
        at_end = character in ".!?" and (n == len(text) or text[n] == " ")
        if character in "，。！？；" or at_end:
            pieces.append(text[start:n])
            start = n
    return [piece for piece in [*pieces, text[start:]] if piece.strip()]


WRITERS: dict[str, Writer] = {
    "hackernews": hackernews,
    "producthunt": producthunt,
    "linkedin": linkedin,
    "x": x,
    "reddit": reddit,
    "xiaohongshu": xiaohongshu,
    "wechat_mp": wechat_mp,
    "douyin": douyin,
}
