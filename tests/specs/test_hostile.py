"""Anything may stand in a file: what comes out is a specification or SpecErrors, within bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from superindividual.errors import SpecError, SpecErrors
from superindividual.paths import bundled
from superindividual.specs.agent_reader import read_agent
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.specs.files import MAX_BYTES
from superindividual.specs.reading import MOST_FAULTS, read
from superindividual.specs.validate import checked
from superindividual.specs.yaml import MAX_NODES, parse

CATALOG = Catalog()
CHECKS = frozenset({"facts_valid", "tests_pass"})
READERS = {
    "workflow": lambda content: checked(content, "w.yaml", CATALOG, CHECKS),
    "company": lambda content: read(parse(content, "company.yaml"), CompanySpec),
    "card": lambda content: read_agent(content, "card.md"),
    "brief": lambda content: read_brief(content, "brief.md"),
}
VALID = [f.read_bytes() for f in sorted(bundled("workflows").glob("*.yaml"))] + [
    f.read_bytes() for kind in ("agents", "examples/briefs") for f in sorted(bundled(kind).glob("*.md"))
]
FIELDS = ["name", "description", "inputs", "budget", "steps", "agent", "deliver", "needs", "from", "effect"]
FIELDS += ["checks", "attempts", "approve", "task", "type", "default", "required", "usd", "tools", "policy"]
WORDS = st.sampled_from(
    [*FIELDS, "publish", "scout", "discovery", "${{ inputs.a }}", "${{", "<<", "~", "yes"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=40,
)
SIGNS = [
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "&a ",
    "*a",
    "!t ",
    "---",
    "#",
    "? ",
    "%",
    ",",
    "<<: ",
    "@",
    "|\n",
]
OTHER = [b"\n", b"\t", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1b[31m"]
PIECES = st.sampled_from([*map(str.encode, SIGNS), *OTHER])
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)


def survives(content: bytes) -> None:
    """Every reader gives a specification or SpecErrors: one line a fault, no more than anybody reads."""
    for reader in READERS.values():
        try:
            reader(content)
        except SpecErrors as error:
            assert len(error.faults) <= MOST_FAULTS + 1
            for fault in error.faults:
                assert str(fault).isprintable()
                assert fault.remedy
                assert fault.position.line >= 1
                assert len(str(fault)) < 600
        except SpecError as error:  # pragma: no cover - readers of bytes always gather
            raise AssertionError(error) from error


@SLOWLY
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """Random bytes are refused, never a traceback."""
    survives(content)


@SLOWLY
@given(st.text(max_size=300))
@example("---\n---\n")
@example("a: !<tag:x> [*b\n")
@example("? ? ?\n")
@example("- -\n  - ?\n")
@example('"\\U0010FFFF": "\\uD83D\\uDE00"')
def test_any_text(text: str) -> None:
    """Random text too."""
    survives(text.encode("utf-8", "surrogatepass"))


@SLOWLY
@given(TREES)
def test_any_tree(tree: object) -> None:
    """Well-formed YAML that means nothing is told what it lacks."""
    flow = json.dumps(tree)
    for text in (
        flow,
        f"steps: {flow}\nname: w\n",
        f"---\n{flow}\n---\nbody\n",
        f"name: f\nidentity: {flow}\n",
    ):
        survives(text.encode())


@SLOWLY
@given(
    st.dictionaries(WORDS, st.dictionaries(st.sampled_from(FIELDS), SCALARS | TREES, max_size=6), max_size=5)
)
def test_any_steps(steps: dict[str, object]) -> None:
    """Steps with the right fields and the wrong values."""
    survives(json.dumps({"name": "w", "inputs": {"a": {"type": "text"}}, "steps": steps}).encode())


@SLOWLY
@given(st.sampled_from(VALID), st.lists(st.tuples(st.floats(0, 1), PIECES, st.integers(0, 12)), max_size=4))
def test_valid_files_with_a_slip(content: bytes, slips: list[tuple[float, bytes, int]]) -> None:
    """A shipped file in which something was deleted and something typed."""
    for where, piece, cut in slips:
        index = int(where * len(content))
        content = content[:index] + piece + content[index + cut :]
    survives(content)


FLOODS = {
    "plain words": b"a " * 40_000,
    "lines": b"a\n" * 40_000,
    "blank lines": b"\n" * MAX_BYTES,
    "entries": b"- a\n" * 20_000,
    "keys": b"".join(b"k%d: v\n" % n for n in range(9_000)),
    "one key": b"k: v\n" * 14_000,
    "brackets": b"[" * MAX_BYTES,
    "braces": b"{" * MAX_BYTES,
    "brackets with entries": b"[a," * 20_000,
    "flat brackets": b"[" + b"[]," * 20_000,
    "questions": b"?\n" * 30_000,
    "a quote": b'"' + b"a\n" * 30_000,
    "escapes": b'"' + b"\\x41" * 16_000,
    "a block": b"a: |\n" + b" x\n" * 20_000,
    "a fold": b"a: >\n" + b" x\n\n" * 15_000,
    "a number": b"a: " + b"9" * 60_000,
    "indentation": b"\n".join(b" " * n + b"a:" for n in range(340)),
    "anchors": b"&a " * 20_000,
    "a bomb": b"a: &a [x,x]\n" + b"".join(b"b%d: [*a,*a,*a]\n" % n for n in range(3_000)),
    "controls": b"\x07" * MAX_BYTES,
    "wrong steps": b"name: w\nsteps:\n" + b"".join(b"  s%d: {agnt: x, dlvr: y}\n" % n for n in range(400)),
    "wrong names": b"name: w\nsteps:\n"
    + b"".join(
        b"  s%d: {agent: wizrd%d, deliver: discvry, checks: [fcts_vald]}\n" % (n, n) for n in range(99)
    ),
    "wrong needs": b"name: w\nsteps:\n  a: {agent: scout, deliver: discovery, needs: ["
    + b",".join(b"n%d" % n for n in range(2_800))
    + b"]}\n",
    "all need all": b"name: w\nsteps:\n"
    + b"".join(
        b"  s%d: {agent: scout, deliver: discovery, needs: [%s]}\n"
        % (n, b",".join(b"s%d" % m for m in range(50) if m != n))
        for n in range(50)
    ),
    "expressions": b"name: w\nsteps:\n  a: {agent: scout, deliver: discovery, task: '"
    + b"${{ x }} " * 7_000
    + b"'}\n",
    "open expressions": b"name: w\nsteps:\n  a: {agent: scout, deliver: discovery, task: '"
    + b"${{ " * 15_000
    + b"'}\n",
    "a long key": b"name: w\n" + b"s" * 1_000 + b": 1\n",
    "five megabytes": b"# A brief\n" + b"words " * 900_000,
}


FLOODS = {
    name: content if name == "five megabytes" else content[: MAX_BYTES - 20]
    for name, content in FLOODS.items()
}
"""Cut to what is read at all, so that the parser sees them."""


@pytest.mark.parametrize("name", sorted(FLOODS))
def test_floods_are_refused_in_one_line(name: str) -> None:
    """As large, deep or repeated as it may be, the answer is short."""
    survives(FLOODS[name])
    survives(b"---\n" + FLOODS[name] + b"\n---\nbody\n")


def test_the_parser_stops_at_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more values are made than the limit allows, whatever the file holds."""
    from superindividual.specs import yaml

    made = 0
    real = yaml.resolve

    def counted(word: str) -> yaml.Scalar:
        nonlocal made
        made += 1
        return real(word)

    monkeypatch.setattr(yaml, "resolve", counted)
    for content in FLOODS.values():
        made = 0
        try:
            parse(content, "w.yaml")
        except SpecErrors:
            assert made == 0
        assert made <= MAX_NODES


def test_every_flood_fits_into_100_megabytes_and_200_milliseconds_each(tmp_path: Path) -> None:
    """One process reads them all within that memory, and within a limit on its processor time."""
    for number, content in enumerate(FLOODS.values()):
        (tmp_path / f"{number}.yaml").write_bytes(content)
        (tmp_path / f"{number}.md").write_bytes(b"---\n" + content + b"\n---\nbody\n")
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    program = (
        "import sys\nfrom pathlib import Path\nfrom superindividual.cli import main\n"
        "code = main(['check', *sys.argv[1:]])\n"
        "peak = int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "assert code == 1 and peak < 100 * 1024, (code, peak)\n"
    )
    seconds = 1 + len(files) // 5
    done = subprocess.run(
        ["sh", "-c", f'ulimit -t {seconds}; exec "$@"', "sh", sys.executable, "-c", program, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
