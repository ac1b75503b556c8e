"""Kit: what would leave the company, collected below `launch/` from the approved deliverables, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from superindividual.ids import StepId, digest
from superindividual.workspace.artifact import Bundle
from superindividual.workspace.distributions import build_distributions

MANIFEST = "launch/manifest.json"
README = "launch/README.md"

_FOLDERS = {
    "code": ("package/", "package/"),
    "site": ("site/", "site/"),
    "posts": ("marketing/posts/", "posts/"),
    "email": ("marketing/email/", "email/"),
    "calendar": ("marketing/", ""),
}
"""Kind to its folder as delivered and below `launch/`. Plans and reports stay inside the company."""


@dataclass
class KitFiles:
    """Files below `launch/`, and where each comes from."""

    files: dict[str, bytes] = field(default_factory=dict)
    origin: dict[str, tuple[StepId, Bundle]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    """Kind (or `dist`) to the paths it brought."""
    dist_error: str = ""
    """Why the distributions of the package cannot be built, or nothing."""

    @classmethod
    def collect(cls, inputs: Mapping[StepId, Bundle]) -> KitFiles:
        """Everything of these deliverables that leaves the company, and the package's wheel and sdist."""
        kit = cls()
        for step, bundle in sorted(inputs.items()):
            kit._copy(step, bundle)
            if bundle.deliverable.kind == "code":
                kit._build(step, bundle)
        return kit

    def _copy(self, step: StepId, bundle: Bundle) -> None:
        kind = bundle.deliverable.kind
        if kind not in _FOLDERS:
            return
        old, new = _FOLDERS[kind]
        for path in sorted(bundle.files):
            if path.startswith(old):
                self._add(kind, f"launch/{new}{path.removeprefix(old)}", bundle.files[path], step, bundle)

    def _build(self, step: StepId, bundle: Bundle) -> None:
        try:
            built = build_distributions(bundle.files)
        except (KeyError, ValueError, OSError) as error:
            self.dist_error = " ".join(str(error).split()) or type(error).__name__
            return
        for name, content in sorted(built.items()):
            self._add("dist", f"launch/dist/{name}", content, step, bundle)

    def _add(self, part: str, path: str, content: bytes, step: StepId, bundle: Bundle) -> None:
        self.files[path] = content
        self.origin[path] = (step, bundle)
        self.parts.setdefault(part, []).append(path)

    def manifest(self, readme: bytes | None, step: StepId, produced_by: str) -> bytes:
        """Every file of the kit but the manifest itself, with its hash and origin; JSON.

        Digests of deliverables stay out: they hold the memory that a run was told, and the same brief shall give
        the same bytes.
        """
        written = {**self.files, **({} if readme is None else {README: readme})}
        rows = [self._row(path, content, step) for path, content in sorted(written.items())]
        text = json.dumps(
            {"version": 1, "produced_by": produced_by, "files": rows}, ensure_ascii=False, indent=2
        )
        return f"{text}\n".encode()

    def _row(self, path: str, content: bytes, step: StepId) -> dict[str, object]:
        source, bundle = self.origin.get(path, (step, None))
        return {
            "path": path,
            "sha256": digest(content),
            "size": len(content),
            "step": source,
            "kind": bundle.deliverable.kind if bundle else "launch_kit",
        }
