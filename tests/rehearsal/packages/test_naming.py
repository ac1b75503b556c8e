"""Names of packages."""

from __future__ import annotations

import pytest

from superindividual.rehearsal.packages.naming import PackageName, package_name


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("Ledgerline", "ledgerline"),
        ("Crème Brûlée!", "creme-brulee"),
        ("Joe's 2nd Tool", "joes-2nd-tool"),
        ("换算侠", "unit-freight"),
        ("换算侠 Pro", "unit-freight"),
        ("Ledgerline 账本", "ledgerline"),
        ("Ｆｕｌｌ Width", "full-width"),
        ("Учёт", "unit-freight"),
        ("X", "unit-freight"),
        ("42", "unit-freight"),
        ("🚀", "unit-freight"),
        ("3D Notes", "unit-freight-3d-notes"),
        ("Calendar", "calendar-app"),
        ("Async", "async-app"),
        ("PyTest", "pytest-app"),
        ("Sort", "sort-app"),
        ("../../etc/passwd; rm -rf", "etc-passwd-rm-rf"),
    ],
)
def test_names_are_ascii_and_free(product: str, name: str) -> None:
    """A name follows the product's, and never takes one that Python, a tool or a shell already has."""
    assert package_name(product, "unit-freight") == PackageName(name, name.replace("-", "_"), name)


def test_a_long_name_is_cut() -> None:
    """A name stays short, and ends in no hyphen."""
    name = package_name("A very long name " * 9, "x-y").distribution
    assert len(name) <= 40
    assert not name.endswith("-")
    assert name.replace("-", "_").isidentifier()
