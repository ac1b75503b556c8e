"""`doctor`: what the installation has and lacks, and with `--probe` what endpoints really do."""

from __future__ import annotations

import asyncio
import platform
import shutil
import sqlite3
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from superindividual.cli.modelling import endpoint_of, references
from superindividual.cli.output import company, emit
from superindividual.company import Company
from superindividual.errors import CompanyError, ModelError, SpecError
from superindividual.models.directory import Place, embedding, places, quirks_of
from superindividual.models.probe import Probed, probe
from superindividual.models.transport import Patience, Transport, open_connections
from superindividual.paths import find_company
from superindividual.secret import keyring_fault
from superindividual.specs.models import ModelsSpec
from superindividual.specs.nearest import nearest
from superindividual.text import gettext as _
from superindividual.text import one_line


@dataclass(frozen=True)
class Part:
    """One part of the installation."""

    name: str
    ok: bool
    said: str
    """What there is, or why there is none."""
    remedy: str = ""
    needed: bool = False
    """Whether runs fail without it; else something is left out, and says so."""


def doctor(options: Namespace) -> int:
    """Look at the installation, or measure endpoints; 1 where something that is needed lacks."""
    if options.probe is not None:
        return _probed(options)
    parts = list(_parts(options.company))
    emit(options, [asdict(part) for part in parts], lambda: _lines(parts))
    return 1 if any(part.needed and not part.ok for part in parts) else 0


def _parts(folder: Path | None) -> Iterator[Part]:
    yield Part("python", True, platform.python_version())
    yield _sqlite()
    yield _sandbox()
    yield _program(
        "git", ("git",), "apt-get install git", _("products' histories cannot be anchored or pushed")
    )
    from superindividual.tools.photograph import BROWSERS

    yield _program("chromium", BROWSERS, "apt-get install chromium", _("no pictures of pages are made"))
    fault = keyring_fault()
    remedy = _("keep secrets in the environment, or install the extra: pip install 'superindividual[notify]'")
    yield Part(
        "keyring",
        not fault,
        fault or _("secrets can be kept in the system's keyring"),
        remedy if fault else "",
    )
    yield from _of_company(folder)


def _sqlite() -> Part:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.OperationalError:
        return Part(
            "sqlite",
            False,
            _("{version}, without FTS5").format(version=sqlite3.sqlite_version),
            _("use a Python whose SQLite has FTS5"),
            needed=True,
        )
    finally:
        connection.close()
    return Part("sqlite", True, sqlite3.sqlite_version)


def _sandbox() -> Part:
    from superindividual.tools.sandbox import find_sandbox

    sandbox, reason = find_sandbox()
    if sandbox:
        return Part("sandbox", True, _("commands are contained"))
    return Part("sandbox", False, reason, _("apt-get install bubblewrap, and allow user namespaces"))


def _program(name: str, called: tuple[str, ...], remedy: str, without: str) -> Part:
    found = next((path for path in map(shutil.which, called) if path), None)
    return (
        Part(name, True, found)
        if found
        else Part(name, False, _("not found: {without}").format(without=without), remedy)
    )


def _embedder(models: ModelsSpec) -> Part:
    from superindividual.memory.embedder import MINILM_FOLDER

    try:
        endpoint = embedding(models)
    except CompanyError as error:
        said = _("the memory is searched by words alone: {why}").format(why=error.message)
        return Part("embedder", False, said, error.remedy)
    if endpoint:
        said = _("{model} at {address}").format(model=endpoint.model, address=endpoint.base_url)
        return Part("embedder", True, said)
    if (MINILM_FOLDER / "model.onnx").is_file():
        return Part("embedder", True, _("all-MiniLM-L6-v2, which knows English only"))
    remedy = _(
        "set OPENAI_EMBEDDING_MODEL to a model of your endpoint, or write models: {embedding: ENDPOINT/MODEL} into company.yaml"
    )
    return Part("embedder", False, _("none: the memory is searched by words alone"), remedy)


def _of_company(folder: Path | None) -> Iterator[Part]:
    """The company around, if there is one."""
    try:
        opened = Company.open(find_company(folder or Path.cwd()).root)
    except CompanyError as error:
        if folder is not None:
            raise
        yield _embedder(ModelsSpec())
        yield Part("company", False, error.message, error.remedy)
        return
    try:
        found = places(opened.spec.models)
    except SpecError as error:
        yield Part("company", False, str(error), _("mend it: superindividual check"), needed=True)
        return
    yield _embedder(opened.spec.models)
    yield Part("company", True, str(opened.paths.root))
    for name, place in found.items():
        yield Part(f"models: {name}", not place.lacks, place.lacks or place.endpoint.base_url)
    if not found:
        yield Part(
            "models",
            False,
            _("none: runs are rehearsals"),
            _("set OPENAI_API_KEY and OPENAI_MODEL, or write models: into company.yaml"),
        )


def _lines(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        mark = "✓" if part.ok else "✗"
        yield f"{mark} {part.name}  {part.said}"
        if part.remedy and not part.ok:
            yield f"    {part.remedy}"


def _probed(options: Namespace) -> int:
    """Measure; 1 where an endpoint does not answer."""
    opened = company(options)
    found = places(opened.spec.models)
    wanted = [options.probe] if options.probe else references(opened, found)
    if not wanted:
        raise CompanyError(
            _("there is no model to measure"),
            remedy=_("set OPENAI_API_KEY and OPENAI_MODEL, or write models: into company.yaml"),
        )
    answers = {reference: asyncio.run(_measured(opened, found, reference)) for reference in wanted}
    value = [_told(reference, answer) for reference, answer in answers.items()]
    emit(options, value, lambda: (line for entry in value for line in _measured_lines(entry)))
    return 1 if any(isinstance(answer, str) for answer in answers.values()) else 0


async def _measured(opened: Company, found: dict[str, Place], reference: str) -> Probed | str:
    """What was measured, which is kept; or why nothing could be."""
    name, slash, _model = reference.partition("/")
    standing = found.get(name)
    if slash and standing is None:
        raise CompanyError(
            _("there is no endpoint {name}").format(name=one_line(name, 60)),
            remedy=nearest(name, found) if found else _("name it in company.yaml: models: {endpoints: …}"),
        )
    if standing and standing.lacks:
        return standing.lacks
    endpoint = endpoint_of(found, reference)
    if endpoint is None or not endpoint.model:
        raise CompanyError(
            _("{name} names no model").format(name=one_line(reference, 60)), remedy=_("write ENDPOINT/MODEL")
        )
    place = found[endpoint.name]
    async with open_connections() as connections:
        try:
            made = await probe(
                Transport(connections, endpoint, Patience()), endpoint.model, quirks_of(place, {})
            )
        except ModelError as error:
            return str(error)
    opened.journal.measurements.keep(endpoint.base_url, endpoint.model, made.quirks)
    return made


def _told(reference: str, answer: Probed | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"model": reference, "error": answer, "seen": [], "kept": {}}
    return {
        "model": reference,
        "error": "",
        "seen": [asdict(s) for s in answer.seen],
        "kept": dict(answer.quirks),
    }


def _measured_lines(entry: dict[str, Any]) -> Iterator[str]:
    yield entry["model"]
    if entry["error"]:
        yield f"  ✗ {entry['error']}"
    for seen in entry["seen"]:
        mark = {True: "✓", False: "✗", None: "?"}[seen["does"]]
        yield f"  {mark} {seen['name']}  {seen['said']}"
