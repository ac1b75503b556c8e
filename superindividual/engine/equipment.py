"""Equipment: the tools of one attempt beside those that every step has, and what is written down of their use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

from superindividual.engine.desk import Desk
from superindividual.engine.kind_tools import kind_tools
from superindividual.engine.servers import serving
from superindividual.tools.job import Job, listed
from superindividual.tools.screenshot import screenshots
from superindividual.tools.tool import FromOutside, Tool
from superindividual.tools.web import Web
from superindividual.workspace.draft import Draft


class Equipment:
    """What one attempt may use; `looked_up` are the memory records that it was shown."""

    def __init__(self, desk: Desk, labels: Collection[str]) -> None:
        """`labels` are those of all that the attempt begins with: they tell which model works."""
        self._desk = desk
        self._labels = labels
        self.looked_up: list[str] = []
        self._untold: dict[str, Any] | None = None

    @asynccontextmanager
    async def tools(self, job: Job, draft: Draft) -> AsyncIterator[list[Tool]]:
        """The tools of the deliverable's kind, the web where the policy names hosts, pictures of pages, skills, and those of tool servers."""
        desk, hosts = self._desk, self._desk.context.policy().spec.web
        web = Web(hosts) if hosts else None
        looking = [web.tool()] if web else []
        looking += screenshots(draft, desk.kind.folder, desk.context.sandbox, web)
        names, file = desk.card.mcp_servers, desk.context.paths.servers
        async with serving(names, file, desk.context.sandbox, self._served, self._unanswered) as of_servers:
            try:
                yield [*kind_tools(job, draft), *looking, *desk.guidance.tools(), *of_servers]
            except BaseException:
                self.tell()
                raise

    async def search(self, query: str) -> str | FromOutside:
        """What the agent is answered; which records it saw is noted with what it hands over."""
        found = await asyncio.to_thread(self._desk.look_up, query, self._labels)
        self.looked_up += [one.id for one in found]
        told = listed(found)
        sources = tuple(f"memory:{one.id}" for one in found if one.tainted)
        return FromOutside(told, sources) if sources else told

    def called(self, name: str, arguments: str, ok: bool, denied: str) -> None:
        """A tool was called, or may not be. That all was submitted is told with the version that is made of it, in one write to the disk."""
        self.tell()
        self._untold = {"tool": name, "arguments": arguments, "ok": ok}
        if denied:
            self._append("tool.denied", {"tool": name, "reason": denied})
        if name != "submit" or not ok:
            self.tell()

    def tell(self) -> None:
        """Write down the call that is not told yet, if there is one."""
        if self._untold is not None:
            called, self._untold = self._untold, None
            self._append("tool.called", called)

    def _append(self, kind: str, data: Mapping[str, Any]) -> None:
        self._desk.journal.events.append(kind, run=self._desk.run.id, step=self._desk.step.id, **data)

    def _served(self, server: str, tools: list[str], fault: str) -> None:
        desk = self._desk
        desk.journal.events.append(
            "server.failed" if fault else "server.started",
            run=desk.run.id,
            step=desk.step.id,
            server=server,
            tools=tools,
            reason=fault,
        )

    def _unanswered(self, server: str, tool: str, why: str) -> None:
        desk = self._desk
        desk.journal.events.append(
            "server.unanswered", run=desk.run.id, step=desk.step.id, server=server, tool=tool, reason=why
        )
