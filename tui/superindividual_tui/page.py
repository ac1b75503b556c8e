"""Page: one request with everything the founder decides about, read once and unchanged while it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from superindividual.approvals import wording
from superindividual.approvals.receipt import action_lines
from superindividual.clock import parse
from superindividual.company import Company
from superindividual.errors import JournalCorrupt
from superindividual.ids import RequestId
from superindividual.journal.decisions import Decision, Question, Request, said
from superindividual.text import gettext as _
from superindividual.text import one_line, safe_text
from superindividual_tui.difference import differences
from superindividual_tui.entries import OVERVIEW, Entries
from superindividual_tui.line import Line, lines_of
from superindividual_tui.rendering import rendered
from superindividual_tui.verdicts import check_lines

if TYPE_CHECKING:
    # what validates costs as much to import as half of the cockpit, and the inbox needs none of it
    from superindividual.workspace.artifact import Bundle

CHANGES = "changes"


@dataclass(frozen=True)
class Page:
    """What is shown of a request."""

    request: Request
    bundle: Bundle | None
    results: tuple[Mapping[str, Any], ...] | None
    previous: tuple[int, Bundle] | None
    """Number and content of the version before."""
    questions: tuple[Question, ...]
    decision: Decision | None
    damage: str = ""
    """Why the content cannot be shown, where it cannot; then nothing but stop can be decided."""
    weights: tuple[Mapping[str, Any], ...] = ()
    """What became of each claim, in their order; empty where the checks have not answered."""
    _text: dict[str, list[Line]] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether a decision is still wanted."""
        return self.decision is None and self.request.closed is None

    @property
    def outward(self) -> bool:
        """Whether an approval lets something leave the company."""
        return self.request.kind == "effect"

    def entries(self) -> Entries:
        """The list beside the text: overview, changes, then the files."""
        entries = Entries()
        entries.entry(OVERVIEW, [(_("Overview"), "head")])
        if self.previous:
            since = _("Changes since version {number}").format(number=self.previous[0])
            entries.entry(CHANGES, [(since, "head")])
        folder = ""
        for path in sorted(self.bundle.files, key=_by_folder) if self.bundle else ():
            within, _slash, name = path.rpartition("/")
            if within and within != folder:
                entries.add(Line(f"{safe_text(within)}/", "dim"))
            folder = within
            entries.entry(path, [("  " * bool(within) + safe_text(name), "plain")])
        return entries

    def text(self, key: str) -> list[Line]:
        """The lines of an entry, made on first use."""
        if key not in self._text:
            self._text[key] = list(self._lines(key))
        return self._text[key]

    def _lines(self, key: str) -> Iterator[Line]:
        if key == OVERVIEW:
            yield from overview(self)
        elif key == CHANGES and self.previous and self.bundle:
            yield from differences(self.previous[1].files, self.bundle.files)
        elif self.bundle:
            yield from rendered(key, self.bundle.files[key])


def _by_folder(path: str) -> tuple[str, str]:
    """The files of a folder stand together, those above it first."""
    folder, _slash, name = path.rpartition("/")
    return folder, name


def read_page(company: Company, request_id: RequestId) -> Page:
    """Read a request with its version, the version before, questions and decision."""
    journal = company.journal
    request = journal.decisions.request(request_id)
    questions = tuple(journal.decisions.questions(request_id))
    decision = journal.decisions.decision(request_id)
    if request.version == 0:
        return Page(request, None, None, None, questions, decision)
    versions = journal.versions.of(request.run, request.step)
    shown = next(v for v in versions if v.version == request.version)
    earlier = [v for v in versions if v.version < request.version]
    try:
        bundle = company.bundle(shown.digest)
        previous = (earlier[-1].version, company.bundle(earlier[-1].digest)) if earlier else None
    except JournalCorrupt as error:
        return Page(request, None, shown.results, None, questions, decision, str(error))
    return Page(request, bundle, shown.results, previous, questions, decision, weights=shown.claims)


