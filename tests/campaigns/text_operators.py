"""Operators that break the text itself: characters, indentation, quotes, size and depth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.campaigns.mutations import Mutation, changed, inserted
from tests.campaigns.workflow_source import Source


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
        for operator, between in (
            ("a colon of full width", "："),
            ("no colon", " "),
            ("no space after the colon", ":"),
        ):
            said = "" if value.startswith("{") else "colon"  # what stands in braces is refused for itself
            if value:
                yield changed(operator, source, number, f"{key}{between}{value}", said)
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
