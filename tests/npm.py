"""Programs from npm that tests run against: installed once, in a cache of their own, never in the source tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def node_program(package: str, version: str, script: str) -> list[str]:
    """How `script` of an npm package is started; skips, saying why, where it cannot be installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip(f"node and npm are missing, and {package} runs on them")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "superindividual-tests"
    folder = cache / f"{package.rpartition('/')[2]}-{version}"
    program = folder / "node_modules" / package / script
    if not program.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))  # two at once do not see each other's halves
        asked = [npm, "install", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"]
        asked += ["--prefix", str(fresh), f"{package}@{version}"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(fresh)
            pytest.skip(f"npm cannot install {package}: {done.stderr.strip()[-200:]}")
        try:
            fresh.rename(folder)
        except OSError:
            shutil.rmtree(fresh)
    return [node, str(program)]
