"""Items: a step with `foreach`: the agent works on every item, so many at once; all together are one deliverable."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from superindividual.checks.check import CheckResult, Verdict
from superindividual.engine.desk import Desk, Judged, complaints
from superindividual.engine.step import StepNodes
from superindividual.errors import ExpressionError, StepFailed, disk_fault
from superindividual.ids import StepId
from superindividual.journal.versions import Version
from superindividual.specs.interpolation import value_of
from superindividual.specs.workflow import MOST_FOREACH
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.agent import Declined
from superindividual.tools.job import Feedback, Job
from superindividual.workspace.artifact import Artifact, Deliverable

_WORST_FIRST = (Verdict.FAIL, Verdict.NOT_ASSESSED, Verdict.PASS)
_NAMING = ("name", "id", "title", "text")


@dataclass(frozen=True)
class Worked:
    """What became of one item: a version whose checks pass, or the reason why not."""

    name: str
    version: Version | None
    reason: str = ""


class ItemDesk(Desk):
    """The place of work of one item: a step of its own in the journal, `posts[3]`."""

    def __init__(self, whole: Desk, number: int, item: Any) -> None:
        own = {"id": StepId(f"{whole.step.id}[{number}]"), "foreach": None, "until": None, "on_fail": None}
        super().__init__(whole.context, whole.run, whole.step.model_copy(update=own))
        self.whole = whole
        self.item = item

    @property
    def name(self) -> str:
        """The item as a founder would call it."""
        item = self.item
        if isinstance(item, Mapping):
            item = next((item[key] for key in _NAMING if isinstance(item.get(key), str)), self.step.id)
        return one_line(str(item), 40)

    def job(self, attempt: int, told: Sequence[str], item: Any = None) -> Job:
        """The job of this item."""
        return super().job(attempt, told, self.item)

    def feedback(self) -> tuple[Feedback, ...]:
        """What was said of the whole, and what this item's own checks said."""
        whole = (f for f in self.whole.feedback() if not f.by.startswith("check:"))
        return (*whole, *super().feedback())


