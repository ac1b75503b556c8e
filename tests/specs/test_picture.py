from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from superindividual.company import known_checks
from superindividual.specs.catalog import Catalog
from superindividual.specs.expansion import Expansion
from superindividual.specs.listing import direct_needs, listing
from superindividual.specs.order import Order
from superindividual.specs.picture import WIDTH, picture
from superindividual.specs.validate import checked
from superindividual.text import cell_width
from tests.specs.flows import STEPS, spec

UP, DOWN, LEFT, RIGHT = (-1, 0), (1, 0), (0, -1), (0, 1)
WAYS = {
    "─": {LEFT, RIGHT}, "│": {UP, DOWN}, "┌": {DOWN, RIGHT}, "┐": {DOWN, LEFT}, "└": {UP, RIGHT}, "┘": {UP, LEFT},
    "├": {UP, DOWN, RIGHT}, "┤": {UP, DOWN, LEFT}, "┬": {LEFT, RIGHT, DOWN}, "┴": {LEFT, RIGHT, UP},
    "┼": {UP, DOWN, LEFT, RIGHT},
}  # fmt: skip


def step(name: str, *needs: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "agent": "a", "deliver": "x", "needs": list(needs), **more}


def cells(lines: Sequence[str]) -> list[str]:
    """Lines with one character for each cell."""
    return ["".join(c + "\0" * (cell_width(c) - 1) for c in line) for line in lines]


def arrows(lines: Sequence[str], names: Sequence[str]) -> set[tuple[str, str]]:
    """The pairs of steps that a reader finds joined, following each line down from its step and never up."""
    grid = cells(lines)
    boxes = {name: _box(grid, name) for name in names}
    tops = {(top, c): n for n, (top, left, _low, right) in boxes.items() for c in range(left, right)}
    found = set()
    for name, (_top, left, bottom, right) in boxes.items():
        for column in range(left, right):
            if grid[bottom][column] in "┬╤┯":
                found |= {(name, tops[end]) for end in _followed(grid, (bottom, column))}
    return found


def _box(grid: Sequence[str], name: str) -> tuple[int, int, int, int]:
    """Top row, first column, bottom row and the column past the end of a step's box."""
    wide = re.escape(cells([name])[0])
    ((row, match),) = [
        (r, m) for r, line in enumerate(grid) for m in re.finditer(rf"[│║┃] {wide}( ↺)? +[│║┃]", line)
    ]
    bottom = next(r for r in range(row, len(grid)) if grid[r][match.start()] in "└╚┗")
    return row - 1, match.start(), bottom, match.end()


def _followed(grid: Sequence[str], start: tuple[int, int]) -> set[tuple[int, int]]:
    seen, waiting, ends = set(), [(start, DOWN)], set()
    while waiting:
        (row, column), way = waiting.pop()
        row, column = row + way[0], column + way[1]
        character = grid[row][column] if column < len(grid[row]) else " "
        assert character in {*WAYS, "▼"}, f"a line ends at {row}, {column} in {character!r}"
        if character == "▼":
            ends.add((row, column))
            continue
        back = (-way[0], -way[1])
        on = {way} if character == "│" and way in (LEFT, RIGHT) else WAYS[character] - {back, UP}
        for other in on:
            if ((row, column), other) not in seen:
                seen.add(((row, column), other))
                waiting.append(((row, column), other))
    return ends


def wanted(workflow: Expansion) -> set[tuple[str, str]]:
    order = Order(workflow)
    return {(need, s.id) for s in workflow.steps for need in direct_needs(s, order)}


@st.composite
def workflows(draw: st.DrawFn) -> Expansion:
    count = draw(st.integers(2, 12))
    names = [f"s{number}" for number in range(count)]
    needs: Mapping[str, list[str]] = {
        name: draw(st.lists(st.sampled_from(names[:n]), max_size=3, unique=True)) if n else []
        for n, name in enumerate(names)
    }
    return spec(*(step(name, *needs[name]) for name in names))


