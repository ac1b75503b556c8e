"""`decide`: the founder's word about a request."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from superindividual.approvals import wording
from superindividual.approvals.editor import in_editor
from superindividual.cli.output import company, emit, named
from superindividual.company import Company
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Decision, Request
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
    taken = (
        _edit(options, opened, request)
        if options.verb == "edit"
        else opened.decide(request, options.verb, feedback=words, form=dict(map(named, options.field)))
    )
    started = opened.ensure_worker()
    return emit(options, {**asdict(taken), "worker_started": started}, lambda: [_said(request, taken)])


def _said(request: Request, taken: Decision) -> str:
    following = (
        _("the receipt will stand in: superindividual log {run}")
        if request.kind == "effect"
        else _("follow it: superindividual status {run}")
    )
    return _("{id} {verb}; ").format(id=request.id, verb=wording.decided(taken.verb)) + following.format(
        run=request.run
    )


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
    files = opened.bundle(request.binding).files if request.version and request.kind != "effect" else {}
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
