"""Time and memory of checking each file of a folder, each in a process of its own that has loaded nothing but the code.

A script of its own, so that its memory is that of checking and not that of the tests. It writes one JSON line a file.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from superindividual.cli.checking import check_file
from superindividual.errors import SpecError


def measure(file: Path) -> None:
    """Check the file and say how long it took and how much memory was held at most."""
    before = time.perf_counter()
    try:
        check_file(file)
        refused = False
    except SpecError:
        refused = True
    milliseconds = (time.perf_counter() - before) * 1000
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = int(status.split("VmHWM:")[1].split()[0])
    found = {"file": file.name, "refused": refused, "ms": milliseconds, "mb": kibibytes / 1024}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def main(folder: Path, valid: Path) -> None:
    """Measure all files, after a valid one that loads what is loaded once."""
    check_file(valid)
    for file in sorted(folder.iterdir()):
        child = os.fork()
        if child == 0:
            measure(file)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit(f"{file.name} ended the process")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
