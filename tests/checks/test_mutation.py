from __future__ import annotations

import pytest

from superindividual.checks.mutation import mutants, unchanged

FAULTS = [
    ("x = a < 1\n", "a >= 1"),
    ("x = a == b\n", "a != b"),
    ("x = a in b\n", "a not in b"),
    ("x = a is b\n", "a is not b"),
    ("x = a + b\n", "a - b"),
    ("x = a // b\n", "a * b"),
    ("x = a and b\n", "a or b"),
    ("def f():\n    return [1]\n", "return None"),
    ("def f():\n    return True\n", "return False"),
    ("def f():\n    return 0\n", "return 1"),
]


@pytest.mark.parametrize(("source", "planted"), FAULTS)
def test_each_kind_of_fault_is_planted(source: str, planted: str) -> None:
    """The mutant differs from the source in that one place, and is still Python."""
    (mutant,) = mutants({"a.py": source}, 1)
    assert planted in mutant.source
    assert mutant.source != unchanged(source)
    compile(mutant.source, "a.py", "exec")


@pytest.mark.parametrize(
    "source",
    [
        "x = 'a' + b\n",  # not taken for arithmetic: it would fail on its own
        "def f():\n    return None\n",
        "def f():\n    return\n",
        "if TYPE_CHECKING == 1:\n    pass\n",
        "if __name__ == '__main__':\n    pass\n",
        "if sys.platform == 'win32':\n    pass\n",
        "x = 1\n",
        "",
    ],
)
def test_where_no_test_could_notice_nothing_is_planted(source: str) -> None:
    """A fault that changes nothing, or code that tests never run, would blame good tests."""
    assert mutants({"a.py": source}, 5) == []


def test_main_modules_are_left_out() -> None:
    """They run in a process of their own."""
    assert mutants({"src/a/__main__.py": "x = a + b\n"}, 5) == []


def test_mutants_are_the_same_each_time_and_spread_over_the_files() -> None:
    """One a line, from the first file to the last."""
    source = "".join(f"def f{n}(a, b):\n    return a + b\n\n\n" for n in range(10))
    sources = {f"{name}.py": source for name in "abc"}
    chosen = mutants(sources, 6)
    assert chosen == mutants(dict(reversed(sources.items())), 6)
    assert {mutant.path for mutant in chosen} == {"a.py", "b.py", "c.py"}
    assert len({(mutant.path, mutant.line) for mutant in chosen}) == 6


def test_fewer_places_give_fewer_mutants() -> None:
    """Never the same one twice."""
    assert len(mutants({"a.py": "x = a + b\ny = a < b\n"}, 5)) == 2
