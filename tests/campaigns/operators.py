"""Operators that need more than one field of a step: removing, doubling, turning in circles, breaking the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.campaigns.mutations import Mutation, Operator, changed, inserted, table, with_field
from tests.campaigns.workflow_source import Block, Source, Step

VALUES = {
    "text": "word",
    "number": "3",
    "fraction": "2.5",
    "truth": "true",
    "list": "[a]",
    "mapping": "{k: v}",
    "nothing": "~",
}
_LISTS = {"text", "list"}
TAKES = {
    **dict.fromkeys(("agent", "deliver", "if", "until"), {"text", "nothing"}),
    "task": {"text"},
    **dict.fromkeys(("needs", "checks"), _LISTS),
    "foreach": {"text", "list", "nothing"},
    **dict.fromkeys(("attempts", "at_once", "at_most"), {"number"}),
    **dict.fromkeys(("on_fail", "timeout", "retry"), {"mapping", "nothing"}),
    **dict.fromkeys(("budget", "form"), {"mapping"}),
    "approve": {"mapping"},
}
"""The sorts of values that a field takes, so that the others are mistakes."""

BOUNDS = {
    "attempts: {}": (1, 20),
    "at_once: {}": (1, 32),
    "at_most: {}": (1, 50),
    "on_fail: {{goto: discover, at_most: {}}}": (1, 20),
    "retry: {{at_most: {}}}": (1, 10),
    "budget: {{usd: {}}}": (0, None),
    "budget: {{tokens: {}}}": (0, None),
    "budget: {{calls: {}}}": (0, None),
}


def wrong_types(source: Source) -> Iterator[Mutation]:
    """A value of every other sort for each field."""
    for step in source.steps:
        for field, taken in TAKES.items() if step.of_agent else ():
            for sort, value in VALUES.items():
                if sort not in taken and not (field == "approve" and sort == "text"):
                    said = "" if field == "approve" else f"{field} must be"
                    yield with_field(f"{field}: {sort}", source, step, f"{field}: {value}", said)


def out_of_range(source: Source) -> Iterator[Mutation]:
    """One less than the least and one more than the most."""
    for step in source.steps:
        for form, (least, most) in BOUNDS.items() if step.of_agent else ():
            for number, said in ((least - 1, "must be at least"), (most and most + 1, "must be at most")):
                if number is not None:
                    yield with_field(f"{form.format(number)}", source, step, form.format(number), said)


def removed_fields(source: Source) -> Iterator[Mutation]:
    """What a step or a workflow must have is not there."""
    needed = {
        "agent": "nobody does the step",
        "deliver": "hands nothing over",
        "from": "does not say what leaves",
    }
    for step in source.steps:
        for field, said in needed.items():
            if there := step.field(field):
                yield Mutation(
                    f"without {field}", source, there.start, there.stop, (), step.start, said, "meaning"
                )
        yield Mutation(
            "an empty step", source, step.start + 1, step.stop, (), step.start, "says nothing", "form"
        )
    name = source.top_field("name")
    yield Mutation(
        "without name", source, name.start, name.stop, (), source.first, "the field name is missing"
    )
    steps = source.top_field("steps")
    yield Mutation(
        "without steps", source, steps.start, steps.stop, (), source.first, "the field steps is missing"
    )


def doubled(source: Source) -> Iterator[Mutation]:
    """Every key a second time."""
    said = "stands here a second time"
    for block in (b for s in source.steps for b in s.fields):
        yield _again("a field twice", source, block, said)
    for block in source.top:
        yield _again("a field of the workflow twice", source, block, said)
    for step in source.steps:
        yield _again("a step twice", source, Block(step.name, step.start, step.stop), said)


def _again(operator: str, source: Source, block: Block, said: str) -> Mutation:
    lines = source.lines[block.start : block.stop]
    return Mutation(operator, source, block.stop, block.stop, lines, block.stop, said, "form")


def named_wrongly(source: Source) -> Iterator[Mutation]:
    """Names that no step can have."""
    wrong = {
        **dict.fromkeys(
            ("9lives", "a b", "a.b", "_a", "-a", "a/b", "../a", "a" * 49, "é!"), "cannot name a step"
        ),
        **dict.fromkeys(("ready", "done", "hold", "Done"), "is taken"),
    }
    for step in source.steps:
        for name, said in wrong.items():
            yield changed(
                f"a step named {ascii(name)[:20]}", source, step.start, f'  "{name}":', said, "form"
            )
        copy = (f"  {step.name.upper()}:", *source.lines[step.start + 1 : step.stop])
        yield Mutation(
            "a step in capitals", source, step.stop, step.stop, copy, step.stop, "differ only in case", "form"
        )
        word = (f"  {step.name}: word",)
        said = "must be a mapping"
        yield Mutation("a step that is a word", source, step.start, step.stop, word, step.start, said, "form")


def around(source: Source) -> Iterator[Mutation]:
    """Steps that wait for themselves, directly and through others."""
    for step in source.steps:
        itself = f"needs: [{step.name}]"
        yield with_field("a step that needs itself", source, step, itself, "needs itself", "meaning")
        yield from (_circle(source, step, other) for other in _needed(source, step) if other.of_agent)


def _circle(source: Source, later: Step, earlier: Step) -> Mutation:
    needs = earlier.field("needs")
    names = [*(source.listed(needs) if needs else ()), later.name]
    text = f"needs: [{', '.join(names)}]"
    return with_field("steps that wait for themselves", source, earlier, text, "waits for itself", "order")


def _needed(source: Source, step: Step) -> list[Step]:
    needs = step.field("needs")
    names = source.listed(needs) if needs else []
    return [other for other in source.steps if other.name in names]


def ungated(source: Source) -> Iterator[Mutation]:
    """What leaves the company before it is made or reviewed."""
    for step in source.steps:
        if step.of_agent:
            if step.field("deliver") and source.listed(step.fields[1]) == ["compliance_report"]:
                effect = next((s for s in source.steps if not s.of_agent), None)
                if effect:
                    plain = with_field("", source, step, "deliver: prd")
                    said = "nothing reviews what"
                    yield Mutation(
                        "an effect that nobody reviews",
                        source,
                        plain.start,
                        plain.stop,
                        plain.new,
                        effect.start,
                        said,
                        "order",
                    )
            continue
        needs, leaves = step.field("needs"), step.field("from")
        if needs and leaves:
            others = [n for n in source.listed(needs) if n not in source.listed(leaves)]
            line = f"    needs: [{', '.join(others)}]"
            said = "may not have ended before"
            yield Mutation(
                "an effect before its work",
                source,
                needs.start,
                needs.stop,
                (line,),
                leaves.start,
                said,
                "order",
            )


def of_the_workflow(source: Source) -> Iterator[Mutation]:
    """Mistakes above the steps."""
    for text, said in (
        ("name: Two Words", "does not fit name"),
        ("name: 3", "name must be text"),
        ("name: ~", "name must be text"),
        ("name: ''", "does not fit name"),
        (f"name: {'a' * 65}", "at most 64 characters"),
        ("description: [a]", "description must be text"),
        ("inputs: [brief]", "inputs must be a mapping"),
        ("inputs: brief", "inputs must be a mapping"),
        ("inputs: {brief: {type: picture}}", "is not a value of type"),
        ("inputs: {brief: {typ: file}}", "there is no field typ here"),
        ("inputs: {brief: file}", "brief must be a mapping"),
        ("inputs: {brief: {required: 1}}", "required must be true or false"),
        ("inputs: {the-brief: {type: file}}", "cannot name an input"),
        ("inputs: {brief: {type: file}, price: {type: number, default: free}}", "the default of price"),
        ("budget: 5", "budget must be a mapping"),
        ("budget: {usd: -1}", "usd must be at least 0"),
        ("budget: {hours: 0}", "hours must be more than 0"),
        ("budget: {calls: 1.5}", "calls must be a whole number"),
        ("budget: {calls: 0}", "0 calls cannot be enough"),
        ("budget: {euros: 3}", "there is no field euros here"),
        ("version: 1", "there is no field version here"),
        ("Name: x", "there is no field Name here"),
        ("on: push", "there is no field on here"),
        ("- a", ""),
    ):
        there = next((b for b in source.top if b.name == text.partition(":")[0]), None)
        start, stop = there[1:] if there else (source.top_field("name").stop,) * 2
        sort = "text" if text == "- a" else "meaning"
        yield Mutation(f"workflow: {text[:40]}", source, start, stop, (text,), start, said, sort)
    for text in ("steps: []", "steps: {}", "steps: ~", "steps: word", "steps: 3", "steps:"):
        _name, start, stop = source.top_field("steps")
        yield Mutation(f"workflow: {text}", source, start, stop, (text,), start, "steps", "text")
    _name, start, stop = source.top_field("steps")
    many = [f"  more{n}: {{agent: scout, deliver: discovery}}" for n in range(101)]
    yield Mutation("101 steps", source, stop, stop, tuple(many), start, "at most 100 entries", "form")


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    """Every line with a key and a plain value on it."""
    for block in (b for s in source.steps for b in s.fields):
        yield block.start, source.lines[block.start]


def broken_text(source: Source) -> Iterator[Mutation]:
    """Bytes and characters that no file may hold, on every line."""
    signs = {
        "a byte that is no UTF-8": ("\udcff", "not UTF-8"),
        "half a character": ("\udce4\udcb8", "not UTF-8"),
        "GBK": ("\udcc4\udce3\udcba\udcc3", "not UTF-8"),
        "NUL": ("\0", "a NUL byte stands here"),
        "BEL": ("\x07", "the control character U+0007 stands here"),
        "an escape sequence": ("\x1b[2K", "the control character U+001B stands here"),
        "DEL": ("\x7f", "the control character U+007F stands here"),
        "C1": ("\x9b", "the control character U+009B stands here"),
        "no character": ("\uffff", "the control character U+FFFF stands here"),
        "a line separator": ("\u2028", "a line separator of Unicode stands here"),
        "a paragraph separator": ("\u2029", "a line separator of Unicode stands here"),
        "a turned line": ("\u202e", "the control character U+202E stands here"),
        "an isolated line": ("\u2066", "the control character U+2066 stands here"),
        "a BOM in the middle": ("\ufeff", "the control character U+FEFF stands here"),
    }
    for number, line in enumerate(source.lines):
        for name, (sign, said) in signs.items():
            if line and number:
                yield changed(name, source, number, line + sign, said)
                yield changed(f"{name} in a comment", source, number, f"{line}  # {sign}", said)


def broken_layout(source: Source) -> Iterator[Mutation]:
    """Indentation, quotes and brackets that do not fit."""
    for number, line in _lines(source):
        yield changed("a tab for indentation", source, number, "\t" + line.lstrip(), "a tab stands where")
        yield changed("a tab after spaces", source, number, "   \t" + line.lstrip(), "a tab stands where")
        key, _colon, value = line.partition(": ")
        if '"' not in "".join(source.lines[number:]):
            yield changed("an open quote", source, number, f'{key}: "{value}', "a quote opens here")
        yield changed("a colon of full width", source, number, f"{key}：{value}", "has no colon")
        yield changed("no colon", source, number, f"{key} {value}", "has no colon")
        yield changed("no space after the colon", source, number, f"{key}:{value}", "has no colon")
    for step in source.steps:
        for block in step.fields[1:]:
            if block.stop == block.start + 1:
                line = source.lines[block.start]
                yield changed("one space less", source, block.start, line[1:], "fits nothing above it")
    for step, following in zip(source.steps[1:], (*source.steps[2:], None), strict=False):
        line = source.lines[step.start][2:]
        # the file can be read on until the next step stands deeper than this one
        at, said = (
            (following.start, "fits nothing above it") if following else (step.start, "there is no field")
        )
        operator = "a step without indentation"
        yield Mutation(operator, source, step.start, step.start + 1, (line,), at, said)
        yield inserted("a second document", source, step.start, "---", "a second document begins here")
        yield inserted("words between steps", source, step.start, "  just words", "has no colon")
        yield inserted("a list between steps", source, step.start, "  - a", "")
        ended = ("...", source.lines[step.start])
        said = "a second document begins here"
        operator = "an end of the document"
        yield Mutation(operator, source, step.start, step.start + 1, ended, step.start + 1, said)
    first = source.first
    yield Mutation(
        "a directive", source, first, first, ("%YAML 1.1", "---"), first, "directives are not accepted"
    )


def too_much(source: Source) -> Iterator[Mutation]:
    """Files that are too large, too deep or of too many values."""
    end = len(source.lines)
    large = ("# " + "x" * 70,) * 1000
    yield Mutation("more than 64 KiB", source, end, end, large, 0, "the file is larger than 64 KiB")
    steps = source.top_field("steps").start
    for opened, closed in ("[]", ("{a: ", "}")):
        deep = f"deep: {opened * 21}{closed * 21}"
        yield inserted(f"too deep in {opened}", source, steps, deep, "nested more than 20 deep")
    levels = tuple(f"{' ' * n}a:" for n in range(22))
    yield Mutation("too deep in lines", source, steps, steps, levels, steps + 20, "nested more than 20 deep")
    values = f"many: [{', '.join('a' * 3100)}]"
    yield inserted("too many values", source, steps, values, "more than 3000 values")


OPERATORS: tuple[Operator, ...] = (
    table,
    wrong_types,
    out_of_range,
    removed_fields,
    doubled,
    named_wrongly,
    around,
    ungated,
    of_the_workflow,
    broken_text,
    broken_layout,
    too_much,
)


def mutations(source: Source) -> Iterator[Mutation]:
    """All of a source."""
    for operator in OPERATORS:
        yield from operator(source)
