"""Dossier: who decided what, when, on which evidence, at what cost; plain facts for a reader outside the company."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from superindividual.approvals.agreed import sums
from superindividual.checks.weight import counted
from superindividual.errors import DossierRefused
from superindividual.ids import Digest, StepId
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage
from superindividual.journal.verification import verify
from superindividual.journal.versions import Version
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from superindividual.specs.company import CompanySpec
    from superindividual.workspace.objects import ObjectStore

_FORM = "superindividual-dossier/1"
_RULE = "CN-COMPANY-60"


@dataclass(frozen=True)
class Scope:
    """Which runs a dossier is about; without a run and a product, all."""

    run: str | None = None
    product: str | None = None

    def holds(self, run: Run) -> bool:
        """Whether a run belongs."""
        return self.run in (None, run.id) and self.product in (None, run.product)


class Dossier:
    """Collected from a journal that was proved sound; the same journal gives the same facts."""

    def __init__(self, journal: Journal, objects: ObjectStore, spec: CompanySpec, scope: Scope) -> None:
        """Prove the journal first.

        Raises:
            DossierRefused: it is not what was written, or no run belongs to the scope.
            JournalCorrupt: SQLite cannot read it.
        """
        self._journal = journal
        self._objects = objects
        self._spec = spec
        self._scope = scope
        self.runs = [run for run in journal.runs.all() if scope.holds(run)]
        self._ledger = verify(journal.store.path)
        if self._ledger.faults:
            raise DossierRefused(
                _("the journal is not what was written, so nothing is exported from it"),
                remedy=_("see where it begins: superindividual ledger verify"),
            )
        if not self.runs:
            raise DossierRefused(
                _("no run belongs to this dossier"), remedy=_("see the list: superindividual status")
            )

    def facts(self, public: str, fingerprint: str) -> dict[str, Any]:
        """Plain JSON; times are stamps in UTC, money is text in US dollars."""
        ledger = self._ledger
        return {
            "form": _FORM,
            "company": {"name": self._spec.name, **self._spec.identity.model_dump(mode="json")},
            "scope": asdict(self._scope),
            "key": {"public": public, "fingerprint": fingerprint},
            "ledger": {"entries": ledger.entries, "head": ledger.head, "anchored_at": ledger.anchored_at},
            "law": [_law()],
            "runs": [self._run(run) for run in self.runs],
            "entries": [asdict(entry) for run in self.runs for entry in self._entries(run)],
        }

    def files(self) -> dict[str, bytes]:
        """The bytes of everything that was decided about, as `files/HASH`: manifests and what they list."""
        found: dict[Digest, bytes] = {}
        for run in self.runs:
            found[run.brief] = self._objects.get(run.brief)
            for _step, version in self._versions(run):
                found[version.digest] = self._objects.get(version.digest)
                for file in self._objects.deliverable(version.digest).files:
                    found[file.sha256] = self._objects.get(file.sha256)
        return {f"files/{name}": found[name] for name in sorted(found)}

    def _entries(self, run: Run) -> Iterator[Any]:
        return (e for e in self._journal.events.after(run=run.id, limit=1_000_000) if e.hash)

    def _run(self, run: Run) -> dict[str, Any]:
        journal, used = self._journal, self._journal.usage.of_run(run.id)
        return {
            "id": run.id,
            "product": run.product,
            "workflow": run.plan.name,
            "workflow_fingerprint": run.fingerprint,
            "engine": run.engine,
            "brief": run.brief,
            "created": run.created,
            "ended": run.ended,
            "outcome": run.outcome,
            "parent": run.parent,
            "steps": {step: asdict(record) for step, record in journal.runs.steps(run.id).items()},
            "versions": [self._version(run, step, version) for step, version in self._versions(run)],
            "decisions": [self._decision(*pair) for pair in self._decided(run)],
            "withdrawn": list(self._withdrawn(run)),
            "questions": [
                {"step": request.step, **asdict(question)}
                for request in self._requests(run)
                for question in journal.decisions.questions(request.id)
            ],
            "effects": [asdict(effect) for effect in journal.outbox.of(run.id)],
            "agreed": _agreed(journal, run, "done"),
            "perhaps_agreed": _agreed(journal, run, "unknown"),
            "cost": _cost(used.of()),
            "cost_by_step": {
                step: _cost(of_step) for step in self._steps(run) if (of_step := used.of(step)).calls
            },
        }

    def _steps(self, run: Run) -> list[StepId]:
        rows = self._journal.store.rows(
            "SELECT step FROM versions WHERE run = ? UNION SELECT step FROM usage WHERE run = ?"
            " UNION SELECT step FROM requests WHERE run = ? ORDER BY 1",
            (run.id, run.id, run.id),
        )
        return [StepId(row[0]) for row in rows]

    def _versions(self, run: Run) -> Iterator[tuple[StepId, Version]]:
        for step in self._steps(run):
            for version in self._journal.versions.of(run.id, step):
                yield step, version

    def _version(self, run: Run, step: StepId, version: Version) -> dict[str, Any]:
        made = self._objects.deliverable(version.digest)
        return {
            "step": step,
            "version": version.version,
            "attempt": version.attempt,
            "digest": version.digest,
            "by": version.by,
            "at": version.at,
            "kind": made.kind,
            "produced_by": made.produced_by,
            "summary": made.summary,
            "files": [file.model_dump(mode="json") for file in made.files],
            "founder_changed": self._changed(run, step, version) if version.by == "founder" else [],
            "checks": [
                {key: result[key] for key in ("check", "verdict", "reason", "evidence")}
                for result in version.results or ()
            ],
            "claims": counted(version.claims),
            "weights": [
                {"text": claim.text, "evidence": list(claim.evidence), **weight}
                for claim, weight in zip(made.claims, version.claims, strict=False)
            ],
        }

    def _changed(self, run: Run, step: StepId, edited: Version) -> list[str]:
        """The files in which the founder's version differs from the one it edits."""
        before = [v for v in self._journal.versions.of(run.id, step) if v.version < edited.version]
        if not before:
            return []
        old, new = (
            {f.path: f.sha256 for f in self._objects.deliverable(v.digest).files}
            for v in (before[-1], edited)
        )
        return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))

    def _requests(self, run: Run) -> list[Request]:
        return [r for step in self._steps(run) for r in self._journal.decisions.of_step(run.id, step)]

    def _decided(self, run: Run) -> list[tuple[Request, Decision]]:
        found = ((r, self._journal.decisions.decision(r.id)) for r in self._requests(run))
        return sorted(((r, d) for r, d in found if d), key=lambda pair: (pair[1].at, pair[0].id))

    def _withdrawn(self, run: Run) -> Iterator[dict[str, Any]]:
        """Approvals that were taken back before they were carried out; only the ledger's entries tell of them."""
        made: dict[str, Event] = {}
        for entry in self._entries(run):
            if entry.kind == "decision.made":
                made[entry.data["request"]] = entry
            if entry.kind == "decision.withdrawn":
                taken = made[entry.data["request"]]
                given = {name: taken.data[name] for name in ("request", "verb", "by", "binding", "feedback")}
                back = {"by": entry.data["by"], "at": entry.at, "entry": _place(entry)}
                version = self._journal.decisions.request(entry.data["request"]).version
                of = {"at": taken.at, "step": entry.step, "version": version, "entry": _place(taken)}
                yield {**given, **of, "withdrawn": back}

    def _decision(self, request: Request, decision: Decision) -> dict[str, Any]:
        row = self._journal.store.row(
            "SELECT seq, hash FROM events WHERE kind = 'decision.made' AND json_extract(data, '$.request') = ?"
            " ORDER BY seq DESC LIMIT 1",  # one before it was withdrawn
            (request.id,),
        )
        return {
            **asdict(decision),
            "form": dict(decision.form),
            "who": decision.who,
            "step": request.step,
            "version": request.version,
            "about": request.kind,
            "opened": request.opened,
            "question": request.question,
            "entry": {"seq": row["seq"], "hash": row["hash"]} if row else None,
        }


def _place(entry: Event) -> dict[str, Any]:
    return {"seq": entry.seq, "hash": entry.hash}


def _agreed(journal: Journal, run: Run, state: str) -> dict[str, str]:
    """By currency, of the effects that stand so."""
    found = sums(effect.receipt for effect in journal.outbox.of(run.id) if effect.state == state)
    return {currency: str(amount) for currency, amount in found.items()}


def _cost(used: Usage) -> dict[str, Any]:
    return {**asdict(used), "usd": str(used.usd)}


def _law() -> dict[str, Any]:
    """What the rules that ship say about written decisions: dated data with its source, and no advice."""
    from superindividual.compliance.rule import load_rules

    rule = next(rule for rule in load_rules() if rule.id == _RULE)
    said = rule.model_dump(
        mode="json", include={"id", "jurisdiction", "title", "source", "why", "written", "verified"}
    )
    return {**said, "needs_a_lawyer": rule.candidate}


def dumped(facts: Mapping[str, Any]) -> bytes:
    """`dossier.json`."""
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
