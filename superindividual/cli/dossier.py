"""`ledger export` and `ledger check-dossier`."""

from __future__ import annotations

from argparse import Namespace

from superindividual.approvals.signature import FILE, SigningKey, fingerprint_of, proved
from superindividual.cli.output import company, emit
from superindividual.clock import stamp
from superindividual.errors import DossierRefused
from superindividual.ids import RunId
from superindividual.text import gettext as _


def export(options: Namespace) -> int:
    """Write a signed dossier into a new folder."""
    from superindividual.approvals.dossier import Dossier, Scope, dumped
    from superindividual.approvals.dossier_text import text

    if options.to.exists() and (not options.to.is_dir() or any(options.to.iterdir())):
        raise DossierRefused(
            _("{folder} exists and is not empty").format(folder=options.to), remedy=_("name a new folder")
        )
    opened = company(options)
    run = opened.journal.runs.get(RunId(options.run)).id if options.run else None
    dossier = Dossier(opened.journal, opened.objects, opened.spec, Scope(run, options.product))
    key = SigningKey(opened.paths.signing_key)
    facts = dossier.facts(key.public, fingerprint_of(key.public))
    files = {"dossier.json": dumped(facts), "dossier.md": text(facts).encode()}
    files |= dossier.files() if options.with_files else {}
    files[FILE] = key.sign(files, stamp(opened.journal.clock()))
    for path, content in files.items():
        target = options.to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    value = {"folder": str(options.to), "files": len(files), **facts["key"]}
    return emit(
        options,
        value,
        lambda: [
            _("{files} files in {folder}, signed").format(**value),
            _("public key:  {public}").format(**value),
            _("fingerprint: {fingerprint}").format(**value),
            _("Tell whoever receives it the fingerprint by another way than the dossier itself."),
        ],
    )


def check(options: Namespace) -> int:
    """Exit 0 when every file is what was signed, else 1 with those that are not."""
    signed, faults = proved(options.folder)
    wanted = (options.fingerprint or "").replace(" ", "").lower()
    if wanted and wanted != signed.fingerprint:
        faults = (
            _("it was signed with another key: {fingerprint}").format(fingerprint=signed.fingerprint),
            *faults,
        )
    value = {
        "sound": not faults,
        "fingerprint": signed.fingerprint,
        "signed": signed.at,
        "files": len(signed.files),
        "faults": faults,
    }
    held = [
        _("{files} files are what was signed at {signed}").format(**value),
        _("fingerprint: {fingerprint}").format(**value),
    ]
    if not wanted:
        held.append(
            _(
                "Compare it with the fingerprint that the company told you; anybody can sign with a key of their own."
            )
        )
    emit(options, value, lambda: faults or held)
    return 1 if faults else 0
