from __future__ import annotations

import io
import shutil

import pytest
from PIL import Image

from superindividual.errors import SandboxUnavailable
from superindividual.tools.photograph import BROWSERS, photograph

PAGE = b"""<!doctype html><title>x</title><link rel=stylesheet href=a.css><body>
<script>document.body.style.background = '#ff0000'</script>
<img src="https://outside.invalid/x.png"></body>"""
STYLE = b"html { background: #00ff00 }"


@pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)),
    reason="no browser is installed, so no picture of a page can be made",
)
@pytest.mark.parametrize("name", ["site/index.html", "site/\u4f1a\u8d39 #1.html"])
async def test_a_page_is_seen_with_its_style_and_runs_nothing(name: str) -> None:
    """Its own files are there; its script has not painted it."""
    png = await photograph({name: PAGE, "site/a.css": STYLE}, name, width=200, height=100)
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == (200, 100)
    assert picture.getpixel((150, 90)) == (0, 255, 0)


@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no browser is installed")
async def test_without_the_policy_the_script_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is the policy that keeps it from running."""
    monkeypatch.setattr("superindividual.tools.photograph._POLICY", b"")
    png = await photograph({"a.html": PAGE}, "a.html", width=200, height=100)
    assert Image.open(io.BytesIO(png)).convert("RGB").getpixel((150, 90)) == (255, 0, 0)


async def test_without_a_browser_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to install it."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxUnavailable, match="no browser was found"):
        await photograph({"a.html": PAGE}, "a.html")
