"""The workflows that a workflow uses: found, read once, and never in a circle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.specs.library import MOST_NESTED
from tests.campaigns.hostile_files import HOSTILE
from tests.specs.using import STEP, faults, whole, written


def using(name: str, *uses: str, rest: str = "") -> str:
    steps = "".join(f"  u{number}: {{uses: {other}}}\n" for number, other in enumerate(uses, 1))
    return f"name: {name}\ninputs: {{brief: {{type: file}}}}\nsteps:\n{steps}{rest}"


PLAIN = f"name: plain\nsteps:\n  a: {STEP}\n"


def test_by_name_and_by_path(tmp_path: Path) -> None:
    """What ships, the company's own, which wins, and a file beside or below the caller or in the company."""
    (tmp_path / "company.yaml").write_text("name: Firm\n")
    own, below = tmp_path / "workflows", tmp_path / "workflows" / "more"
    below.mkdir(parents=True)
    written(own, mine=PLAIN, w=using("w", "compliance_review", "compliance-review", "mine", "more/deep.yaml"))
    written(below, deep=using("deep", "../mine.yaml", "../../other.yaml"))
    written(tmp_path, other=PLAIN)
    steps = [str(step.id) for step in whole(own, company=tmp_path).steps]
    assert steps == [
        "u1/discover", "u1/review", "u2/discover", "u2/review", "u3/a", "u4/u1/a", "u4/u2/a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        ("complience_review", "there is no workflow complience_review, did you mean compliance_review?"),
        ("nothing_like_it", "there is no workflow nothing_like_it, choose one of: compliance_review, launch"),
        ("plain.yml", "there is no file plain.yml beside this one, did you mean plain.yaml?"),
        ("./no/such.yaml", "there is no file ./no/such.yaml beside this one"),
        ("../outside.yaml", "../outside.yaml lies outside the company, name a workflow, or a file beside"),
        ("/etc/passwd", "/etc/passwd lies outside the company"),
        ("link.yaml", "link.yaml lies outside the company"),
        ("folder.yaml", "there is no file folder.yaml beside this one"),
        ("pipe.yaml", "there is no file pipe.yaml beside this one"),
        ("turning.yaml", "turning.yaml"),
        (f"{'a' * 195}.yaml", "there is no file aaa"),
        (f"{'a/' * 99}.yaml", "uses must have at most 200 characters"),
        ("''", "there is no workflow"),
        ("3", "uses must be text"),
        ("[plain.yaml]", "uses must be text"),
        ("w.yaml", "w uses itself: w uses w, remove one of these uses"),
    ],
)
def test_what_cannot_be_used_is_told_where_it_is_named(tmp_path: Path, uses: str, told: str) -> None:
    """One fault, on the line of the caller; nothing outside is opened."""
    inside = tmp_path / "inside"
    inside.mkdir()
    written(tmp_path, outside=PLAIN)
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (inside / "turning.yaml").symlink_to("turning.yaml")
    (inside / "folder.yaml").mkdir()
    os.mkfifo(inside / "pipe.yaml")
    [found] = faults(written(inside, plain=PLAIN, w=using("w", uses)))
    assert found.startswith("w.yaml:4:")
    assert told in found


def test_the_faults_of_a_used_workflow_are_told_once_in_its_own_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However often it is used and however many files are checked; the caller's own stand beside them."""
    bad = "name: bad\nsteps:\n  a: {agent: scot, deliver: discovery, tries: 3}\n"
    broken = "name: [\n"
    text = using("w", "bad.yaml", "./bad.yaml", "broken.yaml", rest=f"  me: {STEP[:-1]}, needs: [u9]}}\n")
    written(tmp_path, bad=bad, broken=broken, w=text)
    found = faults(tmp_path)
    assert [line.partition(": ")[0] for line in found] == [
        "bad.yaml:3:14",
        "bad.yaml:3:40",
        "broken.yaml:2:1",
        "w.yaml:7:50",
    ]
    files = [str(tmp_path / f"{name}.yaml") for name in ("w", "bad", "broken")]
    assert main(["check", *files]) == 1
    printed = capsys.readouterr().out
    assert printed.count("there is no agent scot") == 1
    assert "faults: 4" in printed


