"""Rules and checks look for the same words and keys: what one sees, the other sees."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.checks.advertising import find_absolute_words
from superindividual.checks.secrets import find_secrets
from superindividual.compliance.scanners import SCANNERS
from tests.checks.test_secrets import FOUND, NEAR_MISSES
from tests.compliance.test_scanners import look


@pytest.mark.parametrize("line", [*FOUND, *NEAR_MISSES])
def test_a_key_is_a_key_for_both(compliance: Any, line: str) -> None:
    """The rule answers `gap` exactly where the check finds something."""
    seen = look(compliance, "secrets_absent", {"package/a.py": line})
    assert (seen.answer == "gap") == bool(list(find_secrets(line, "package/a.py")))


@pytest.mark.parametrize(
    "text",
    ["全网最好用的工具", "销量第一", "国家级新区的仓库", "The best app ever", "Works best offline", "第一步"],
)
def test_an_absolute_word_is_one_for_both(compliance: Any, text: str) -> None:
    """The rule asks for review exactly where the check names a place, on the same line."""
    seen = look(compliance, "absolute_words", {"marketing/posts/a.md": f"\n{text}\n"})
    found = list(find_absolute_words(text))
    assert (seen.answer == "needs_review") == bool(found)
    assert seen.where == (("marketing/posts/a.md:2",) if found else ())


def test_both_scanners_are_registered() -> None:
    """Rules name them."""
    assert {"secrets_absent", "absolute_words"} <= set(SCANNERS)
