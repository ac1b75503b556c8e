"""A folder from outside, sorted into what rules look at."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.compliance.existing import looked_at
from superindividual.workspace.artifact import MATERIAL


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "site"),
        ("assets/style.css", "site"),
        ("app.js", "site"),
        ("newsletter/june.html", "email"),
        ("E-Mail/welcome.txt", "email"),
        ("posts/hn.md", "posts"),
        ("微博.txt", "posts"),
        ("LICENSE", MATERIAL),
        ("README.md", MATERIAL),
        ("tool/pyproject.toml", "code"),
        ("tool/src/tool/main.py", "code"),
        ("tool/README.md", "code"),
        ("tool/docs/index.html", "site"),
        ("script.py", "code"),
        ("data.csv", MATERIAL),
    ],
)
def test_each_file_is_looked_at_as_what_it_is(compliance: Any, path: str, kind: str) -> None:
    """By its name and where it lies; none is lost, and each path leads back into the founder's folder."""
    files = {"start.html": "x", "tool/pyproject.toml": "x", path: "x"}
    parts = looked_at({"folder": compliance.bundle(MATERIAL, files)})
    where = {p: part.deliverable.kind for part in parts.values() for p in part.files}
    assert where[f"folder/{path}"] == kind
    assert len(where) == len(files)
    assert all({a.path for a in part.deliverable.files} == set(part.files) for part in parts.values())


def test_what_steps_handed_over_stays_as_it_is(compliance: Any) -> None:
    """Only what came from outside is sorted."""
    made = compliance.bundle("site", {"site/index.html": "x"})
    assert looked_at({"site": made}) == {"site": made}