class ItemsNodes(StepNodes):
    """The same five nodes; the work is done on every item, with its own checks and attempts."""

    async def _attempt(self, attempt: int, told: list[str]) -> Version | Declined:
        items = self._items()
        if not items:
            return Declined(_("there is nothing to work on: the list is empty"))
        places = asyncio.Semaphore(self.desk.step.at_once)

        async def work(number: int, item: Any) -> Worked:
            async with places:
                return await self._item(ItemDesk(self.desk, number, item), attempt, told)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work(number, item)) for number, item in enumerate(items, 1)]
        except ExceptionGroup as broken:  # by the disk, as all else is one item's own failure
            raise broken.exceptions[0] from None
        return await asyncio.to_thread(self._together, attempt, told, [task.result() for task in tasks])

    def _items(self) -> list[Any]:
        items = value_of(self.desk.step.foreach, self.desk.scope())
        if not isinstance(items, list | tuple):
            raise ExpressionError(
                _("{expression} is not a list").format(expression=self.desk.step.foreach),
                remedy=_("name a list after foreach:"),
            )
        if len(items) > MOST_FOREACH:
            raise ExpressionError(
                _("{count} items are too many").format(count=len(items)),
                remedy=_("at most {most}").format(most=MOST_FOREACH),
            )
        return list(items)

    async def _item(self, desk: ItemDesk, attempt: int, told: list[str]) -> Worked:
        """Attempts at one item until its checks pass; what stands from before is kept."""
        tries, reason = desk.step.attempts, ""
        nodes = StepNodes(desk)
        nodes.stuck = self.stuck
        first = (attempt - 1) * tries + 1
        made = [v for v in desk.versions() if v.results is not None]
        if made and not made[-1].failed and (made[-1].attempt >= first or self._only_failing(attempt)):
            return Worked(desk.name, made[-1])
        for number in range(first, first + tries):
            try:
                made = [v for v in desk.versions() if v.attempt == number]
                version = made[-1] if made else await nodes._tried(number, told)
                if isinstance(version, Declined):
                    return Worked(desk.name, None, version.reason)
                version = await desk.check(version)
            except Exception as error:  # one item's failure is no other's
                if disk_fault(error):
                    raise
                reason = nodes._failed(number, error)
                continue
            if not version.failed:
                return Worked(desk.name, version)
            reason = complaints(version)
        return Worked(desk.name, None, reason)

    def _only_failing(self, attempt: int) -> bool:
        """Whether the version before had failing items, so that only these are worked on again."""
        before = [v for v in self.desk.versions() if v.attempt < attempt]
        return bool(before and before[-1].failed)

    def _together(self, attempt: int, told: list[str], worked: list[Worked]) -> Version:
        """One deliverable of all items that stand; raises StepFailed when there is none."""
        desk = self.desk
        stand = [w for w in worked if w.version]
        if not stand:
            raise StepFailed(
                _("none of {count} items was handed over: {reason}").format(
                    count=len(worked), reason=worked[0].reason
                )
            )
        parts = [desk.context.objects.deliverable(w.version.digest) for w in stand if w.version]
        failed = [f"{w.name}: {one_line(w.reason, 200)}" for w in worked if not w.version]
        summary = _("{done} of {count} items").format(done=len(stand), count=len(worked))
        deliverable = parts[0].model_copy(
            update={
                "files": _files(parts),
                "summary": summary
                if not failed
                else f"{summary}; {_('not handed over')}: {'; '.join(failed)}",
                "claims": tuple(claim for part in parts for claim in part.claims),
                "outside": tuple(dict.fromkeys(source for part in parts for source in part.outside)),
                "labels": tuple(sorted({label for part in parts for label in part.labels})),
            }
        )
        digest = desk.context.objects.store(Deliverable.model_validate(deliverable.model_dump()))
        return desk.journal.versions.add(
            desk.run.id, desk.step.id, attempt=attempt, digest=digest, by=desk.card.name, summary=summary
        )

    async def _judged(self, version: Version) -> Judged | None:
        """Answer how many items stand; their own checks have looked at them."""
        if version.results is None and version.by != "founder":
            made = self.desk.context.objects.deliverable(version.digest)
            return self._answers(), self._weights(made)
        return await self.desk.judge(version)

    def _latest(self) -> list[tuple[str, Version | None]]:
        """Every item's name with its newest version."""
        desks = [ItemDesk(self.desk, number, item) for number, item in enumerate(self._items(), 1)]
        return [(d.name, d.versions()[-1] if d.versions() else None) for d in desks]

    def _weights(self, made: Deliverable) -> list[dict[str, Any]]:
        """What became of the claims at their items; where that cannot be told, none is shown."""
        latest = [version for _name, version in self._latest() if version and not version.failed]
        found = [weight for version in latest for weight in version.claims]
        return found if len(found) == len(made.claims) else []

    def _answers(self) -> list[dict[str, Any]]:
        """What the items' checks say, together."""
        latest = self._latest()
        answers: dict[str, dict[str, list[str]]] = {}
        for name, version in latest:
            for result in (version.results or ()) if version else ():
                answers.setdefault(result["check"], {}).setdefault(result["verdict"], []).append(name)
        missing = [
            name for name, version in latest if version is None or version.results is None or version.failed
        ]
        whole = {"fail": missing, "pass": [name for name, _version in latest if name not in missing]}
        return [_answer("items", whole), *(_answer(check, found) for check, found in answers.items())]


def _files(parts: Sequence[Deliverable]) -> tuple[Artifact, ...]:
    """The files of all; what two items hand over under one path goes below the item's number."""
    owners: dict[str, set[str]] = {}
    for part in parts:
        for file in part.files:
            owners.setdefault(file.path, set()).add(file.sha256)
    found: dict[str, Artifact] = {}
    for number, part in enumerate(parts, 1):
        for file in part.files:
            folder, _slash, name = file.path.rpartition("/")
            own = f"{folder}/{number:03}/{name}".lstrip("/") if len(owners[file.path]) > 1 else file.path
            found[own] = file.model_copy(update={"path": own})
    return tuple(found[path] for path in sorted(found))


def _answer(check: str, names: Mapping[str, list[str]]) -> dict[str, Any]:
    """The worst verdict counts; the items that fail are named."""
    verdict = next((v for v in _WORST_FIRST if names.get(v)), Verdict.NOT_APPLICABLE)
    count = sum(map(len, names.values()))
    reason = _("{count} of {all} items: {verdict}").format(
        count=len(names.get(verdict, ())), all=count, verdict=verdict
    )
    if verdict in (Verdict.FAIL, Verdict.NOT_ASSESSED):
        reason += f" ({', '.join(names[verdict])})"
    return CheckResult(check=check, verdict=verdict, reason=reason).model_dump(mode="json")
