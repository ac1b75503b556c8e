"""Validate: what a workflow says, held against what exists. All faults in one go, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from superindividual.errors import SpecError
from superindividual.ids import StepId
from superindividual.specs.catalog import Catalog
from superindividual.specs.cheapest import UNKNOWN, Costing, House, budget_faults
from superindividual.specs.controls import (
    NOT_OF_EFFECTS,
    control_faults,
    field_faults,
    material_faults,
    output_names,
)
from superindividual.specs.effect import effect_faults
from superindividual.specs.expansion import Expansion, expanded
from superindividual.specs.kind import Kind
from superindividual.specs.library import Entry, Library
from superindividual.specs.nearest import nearest
from superindividual.specs.order import Order
from superindividual.specs.reading import MOST_FAULTS, gathered
from superindividual.specs.reviewing import own_work
from superindividual.specs.schedule import schedule_faults
from superindividual.specs.step_scope import expression_faults, output_faults
from superindividual.specs.use import use_faults
from superindividual.specs.workflow import MOST_STEPS, StepSpec, WorkflowSpec
from superindividual.specs.workflow_reader import Reading
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

_REVIEW = "compliance_report"


def checked(
    content: bytes,
    file: str,
    catalog: Catalog,
    checks: Collection[str],
    costing: Costing = UNKNOWN,
    house: House | None = None,
) -> Expansion:
    """A workflow that can run, from the bytes of its file, with the steps of every workflow that it uses.

    `costing` and `house` tell what the cheapest way through takes with the company's models, and the company's own limits.

    Raises:
        SpecErrors: all that is wrong in it and in what it uses, each in its own file.
    """
    library = Library(content, file, catalog)
    entries = library.all()
    faults = [fault for entry in entries for fault in entry.faults]
    tangles = _tangles(library, entries)
    for entry in entries if not tangles else ():  # what cannot be followed to its end is mended first
        mine = house if entry is library.root else None
        faults += _meaning(entry, library, catalog, checks, (costing, mine))
    whole = _whole(library, [*faults, *tangles])
    assert library.root.reading is not None
    document = library.root.reading.document
    if across := [
        *budget_faults(whole, document, costing, house),
        *_own_work(whole, document, catalog.kinds),
    ]:
        raise gathered(across)
    return whole


def followed(content: bytes, file: str, catalog: Catalog) -> Expansion:
    """A workflow with the steps of what it uses, as far as form goes; raises SpecErrors and CompanyError."""
    library = Library(content, file, catalog)
    entries = library.all()
    faults = [fault for entry in entries for fault in entry.faults]
    return _whole(library, [*faults, *_tangles(library, entries)])


def _whole(library: Library, faults: list[SpecError]) -> Expansion:
    if not faults and library.count(library.root) > MOST_STEPS:
        faults = [_too_many(library, library.count(library.root))]
    if faults:
        raise gathered(faults)
    return expanded(library.root, library)


def _tangles(library: Library, entries: Collection[Entry]) -> list[SpecError]:
    return library.tangles() if len(entries) <= MOST_STEPS else [_too_many(library, len(entries))]


def _too_many(library: Library, count: int) -> SpecError:
    """Said of the first step that uses another workflow."""
    root = library.root
    assert root.reading is not None
    message = _("with the steps of what it uses the workflow has {count} steps, and {most} are the most")
    place = root.reading.document.at(("steps", root.uses[0].id, "uses"))
    remedy = _("use fewer workflows, or run them one after the other")
    return SpecError(place, message.format(count=count, most=MOST_STEPS), remedy=remedy, field="uses")


def _meaning(
    entry: Entry,
    library: Library,
    catalog: Catalog,
    checks: Collection[str],
    money: tuple[Costing, House | None],
) -> list[SpecError]:
    """The faults of meaning of one file, in its order."""
    reading = entry.reading
    if reading is None or reading.spec is None:
        return []
    names = _Names(reading, catalog, checks)
    steps = (_Step(entry, step, names, library).faults() for step in reading.spec.steps)
    spec, document = reading.spec, reading.document
    found = chain(field_faults(spec.inputs, ("inputs",), document), output_names(spec, document))
    found = chain(found, budget_faults(spec, document, *money), *steps)
    found = chain(found, material_faults(spec, document))
    found = chain(found, schedule_faults(spec, document))
    found = chain(found, *(expression_faults(entry, step, library) for step in spec.steps))
    found = chain(found, output_faults(entry, library))
    if not reading.faults:  # what could not be read may be what is missing here
        own = [step for step in spec.steps if step.uses is None]
        found = chain(found, _order(entry, library), _own_work(spec, document, catalog.kinds))
        found = chain(found, *(control_faults(spec, s, document) for s in own))
    return sorted(islice(found, MOST_FAULTS + 1), key=lambda fault: fault.position)


class _Names:
    """What a step can name; what the file names counts, even where it could not be read."""

    def __init__(self, reading: Reading, catalog: Catalog, checks: Collection[str]) -> None:
        self.steps = [*_keys(reading.document, "steps")]
        self.agents = catalog.agent_files()
        self.kinds = catalog.kinds
        self.checks = checks


def _keys(document: Document, field: str) -> Collection[str]:
    found = document.data.get(field) if isinstance(document.data, dict) else None
    return found.keys() if isinstance(found, dict) else ()


class _Step:
    """The faults of one step."""

    def __init__(self, entry: Entry, step: StepSpec, names: _Names, library: Library) -> None:
        assert entry.reading is not None
        self._document = entry.reading.document
        self._written = self._document.data["steps"][step.id]
        self._entry = entry
        self._step = step
        self._names = names
        self._library = library

    def faults(self) -> Iterator[SpecError]:
        yield from self._needs()
        if self._step.uses is not None:
            yield from use_faults(self._entry, self._step, self._library)
        elif not self._says("uses"):  # else it cannot be read, as told before
            yield from self._effect() if self._says("effect") else self._agent()

    def _says(self, field: str) -> bool:
        return self._written.get(field) not in (None, "", [])

    def _lacks(self, field: str) -> bool:
        """Whether a field is missing or empty; what could not be read was told already."""
        place = self._document.at(("steps", self._step.id, field))
        return not self._says(field) and place not in {fault.position for fault in self._document.faults}

    def _fault(self, field: Path_, message: str, remedy: str) -> SpecError:
        path: Path_ = ("steps", self._step.id, *field)
        place = self._document.at(path) if field else self._document.key_at(path)
        return SpecError(place, message, remedy=remedy, field=str(field[0]) if field else "")

    def _unknown(self, field: Path_, message: str, name: str, known: Collection[str]) -> Iterator[SpecError]:
        if name not in known:
            yield self._fault(
                field, message.format(name=one_line(name, 40)), nearest(name, {*known} - {self._step.id})
            )

    def _needs(self) -> Iterator[SpecError]:
        for field, names in (("needs", self._step.needs), ("from", self._step.from_)):
            seen: set[str] = set()
            for number, name in enumerate(names):
                if name == self._step.id:
                    yield self._fault(
                        (field, number), _("the step {id} needs itself").format(id=name), _("remove it")
                    )
                elif name in seen:
                    yield self._fault(
                        (field, number),
                        _("{key} stands here a second time").format(key=one_line(name, 40)),
                        _("keep one of them"),
                    )
                else:
                    yield from self._unknown(
                        (field, number), _("there is no step {name}"), name, self._names.steps
                    )
                seen.add(name)

    def _agent(self) -> Iterator[SpecError]:
        step = self._step
        if self._lacks("agent"):
            yield self._fault(
                (), _("nobody does the step {id}").format(id=step.id), _("add agent: NAME, or effect: CLASS")
            )
        if self._lacks("deliver"):
            yield self._fault(
                (), _("the step {id} hands nothing over").format(id=step.id), _("add deliver: KIND")
            )
        if step.agent is not None:
            yield from self._unknown(
                ("agent",), _("there is no agent {name}"), step.agent, self._names.agents
            )
        if step.deliver is not None:
            yield from self._unknown(
                ("deliver",), _("there is no kind {name}"), step.deliver, self._names.kinds
            )
        for number, check in enumerate(step.checks):
            yield from self._unknown(
                ("checks", number), _("there is no check {name}"), check, self._names.checks
            )
        if self._says("from"):
            yield self._fault(("from",), _("only an effect takes from"), _("use needs"))
        if self._says("how"):
            yield self._fault(("how",), _("only an effect takes how"), _("remove it"))
        if self._says("spends"):
            yield self._fault(("spends",), _("only an effect takes spends"), _("remove it"))
        if self._says("with"):
            message = _("only an effect, or a step that uses a workflow, takes with")
            yield self._fault(("with",), message, _("remove it"))

    def _effect(self) -> Iterator[SpecError]:
        step = self._step
        for field in NOT_OF_EFFECTS:
            if self._says(field):
                yield self._fault(
                    (field,),
                    _("an effect has no {field}").format(field=field),
                    _("let an earlier step make what leaves, and name it in from"),
                )
        if step.effect is not None:
            for path, message, remedy in effect_faults(step):
                yield self._fault(path, message, remedy)
        if self._lacks("from"):
            yield self._fault(
                (), _("the effect {id} does not say what leaves").format(id=step.id), _("add from: [STEP]")
            )
        if step.approve == "never":
            yield self._fault(
                ("approve",),
                _("nothing leaves the company without a decision"),
                _("write approve: always, or leave it out"),
            )
        yield from self._handed_over()

    def _handed_over(self) -> Iterator[SpecError]:
        for number, source in enumerate(self._step.from_):
            if ("steps", source, "effect") in self._document.keys and source != self._step.id:
                yield self._fault(
                    ("from", number),
                    _("{name} is an effect and hands nothing over").format(name=source),
                    _("name the step that makes what leaves"),
                )
            if ("steps", source, "uses") in self._document.keys:
                yield self._fault(
                    ("from", number),
                    _("{name} is a whole workflow, and does not say what of it leaves").format(name=source),
                    _("let a later step make what leaves, and name it in from"),
                )


def _order(entry: Entry, library: Library) -> Iterator[SpecError]:
    """Steps that can never begin, and effects that begin before what they let out is made and reviewed."""
    assert entry.reading is not None
    workflow, document = entry.spec, entry.reading.document
    order = Order(workflow)
    circles = order.circles()
    turning = {step.id for step in workflow.steps if step.id in order.before(step.id)}
    for circle in circles:
        if len(circle) > 2:
            message = _("{id} waits for itself: {circle}").format(
                id=circle[0], circle=_(" needs ").join(circle)
            )
            place = document.at(("steps", circle[0], "needs"))
            yield SpecError(place, message, remedy=_("remove one of these needs"), field="needs")
    for step in workflow.steps:
        place = document.key_at(("steps", step.id))
        waits = [s.id for s in workflow.steps if s.id in turning & order.before(step.id)]
        if waits and step.id not in turning:
            message = _("{id} can never begin, since {name} waits for itself").format(
                id=step.id, name=waits[0]
            )
            yield SpecError(place, message, remedy=_("break that circle"), field="needs")
        elif step.effect and step.uses is None and not waits:
            yield from _let_out(workflow, step, order, document)
            reviews = _reviews(entry, library, order.before(step.id))
            if reviews and {*step.needs} <= {
                s.id for s in workflow.steps
            }:  # else the review may be what is missing
                yield from _past_review(workflow, step, reviews, order, document)
            if not reviews:
                message = _("nothing reviews what {id} lets out").format(id=step.id)
                remedy = _("let a step deliver compliance_report before it, and name that step in needs")
                yield SpecError(place, message, remedy=remedy, field="needs")


def _own_work(workflow: WorkflowSpec, document: Document, kinds: Mapping[str, Kind]) -> Iterator[SpecError]:
    """Steps that would let an agent review what it made; one of a used workflow is told where that is used."""
    for step in workflow.steps:
        made = own_work(workflow, step, kinds)
        if made:
            message = _("{agent} would review its own work: it makes {step}").format(
                agent=step.agent, step=made
            )
            own, inside, _name = step.id.partition("/")
            field = "uses" if inside else "agent"
            place = document.at(("steps", own, field))
            yield SpecError(place, message, remedy=_("let another agent review it"), field=field)


def _let_out(workflow: WorkflowSpec, step: StepSpec, order: Order, document: Document) -> Iterator[SpecError]:
    before = order.before(step.id)
    steps = {s.id for s in workflow.steps} - {step.id}
    for number, source in enumerate(step.from_):
        if source in steps - before:
            message = _("{source} may not have ended before {id}").format(source=source, id=step.id)
            place = document.at(("steps", step.id, "from", number))
            yield SpecError(place, message, remedy=_("add it to needs"), field="from")


def _past_review(
    workflow: WorkflowSpec, step: StepSpec, reviews: Sequence[StepId], order: Order, document: Document
) -> Iterator[SpecError]:
    """What is made beside every review, or after it: at the run no report would cover it."""
    looked_at = {*reviews}.union(*map(order.before, reviews))
    made = {s.id for s in workflow.steps if s.agent} & order.before(step.id)
    for number, source in enumerate(step.from_):
        if source in made - looked_at:
            message = _("no review looks at {source} before {id} lets it out").format(
                source=source, id=step.id
            )
            place = document.at(("steps", step.id, "from", number))
            free = [review for review in reviews if review not in order.before(source)]
            remedy = _("let a step after {source} deliver compliance_report, and name that step in needs")
            if free:
                remedy = _("add {source} to the needs of {review}")
            remedy = remedy.format(source=source, review=free[-1] if free else "")
            yield SpecError(place, message, remedy=remedy, field="from")


def _reviews(entry: Entry, library: Library, before: Collection[StepId]) -> list[StepId]:
    """Those of the steps that hand over a compliance report, or of which a step of the workflow that they use does."""
    steps = [step for step in entry.spec.steps if step.id in before]
    return [s.id for s in steps if s.deliver == _REVIEW or library.delivers(entry, s, _REVIEW)]
