"""`decide`: the founder's word about a request."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import cast

from superindividual.approvals import wording
from superindividual.approvals.editor import in_editor
from superindividual.cli.output import company, emit, named
from superindividual.company import Company
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Decision, Request, Verb
from superindividual.text import gettext as _


def decide(options: Namespace) -> int:
    """Decide, then make sure that a worker carries it out."""
    if options.batch:
        from superindividual.cli.batching import decide_batch

        return decide_batch(options)
    if options.yes_to:
        raise DecisionRefused(_("--yes-to belongs to --batch"), remedy=_("leave it out"))
    opened = company(options)
    request = opened.request(options.id)
    words = options.feedback or " ".join(options.words)
    if options.version_seen and not request.binding.startswith(options.version_seen):
        raise DecisionRefused(
            _("{id} is about another version than the one you saw").format(id=request.id),
            remedy=_("look again: superindividual show {id}").format(id=request.id),
        )
    if options.verb == "ask":
        return _ask(options, opened, request, words)
    form = named(options.field)
    if options.verb == "answer":
        form, words = _answer(request, form, words), ""
    verb = _verb(options.verb, request)
    taken = (
        _edit(options, opened, request)
        if options.verb == "edit"
        else opened.decide(request, verb, feedback=words, form=form, final=options.now)
    )
    started = bool(opened.ensure_worker())
    return emit(
        options, {**asdict(taken), "worker_started": started}, lambda: list(_said(opened, request, taken))
    )


def _answer(request: Request, form: dict[str, str], words: str) -> dict[str, str]:
    """What is said to an agent that asked, as its form takes it."""
    if request.kind != "question":
        raise DecisionRefused(
            _("{id} is no question of an agent's").format(id=request.id), remedy=_("write approve or reject")
        )
    return {"answer": words, **form}


_ANSWERS: Mapping[str, Verb] = {"yes": "approve", "no": "reject"}
"""To the one question about an effect: did it arrive?"""


def _verb(typed: str, request: Request) -> Verb:
    """The decision that a word means; a yes or no belongs to the question whether something arrived, and only to it."""
    arrival = request.kind == "arrival"
    if arrival != (typed in _ANSWERS) and typed not in ("stop", "ask", "edit"):
        message = (
            _("{id} asks whether it arrived") if arrival else _("{id} is no question that has a yes or no")
        )
        remedy = (
            _("answer yes (it arrived) or no (send it again)") if arrival else _("write approve or reject")
        )
        raise DecisionRefused(message.format(id=request.id), remedy=remedy)
    return "approve" if typed == "answer" else _ANSWERS.get(typed) or cast("Verb", typed)


def undo(options: Namespace) -> int:
    """Take back an approval that is not carried out yet."""
    opened = company(options)
    request = opened.undo(opened.request(options.id))
    opened.ensure_worker()
    return emit(
        options,
        asdict(request),
        lambda: [_("{id} waits for you again; nothing went out").format(id=request.id)],
    )


def _said(opened: Company, request: Request, taken: Decision) -> Iterator[str]:
    refused = request.kind == "effect" and taken.verb == "reject"
    following = (
        _("the receipt will stand in: superindividual log {run}")
        if request.kind in ("effect", "arrival") and not refused
        else _("follow it: superindividual status {run}")
    )
    became = _("refused: nothing leaves") if refused else wording.decided(taken.verb, request.kind)
    yield _("{id} {verb}; ").format(id=request.id, verb=became) + following.format(run=request.run)
    if request.kind == "effect" and taken.verb == "approve" and not taken.final:
        undo = opened.policy().spec.undo
        if undo != "0s":
            yield _("withdraw it within {undo}: superindividual undo {id}").format(undo=undo, id=request.id)


def _ask(options: Namespace, opened: Company, request: Request, words: str) -> int:
    opened.journal.decisions.ask(request.id, words, by="founder")
    opened.ensure_worker()
    return emit(
        options,
        {"request": request.id, "asked": words},
        lambda: [
            _("asked; nothing is decided. The answer will stand in: superindividual show {id}").format(
                id=request.id
            )
        ],
    )


def _edit(options: Namespace, opened: Company, request: Request) -> Decision:
    if request.closed:
        raise DecisionRefused(
            _("{id} no longer waits, so there is nothing to edit").format(id=request.id),
            remedy=_("look at it: superindividual show {id}").format(id=request.id),
        )
    files = (
        opened.shown(request).files if request.version and request.kind not in ("effect", "arrival") else {}
    )
    path = options.file or (next(iter(files)) if len(files) == 1 else "")
    if not files:
        return opened.edit(request, {})  # refused, with what to do instead
    if path not in files:
        raise DecisionRefused(_("say which file you edit"), remedy="--file " + " | ".join(sorted(files)))
    if options.replacement:
        return opened.edit(request, {path: _content(options.replacement)})
    written = in_editor(path, files[path])
    try:
        return opened.edit(request, {path: written})
    except DecisionRefused as refused:
        if written == files[path]:
            raise
        kept = _("what you wrote is kept in {file}").format(file=_keep(path, written))
        raise DecisionRefused(refused.message, remedy=kept) from refused


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise DecisionRefused(
            _("{file} cannot be read: {reason}").format(file=file, reason=error.strerror),
            remedy=_("nothing is decided"),
        ) from error


def _keep(path: str, content: bytes) -> Path:
    """A file of the founder's own in a folder that only they can read."""
    kept = Path(tempfile.mkdtemp(prefix="superindividual-edit-")) / Path(path).name
    kept.write_bytes(content)
    return kept
