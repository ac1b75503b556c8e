"""Checks of a page beside its markup: images, links, requests to other hosts, weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, failed, fault, not_applicable
from superindividual.checks.check import Finding, Subject
from superindividual.checks.markup import Element, Page, page_of
from superindividual.checks.reference import Reference, css_references, references_of
from superindividual.checks.source import text_of
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

MOST_WEIGHT = 500_000
"""Bytes of one page with all it loads, uncompressed. Ours, set 2026-11: two seconds on a slow phone (2 Mbit/s), a fifth
of the median page in the HTTP Archive's Web Almanac 2024 (2.6 MB on a desktop)."""

_PAGES = (".html", ".htm")
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|avif)", re.I)
_EMPTY_WORDS = frozenset(
    ["image", "img", "picture", "photo", "graphic", "logo image", "图片", "图像", "照片", "图"]
)
_CALLS = re.compile(
    r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|import)\b[^;\n]{0,200}?[\"'`](?:[a-z]+:)?//",
    re.I,
)
_ADDRESS = re.compile(r"[^@\s:,;<>]+@[^@\s:,;<>]+\.[^@\s:,;<>?]{2,}")


def _pages(bundle: Bundle) -> list[Page]:
    paths = [path for path in sorted(bundle.files) if path.endswith(_PAGES)]
    if not paths:
        raise Unreadable(fault("", None, _("There is no HTML page.")))
    return [page_of(bundle, path) for path in paths]


def images_described(subject: Subject) -> Answer:
    """Every picture says what it shows, or says that it is decoration; one that is a link's only content must speak."""
    faults: list[Finding] = []
    described = decorative = 0
    for page in _pages(subject.bundle):
        for element in page.all("img", "svg", "area", "input"):
            if element.tag == "input" and element.attributes.get("type", "").lower() != "image":
                continue
            if element.tag == "svg" and any(one.tag == "svg" for one in element.above()):
                continue
            problem, words = _description(element)
            faults += (
                [fault(page.path, element.line, problem, _("Say in a few words what it shows."))]
                if problem
                else []
            )
            described += bool(words)
            decorative += not words and not problem
    if not faults and described + decorative == 0:
        return not_applicable(_("The pages show no picture."), images=0)
    evidence = {
        "images": described + decorative + len(faults),
        "described": described,
        "decorative": decorative,
    }
    reason = _("{described} pictures are described, {decorative} are marked as decoration.")
    return answer(faults, reason.format(described=described, decorative=decorative), evidence=evidence)


def _description(element: Element) -> tuple[str, str]:
    """What is wrong with a picture's description, and the description."""
    given = element.attributes
    labelled = given.get("aria-label", "").strip() or given.get("aria-labelledby", "").strip()
    if element.tag == "svg":
        title = next((one.text for one in element.children if one.tag == "title"), "")
        hidden = given.get("aria-hidden") == "true" or given.get("role") in ("presentation", "none")
        return (
            "" if hidden or labelled or title else _("An SVG picture has no description."),
            labelled or title,
        )
    if "alt" not in given and not labelled:
        return _("A picture has no alternative text."), ""
    words = (given.get("alt", "") or labelled).strip()
    if _FILE_NAME.fullmatch(words) or words.lower() in _EMPTY_WORDS:
        return _("The alternative text “{text}” says nothing.").format(text=words), ""
    if not words and element.tag != "img":
        return _("A picture to click on has no alternative text."), ""
    around = next((one for one in element.above() if one.tag in ("a", "button")), None)
    if not words and around is not None and not around.text and "aria-label" not in around.attributes:
        return _("A picture is the only content of a link, and has no alternative text."), ""
    return "", words


def links_resolve(subject: Subject) -> Answer:
    """Every relative link, anchor and file a page needs is in the deliverable; other hosts are not asked."""
    pages = {page.path: page for page in _pages(subject.bundle)}
    references = [one for page in pages.values() for one in references_of(page) if one.use != "base"]
    references += _of_styles(subject.bundle)
    counts = {"resolved": 0, "external_not_checked": 0, "mail_and_phone": 0, "placeholders": 0, "data": 0}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for one in references:
        if one.placeholder:
            counts["placeholders"] += 1
            notes.append(fault(one.path, one.line, _("The address {url} is still open.").format(url=one.url)))
        elif one.scheme in ("mailto", "tel", "sms"):
            counts["mail_and_phone"] += 1
            if one.scheme == "mailto" and not _ADDRESS.match(one.url[7:]):
                faults.append(
                    fault(one.path, one.line, _("“{url}” is no e-mail address.").format(url=one.url))
                )
        elif one.scheme == "data":
            counts["data"] += 1
        elif one.external:
            counts["external_not_checked"] += 1
            faults += _external_faults(one)
        elif problem := _local_problem(subject, one, pages):
            faults.append(
                fault(one.path, one.line, problem, _("Add what it points to, or mend the address."))
            )
        else:
            counts["resolved"] += 1
    if not references:
        return not_applicable(_("The pages hold no link."), pages=len(pages))
    evidence = {"pages": len(pages), "references": len(references), **counts}
    reason = _(
        "All {resolved} references inside the deliverable lead somewhere; {external} to other hosts were not asked."
    )
    said = reason.format(resolved=counts["resolved"], external=counts["external_not_checked"])
    return answer(faults, said, evidence=evidence, notes=notes)


