"""Picture: a workflow as boxes and lines for a terminal; where it is too large for one, as a listing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from superindividual.ids import StepId
from superindividual.specs.bus import buses_from, rows_of
from superindividual.specs.canvas import Canvas
from superindividual.specs.expansion import Expansion
from superindividual.specs.layout import Place, layout
from superindividual.specs.listing import conditions, direct_needs, does, listing, stages_of
from superindividual.specs.order import Order
from superindividual.specs.workflow import StepSpec
from superindividual.text import cell_width, one_line

WIDTH = 80
_MOST_STEPS = 40
"""Of more steps a listing is read sooner than a picture of several screens."""
_WIDEST = 46
_LIGHT, _DOUBLE, _HEAVY = "┌─┐│└┘┬", "╔═╗║╚╝╤", "┏━┓┃┗┛┯"


def picture(
    workflow: Expansion, marks: Mapping[StepId, str] | None = None, *, width: int = WIDTH
) -> list[str]:
    """Lines of text; what is drawn has at most `width` columns.

    A box is a step, double where it asks the founder, heavy where something leaves the company; a line means that
    the lower step waits for the upper one. Boxes hold the names alone where more is too wide, and the listing
    follows; it stands alone where nothing can be drawn. `marks` stand before the names, such as how a step stands.
    """
    marks = marks or {}
    if len(workflow.steps) <= _MOST_STEPS:
        full = _drawn(workflow, lambda step: _words(workflow, step, marks), width)
        if full:
            return full
        names = _drawn(workflow, lambda step: _name(step, marks), width)
        if names:
            return [*names, "", *listing(workflow)]
    return listing(workflow)


def _words(workflow: Expansion, step: StepSpec, marks: Mapping[StepId, str]) -> list[str]:
    name = _marked(step, marks)
    return [one_line(line, _WIDEST) for line in (name, does(step), *conditions(workflow, step))]


def _name(step: StepSpec, marks: Mapping[StepId, str]) -> list[str]:
    return [one_line(_marked(step, marks), _WIDEST) + (" ↺" if step.on_fail else "")]


def _marked(step: StepSpec, marks: Mapping[StepId, str]) -> str:
    return f"{marks[step.id]} {step.id}" if step.id in marks else step.id


def _drawn(workflow: Expansion, words: Callable[[StepSpec], list[str]], width: int) -> list[str] | None:
    """The picture with these words in the boxes; None where it is too wide, or its lines get tangled."""
    order = Order(workflow)
    steps = {step.id: step for step in workflow.steps}
    texts = {name: words(step) for name, step in steps.items()}
    places = layout(
        [[step.id for step in stage] for stage in stages_of(workflow)],
        {name: direct_needs(step, order) for name, step in steps.items()},
        {name: max(map(cell_width, text)) + 4 for name, text in texts.items()},
        width,
    )
    if places is None:
        return None
    canvas = Canvas()
    row = 0
    for layer in places:
        following = _layer(canvas, row, layer, steps, texts)
        if following is None:
            return None
        row = following
    return canvas.lines()


def _layer(
    canvas: Canvas,
    row: int,
    layer: Sequence[Place],
    steps: Mapping[StepId, StepSpec],
    texts: Mapping[StepId, Sequence[str]],
) -> int | None:
    """Draw a layer and the lines below it, and give the row where the next one begins; None where they get tangled."""
    end = row + max(len(texts[p.step]) for p in layer if p.step) + 2
    for place in layer:
        if place.step:
            text = texts[place.step]
            _box(canvas, row, place, text, _frame(steps[place.step]))
            if place.below:
                canvas.down(place.middle, row + len(text) + 2, end)
        else:
            canvas.down(place.middle, row, end)
    return _lines(canvas, end, layer)


def _frame(step: StepSpec) -> str:
    return _HEAVY if step.effect else _DOUBLE if step.approve == "always" or step.form else _LIGHT


def _box(canvas: Canvas, row: int, place: Place, text: Sequence[str], frame: str) -> None:
    corner, edge, other, side, low, low_other, out = tuple(frame)
    inner = edge * (place.width - 2)
    canvas.write(row, place.left, corner + inner + other)
    for number, line in enumerate(text, 1):
        blank = " " * (place.width - 3 - cell_width(line))
        canvas.write(row + number, place.left, f"{side} {line}{blank}{side}")
    canvas.write(row + len(text) + 1, place.left, low + inner + low_other)
    if place.below:
        canvas.write(row + len(text) + 1, place.middle, out)


def _lines(canvas: Canvas, row: int, layer: Sequence[Place]) -> int | None:
    """Draw the lines from a layer to the next one, and give the row where that begins; None where they get tangled."""
    buses = buses_from(layer)
    rows = rows_of(buses)
    if rows is None:
        return None
    end = row + max(rows.values(), default=0) + 1 if buses else row
    for bus in buses:
        turn = rows.get(bus)
        for column in bus.above:
            canvas.down(column, row, end if turn is None else row + turn)
        if turn is not None:
            canvas.across(row + turn, bus.above, bus.below)
            for column in bus.below:
                canvas.down(column, row + turn + 1, end)
        for column in bus.below:
            canvas.arrow(end, column)
    return end
