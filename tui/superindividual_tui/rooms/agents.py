"""Agents: who works on what at this moment, and who waits for whom."""

from __future__ import annotations

import json
from collections.abc import Iterator

from superindividual.ids import RequestId
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.standing import Standing, standings
from superindividual_tui.view import View


class Agents(Room):
    """By name, over the runs that are looked at and not over; the steps of each with how they stand."""

    name = "agents"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Agents")

    def entries(self, view: View) -> Entries:
        """Whoever works or is asked about stands first."""
        entries, found = Entries(), dict[str, list[tuple[Run, Standing]]]()
        for run in (v.run for v in view.runs if not v.run.outcome or view.only):
            agents = {s["id"]: s.get("agent") or "" for s in json.loads(run.spec)["steps"]}
            for standing in standings(view, run):
                if agents.get(standing.step):
                    found.setdefault(agents[standing.step], []).append((run, standing))
        for agent in sorted(found, key=lambda a: (min(s.order for _r, s in found[a]), a)):
            entries.section(one_line(agent, 60))
            for run, standing in found[agent]:
                key = f"{run.id} {standing.request}"
                entries.entry(key, _rows(run, standing))
        if not found:
            entries.section(_("Agents"), _("No agent has anything to do."))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Open what is asked about, or look at the run."""
        run, _space, request = key.partition(" ")
        if request:
            stage.show_request(RequestId(request))
        else:
            stage.choose_run(next(r for r in stage.view.board.runs if r == run))
            stage.go("workflow")

    def about(self, key: str, view: View) -> str:
        """The request that an agent waits for."""
        return key.partition(" ")[2]


def _rows(run: Run, standing: Standing) -> Iterator[tuple[str, Tone]]:
    yield f"  {standing.glyph} {standing.step}  {standing.word}  ({one_line(run.product, 40)})", standing.tone
