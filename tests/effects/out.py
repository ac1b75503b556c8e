"""A company's ways out without an engine: prepare an action, change something, perform it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from superindividual.effects.action import Action
from superindividual.effects.carrier import Carrier, Occasion, Receipt, Site
from superindividual.effects.registry import carrier
from superindividual.ids import Digest, digest_of
from superindividual.paths import CompanyPaths
from superindividual.specs.company import CompanySpec
from superindividual.specs.effect import EFFECTS
from superindividual.specs.value import given_values
from superindividual.workspace.objects import ObjectStore

WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@dataclass
class Out:
    """One company; `spec` may be exchanged."""

    root: Path
    spec: CompanySpec = field(default_factory=lambda: CompanySpec(name="Test"))

    def __post_init__(self) -> None:
        self.paths = CompanyPaths(self.root)
        self.objects = ObjectStore(self.paths.objects)

    def allow(self, *hosts: str, **settings: Any) -> None:
        """Let effects reach these hosts."""
        self.spec = CompanySpec.model_validate({"name": "Test", "policy": {"hosts": list(hosts)}, **settings})

    def way(self, how: str) -> Carrier:
        return carrier(how, Site(self.paths, self.spec, self.objects))

    def action(self, how: str, files: dict[str, bytes], *, salt: str = "", **given: Any) -> Action:
        """As the engine makes it."""
        kind = EFFECTS[how]
        arguments, faults = given_values(kind.fields, given)
        assert faults == []
        hashes = {path: self.objects.put(files[path]) for path in sorted(files)}
        key = digest_of([how, arguments, hashes, salt])
        prepared = self.way(how).prepare(arguments, hashes, Occasion(key, "thing", "R-test", WHEN))
        made = {name: self.objects.put(content) for name, content in prepared.made.items()}
        return Action(
            how, kind.effect_class, key, arguments, hashes, prepared.destination, made, dict(prepared.seen)
        )

    def perform(self, action: Action) -> Receipt:
        return self.way(action.how).perform(action, self.objects, action.key)

    def probe(self, action: Action) -> Receipt | None:
        return self.way(action.how).probe(action, action.key)

    def damage(self, name: Digest, content: bytes = b"other bytes") -> None:
        """Change stored bytes behind the store's back."""
        (self.paths.objects / name[:2] / name[2:]).write_bytes(content)
