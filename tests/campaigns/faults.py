"""Faults: every call of a node, a router, a tool, a way out, the saver, the journal and the object store can raise.

A call is named by what is called and by its number among those of one life. A place is async where the original is:
LangGraph looks at what a node is, not at what it gives.
"""

from __future__ import annotations

import inspect
import json
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import superindividual.engine.graph as graph_module
from superindividual.effects.publish_folder import PublishFolder
from superindividual.engine.effect import EffectNodes
from superindividual.engine.items import ItemsNodes
from superindividual.engine.saver import Saver
from superindividual.engine.step import NODES, StepNodes
from superindividual.journal.store import Store
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.objects import ObjectStore

ROUTERS = ("_begun", "_follow", "_leave", "_anew", "_refused", "_asked", "_to_decide", "_without_version")
"""What decides inside a node which node comes next."""

TOLD: dict[type, tuple[str, tuple[str, ...]]] = {
    StepNodes: ("node", NODES),
    EffectNodes: ("node", NODES),
    ItemsNodes: ("items", ("_attempt", "_item", "_checked")),
    graph_module.Ready: ("router", ("__call__",)),
    graph_module.Hold: ("router", ("__call__",)),
    Toolbox: ("tool", ("call",)),
    PublishFolder: ("effect", ("prepare", "perform", "probe")),
    Saver: ("saver", ("setup", "aput", "aput_writes", "aget_tuple", "alist", "adelete_thread")),
    ObjectStore: ("object", ("put", "get")),
}
"""By owner: what kind of call it is, and which of its methods."""

CALLS = tuple(
    f"{kind} {owner.__name__}.{name}"
    for owner, (kind, names) in (
        *TOLD.items(),
        *((o, ("router", ROUTERS)) for o in (StepNodes, EffectNodes)),
    )
    for name in names
    if name in vars(owner)
)
"""Everything that is looked at."""

UNREACHABLE = {
    "node EffectNodes.check": "an effect's checks have answered before its question is opened: no node goes there",
    "saver Saver.alist": "nothing lists checkpoints: a run goes on from its newest",
    "saver Saver.adelete_thread": "only where checkpoints are damaged, which the campaign of damages meets",
}
"""What no run calls whose files are sound, and why."""


class Injected(RuntimeError):
    """The fault."""


class Faults:
    """Counts the calls of each place, and raises at one of them; `met` is written when it has."""

    def __init__(self, at: tuple[str, int] | None, met: Path) -> None:
        self.at = at
        self.met = met
        self.seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def pass_by(self, place: str) -> None:
        with self._lock:
            self.seen[place] += 1
            here = (place, self.seen[place]) == self.at
        if here:
            self.met.write_text(json.dumps(self.at))
            raise Injected(f"{place} {self.at}")

    def arm(self) -> None:
        """Put the faults into every place."""
        for call in CALLS:
            kind_owner, _dot, name = call.rpartition(".")
            owner = next(o for o in TOLD if o.__name__ == kind_owner.split()[1])
            self._around(owner, name, call)
        self._journal()

    def _around(self, owner: Any, name: str, place: str) -> None:
        """Before the call, and after it."""
        original = getattr(owner, name)

        def called(*given: Any, **named: Any) -> Any:
            self.pass_by(f"{place} before")
            answer = original(*given, **named)
            self.pass_by(f"{place} after")
            return answer

        async def awaited(*given: Any, **named: Any) -> Any:
            self.pass_by(f"{place} before")
            answer = await original(*given, **named)
            self.pass_by(f"{place} after")
            return answer

        setattr(owner, name, awaited if inspect.iscoroutinefunction(original) else called)

    def _journal(self) -> None:
        original = Store.transaction
        faults = self

        @contextmanager
        def wrapped(self: Store) -> Any:
            outer = not self.connection.in_transaction
            if outer:
                faults.pass_by("journal begin")
            with original(self) as tx:
                yield tx
                if outer:
                    faults.pass_by("journal commit")

        Store.transaction = wrapped  # type: ignore[method-assign]
