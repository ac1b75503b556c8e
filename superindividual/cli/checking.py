"""Which reader checks which file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from superindividual.approvals import wording
from superindividual.clock import now
from superindividual.company import checked_file
from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.paths import COMPANY_FILE, CompanyPaths, find_company
from superindividual.specs.agent import AgentSpec
from superindividual.specs.agent_reader import read_agent
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.catalog import Catalog
from superindividual.specs.company_reader import load_company
from superindividual.specs.expansion import Expansion
from superindividual.specs.files import decode, read_file
from superindividual.specs.frontmatter import divide
from superindividual.specs.labels import labels_of
from superindividual.specs.nearest import nearest
from superindividual.specs.schedule import load_schedule
from superindividual.specs.servers import load_servers
from superindividual.specs.skill import RULES_BYTES, load_skill
from superindividual.specs.workflow_reader import load_workflow
from superindividual.specs.yaml import Path_, parse
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.authorize import KNOWN

_OWN = (("agents", (".md",)), ("workflows", (".yaml", ".yml")), ("briefs", (".md",)))


def written_files(folder: Path | None) -> list[Path]:
    """All that the founder wrote in the company; raises CompanyError where there is none."""
    paths = find_company(folder or Path.cwd())
    own = [paths.spec]
    for part, suffixes in _OWN:
        inside = paths.root / part
        found = sorted(inside.iterdir()) if inside.is_dir() else []
        own += [f for f in found if f.suffix in suffixes and f.stem.lower() != "readme"]
    whole = [f for f in (paths.house_rules, paths.servers) if f.is_file()]
    return [*own, *sorted(paths.skills.glob("*/SKILL.md")), *whole]


def check_file(path: Path) -> list[SpecError]:
    """Check one file by what it is, and give what to warn about; raises SpecErrors with what is wrong."""
    if path.name == COMPANY_FILE:
        catalog = catalog_of(path)
        load_company(path, catalog.agent_files(), _steps(catalog))
        return []
    if path.name == "SKILL.md":
        load_skill(path)
        return []
    if path.name == ".mcp.json":
        load_servers(path)
        return []
    if path.suffix in (".yaml", ".yml"):
        catalog = catalog_of(path)
        plan = checked_file(path, catalog)
        return [*_brief_missing(path), *_data_barred(path, plan, catalog)]
    content = read_file(path)
    if path.name == "AGENTS.md":
        decode(content, str(path), RULES_BYTES)
        return []
    if _is_card(path, content):
        card, warnings = read_agent(content, str(path))
        return [*warnings, *_servers_missing(path, card), *_without_effect(path, content, card)]
    read_brief(content, str(path))
    return []


def _servers_missing(path: Path, card: AgentSpec) -> list[SpecError]:
    """A warning for each tool server that a card names and the company's `.mcp.json` does not."""
    root = root_of(path)
    if root is None or not card.mcp_servers:
        return []
    known = load_servers(CompanyPaths(root).servers)
    return [
        SpecError(
            Position(str(path)),
            _("no server {name} stands in .mcp.json, so the agent works without it").format(name=name),
            remedy=_("say there how it is started, if you trust it"),
            field="mcpServers",
        )
        for name in card.mcp_servers
        if name not in known
    ]


def _without_effect(path: Path, content: bytes, card: AgentSpec) -> Iterator[SpecError]:
    """A warning for each tool and skill that is none here, and for each tool whose part in brackets has no effect."""
    skills = catalog_of(path).skill_files()
    for name in dict.fromkeys((*(card.tools or ()), *card.disallowed_tools)):
        bare, bracket, _rest = name.partition("(")
        known = bare.strip() in KNOWN or name.startswith("mcp__")
        if not known:
            message = _("the tool {name} is none here and grants nothing").format(name=one_line(name, 60))
            yield SpecError(
                _line_of(path, content, name), message, remedy=nearest(bare, KNOWN), field="tools"
            )
        elif bracket:
            message = _("{name} means {bare} as a whole: what stands in brackets has no effect").format(
                name=one_line(name, 60), bare=one_line(bare, 40)
            )
            yield SpecError(_line_of(path, content, name), message, field="tools")
    for name in card.skills:
        if name not in skills:
            message = _("there is no skill {name} in skills/").format(name=one_line(name, 60))
            yield SpecError(
                _line_of(path, content, name), message, remedy=nearest(name, skills), field="skills"
            )


def _line_of(path: Path, content: bytes, name: str) -> Position:
    """The first line on which a name stands."""
    lines = content.decode(errors="replace").splitlines()
    return Position(str(path), next((n for n, line in enumerate(lines, 1) if name in line), 1))


def _steps(catalog: Catalog) -> set[str]:
    """The steps of all workflows that can be read."""
    found: set[str] = set()
    for file in catalog.workflow_files().values():
        with suppress(SpecError):
            found |= {step.id for step in load_workflow(file)[0].steps}
    return found


def _brief_missing(path: Path) -> list[SpecError]:
    """A warning where a schedule has no brief yet: it is needed when the time comes, and not before."""
    root = root_of(path)
    schedule = load_schedule(path.stem, path) if root else None
    try:
        if root and schedule:
            schedule.brief(root)
    except SpecError as error:
        return [error]
    return []


def _data_barred(path: Path, plan: Expansion, catalog: Catalog) -> Iterator[SpecError]:
    """A warning for each step whose data may go to no model that is set up for it: it would fail after others were paid."""
    from superindividual.engine.least import least_of

    least = least_of(catalog, now)
    document = parse(read_file(path), str(path))
    for step in plan.steps:
        if (
            step.agent is None or step.via or "/" in step.id
        ):  # a used workflow's own steps are told in its own file
            continue
        if why := least.barred(step, labels_of(plan, step.id)):
            rules = least.spec.models.data
            unruled = [label for label in step.data if label not in rules]
            hint = nearest(unruled[0], rules) if unruled and rules else ""
            remedy = hint or _(
                "set up a model where it may go, or allow it in company.yaml: models: {data: …}"
            )
            at: Path_ = ("steps", step.id, "data") if step.data else ("steps", step.id)
            yield SpecError(document.at(at), f"{step.id}: {why}", remedy=remedy, field="data")


def scheduled(path: Path, now: datetime) -> str:
    """When a workflow's file begins by itself; empty where it does not, or has faults."""
    schedule = load_schedule(path.stem, path) if path.suffix in (".yaml", ".yml") else None
    return wording.begins(schedule.spec, now) if schedule and schedule.spec else ""


def root_of(path: Path) -> Path | None:
    """The company's folder around a file."""
    return next((p for p in path.resolve().parents if (p / COMPANY_FILE).is_file()), None)


def catalog_of(path: Path) -> Catalog:
    """What can be named in a file: what ships, and the own of the company around it."""
    root = root_of(path)
    return Catalog(CompanyPaths(root) if root else None)


def _is_card(path: Path, content: bytes) -> bool:
    """A card lies in a folder `agents`, or names and describes itself."""
    if path.absolute().parent.name == "agents":
        return True
    try:
        settings = divide(content, str(path), len(content)).settings.data
    except SpecErrors:
        return False
    return isinstance(settings, dict) and {"name", "description"} <= settings.keys()