def test_a_circle_is_refused_with_its_way(tmp_path: Path) -> None:
    """Once, where the first of them names the next, however many ways lead into it."""
    written(
        tmp_path,
        w=using("w", "b.yaml", "c.yaml"),
        b=using("b", "c.yaml"),
        c=using("c", "d.yaml"),
        d=using("d", "b.yaml"),
    )
    assert faults(tmp_path) == [
        "b.yaml:4:14: b uses itself: b uses c uses d uses b, remove one of these uses"
    ]


def test_workflows_side_by_side_are_no_circle(tmp_path: Path) -> None:
    """The same one may be used many times."""
    written(tmp_path, plain=PLAIN, b=using("b", "plain.yaml"), w=using("w", "b.yaml", "plain.yaml", "b.yaml"))
    assert len(whole(tmp_path).steps) == 3


def test_how_deep_workflows_may_use_one_another(tmp_path: Path) -> None:
    """The limit itself is allowed; one more is told, from whichever side it is reached, without a long wait."""
    names = [f"f{n}" for n in range(MOST_NESTED)]
    for name, following in zip(names, [*names[1:], ""], strict=True):
        written(tmp_path, **{name: using(name, f"{following}.yaml") if following else PLAIN})
    assert [s.id for s in whole(tmp_path, "f0").steps] == ["/".join(["u1"] * (MOST_NESTED - 1)) + "/a"]
    written(tmp_path, w=using("w", "f0.yaml"))
    [told] = faults(tmp_path)
    assert told.startswith("w.yaml:4:14: workflows use one another more than 8 deep: w uses f0 uses f1")
    written(tmp_path, w=using("w", *(f"{name}.yaml" for name in reversed(names))))
    assert len(faults(tmp_path)) == 1


def test_so_many_steps_in_all(tmp_path: Path) -> None:
    """A hundred are allowed; more are told with their number, which nobody waits for however it grows."""
    ten = "name: ten\nsteps:\n" + "".join(f"  s{n}: {STEP}\n" for n in range(10))
    written(tmp_path, ten=ten, w=using("w", *["ten.yaml"] * 10))
    assert len(whole(tmp_path).steps) == 100
    written(tmp_path, w=using("w", *["ten.yaml"] * 10, rest=f"  one: {STEP}\n"))
    [told] = faults(tmp_path)
    assert told.startswith(
        "w.yaml:4:14: with the steps of what it uses the workflow has 101 steps, and 100 are"
    )
    for number in range(6):
        below = "ten.yaml" if number == 0 else f"g{number - 1}.yaml"
        written(tmp_path, **{f"g{number}": using("g", *[below] * 90)})
    [told] = faults(tmp_path, "g5")
    assert f"{90**6 * 10} steps" in told


def test_more_files_than_steps(tmp_path: Path) -> None:
    """Reading stops when there can only be too many."""
    for number in range(120):
        written(tmp_path, **{f"f{number}": PLAIN})
    for part in range(2):
        files = [f"f{number}.yaml" for number in range(part * 60, part * 60 + 60)]
        written(tmp_path, **{f"g{part}": using("g", *files)})
    [told] = faults(written(tmp_path, w=using("w", "g0.yaml", "g1.yaml")))
    assert "steps, and 100 are the most" in told


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_used_file_is_refused_in_its_own_name(tmp_path: Path, name: str) -> None:
    """Bombs, depths, other encodings: as for a file that is checked itself, and no traceback."""
    hostile = HOSTILE[name]
    (tmp_path / "used.yaml").write_bytes(hostile.content)
    found = faults(written(tmp_path, w=using("w", "used.yaml")))
    assert found[0].startswith(f"used.yaml:{hostile.line}:"), found
    assert any(hostile.said in line for line in found)
