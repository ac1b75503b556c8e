"""Cases: the runs that are killed: each workflow that ships, one that uses another, and one with every way out.

A case knows how its run begins and what its receivers have; the founder answers from that when asked whether
something arrived.
"""

from __future__ import annotations

import json
import smtplib
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from superindividual.company import known_checks
from superindividual.ids import RunId
from superindividual.paths import bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from superindividual.tools.job import Job
from superindividual.workspace.given import bound_values
from tests.campaigns.life import PATIENCE
from tests.campaigns.outward_killing import NEITHER, REMOTE, TARGETS, Receivers, arrived, receivers
from tests.engine.company import Desktop, Scripted

RUN = RunId("R-test")
_EXAMPLES = bundled("examples") / "workflows"
SHIPPED = tuple(sorted(f.stem for d in (bundled("workflows"), _EXAMPLES) for f in d.glob("*.yaml")))
"""Every workflow that ships, the examples too."""

USES = "with_review"
EVERY_WAY = "every way out"
FORM = {"price": 9, "floor": 5}
"""What the founder fills in where a form asks for it."""

ROUTES = {f"out{number}": target for number, target in enumerate(TARGETS)}
"""The steps of the case with every way out, and the receiver of each."""


def figures(job: Job) -> dict[str, str]:
    """What a treasurer works out: with each try more is left, so that a loop over prices goes round more than once."""
    if job.kind.name != "finance":
        return {}
    told = {"left": 3 * job.attempt, "price": 9, "currency": "EUR", "period": "month"}
    return {"finance/figures.json": json.dumps({**told, "break_even": [{"sales": 4}]})}


@dataclass
class Case:
    """A workflow and the company in which it runs."""

    name: str

    def desk(self, root: Path) -> Desktop:
        """The company, opened."""
        return Desktop(root, Scripted(files=figures), patience=PATIENCE)

    def begin(self, root: Path) -> None:
        """Write the run into the journal of a new company."""
        desk = self.desk(root)
        file = _EXAMPLES / f"{self.name}.yaml"
        if not file.exists():
            file = Catalog().workflow_file(self.name)
        workflow = checked(file.read_bytes(), str(file), Catalog(), known_checks())
        given = {"brief": "brief.md"}
        if "folder" in workflow.inputs:
            (root / "site").mkdir()
            (root / "site" / "index.html").write_text("<p>A tool that counts things.</p>\n")
            given["folder"] = str(root / "site")
        values = bound_values(workflow, given, desk.objects, company=root, language="en")
        flow = workflow.model_dump(mode="json", by_alias=True)
        desk.start(flow, run=RUN, inputs=values, approve="always")
        desk.journal.close()

    def settle(self) -> None:
        """Wait until every receiver has taken what was sent to it."""

    def arrived(self, root: Path, step: str) -> int:
        """How often what this step lets out has arrived, by the receiver's own count."""
        del step
        return arrived(None, root, "folder")

    def mend(self, root: Path) -> int:
        """Remove what a killed process left and only the founder may remove; gives how much that was."""
        del root
        return 0

    def unknowable(self, step: str) -> bool:
        """Whether nobody but the founder can say if it arrived."""
        return ROUTES.get(step) in NEITHER

    def reset(self) -> None:
        """Let the receivers forget what arrived."""


@dataclass
class EveryWay(Case):
    """One run that lets something out to receivers of every kind."""

    play: Receivers

    def desk(self, root: Path) -> Desktop:
        return self.play.company(root)

    def begin(self, root: Path) -> None:
        desk = self.play.company(root)
        command = ["git", "init", "-q", "--bare", "--initial-branch=main", str(root / REMOTE)]
        subprocess.run(command, check=True)
        steps = [
            {"id": "plan", "agent": "marketer", "deliver": "calendar"},
            {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["plan"]},
        ]
        outward = {"from": ["plan"], "needs": ["plan", "review"]}
        steps += [{"id": step, **outward, **self.play.given(target)} for step, target in ROUTES.items()]  # type: ignore[dict-item]
        desk.begin(steps=steps)  # type: ignore[arg-type]
        desk.journal.close()

    def settle(self) -> None:
        httpx.get(f"{self.play.places['url']}/probe/none")  # one at a time, in the order in which they came
        with smtplib.SMTP("127.0.0.1", self.play.places["smtp"]) as server:
            server.noop()

    def arrived(self, root: Path, step: str) -> int:
        target = ROUTES[step]
        if target in ("folder", "calendar", "git"):
            return arrived(self.play, root, target)
        path = json.loads(json.dumps(TARGETS[target][2])).get("url", "URL").removeprefix("URL") or None
        return Counter(one.get("path") for one in self.play.deliveries.all())[path]

    def mend(self, root: Path) -> int:
        """A push into a repository on this machine that is killed leaves git's lock there, and every later one fails."""
        left = list((root / REMOTE / "refs").rglob("*.lock"))
        for lock in left:
            lock.unlink()
        return len(left)

    def reset(self) -> None:
        self.play.deliveries.reset()


@contextmanager
def cases(folder: Path, names: list[str]) -> Iterator[list[Case]]:
    """The cases of these names; receivers stand in `folder` for as long."""
    if EVERY_WAY not in names:
        yield [Case(name) for name in names]
        return
    with receivers(folder / "receiver") as play:
        yield [EveryWay(name, play) if name == EVERY_WAY else Case(name) for name in names]
