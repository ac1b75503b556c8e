"""Operators that need more than one field of a step: removing, doubling, turning in circles."""

from __future__ import annotations

from collections.abc import Iterator

from tests.campaigns.mutations import Mutation, Operator, changed, table, with_field
from tests.campaigns.text_operators import broken_layout, broken_text, too_much
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
_WORD, _LIST, _WHOLE, _PART = {"text", "nothing"}, {"text", "list"}, {"number"}, {"mapping", "nothing"}
TAKES = {
    "agent": _WORD,
    "deliver": _WORD,
    "if": _WORD,
    "until": _WORD,
    "task": {"text"},
    "needs": _LIST,
    "checks": _LIST,
    "foreach": {"text", "list", "nothing"},
    "attempts": _WHOLE,
    "at_once": _WHOLE,
    "at_most": _WHOLE,
    "on_fail": _PART,
    "timeout": _PART,
    "retry": _PART,
    "budget": {"mapping"},
    "form": {"mapping"},
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
        "uses": "nobody does the step",
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


def _names(source: Source, step: Step) -> list[str]:
    needs = step.field("needs")
    return source.listed(needs) if needs else []


def _reviews(source: Source) -> int:
    """How many steps review what leaves."""
    return sum(
        step.of_agent and source.listed(step.fields[1]) == ["compliance_report"] for step in source.steps
    )


def ungated(source: Source) -> Iterator[Mutation]:
    """What leaves the company before it is made or reviewed."""
    for step in source.steps:
        if step.of_agent:
            if step.field("deliver") and source.listed(step.fields[1]) == ["compliance_report"]:
                effect = next((s for s in source.steps if s.sort == "effect"), None)
                if effect and _reviews(source) == 1:
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
            if any(n in source.listed(leaves) for o in _needed(source, step) for n in _names(source, o)):
                continue  # another step that it needs has waited for the work
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
        ("budget: {tokens: 1}", "1 tokens cannot be enough"),
        ("budget: {usd: 0}", "0 US dollars stops the run"),
        ("budget: {euros: 3}", "there is no field euros here"),
        ("outputs: [x]", "outputs must be a mapping"),
        ("outputs: word", "outputs must be a mapping"),
        ("outputs: {x: 3}", "x must be a mapping"),
        ("outputs: {x: {}}", "the field value is missing"),
        ("outputs: {x: {value: 3}}", "value must be text"),
        ("outputs: {x: {value: words}}", "value must be one expression"),
        ('outputs: {x: {value: "a ${{ run.id }}"}}', "value must be one expression"),
        ('outputs: {x: {value: "${{ run.id"}}', "cannot be read"),
        ('outputs: {x: {value: "${{ loop.number }}"}}', "there is no loop in an expression here"),
        ('outputs: {x: {value: "${{ steps.nosuch.status }}"}}', "there is no earlier step nosuch"),
        ('outputs: {x: {value: "${{ inputs.nosuch }}"}}', "there is no input nosuch"),
        ('outputs: {x: {value: "${{ run.id }}", typ: text}}', "there is no field typ here"),
        ('outputs: {x-y: {value: "${{ run.id }}"}}', "cannot name an output"),
        ("output: {}", "there is no field output here"),
        ("parts: {}", "there is no field parts here"),
        ("version: 1", "there is no field version here"),
        ("Name: x", "there is no field Name here"),
        ("on: push", "on must be a mapping"),
        ("on: {push: x}", "there is no field push here"),
        ("- a", ""),
    ):
        there = next((b for b in source.top if b.name == text.partition(":")[0]), None)
        start, stop = there[1:] if there else (source.top_field("name").stop,) * 2
        spent = said.endswith(("cannot be enough", "stops the run"))  # told once every step has its form
        sort = "text" if text == "- a" else "order" if spent else "meaning"
        yield Mutation(f"workflow: {text[:40]}", source, start, stop, (text,), start, said, sort)
    for text in ("steps: []", "steps: {}", "steps: ~", "steps: word", "steps: 3", "steps:"):
        _name, start, stop = source.top_field("steps")
        yield Mutation(f"workflow: {text}", source, start, stop, (text,), start, "steps", "text")
    _name, start, stop = source.top_field("steps")
    many = [f"  more{n}: {{agent: scout, deliver: discovery}}" for n in range(101)]
    yield Mutation("101 steps", source, stop, stop, tuple(many), start, "at most 100 entries", "form")


def read_wrongly(source: Source) -> Iterator[Mutation]:
    """What a used workflow does not give, and where nobody may read it."""
    for step in source.steps:
        for other in _needed(source, step) if step.of_agent else ():
            if other.sort != "uses":
                continue
            name = f"steps.{other.name}"
            for expression, said in (
                (f"{name}.outputs.nosuch == 1", "has no part nosuch"),
                (f"{name}.output == 1", "has no part output"),
                (f"{name}.summary == 'x'", "has no part summary"),
                (f"{name}.status > 3", "cannot be compared so"),
                (f"{name}.status", "where true or false is needed"),
                (f"{name}[0] == 1", "has no part 0"),
                (f"steps['{other.name}/review'].version > 1", "there is no earlier step"),
            ):
                text = f'if: "${{{{ {expression} }}}}"'
                yield with_field(f"reads {expression.partition('.')[2]}", source, step, text, said, "meaning")
            text = f"from: [{other.name}]"
            yield with_field(
                "from a used workflow", source, step, text, "only an effect takes from", "meaning"
            )


OPERATORS: tuple[Operator, ...] = (
    table,
    wrong_types,
    out_of_range,
    removed_fields,
    doubled,
    named_wrongly,
    around,
    ungated,
    read_wrongly,
    of_the_workflow,
    broken_text,
    broken_layout,
    too_much,
)


def mutations(source: Source) -> Iterator[Mutation]:
    """All of a source."""
    for operator in OPERATORS:
        yield from operator(source)
