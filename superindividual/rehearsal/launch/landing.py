"""Landing: the sections of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from superindividual.rehearsal.launch.gap import gap, product_gaps
from superindividual.rehearsal.launch.markup import Child, h
from superindividual.rehearsal.launch.page import Page, fitted_description, fitted_title
from superindividual.rehearsal.launch.phrasing import capital
from superindividual.rehearsal.launch.pitch import Line, Pitch
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.launch.structured_data import structured_data
from superindividual.rehearsal.reading.evidence import in_first_person

_TICK = "M5 12.5l4.2 4.2L19 7"
_LONG = {"en": 64, "zh-CN": 26}
"""From so many characters on, a headline is set smaller."""


def landing(pitch: Pitch) -> Page:
    """The home page."""
    words = pitch.words
    head = headline(pitch)
    parts = [pitch.stop(head)] if head != pitch.name else []
    description = fitted_description([*parts, *_described(pitch)], words)
    sections = (_hero, _does, _why, _example, _promises, _price, _contact)
    return Page(
        file="index.html",
        title=fitted_title(titles(pitch), words),
        description=description,
        body=tuple(element for write in sections for element in write(pitch)),
        gaps=tuple(product_gaps(pitch)),
        data=structured_data(pitch, description),
    )


def headline(pitch: Pitch) -> str:
    """What stands at the top: the product in one line."""
    return pitch.short or pitch.name


def titles(pitch: Pitch) -> list[str]:
    """Wordings of the page's title, the fullest first."""
    head = headline(pitch)
    if pitch.headline is None or head.lower() == pitch.name.lower():
        return [pitch.name]
    room = {"en": 65, "zh-CN": 32}[pitch.words.lang] - len(pitch.words.colon(pitch.name, ""))
    full = pitch.words.colon(pitch.name, head)
    cut = [pitch.words.colon(pitch.name, shortened(head, room))] if room > 8 else []
    return [full, *cut, pitch.name]


def _described(pitch: Pitch) -> list[str]:
    """Sentences for the description, by weight."""
    told = pitch.problem if pitch.problem and not in_first_person(pitch.problem.text) else None
    head = headline(pitch).lower()
    abilities = [line for line in pitch.abilities if line.text.lower() not in head]
    lines = [*pitch.promises, *([told] if told else []), *abilities]
    prices = [price.text for price in pitch.own_prices]
    who = [pitch.words.colon(pitch.words.say("site.who"), line.text) for line in pitch.audience[:1]]
    return [pitch.stop(text) for text in [*(line.text for line in lines), *prices, *who]]


def section(title: str, *children: Child, id_: str | None = None, tint: bool = False) -> ET.Element:
    """One section with its heading."""
    return h(
        "section",
        h("div", h("h2", title), *children, class_="wrap"),
        id=id_,
        class_="section tint" if tint else "section",
    )


def _hero(pitch: Pitch) -> list[ET.Element]:
    words = pitch.words
    head = headline(pitch)
    own = pitch.problem is not None and in_first_person(pitch.problem.text)
    lede = pitch.stop(pitch.problem) if pitch.problem and not own else _whole(pitch)
    mail = pitch.identity.email.strip()
    actions = [
        h("a", words.say("site.see_parts" if pitch.own_site else "site.see"), class_="button", href="#does")
        if pitch.abilities
        else None,
        h("a", words.say("site.contact"), class_="button plain", href=f"mailto:{mail}") if mail else None,
        h("a", words.say("site.sponsor_page"), class_="button plain", href="sponsor.html")
        if has_sponsors(pitch)
        else None,
    ]
    text = h(
        "div",
        h("h1", head, class_="long" if len(head) > _LONG[words.lang] else None),
        h("p", lede, class_="lede") if lede else None,
        h("div", *actions, class_="actions") if any(a is not None for a in actions) else None,
    )
    return [h("div", h("div", text, _glance(pitch), class_="wrap"), class_="hero")]


def _glance(pitch: Pitch) -> ET.Element:
    """The facts a visitor looks for before reading."""
    words = pitch.words
    price: list[Child] = []
    for line in pitch.own_prices:
        price += [capital(line.text), h("small", line.free) if line.free else None]
    rows: list[tuple[str, Sequence[Child]]] = [
        (
            "status",
            [words.say(f"site.status_{'built' if pitch.built else 'planned'}")] if pitch.software else [],
        ),
        ("for", [h("div", one.text) if len(pitch.audience) > 1 else one.text for one in pitch.audience]),
        ("price", price or _no_price(pitch)),
        ("data", [h("div", line.text) for line in pitch.badges]),
    ]
    items = [
        h("div", h("dt", words.say(f"site.glance_{key}")), h("dd", *value)) for key, value in rows if value
    ]
    return h("section", h("h2", words.say("site.glance")), h("dl", *items), class_="facts")


