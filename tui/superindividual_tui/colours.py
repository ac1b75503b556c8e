"""Colours: which parts of a program are its words, texts, numbers and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from superindividual_tui.line import Mark, Tone

_MOST = 60_000
"""Characters up to which a file is coloured: what reads it is made of patterns, and an agent may have written the file."""
_TONES: tuple[tuple[str, Tone], ...] = (
    ("Token.Comment", "remark"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Keyword", "keyword"),
    ("Token.Name.Tag", "keyword"),
    ("Token.Name.Function", "name"),
    ("Token.Name.Class", "name"),
    ("Token.Name.Attribute", "name"),
)


def coloured(rows: Sequence[str], kind: str) -> list[list[Mark]]:
    """The marks of each row; none where the language is not known or the file is long.

    Args:
        rows: The file's lines as they are shown.
        kind: The ending of its name, such as `py`.
    """
    marks: list[list[Mark]] = [[] for _row in rows]
    text = "\n".join(rows)
    row, start = 0, 0
    for tone, said in _parts(text, kind) if len(text) <= _MOST else ():
        for number, piece in enumerate(said.split("\n")):
            row, start = (row + 1, 0) if number else (row, start)
            if tone and piece.strip():
                marks[row].append((start, start + len(piece), tone))
            start += len(piece)
    return marks


def _parts(text: str, kind: str) -> Iterator[tuple[Tone | None, str]]:
    """The text in pieces, all of it; nothing where it cannot be read as that language without being changed."""
    from pygments.lexers import get_lexer_for_filename  # here, since few open a program
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_for_filename(f"file.{kind}", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    parts = [(str(token), said) for token, said in lexer.get_tokens(text)]
    if "".join(said for _token, said in parts) == text:
        for token, said in parts:
            yield next((tone for name, tone in _TONES if token.startswith(name)), None), said
