"""Photograph: a page as a picture, by the browser that is installed, in the sandbox.

A page among files is shown without network and without scripts; one of the web with no other way out than the policy's hosts.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from superindividual.errors import SandboxUnavailable
from superindividual.text import gettext as _
from superindividual.tools.gate import PROXY, RELAY, Gate
from superindividual.tools.sandbox import INSIDE, Bubblewrap, find_sandbox
from superindividual.tools.watch import Limits
from superindividual.tools.web import Web

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that take the same words; the first that is found is used."""
_SECONDS = 30.0
_DOCTYPE = re.compile(rb"\s*<!doctype[^>]*>", re.IGNORECASE)
_POLICY = (
    b'<meta http-equiv="Content-Security-Policy"'
    b" content=\"script-src 'none'; frame-src 'none'; object-src 'none'; form-action 'none'\">"
)
_PICTURE = "picture.png"
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # ours is around it: in there it may make no namespaces of its own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--user-data-dir=/tmp/profile",
    "--virtual-time-budget=2000",
)


def find_browser() -> str | None:
    """The browser that is installed; None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


async def photograph(
    files: Mapping[str, bytes], path: str, *, width: int = 1200, height: int = 1500
) -> bytes:
    """A picture (PNG) of one of these files, `width` by `height` pixels of it.

    Raises:
        SandboxUnavailable: there is no browser or no sandbox here, or the page could not be shown.
    """
    size = (width, height)
    with tempfile.TemporaryDirectory(prefix="superindividual-picture-") as made:
        folder = Path(made)
        for name, content in files.items():
            file = folder / "page" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_silenced(content) if name == path else content)
        return await _taken([], folder, f"file://{INSIDE}/page/{quote(path)}", size)


async def photograph_address(
    url: str, web: Web, *, width: int = 1200, height: int = 1500
) -> tuple[bytes, tuple[str, ...]]:
    """A picture (PNG) of a page of the web, and the sources that it was loaded from; its own scripts run, in the sandbox.

    Raises:
        PolicyDenied: the address is not allowed.
        SandboxUnavailable: as `photograph`.
    """
    await web.look(url)
    gate = Gate(web)
    with tempfile.TemporaryDirectory(prefix="superindividual-picture-") as made:
        async with gate.open(Path(made)):
            ways = ["python3", "-I", "-S", "-c", RELAY]
            picture = await _taken(ways, Path(made), url, (width, height), f"--proxy-server={PROXY}")
    return picture, tuple(f"web:{one}" for one in dict.fromkeys([url, *gate.passed]))


async def _taken(
    around: Sequence[str], folder: Path, address: str, size: tuple[int, int], *options: str
) -> bytes:
    sandbox, browser = _camera()
    argv = [
        *around,
        browser,
        *_OPTIONS,
        *options,
        f"--window-size={size[0]},{size[1]}",
        f"--screenshot={INSIDE}/{_PICTURE}",
        address,
    ]
    roomy = sandbox.with_limits(Limits(address_space=False, open_files=1024))
    ran = await roomy.run(argv, folder=folder, seconds=_SECONDS)
    picture = folder / _PICTURE
    if not picture.is_file() or picture.is_symlink():
        said = ran.stopped or (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[-1]
        raise SandboxUnavailable(
            _("the browser made no picture: {said}").format(said=said), remedy=_("open it in your browser")
        )
    return picture.read_bytes()


def _camera() -> tuple[Bubblewrap, str]:
    """What contains, and the browser in it; raises SandboxUnavailable."""
    browser = find_browser()
    if browser is None:
        raise SandboxUnavailable(
            _("no browser was found that makes pictures of pages"), remedy="apt-get install chromium"
        )
    sandbox, why = find_sandbox()
    if not isinstance(sandbox, Bubblewrap):
        raise SandboxUnavailable(
            _("no picture is made without a sandbox: {why}").format(why=why),
            remedy="apt-get install bubblewrap",
        )
    return sandbox, browser


def _silenced(page: bytes) -> bytes:
    """The page with a policy before all else: the browser's own picture taking needs scripts, so they cannot be turned off."""
    begins = _DOCTYPE.match(page)
    place = begins.end() if begins else 0
    return page[:place] + _POLICY + page[place:]