def _no_price(pitch: Pitch) -> list[Child]:
    """What stands where no price is known; nothing where nothing is paid here, and sponsors say their own."""
    if pitch.free:
        return [capital(pitch.words.say("site.price_free"))]
    silent = pitch.sponsor_costs or pitch.facts.signal("takes_payment") is False
    return [] if silent else [capital(pitch.words.say("site.price_unknown"))]


def _why(pitch: Pitch) -> list[ET.Element]:
    """The founder's own story, below what the product does."""
    if pitch.problem is None or not in_first_person(pitch.problem.text):
        return []
    return [section(pitch.words.say("site.why"), h("p", pitch.stop(pitch.problem)), id_="why")]


def _whole(pitch: Pitch) -> str:
    """The whole headline where the top shows it shortened and no list of abilities says the rest."""
    cut = pitch.headline is not None and pitch.short != pitch.headline.text and not pitch.abilities
    return pitch.stop(pitch.headline) if pitch.headline and cut else ""


def _does(pitch: Pitch) -> list[ET.Element]:
    words = pitch.words
    whole = _whole(pitch)
    if pitch.abilities:
        items = [h("li", icon(), h("span", pitch.stop(one))) for one in pitch.abilities]
        body: Child = h("ul", *items, class_="cards")
    elif whole:
        body = h("p", whole)
    else:
        body = h("p", words.say("site.does_none"), " ", gap("product.abilities", words).mark(words))
    title = words.say("site.parts" if pitch.own_site else "site.does")
    planned = [h("h3", words.say("site.planned")), _plain_list(pitch.planned)] if pitch.planned else []
    return [section(title, body, *planned, id_="does", tint=True)]


def icon() -> ET.Element:
    """A tick; decoration, so hidden from readers of the page."""
    path = h(
        "path",
        d=_TICK,
        fill="none",
        stroke="currentColor",
        stroke_width="2.4",
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    return h("svg", path, viewBox="0 0 24 24", aria_hidden="true", focusable="false")


def _example(pitch: Pitch) -> list[ET.Element]:
    example, words = pitch.example, pitch.words
    if example is None:
        return []
    install = (
        h("p", words.colon(words.say("site.install"), ""), h("code", example.install))
        if example.install
        else None
    )
    session = h("pre", example.text, tabindex="0", role="region", aria_label=words.say("site.example"))
    return [
        section(
            words.say("site.example"), h("p", words.say("site.example_note")), session, install, id_="example"
        )
    ]


def _promises(pitch: Pitch) -> list[ET.Element]:
    if not pitch.promises:
        return []
    items = [
        h("li", icon(), h("span", pitch.stop(one) if len(one.text) > 6 else one.text))
        for one in pitch.promises
    ]
    inner = h(
        "div", h("h2", pitch.words.say("site.promises")), h("ul", *items, class_="promise"), class_="wrap"
    )
    return [h("section", inner, id="promises", class_="section band")]


def _price(pitch: Pitch) -> list[ET.Element]:
    """Price and limits side by side, as far as there are any."""
    words = pitch.words
    price = [h("p", capital(line.text), class_="amount") for line in pitch.own_prices]
    free = [h("p", line.free) for line in pitch.own_prices if line.free]
    columns = [
        h("div", h("h2", words.say("site.price")), *price, *free, id="price") if price else None,
        h(
            "div",
            h("h2", words.say("site.not_now")),
            _plain_list(pitch.not_now),
            h("p", words.say("site.not_now_note")),
        )
        if pitch.not_now
        else None,
    ]
    shown = [column for column in columns if column is not None]
    if not shown:
        return []
    return [h("section", h("div", *shown, class_="wrap two"), class_="section tint")]


def _plain_list(lines: tuple[Line, ...]) -> ET.Element:
    return h("ul", *(h("li", capital(one.text)) for one in lines), class_="plainlist")


def _contact(pitch: Pitch) -> list[ET.Element]:
    words, mail = pitch.words, pitch.identity.email.strip()
    if mail:
        body: list[Child] = [
            h("p", words.say("site.contact_text", name=pitch.name)),
            h(
                "div",
                h("a", words.say("site.contact"), class_="button", href=f"mailto:{mail}"),
                class_="actions",
            ),
        ]
    else:
        body = [h("p", words.say("site.contact_none"), " ", gap("company.email", words).mark(words))]
    return [section(words.say("site.contact_title"), *body, id_="contact")]


def has_sponsors(pitch: Pitch) -> bool:
    """Whether the facts ask for a page for sponsors."""
    return bool(pitch.sponsoring or pitch.sponsor_costs)
