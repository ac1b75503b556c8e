from __future__ import annotations

import ast
from pathlib import Path

from superindividual import engine, models
from superindividual.engine.meter import _NOT_BILLED
from superindividual.engine.step import _WALLS
from superindividual.journal.calls import LOST
from superindividual.journal.usage import RESERVED
from superindividual.models.ending import ending
from superindividual.models.outcome import REPEATED
from superindividual.models.switchboard import PASSED_ON
from superindividual.text import showing


def outcomes() -> set[str]:
    """What the sources call the ends of calls: where errors are made, and in the sets that tell them apart."""
    found = {*_NOT_BILLED, *_WALLS, *REPEATED, *PASSED_ON, RESERVED, LOST, "answered", "broken_off"}
    for package in (models, engine):
        for file in Path(package.__path__[0]).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "outcome":
                    found |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    return found


def test_every_outcome_has_a_word_in_chinese() -> None:
    """In English it is the word of the journal; one that nobody knows stands as it is."""
    assert len(outcomes()) > 15
    for outcome in outcomes():
        assert ending(outcome) == outcome
        with showing("zh-CN"):
            assert ending(outcome) != outcome
    with showing("zh-CN"):
        assert ending("odd") == "odd"