def is_current(company: Company, page: Page) -> bool:
    """Whether the journal still says of the request what the page shows; the content cannot change."""
    decisions = company.journal.decisions
    found = (
        decisions.request(page.request.id),
        decisions.decision(page.request.id),
        tuple(decisions.questions(page.request.id)),
    )
    return found == (page.request, page.decision, page.questions)


def file_lines(content: bytes) -> Iterator[Line]:
    """A file as text, or what there is to say about one that is none."""
    try:
        yield from lines_of(content.decode("utf-8"))
    except UnicodeDecodeError:
        yield Line(_("{size} bytes, not text").format(size=len(content)), "dim")


def overview(page: Page) -> Iterator[Line]:
    """Question, summary, claims, checks with their evidence, questions and answers."""
    request = page.request
    yield from lines_of(wording.question(request), "head")
    yield Line(f"{request.id} · {wording.risk(request)} · {wording.about(request)}", "dim")
    yield from lines_of(wording.again(request), "warn") if wording.again(request) else ()
    yield from _decision(page)
    if page.damage:
        yield from lines_of(page.damage, "bad")
    yield Line("")
    yield from lines_of(page.bundle.deliverable.summary if page.bundle else request.question["summary"])
    for line in action_lines(request.question["action"]) if "action" in request.question else ():
        yield from lines_of(line)
    if page.bundle:
        yield from _deliverable(page.bundle, page.weights)
    yield from check_lines(page.results)
    yield from _questions(page.questions)


def _decision(page: Page) -> Iterator[Line]:
    taken = page.decision
    if taken:
        sentence = _("Decided: {verb} by {by} at {at}.").format(
            verb=wording.decided(taken.verb),
            by=one_line(said(taken.by), 60),
            at=wording.moment(parse(taken.at)),
        )
        yield Line(sentence, "warn")
        yield from lines_of(taken.feedback, indent="  ") if taken.feedback else ()
    elif page.request.closed:
        yield Line(_("Closed: its run has ended."), "warn")


def _deliverable(bundle: Bundle, weights: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    made = wording.made_by(bundle.deliverable.produced_by, bundle.deliverable.outside)
    yield from (Line(line, "warn" if number else "dim") for number, line in enumerate(made))
    if bundle.deliverable.claims:
        yield from (Line(""), Line(_("Claims"), "head"))
    for claim, weight in zip_longest(bundle.deliverable.claims, weights[: len(bundle.deliverable.claims)]):
        evidence = ", ".join(claim.evidence)
        grade = f"{wording.grade_word(weight['grade'])}: " if weight else ""
        yield from lines_of(f"{grade}{claim.text}", indent="· ")
        yield from lines_of(evidence or _("no evidence given"), "dim" if evidence else "warn", indent="    ")
        if weight and weight["why"]:
            yield from lines_of(weight["why"], "dim", indent="    ")


def _questions(questions: tuple[Question, ...]) -> Iterator[Line]:
    if questions:
        yield from (Line(""), Line(_("Questions"), "head"))
    for question in questions:
        yield from lines_of(question.text, indent="? ")
        yield from lines_of(
            question.answer or _("no answer yet"), "plain" if question.answer else "warn", indent="  → "
        )


def payload(page: Page) -> list[Line]:
    """Exactly what would leave: where to, every file with size and hash, then every file's content."""
    assert page.bundle is not None
    deliverable = page.bundle.deliverable
    lines = [Line(_("Goes to: {target}").format(target=safe_text(deliverable.summary)), "head")]
    for one in deliverable.files:
        lines += [Line(f"{safe_text(one.path)} · {one.size} B"), Line(f"    sha256 {one.sha256}", "dim")]
    for path, content in sorted(page.bundle.files.items()):
        lines += [Line(""), Line(safe_text(path), "head"), *file_lines(content)]
    return lines
