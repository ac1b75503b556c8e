"""Catalog: role cards, workflows and kinds: what ships, and the company's own, which win."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import CompanyPaths, bundled
from superindividual.specs.agent import AgentSpec
from superindividual.specs.agent_reader import load_card
from superindividual.specs.kind import Kind
from superindividual.specs.kind_reader import load_kinds
from superindividual.specs.nearest import nearest
from superindividual.specs.workflow import WorkflowSpec
from superindividual.specs.workflow_reader import load_workflow
from superindividual.specs.yaml import Document
from superindividual.text import gettext as _
from superindividual.text import one_line

SKILL = "SKILL.md"


class Catalog:
    """Looks things up by name; files are read when they are asked for."""

    def __init__(self, paths: CompanyPaths | None = None) -> None:
        self._paths = paths

    @property
    def root(self) -> Path | None:
        """The company's folder; None where only what ships is known."""
        return self._paths.root if self._paths else None

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of deliverable."""
        return load_kinds()

    def agent_files(self) -> dict[str, Path]:
        """Role cards by name."""
        return {f.stem: f for f in self._files("agents", ".md") if f.stem.lower() != "readme"}

    def skill_files(self) -> dict[str, Path]:
        """The company's skills by their folder; none ship."""
        folder = self._paths.skills if self._paths else None
        files = sorted(folder.glob(f"*/{SKILL}")) if folder and folder.is_dir() else []
        return {file.parent.name: file for file in files}

    def workflow_files(self) -> dict[str, Path]:
        """Workflows by file name."""
        return {f.stem: f for f in self._files("workflows", ".yml", ".yaml")}

    def own_workflow_files(self) -> dict[str, Path]:
        """Those that the company wrote itself; what an editor hides beside them does not count."""
        own = self._paths.workflows if self._paths else None
        files = self.workflow_files().items()
        return {name: file for name, file in files if file.parent == own and not name.startswith(".")}

    def _files(self, kind: str, *suffixes: str) -> list[Path]:
        own = self._paths.root / kind if self._paths else None
        folders = [bundled(kind), *([own] if own and own.is_dir() else [])]
        return [f for folder in folders for f in sorted(folder.iterdir()) if f.suffix in suffixes]

    def agent(self, name: str) -> AgentSpec:
        """A role card; raises CompanyError when there is none, SpecErrors when it cannot be read."""
        files = self.agent_files()
        if name not in files:
            raise CompanyError(
                _("there is no agent {name}").format(name=one_line(name, 40)), remedy=nearest(name, files)
            )
        return load_card(files[name])

    def workflow(self, name_or_path: str) -> tuple[WorkflowSpec, Document]:
        """A workflow by name or path; raises CompanyError or SpecErrors."""
        return load_workflow(self.workflow_file(name_or_path))

    def workflow_file(self, name_or_path: str) -> Path:
        """The file of a workflow; raises CompanyError when none has the name."""
        path = Path(name_or_path)
        if path.suffix in (".yaml", ".yml") or "/" in name_or_path:
            return path
        files = self.workflow_files()
        found = files.get(name_or_path) or files.get(name_or_path.replace("-", "_"))
        if found is None:
            raise CompanyError(
                _("there is no workflow {name}").format(name=one_line(name_or_path, 40)),
                remedy=nearest(name_or_path, files),
            )
        return found
