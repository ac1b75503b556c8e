"""An effect step: what leaves the company is put together, shown, decided, and only then performed from stored bytes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

from langgraph.types import Command

from superindividual.engine.state import StepState
from superindividual.engine.step import StepNodes
from superindividual.ids import Digest, digest
from superindividual.journal.outbox import Effect
from superindividual.journal.runs import StepRecord
from superindividual.specs.order import Order
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Artifact, Deliverable
from superindividual.workspace.objects import ObjectStore

_KIT = "launch/"


class EffectNodes(StepNodes):
    """The same five nodes; the work is to assemble the action, the record is to perform it."""

    async def recall(self, state: StepState) -> Command[Any]:
        """Nothing is recalled: an effect takes only what was approved."""
        begun = self._begun(state)
        return begun if isinstance(begun, Command) else Command(goto="work", update=begun)

    async def work(self, state: StepState) -> Command[Any]:
        """Assemble the files that would leave, by hash."""
        desk = self.desk
        if self._denied():
            return self._leave()
        standing = [v for v in desk.versions() if v.attempt == state["attempt"]]
        if standing:
            return Command(goto="check", update={"version": standing[-1].version})
        ended = desk.journal.runs.steps(desk.run.id)
        sources = {s: ended[s].digest for s in desk.step.from_ if ended[s].digest}
        if not sources:
            self.ending.skip(
                _("nothing to let out: {steps} handed nothing over").format(steps=", ".join(desk.step.from_))
            )
            return self._leave()
        files: dict[str, Artifact] = {}
        for source in sources.values():
            files |= {a.path: a for a in desk.context.objects.deliverable(source).files}  # type: ignore[arg-type]
        target = f"{desk.context.paths.published.name}/{desk.run.product}/{desk.run.id}"
        deliverable = Deliverable.model_validate(
            {
                "kind": f"effect:{desk.step.effect}",
                "files": [files[p] for p in sorted(files)],
                "summary": target,
                "language": desk.run.language,
                "produced_by": "superindividual/publish_folder@1",
                "inputs": sources,
            }
        )
        stored = desk.context.objects.store(deliverable)
        version = desk.journal.versions.add(
            desk.run.id, desk.step.id, attempt=state["attempt"], digest=stored, by="company", summary=target
        )
        return Command(goto="check", update={"version": version.version})

    def _denied(self) -> bool:
        """Leave the step out when the company lets nothing of its class out; looked at again after the decision."""
        effect = self.desk.step.effect
        if effect not in self.desk.context.spec.policy.deny:
            return False
        self.ending.skip(_("company.yaml denies {effect}").format(effect=effect))
        return True

    async def check(self, state: StepState) -> Command[Any]:
        """Answer whether everything that would leave was decided, and compliance with it."""
        desk = self.desk
        version = desk.journal.versions.get(desk.run.id, desk.step.id, state["version"])
        if version.results is None:
            desk.journal.versions.record_results(
                desk.run.id, desk.step.id, version.version, [self._decided(), self._complied()]
            )
            version = desk.journal.versions.get(desk.run.id, desk.step.id, version.version)
        return Command(goto="decide", update={"request": self.asking.about(version).id})

    def _decided(self) -> dict[str, Any]:
        ended = self.desk.journal.runs.steps(self.desk.run.id)
        decided = {
            str(s): ended[s].request for s in self.desk.step.from_ if ended[s].digest and ended[s].request
        }
        open_ones = [s for s in self.desk.step.from_ if ended[s].digest and s not in decided]
        return _answer(
            "sources_decided",
            "fail" if open_ones else "pass",
            _("{decided} decided, {open} not").format(decided=len(decided), open=len(open_ones)),
            decided,
        )

    def _complied(self) -> dict[str, Any]:
        """What every compliance report says that stands before the effect: one that blocks is enough."""
        desk = self.desk
        before = Order(desk.run.workflow).before(desk.step.id)
        ended = {s: r for s, r in desk.journal.runs.steps(desk.run.id).items() if s in before}
        reports = {str(s): r.digest for s, r in ended.items() if r.kind == "compliance_report" and r.digest}
        found = [_blocks(desk.context.objects, digest) for digest in reports.values()]
        blocking = dict.fromkeys(rule for rules in found for rule in rules or ())
        if not reports:
            return _answer("compliance_reviewed", "fail", _("no compliance report stands in this run"), {})
        if blocking:
            reason = _("blocked by {rules}").format(rules=", ".join(blocking))
            return _answer("compliance_reviewed", "fail", reason, reports)
        if None in found:
            reason = _("the compliance report cannot be read")
            return _answer("compliance_reviewed", "not_assessed", reason, reports)
        reason = _("a compliance report stands and blocks nothing")
        return _answer("compliance_reviewed", "pass", reason, reports)

    async def record(self, state: StepState) -> Command[Any]:
        """Perform the approved action through the outbox; what was shown is what goes out."""
        desk = self.desk
        if self._denied():
            return self._leave()
        version = desk.journal.versions.get(desk.run.id, desk.step.id, state["version"])
        decision = self.asking.decision(state["request"])
        assert decision is not None
        if decision.binding != version.digest and decision.edited != version.digest:
            raise ValueError(
                f"decision {decision.request} is about other bytes than version {version.version}"
            )
        deliverable = desk.context.objects.deliverable(version.digest)
        action = {
            "how": "publish_folder",
            "target": deliverable.summary,
            "files": {a.path: a.sha256 for a in deliverable.files},
        }
        effect = desk.journal.outbox.intend(desk.run.id, desk.step.id, str(desk.step.effect), action)
        if effect.state == "intent":
            effect = await asyncio.to_thread(self._perform, effect)
        desk.journal.runs.record_step(
            desk.run.id,
            StepRecord(
                desk.step.id,
                "done" if effect.state == "done" else "stopped",
                version.digest,
                deliverable.kind,
                version.version,
                decision.request,
                None,
                "" if effect.state == "done" else str((effect.receipt or {}).get("reason", "")),
                "",
            ),
        )
        return self._leave()

    def _follow(self, state: StepState, verb: str) -> Command[Any]:
        """A refused effect does not happen; there is nothing to make again."""
        if verb == "reject":
            decision = self.asking.decision(state["request"])
            self.ending.skip(_("refused: {feedback}").format(feedback=decision.feedback if decision else ""))
            return self._leave()
        return Command(goto="record")

    def _perform(self, effect: Effect) -> Effect:
        settle = self.desk.journal.outbox.settle
        try:
            receipt = publish_folder(
                self.desk.context.paths.root, effect.action, self.desk.context.objects, effect.key
            )
        except FileExistsError as error:
            return settle(effect.key, "failed", {"reason": str(error)})
        return settle(effect.key, "done", receipt)


def _blocks(objects: ObjectStore, digest: Digest) -> list[str] | None:
    """The rules by which a compliance report blocks what would go out; None where it cannot be read."""
    try:
        return [
            str(rule) for rule in json.loads(objects.bundle(digest).files["compliance/report.json"])["blocks"]
        ]
    except (KeyError, ValueError, TypeError):
        return None


def publish_folder(root: Path, action: dict[str, Any], objects: ObjectStore, key: str) -> dict[str, Any]:
    """Write the stored bytes into a new folder, whole or not at all; done before is found and proved.

    Raises:
        FileExistsError: the folder is there with other content.
    """
    target = root / action["target"]
    wanted = {path.removeprefix(_KIT): sha for path, sha in action["files"].items()}
    if not target.exists():
        partial = target.with_name(f".{target.name}.{key[:12]}")
        shutil.rmtree(partial, ignore_errors=True)
        for path, sha in wanted.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_bytes(objects.get(sha))  # get() proves the hash
        os.sync()
        partial.rename(target)
    present = {str(f.relative_to(target)): digest(f.read_bytes()) for f in target.rglob("*") if f.is_file()}
    if present != wanted:
        raise FileExistsError(_("{folder} exists with other content").format(folder=action["target"]))
    return {"folder": action["target"], "files": len(present), "verified": "every file's hash read back"}


def _answer(check: str, verdict: str, reason: str, evidence: dict[str, Any]) -> dict[str, Any]:
    return {"check": check, "verdict": verdict, "reason": reason, "findings": [], "evidence": evidence}