def _of_styles(bundle: Bundle) -> list[Reference]:
    found: list[Reference] = []
    for path in sorted(bundle.files):
        if path.endswith(".css"):
            found += css_references(path, text_of(bundle, path))
    return found


def _external_faults(one: Reference) -> Iterator[Finding]:
    host = re.match(r"(?:[A-Za-z]+:)?[/\\]{2}([^/?#\\]*)", one.url)
    if one.scheme in ("http", "https", "") and (host is None or not re.search(r"[\w\]]", host.group(1))):
        yield fault(one.path, one.line, _("“{url}” is no complete address.").format(url=one.url))
    if one.scheme == "file":
        yield fault(one.path, one.line, _("“{url}” is a file on somebody's own machine.").format(url=one.url))


def _local_problem(subject: Subject, one: Reference, pages: dict[str, Page]) -> str:
    if one.scheme == "javascript":
        return _("“{url}” runs a script instead of leading somewhere.").format(url=one.url)
    if one.scheme:
        return _("“{url}” leads nowhere a page can lead.").format(url=one.url)
    if not one.url and one.use != "form":
        return _("An address is empty.")
    path, place = one.target(subject.kind.folder)
    if path not in subject.bundle.files:
        return _("“{url}” leads to {path}, which is not in the deliverable.").format(
            url=one.url, path=path or "?"
        )
    if place and path in pages and place != "top" and not _has_place(pages[path], place):
        return _("“{url}” names a place that {path} does not have.").format(url=one.url, path=path)
    return ""


def _has_place(page: Page, place: str) -> bool:
    return any(
        place in (one.attributes.get("id"), one.tag == "a" and one.attributes.get("name"))
        for one in page.all()
    )


def no_external_requests(subject: Subject) -> Answer:
    """Opening a page asks no other host: no script, style, font, picture, frame, hint, refresh or base of its own."""
    faults: list[Finding] = []
    looked = 0
    for page in _pages(subject.bundle):
        references = references_of(page)
        looked += len(references)
        faults += [_request(one) for one in references if one.external and one.use not in ("link", "form")]
        faults += _frame_faults(page)
        for script in page.all("script"):
            faults += _call_faults(page.path, "".join(script.pieces), script.line)
    for path in sorted(subject.bundle.files):
        if path.endswith(".svg"):
            faults += [
                _request(one)
                for one in references_of(page_of(subject.bundle, path))
                if one.external and one.use != "link"
            ]
        elif path.endswith((".js", ".mjs")):
            faults += _call_faults(path, text_of(subject.bundle, path), 1)
    styles = _of_styles(subject.bundle)
    faults += [_request(one) for one in styles if one.external]
    evidence = {"files": len(subject.bundle.files), "references": looked + len(styles)}
    reason = _("{count} references in {files} files were looked at; none makes the browser ask another host.")
    return answer(
        faults, reason.format(count=evidence["references"], files=evidence["files"]), evidence=evidence
    )


def _request(one: Reference) -> Finding:
    message = _("Opening the page asks another host: {url}").format(url=one.url)
    return fault(one.path, one.line, message, _("Hand the file over with the page."))


def _frame_faults(page: Page) -> Iterator[Finding]:
    for element in page.all("iframe"):
        if re.search(r"(?:https?:)?//", element.attributes.get("srcdoc", ""), re.I):
            yield fault(page.path, element.line, _("The page inside the frame points to another host."))


def _call_faults(path: str, script: str, line: int) -> Iterator[Finding]:
    for match in _CALLS.finditer(script):
        at = line + script.count("\n", 0, match.start())
        yield fault(path, at, _("The script asks another host: {call}").format(call=match.group()))


def page_weight(subject: Subject) -> Answer:
    """Each page with everything it loads stays below 500 kB."""
    faults: list[Finding] = []
    weights: dict[str, int] = {}
    for page in _pages(subject.bundle):
        loaded = _loaded(subject, page)
        weights[page.path] = sum(len(subject.bundle.files[path]) for path in loaded)
        if weights[page.path] > MOST_WEIGHT:
            largest = max(loaded, key=lambda path: len(subject.bundle.files[path]))
            message = _("The page and what it loads have {weight} bytes; {most} are the limit.")
            message = message.format(weight=weights[page.path], most=MOST_WEIGHT)
            remedy = _("The largest file is {path} with {size} bytes.")
            remedy = remedy.format(path=largest, size=len(subject.bundle.files[largest]))
            faults.append(fault(page.path, None, message, remedy))
    if not any(weights.values()):
        return failed(_("The pages are empty."))
    evidence = {"heaviest_bytes": max(weights.values()), "limit_bytes": MOST_WEIGHT, "pages": weights}
    reason = _("The heaviest page loads {weight} bytes; {most} are the limit.")
    return answer(faults, reason.format(weight=max(weights.values()), most=MOST_WEIGHT), evidence=evidence)


def _loaded(subject: Subject, page: Page) -> set[str]:
    """The page's file and all files it loads, those of its style sheets included."""
    loaded = {page.path}
    waiting: list[Sequence[Reference]] = [references_of(page)]
    while waiting:
        for one in waiting.pop():
            path = (
                one.target(subject.kind.folder)[0] if one.local and one.use in ("resource", "frame") else ""
            )
            if path in subject.bundle.files and path not in loaded:
                loaded.add(path)
                if path.endswith(".css"):
                    waiting.append(css_references(path, text_of(subject.bundle, path)))
    return loaded


CHECKS = checks_of(images_described, links_resolve, no_external_requests, page_weight)
