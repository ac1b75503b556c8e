"""Pages: what stands on each kind of page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import messages
from .addresses import slug
from .collection import Collection, Group, group_folder, labels
from .layout import ARCHIVE, HOME, NOT_FOUND, SPONSORS, Layout, Page, when
from .markup import Html, join, lines, tag
from .note import Note
from .rendering import Rendered
from .settings import Sponsor


def all_pages(layout: Layout, rendered: Mapping[str, Rendered]) -> Iterator[Page]:
    """Give every page of a site; `rendered` goes by the paths of notes."""
    site = layout.site
    yield _home(layout, rendered)
    for note in site.all:
        if not note.is_home:
            yield _note(layout, note, rendered[note.path])
    if site.archive:
        yield _archive(layout)
        yield from (_group(layout, g, g.name or messages.UNDATED) for g in site.archive)
    names = labels(site.settings)
    for name, groups in site.groups.items():
        path = f"{group_folder(name)}/index.html"
        yield Page(path, names[name], layout.groups(path, groups))
        for group in groups:
            title = messages.IN_GROUP.format(label=names[name], value=group.name)
            yield _group(layout, group, title)
    if site.settings.sponsors and SPONSORS not in site.pages.values():
        yield Page(SPONSORS, messages.SPONSORS, _sponsors(layout, titled=True))
    text = tag("p", messages.NOT_FOUND_TEXT)
    back = tag("a", messages.TO_HOME, href=layout.link(NOT_FOUND, HOME))
    yield Page(NOT_FOUND, messages.NOT_FOUND_TITLE, lines(text, tag("p", back)))


def _home(layout: Layout, rendered: Mapping[str, Rendered]) -> Page:
    site, settings = layout.site, layout.site.settings
    intro: Html | str = ""
    if site.home:
        intro = rendered[site.home.path].html
    elif settings.description:
        intro = tag("p", settings.description)
    content = lines(
        intro,
        _next(layout, rendered) if settings.next else "",
        _by_value(layout) if settings.home_by else _latest(layout),
        _thanks(layout),
    )
    title = site.home.title if site.home else settings.title
    description = site.home.summary if site.home else ""
    return Page(HOME, title, content, description, site.home)


def _next(layout: Layout, rendered: Mapping[str, Rendered]) -> Html:
    """Show the next event, and list those after it."""
    site = layout.site
    heading = tag("h2", site.settings.next)
    if not site.coming:
        return tag("section", lines(heading, tag("p", messages.NOTHING_COMING)))
    first, later = site.coming[0], site.coming[1:]
    link = tag("a", first.title, href=layout.link(HOME, site.pages[first.path]))
    summary = first.summary or rendered[first.path].summary
    block = [
        heading,
        tag("p", join(tag("strong", link), when(first), between=" ")),
        _facts(layout, HOME, first, dated=False),
        tag("p", summary) if summary else "",
    ]
    if later:
        block += [tag("h3", messages.LATER), layout.listing(HOME, later)]
    return tag("section", lines(*block), class_="next")


def _latest(layout: Layout) -> Html:
    site = layout.site
    coming = {note.path for note in site.coming}
    notes = tuple(note for note in site.notes if note.path not in coming)
    if not notes:
        return Html("") if coming else tag("p", messages.EMPTY)
    is_short = bool(site.archive) and len(notes) > site.settings.latest
    shown = notes[: site.settings.latest] if is_short else notes
    heading = messages.PAST if site.settings.next else messages.LATEST
    if site.settings.sidebar:
        heading = messages.PAGES
    more = tag("p", tag("a", messages.ALL, href=layout.link(HOME, ARCHIVE)))
    return tag(
        "section",
        lines(
            tag("h2", heading), layout.listing(HOME, shown), more if is_short else ""
        ),
    )


def _by_value(layout: Layout) -> Html:
    """List all notes by one field; those without it stand at the end."""
    site, by = layout.site, layout.site.settings.home_by
    blocks = [
        tag("section", lines(tag("h2", g.name), layout.listing(HOME, g.notes)))
        for g in site.groups.get(by, ())
    ]
    rest = tuple(note for note in site.notes if not note.lists.get(by))
    if rest:
        heading = messages.OTHERS if blocks else messages.LATEST
        section = lines(tag("h2", heading), layout.listing(HOME, rest))
        blocks.append(tag("section", section))
    return lines(*blocks) if blocks else tag("p", messages.EMPTY)


def _note(layout: Layout, note: Note, rendered: Rendered) -> Page:
    site = layout.site
    path = site.pages[note.path]
    content = lines(
        _facts(layout, path, note),
        rendered.html,
        _sponsors(layout, titled=True) if path == SPONSORS else "",
        _neighbours(layout, note),
    )
    return Page(path, note.title, content, note.summary or rendered.summary, note)


def _facts(layout: Layout, page: str, note: Note, *, dated: bool = True) -> Html:
    """List what the front matter says."""
    rows: list[tuple[str, str]] = []
    if note.date and dated:
        rows.append((messages.DATE, when(note)))
    rows += note.fields.items()
    names = labels(layout.site.settings)
    for field, values in note.lists.items():
        links = [
            tag(
                "a",
                value,
                href=layout.link(page, f"{group_folder(field)}/{slug(value)}.html"),
            )
            for value in values
        ]
        listed = values and field in layout.site.groups and not note.is_page
        if values:
            pieces = links if listed else values
            rows.append(
                (
                    names.get(field, messages.TAGS),
                    join(*pieces, between=messages.BETWEEN),
                )
            )
    if not rows:
        return Html("")
    items = [
        tag("div", join(tag("dt", label), tag("dd", value))) for label, value in rows
    ]
    return tag("dl", lines(*items))


def _neighbours(layout: Layout, note: Note) -> Html:
    """Link to the notes before and after."""
    site = layout.site
    words = messages.NEWER, messages.OLDER
    if site.settings.sidebar:
        words = messages.BEFORE, messages.AFTER
    path = site.pages[note.path]
    links = [
        tag(
            "a",
            text.format(title=other.title),
            href=layout.link(path, site.pages[other.path]),
            rel=rel,
        )
        for other, text, rel in zip(
            site.neighbours(note), words, ("prev", "next"), strict=True
        )
        if other
    ]
    if not links:
        return Html("")
    return tag("nav", lines(*links), class_="turn", aria_label=messages.NEIGHBOURS)


def _archive(layout: Layout) -> Page:
    return Page(ARCHIVE, messages.ARCHIVE, layout.groups(ARCHIVE, layout.site.archive))


def _group(layout: Layout, group: Group, title: str) -> Page:
    return Page(group.page, title, layout.listing(group.page, group.notes))


def current(site: Collection) -> tuple[Sponsor, ...]:
    """Give the sponsors whose time has not run out."""
    return tuple(
        sponsor
        for sponsor in site.settings.sponsors
        if sponsor.until is None or sponsor.until >= site.today
    )


def _thanks(layout: Layout) -> Html:
    sponsors = current(layout.site)
    if not sponsors:
        return Html("")
    link = tag("a", messages.ABOUT_SPONSORS, href=layout.link(HOME, SPONSORS))
    heading = tag("h2", messages.SPONSORS)
    return tag(
        "section",
        lines(heading, _sponsors(layout, titled=False), tag("p", link)),
        class_="thanks",
    )


def _sponsors(layout: Layout, *, titled: bool) -> Html:
    """List sponsors; their links say that they are paid for."""
    sponsors = current(layout.site)
    if not sponsors:
        return (
            tag("p", messages.NO_SPONSORS)
            if layout.site.settings.sponsors
            else Html("")
        )
    items = []
    for sponsor in sponsors:
        name: str = sponsor.name
        if sponsor.url:
            name = tag("a", sponsor.name, href=sponsor.url, rel="sponsored noopener")
        line = join(name, sponsor.line, between=messages.COLON)
        items.append(tag("li", line))
    heading = tag("h2", messages.CURRENT_SPONSORS) if titled else ""
    return lines(heading, tag("ul", lines(*items), class_="sponsors"))
