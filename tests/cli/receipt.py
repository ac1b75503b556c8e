"""Approve, kill -9, restart, receipt: typed as a founder types it, against a receiver on the loopback.

The receiver acts once on one Idempotency-Key. It kills the company's worker with SIGKILL when the delivery has arrived and before
it answers, so that nobody in the company can know. `make receipt` prints the transcript.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from superindividual.company import Company
from superindividual.paths import bundled

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
POLICY = "name: Dues\npolicy: {undo: 0s, hosts: [127.0.0.1]}\n"
WORKFLOW = """name: tell
inputs:
  brief: {{type: file, required: true}}
steps:
  discover: {{agent: scout, deliver: discovery}}
  review: {{agent: compliance, deliver: compliance_report, needs: discover}}
  out:
    effect: send
    how: http_post
    from: discover
    needs: [discover, review]
    with: {{url: "{url}", file: discovery/discovery.md, idempotent: true}}
"""
PATIENCE = 300.0
"""Seconds that a command may take."""
COMMAND = (sys.executable, "-m", "superindividual")


@dataclass
class Receiver:
    """What came, in order, by its key; the worker to kill at the first delivery."""

    worker: subprocess.Popen[bytes] | None = None
    keys: list[str] = field(default_factory=list)

    @property
    def acted(self) -> int:
        """How often it did something: once for each key."""
        return len(set(self.keys))

    def take(self, key: str) -> None:
        self.keys.append(key)
        if self.worker and len(self.keys) == 1:
            self.worker.kill()
            self.worker.wait()


@contextmanager
def receiving(receiver: Receiver) -> Iterator[str]:
    """An HTTP server of a receiver; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            receiver.take(self.headers["Idempotency-Key"])
            with suppress(OSError):
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


class Terminal:
    """Types commands in a company's folder, and keeps what was typed and said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []

    def types(self, *words: str) -> str:
        """What a command says; it must end well."""
        self.lines.append(
            f"$ superindividual {' '.join(words)}".replace(f"{bundled('examples').parent}/", "")
        )
        found = subprocess.run(
            [*COMMAND, *words], cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        self.lines += found.stdout.replace(str(self.folder), "dues").rstrip().splitlines()
        return found.stdout

    def waiting(self) -> str:
        """The id of the one request that waits, without a line in the transcript."""
        found = subprocess.run(
            [*COMMAND, "inbox", "--json"], cwd=self.folder, capture_output=True, timeout=PATIENCE, check=True
        )
        return str(json.loads(found.stdout)[0]["id"])


def approve_kill_restart(folder: Path) -> tuple[list[str], Receiver]:
    """The transcript, and what the receiver saw."""
    receiver, terminal = Receiver(), Terminal(folder)
    company = Company.found(folder, "Dues", "en")
    with receiving(receiver) as url:
        company.paths.spec.write_text(POLICY)
        (folder / "workflows" / "tell.yaml").write_text(WORKFLOW.format(url=url))
        terminal.types("rehearse", "tell", "--brief", str(BRIEF), "--approve", "never", "--in-process")
        request = terminal.waiting()
        receiver.worker = working(company)
        terminal.types("decide", request, "approve")
        code = receiver.worker.wait(PATIENCE)
        terminal.lines.append(
            f"# the worker died of signal {-code}; arrived at the receiver so far: {len(receiver.keys)}"
        )
        terminal.types("status")
        terminal.types("up", "--until-idle")
        terminal.lines.append(
            f"# requests at the receiver: {len(receiver.keys)}, keys: {receiver.acted}, so it acted {receiver.acted} time"
        )
        terminal.types("status")
        terminal.types("show", request)
        terminal.types("log")
        terminal.types("ledger", "verify")
    return terminal.lines, receiver


def working(company: Company) -> subprocess.Popen[bytes]:
    """The worker in a process of its own, once it holds the company's lock."""
    started = subprocess.Popen([*COMMAND, "up"], cwd=company.paths.root, stdout=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while not company.worker_runs():
        assert started.poll() is None and time.monotonic() < end, "the worker did not begin"
        time.sleep(0.05)
    return started


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print("\n".join(approve_kill_restart(Path(made) / "dues")[0]))