@settings(deadline=None, max_examples=100)
@given(workflows())
def test_a_reader_finds_every_need_and_no_other(workflow: Expansion) -> None:
    """Whatever the shape, following a line from its step leads to those that wait for it and to nothing else."""
    lines = picture(workflow)
    assume(lines != listing(workflow))
    assert max(map(cell_width, lines)) <= WIDTH
    assert arrows(lines, [s.id for s in workflow.steps]) == wanted(workflow)


def test_the_reader_of_pictures_notices_a_line_that_is_missing() -> None:
    """Control: a picture without one of its lines is not taken for whole."""
    workflow = spec(step("a"), step("b", "a"), step("c", "a"))
    lines = picture(workflow)
    assert arrows(lines, ["a", "b", "c"]) == {("a", "b"), ("a", "c")}
    broken = [line.replace("┐", " ").replace("─┴─", "─┘ ") if "┴" in line else line for line in lines]
    assert arrows(broken, ["a", "b", "c"]) == {("a", "b")}


@pytest.mark.parametrize("name", sorted(Catalog().workflow_files()))
def test_shipped_workflows_are_drawn_whole(name: str) -> None:
    """80 columns, all needs, what each step makes."""
    file = Catalog().workflow_file(name)
    workflow = checked(file.read_bytes(), str(file), Catalog(), known_checks())
    lines = picture(workflow)
    assert max(map(cell_width, lines)) <= WIDTH
    assert arrows(lines, [s.id for s in workflow.steps]) == wanted(workflow)
    for one in workflow.steps:
        assert any(f"{one.agent} → {one.deliver}" in line for line in lines) or one.effect


def test_frames_tell_what_asks_and_what_leaves() -> None:
    """A gate is double, an effect heavy, a way back is named."""
    flow = spec(
        step("发现", approve="always"),
        step("b", "发现", on_fail={"goto": "发现", "at_most": 2}),
        {"id": "e", "effect": "publish", "from": ["b"], "needs": ["b"]},
    )
    text = "\n".join(picture(flow))
    assert "║ 发现     ║" in text
    assert "back to 发现, at most 2 times" in text
    assert "┃ lets out: publish ┃" in text
    assert text.count("asks you") == 2


def test_where_more_is_too_wide_the_boxes_hold_names_and_the_listing_follows() -> None:
    """Nothing that was said is lost."""
    flow = spec(*STEPS)
    lines = picture(flow)
    rest = listing(flow)
    assert lines[-len(rest) - 1 :] == ["", *rest]
    assert arrows(lines[: -len(rest)], [s.id for s in flow.steps]) == wanted(flow)
    assert any("b ↺" in line for line in lines)


@pytest.mark.parametrize(
    "steps",
    [
        [step("s0"), *(step(f"s{n}", f"s{n - 1}") for n in range(1, 100))],
        [step("root"), *(step("x" * 40 + str(n), "root") for n in range(4))],
    ],
    ids=["100 steps", "long names"],
)
def test_what_is_no_picture_is_a_listing(steps: list[dict[str, Any]]) -> None:
    """A hundred steps, or names that do not fit beside one another, are told line by line."""
    flow = spec(*steps)
    assert picture(flow) == listing(flow)


def test_lines_that_nobody_could_tell_apart_are_not_drawn() -> None:
    """Two lines that each come down where the other one leaves would be read wrongly."""
    needs = {
        "s0": [],
        "s1": ["s0"],
        "s2": ["s0"],
        "s3": ["s0", "s2"],
        "s4": ["s3", "s1", "s2"],
        "s5": [],
        "s6": ["s1", "s2", "s5"],
        "s7": ["s0"],
        "s8": ["s5", "s1", "s3"],
        "s9": [],
        "s10": ["s1", "s0"],
        "s11": ["s5"],
        "s12": ["s9", "s0", "s3"],
        "s13": ["s5", "s12", "s6"],
    }
    flow = spec(*(step(name, *needs[name]) for name in needs))
    assert picture(flow) == listing(flow)
