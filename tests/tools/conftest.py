from __future__ import annotations

import pytest

from superindividual.tools.sandbox import Sandbox, find_sandbox


@pytest.fixture
def box() -> Sandbox:
    """The sandbox of this machine; without one nothing about it can be shown."""
    found, reason = find_sandbox()
    if found is None:
        pytest.skip(reason)
    return found
