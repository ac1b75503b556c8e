"""Further pages: the privacy notice and the page for sponsors, where the facts ask for them."""

from __future__ import annotations

from superindividual.rehearsal.launch.gap import Gap, gap
from superindividual.rehearsal.launch.landing import icon, section
from superindividual.rehearsal.launch.markup import Child, h
from superindividual.rehearsal.launch.page import Page, fitted_description, fitted_title, imprint
from superindividual.rehearsal.launch.pitch import Line, Pitch
from superindividual.specs.facts import Signal

_PERSONAL: tuple[Signal, ...] = (
    "collects_personal_data", "has_accounts", "user_content", "tracking", "bulk_mail", "takes_payment",
    "targets_minors", "mobile_app", "game", "chatbot",
)  # fmt: skip
_KEEPS: tuple[Signal, ...] = (
    "collects_personal_data",
    "has_accounts",
    "user_content",
    "tracking",
    "targets_minors",
    "game",
    "chatbot",
)
PAGE_CHECK = "check:no_external_requests"


def wants_privacy(pitch: Pitch) -> bool:
    """Whether a privacy notice is due: a market with such a law, or any fact that speaks of people's data."""
    return bool(pitch.facts.markets) or any(pitch.facts.signal(name) for name in _PERSONAL)


def privacy(pitch: Pitch) -> Page:
    """The privacy notice: what is true of the page itself, and gaps for what only the founder knows."""
    words, gaps = pitch.words, privacy_gaps(pitch)
    about = [h("p", pitch.stop(line)) for line in _data_lines(pitch)]
    marks = {one.key: h("p", one.mark(words)) for one in gaps}
    product: list[Child] = [
        *about,
        *(mark for key, mark in marks.items() if key not in ("privacy.hosting", "privacy.authority")),
    ]
    parts: list[Child] = [
        h("h1", words.say("site.privacy_title", name=pitch.name)),
        h("p", words.say("privacy.lede"), class_="lede"),
        h("h2", words.say("privacy.page")),
        h("p", words.say("privacy.page_text")),
        h("p", words.say("privacy.hosting_text"), " ", gap("privacy.hosting", words).mark(words)),
        [h("h2", words.say("privacy.product")), *product] if product else None,
        [h("h2", words.say("privacy.mail")), h("p", words.say("privacy.mail_text"))],
        [h("h2", words.say("privacy.responsible")), *imprint(pitch)],
        [h("h2", words.say("privacy.rights")), h("p", words.say("privacy.rights_text"))],
        h("p", gap("privacy.authority", words).mark(words)),
    ]
    body = h("section", h("div", h("div", *parts, class_="prose"), class_="wrap"), class_="section")
    title = fitted_title([words.say("site.privacy_title", name=pitch.name), words.say("site.privacy")], words)
    return Page(
        "privacy.html",
        title,
        fitted_description([words.say("privacy.lede"), words.say("privacy.page_text")], words),
        (body,),
        tuple(gaps),
    )


def privacy_gaps(pitch: Pitch) -> list[Gap]:
    """What the notice needs and the facts do not say."""
    facts, words = pitch.facts, pitch.words
    keys = ["privacy.hosting", "privacy.authority"]
    if any(facts.signal(name) for name in _KEEPS):
        keys.append("privacy.processing")
        if facts.signal("data_leaves_device") is not False and {"EU", "CN"} & set(facts.markets):
            keys.append("privacy.transfer")
    if facts.signal("targets_minors"):
        keys.append("privacy.guardian")
    return [gap(key, words) for key in keys]


def privacy_lines(pitch: Pitch) -> list[Line]:
    """What the notice states beyond the facts; the sentence on mail is a proposal to the founder."""
    words = pitch.words
    return [
        Line(words.say("privacy.page_text"), (PAGE_CHECK,)),
        Line(words.say("privacy.mail_text"), ("assumption:privacy_mail",)),
    ]


def _data_lines(pitch: Pitch) -> list[Line]:
    """Promises and badges that speak of data."""
    topics = (
        "data",
        "track",
        "account",
        "cookie",
        "upload",
        "offline",
        "数据",
        "隐私",
        "追踪",
        "账号",
        "注册",
        "上传",
        "离线",
    )
    return [
        line
        for line in (*pitch.promises, *pitch.badges)
        if any(topic in line.text.lower() for topic in topics)
    ]


def sponsor(pitch: Pitch) -> Page:
    """The page for sponsors."""
    words, mail = pitch.words, pitch.identity.email.strip()
    title = words.say("site.sponsor_title", name=pitch.name)
    gets = [h("li", icon(), h("span", pitch.stop(text))) for text in pitch.sponsor_gets]
    how: list[Child] = [h("p", words.say("site.sponsor_how_text", name=pitch.name))]
    if mail:
        how.append(h("div", h("a", mail, class_="button", href=f"mailto:{mail}"), class_="actions"))
    else:
        how.append(h("p", gap("company.email", words).mark(words)))
    prices = [h("p", text, class_="amount") for text in pitch.sponsor_costs]
    prices = prices or [h("p", gap("product.price", words).mark(words))]
    hero = h(
        "div",
        h(
            "div",
            h("div", h("h1", title), h("p", words.say("site.sponsor_lede"), class_="lede")),
            class_="wrap",
        ),
        class_="hero",
    )
    body = [hero]
    if gets:
        body.append(section(words.say("site.sponsor_what"), h("ul", *gets, class_="cards"), tint=True))
    body.append(section(words.say("site.sponsor_price"), *prices, id_="price"))
    body.append(section(words.say("site.sponsor_how"), *how, tint=True))
    description = fitted_description(
        [words.say("site.sponsor_lede"), *(pitch.stop(text) for text in pitch.sponsor_gets)], words
    )
    gaps = () if pitch.sponsor_costs else (gap("product.price", words),)
    return Page("sponsor.html", fitted_title([title], words), description, tuple(body), gaps)
