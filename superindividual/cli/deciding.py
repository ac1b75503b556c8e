"""`decide`: the founder's word about a request."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from superindividual.cli.output import company, emit
from superindividual.company import Company
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Decision, Request
from superindividual.text import gettext as _


def decide(options: Namespace) -> int:
    """Decide, then make sure that a worker carries it out."""
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
        else opened.decide(request, options.verb, feedback=words)
    )
    started = opened.ensure_worker()
    return emit(options, {**asdict(taken), "worker_started": started}, lambda: [_said(request, taken)])


def _said(request: Request, taken: Decision) -> str:
    verb = {"approve": _("approved"), "edit": _("edited"), "reject": _("sent back"), "stop": _("stopped")}[
        taken.verb
    ]
    following = (
        _("the receipt will stand in: superindividual log {run}")
        if request.kind == "effect"
        else _("follow it: superindividual status {run}")
    )
    return _("{id} {verb}; ").format(id=request.id, verb=verb) + following.format(run=request.run)


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
    files = opened.bundle(request.binding).files if request.version else {}
    path = options.file or (next(iter(files)) if len(files) == 1 else "")
    if path not in files:
        raise DecisionRefused(_("say which file you edit"), remedy="--file " + " | ".join(sorted(files)))
    content = options.replacement.read_bytes() if options.replacement else _in_editor(path, files[path])
    return opened.edit(request, {path: content})


def _in_editor(path: str, content: bytes) -> bytes:
    """The content after the founder's editor; an editor that fails decides nothing."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise DecisionRefused(
            _("no editor is set"), remedy=_("set EDITOR, or give the new content: --with FILE")
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(path).name
        copy.touch(mode=0o600)
        copy.write_bytes(content)
        if subprocess.run([*shlex.split(editor), str(copy)], check=False).returncode:  # noqa: S603 - the founder's own editor
            raise DecisionRefused(_("the editor ended with an error, so nothing is decided"))
        return copy.read_bytes()
