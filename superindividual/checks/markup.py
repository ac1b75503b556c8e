"""Markup: an HTML file as the elements written in it, with their lines and what is wrong with their nesting.

The reader follows the tags as written and the rules of HTML for left-out end tags; it repairs nothing, unlike a
browser. `html_valid` compares the outcome with a browser's parser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from superindividual.checks.answer import Unreadable, fault
from superindividual.checks.check import Finding
from superindividual.checks.source import text_of
from superindividual.specs.yaml import load
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

MOST_ELEMENTS = 20_000
MOST_DEPTH = 200

_FOREIGN = frozenset(["svg", "math"])
_SCOPE = frozenset(["button", "table", "td", "th", "caption", "object", "template", "svg", "math", "html"])
"""Elements that shield an open paragraph outside of them."""


@cache
def rules() -> Mapping[str, Any]:
    """What `html_elements.yaml` says; lists as frozen sets."""
    path = Path(__file__).with_name("html_elements.yaml")
    return {name: _frozen(value) for name, value in load(path.read_bytes(), path.name).data.items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: frozenset(one) for name, one in value.items()}
    return frozenset(value)


@dataclass(eq=False)
class Element:
    """One element as written; names are lower case, an attribute without a value is an empty text."""

    tag: str
    line: int
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    """Its own text, without that of its children."""
    foreign: bool = False
    """It stands below `svg` or `math`."""

    def within(self) -> Iterator[Element]:
        """Every element below, in document order."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))

    def above(self) -> Iterator[Element]:
        """Every element around, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def text(self) -> str:
        """All text inside, on one line; in the order of the elements, not of the words between them."""
        parts = [*self.pieces, *(piece for element in self.within() for piece in element.pieces)]
        return " ".join(" ".join(parts).split())


@dataclass
class Page:
    """One HTML file."""

    path: str
    source: str
    root: Element
    faults: list[Finding]

    def all(self, *tags: str) -> list[Element]:
        """Every element of those tags, in document order; all elements without any."""
        return [element for element in self.root.within() if not tags or element.tag in tags]

    def first(self, tag: str) -> Element | None:
        """The first element of a tag."""
        return next(iter(self.all(tag)), None)

    def meta(self, name: str) -> str | None:
        """The content of `<meta name=…>` or `<meta property=…>`."""
        for element in self.all("meta"):
            if name in (
                element.attributes.get("name", "").lower(),
                element.attributes.get("property", "").lower(),
            ):
                return element.attributes.get("content", "").strip()
        return None


def page_of(bundle: Bundle, path: str) -> Page:
    """Read one HTML file.

    Raises:
        Unreadable: it is missing, no UTF-8, or has too many or too deeply nested elements.
    """
    source = text_of(bundle, path)
    _refuse_open_ends(source, path)
    reader = _Reader(path)
    try:
        reader.feed(source)
        reader.close()
    except (AssertionError, ValueError, RecursionError) as error:
        # the standard reader gives up on a few kinds of broken declarations
        raise Unreadable(
            fault(path, reader.getpos()[0], _("This is no HTML: {reason}").format(reason=error))
        ) from error
    reader.finish()
    return Page(path, source, reader.root, reader.faults)


def _refuse_open_ends(source: str, path: str) -> None:
    """What never ends is searched for its end again and again by the standard reader, which takes hours."""
    ends = (("<!--", "-->", _("A comment is never closed.")), ("<", ">", _("The file ends inside a tag.")))
    for begin, end, message in ends:
        at = source.rfind(begin)
        if at > source.rfind(end):
            raise Unreadable(fault(path, source.count("\n", 0, at) + 1, message))
    at = source.find("<![")
    if at >= 0:
        message = _("This declaration means nothing in HTML.")
        raise Unreadable(fault(path, source.count("\n", 0, at) + 1, message))


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.root = Element("", 1, {})
        self.open: list[Element] = [self.root]
        self.faults: list[Finding] = []
        self.count = 0

    def say(self, message: str, line: int | None = None) -> None:
        self.faults.append(fault(self.path, line or self.getpos()[0], message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=True)
        if tag in self.CDATA_CONTENT_ELEMENTS and not self.open[-1].foreign:
            self.set_cdata_mode(tag)  # a browser reads on as if it were open

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) > MOST_DEPTH:
            raise ValueError(_("it has too many elements, or they are nested too deeply"))
        foreign = tag in _FOREIGN or self.open[-1].foreign
        if not foreign:
            self._imply_ends(tag)
        element = Element(tag, self.getpos()[0], {}, self.open[-1], foreign=foreign)
        for name, value in attrs:
            if name in element.attributes:
                self.say(_("<{tag}> has the attribute {name} twice.").format(tag=tag, name=name))
            element.attributes.setdefault(name, value or "")
        self.open[-1].children.append(element)
        if foreign and closed:
            return
        if closed and tag not in rules()["void"]:
            self.say(_("<{tag}/> does not close itself; write <{tag}></{tag}>.").format(tag=tag))
        if foreign or tag not in rules()["void"]:
            self.open.append(element)

    def _imply_ends(self, tag: str) -> None:
        ends = rules()["ends"].get(tag, frozenset())
        while self.open[-1].tag in ends:
            self.open.pop()
        if tag == "body" and self.open[-1].tag == "head":
            self.open.pop()
        if tag not in rules()["ends_paragraph"]:
            return
        if self.open[-1].tag == "p":
            self.open.pop()
        elif self._paragraph_around():
            self.say(_("<{tag}> inside a paragraph: a browser ends the paragraph here.").format(tag=tag))

    def _paragraph_around(self) -> bool:
        for element in reversed(self.open):
            if element.tag == "p":
                return True
            if element.tag in _SCOPE:
                return False
        return False

    def handle_endtag(self, tag: str) -> None:
        if tag in rules()["void"] and not self.open[-1].foreign:
            self.say(_("</{tag}>: this element has no end tag.").format(tag=tag))
            return
        depth = next((i for i in range(len(self.open) - 1, 0, -1) if self.open[i].tag == tag), None)
        if depth is None:
            self.say(_("</{tag}> ends nothing.").format(tag=tag))
            return
        for element in self.open[depth + 1 :]:
            if element.tag not in rules()["optional_end"]:
                message = _("</{tag}> comes before the end of <{inner}> from line {line}.")
                self.say(message.format(tag=tag, inner=element.tag, line=element.line))
        del self.open[depth:]

    def handle_data(self, data: str) -> None:
        self.open[-1].pieces.append(data)

    def unknown_decl(self, data: str) -> None:
        self.say(_("This declaration means nothing in HTML."))

    def handle_pi(self, data: str) -> None:
        self.say(_("A processing instruction means nothing in HTML."))

    def finish(self) -> None:
        """Take note of what was never closed."""
        for element in self.open[1:]:
            if element.tag not in rules()["optional_end"]:
                self.say(_("<{tag}> is never closed.").format(tag=element.tag), element.line)
