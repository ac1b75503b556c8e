from __future__ import annotations

import asyncio
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied, SandboxUnavailable
from superindividual.tools import sandbox as module
from superindividual.tools.profile import interpreter_parts, profile
from superindividual.tools.sandbox import Bubblewrap, Completed, Sandbox, find_sandbox
from superindividual.tools.watch import Limits
from superindividual.workspace.jail import Jail

DAEMON = """\
import os, sys, time
if os.fork() == 0:
    os.setsid()
    for n in (0, 1, 2):
        os.close(n)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        open("alive", "a").write(".")
        time.sleep(0.02)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "draft"
    made.mkdir(mode=0o700)
    return made


def uncontained(script: str, folder: Path, *arguments: str) -> Completed:
    """The same command without the sandbox."""
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return Completed(ran.returncode, ran.stdout, ran.stderr)


async def contained(box: Sandbox, script: str, folder: Path, *arguments: str) -> Completed:
    return await box.run(["python3", "-c", script, *arguments], folder=folder, seconds=20)


async def test_a_file_in_the_home_cannot_be_read(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """A canary that any program of the user's can read is not there inside."""
    canary = tmp_path / "id_ed25519"
    canary.write_text("canary-4711")
    script = "import sys; print(open(sys.argv[1]).read())"
    assert "canary-4711" in uncontained(script, folder, str(canary)).stdout
    inside = await contained(box, script, folder, str(canary))
    assert inside.returncode == 1
    assert "FileNotFoundError" in inside.stderr
    assert "canary-4711" not in inside.stdout + inside.stderr


async def test_nothing_is_written_outside_the_folder(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """Writing beside the folder works without the sandbox; inside only the folder and scratch space take it."""
    script = "import sys; open(sys.argv[1], 'w').write('x')"
    outside = tmp_path / "outside"
    assert uncontained(script, folder, str(outside)).returncode == 0
    outside.unlink()
    for path in (str(outside), "../outside", "/outside", "/usr/outside", "/dev/outside", "/etc/outside"):
        assert (await contained(box, script, folder, path)).returncode == 1, path
    assert not outside.exists()
    for path in ("own", "/tmp/own", "/home/own", "/dev/shm/own", "/dev/null"):
        assert (await contained(box, script, folder, path)).returncode == 0, path
    assert sorted(p.name for p in folder.iterdir()) == ["own"]
    assert (folder / "own").stat().st_uid == os.geteuid()


async def test_a_read_only_folder_takes_nothing(box: Sandbox, folder: Path) -> None:
    """`writable=False` holds for the folder itself."""
    (folder / "a").write_text("1")
    ran = await box.run(["python3", "-c", "open('a', 'w')"], folder=folder, writable=False)
    assert "Read-only file system" in ran.stderr
    assert (folder / "a").read_text() == "1"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root owns the kernel's settings")
async def test_root_cannot_set_the_kernel(
    box: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With /proc left as bubblewrap mounts it, a command started by root can open core_pattern for writing."""
    script = "import os; os.close(os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY)); print('open')"
    assert "open" not in (await contained(box, script, folder)).stdout

    def naive(*arguments: object, **named: object) -> list[str]:
        words = module_profile(*arguments, **named)  # type: ignore[arg-type]
        at = words.index("/proc", words.index("--remount-ro"))
        return words[: at - 1] + words[at + 1 :]

    module_profile = profile
    monkeypatch.setattr(module, "profile", naive)
    assert "open" in (await contained(box, script, folder)).stdout


@pytest.fixture
def server() -> Iterator[int]:
    """A server of this machine's loopback."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running.server_address[1]
    running.shutdown()
    thread.join()
    running.server_close()


async def test_there_is_no_network(box: Sandbox, folder: Path, server: int) -> None:
    """A server on the loopback answers outside and cannot be reached inside."""
    script = (
        "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2); print('reached')"
    )
    assert "reached" in (await asyncio.to_thread(uncontained, script, folder, str(server))).stdout
    assert "reached" not in (await contained(box, script, folder, str(server))).stdout


async def test_the_environment_is_empty(box: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the library's reaches the command, not even by way of the first process."""
    monkeypatch.setenv("DEPLOY_TOKEN", "canary-4711")
    script = """\
import os, pathlib
print(os.environ.get("DEPLOY_TOKEN"))
for process in pathlib.Path("/proc").iterdir():
    if process.name.isdigit():
        try:
            print((process / "environ").read_bytes())
        except OSError:
            pass
"""
    assert "canary-4711" in uncontained("import os; print(os.environ['DEPLOY_TOKEN'])", folder).stdout
    inside = await contained(box, script, folder)
    assert inside.returncode == 0
    assert "HOME=/home" in inside.stdout
    assert "canary-4711" not in inside.stdout


async def test_no_process_outlives_the_command(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """A daemon goes on writing without the sandbox, and ends with the command inside."""
    free = tmp_path / "free"
    free.mkdir()
    uncontained(DAEMON, free)
    first = await _size_after(free / "alive", 0)
    assert await _size_after(free / "alive", first) > first
    await contained(box, DAEMON + "time.sleep(0.2)\n", folder)
    size = (folder / "alive").stat().st_size
    await _ticks(10)
    assert (folder / "alive").stat().st_size == size > 0


async def _size_after(path: Path, size: int) -> int:
    for _ in range(100):
        if path.exists() and path.stat().st_size > size:
            break
        await asyncio.sleep(0.02)
    return path.stat().st_size if path.exists() else 0


async def _ticks(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0.02)


async def test_time_runs_out(box: Sandbox, folder: Path) -> None:
    """A command that does not end is killed with all it started, and says so."""
    ran = await box.run(
        ["python3", "-c", "import time\nwhile True: time.sleep(1)"], folder=folder, seconds=0.3
    )
    assert ran.timed_out
    assert ran.returncode != 0


async def test_a_cancelled_caller_leaves_nothing_behind(box: Sandbox, folder: Path) -> None:
    """Cancelling the call ends the command too."""
    script = "import time\nwhile True:\n    open('alive', 'a').write('.')\n    time.sleep(0.02)"
    task = asyncio.create_task(contained(box, script, folder))
    await _size_after(folder / "alive", 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    size = (folder / "alive").stat().st_size
    await _ticks(10)
    assert (folder / "alive").stat().st_size == size


async def test_a_fork_bomb_is_stopped(folder: Path, box: Sandbox) -> None:
    """Root is not bound by the kernel's limit on processes; the watch is."""
    assert isinstance(box, Bubblewrap)
    small = Bubblewrap(box._program, Limits(processes=40))
    ran = await contained(
        small, "import os, time\nfor _ in range(200): os.fork() or time.sleep(60)\ntime.sleep(60)", folder
    )
    assert "more than 40 processes" in ran.stopped or "Resource temporarily unavailable" in ran.stderr
    assert ran.returncode != 0


@pytest.mark.parametrize(
    ("limits", "script", "words"),
    [
        (Limits(memory=400 * 2**20), "x = bytearray(600 * 2**20)", "MemoryError"),
        (Limits(file=2**20), "open('big', 'wb').write(bytes(2**21))", "File too large"),
        (Limits(open_files=32), "import os\nfiles = [os.dup(0) for _ in range(64)]", "Too many open files"),
    ],
)
async def test_one_process_keeps_to_its_limits(
    box: Sandbox, folder: Path, limits: Limits, script: str, words: str
) -> None:
    """Memory, file size and open files are bounded; without the limits the script runs."""
    assert isinstance(box, Bubblewrap)
    assert (await contained(box, script, folder)).returncode == 0
    assert words in (await contained(Bubblewrap(box._program, limits), script, folder)).stderr


async def test_a_folder_that_grows_is_stopped(box: Sandbox, folder: Path) -> None:
    """Many files of allowed size are counted together."""
    assert isinstance(box, Bubblewrap)
    script = "import time\nfor n in range(9): open(str(n), 'wb').write(bytes(2**20))\ntime.sleep(60)"
    ran = await contained(Bubblewrap(box._program, Limits(folder=4 * 2**20)), script, folder)
    assert ran.stopped == "it wrote more than 4 MiB"


async def test_output_is_capped_and_never_blocks(box: Sandbox, folder: Path) -> None:
    """Of endless output the beginning is kept, and the command comes to its end."""
    ran = await contained(box, "print('x' * 5_000_000); print('done', file=__import__('sys').stderr)", folder)
    assert len(ran.stdout) == 200_000
    assert ran.stderr == "done\n"
    assert ran.returncode == 0


async def test_the_libraries_tools_are_there(box: Sandbox, folder: Path) -> None:
    """pytest, coverage and ruff run inside, as an unprivileged user."""
    for tool in ("pytest", "coverage", "ruff"):
        assert (await box.run(["python3", "-m", tool, "--version"], folder=folder)).returncode == 0
    assert (
        await contained(box, "import os; print(os.getuid(), os.getcwd())", folder)
    ).stdout == "1000 /box\n"


async def test_many_empty_files_are_stopped(box: Sandbox, folder: Path) -> None:
    """Files without content take no bytes, and are counted all the same."""
    assert isinstance(box, Bubblewrap)
    script = "import time\nfor n in range(400): open(str(n), 'w').close()\ntime.sleep(60)"
    ran = await contained(Bubblewrap(box._program, Limits(files=300)), script, folder)
    assert ran.stopped == "it made more than 300 files"


async def test_memory_of_all_processes_counts_together(box: Sandbox, folder: Path) -> None:
    """Four processes that each keep to the limit pass it together, and are stopped."""
    assert isinstance(box, Bubblewrap)
    script = "import os, time\nos.fork(); os.fork()\nx = bytearray(120 * 2**20)\ntime.sleep({seconds})"
    small = Bubblewrap(box._program, Limits(memory=300 * 2**20))
    one = "import time\nx = bytearray(120 * 2**20)\ntime.sleep(0.6)"
    assert (await contained(small, one, folder)).stopped == ""
    assert (
        await contained(small, script.format(seconds=60), folder)
    ).stopped == "it took more than 300 MiB of memory"


async def test_a_flood_of_output_is_cut(box: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning is kept, the rest is thrown away, and the command is not held up by it."""
    script = "import sys\nfor _ in range(300): sys.stdout.write('x' * 10_000)\nprint('end', file=sys.stderr)"
    ran = await contained(box, script, folder)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "x" * module._MOST_OUTPUT, "end\n")
    monkeypatch.setattr(module, "_MOST_OUTPUT", 10_000_000)
    assert len((await contained(box, script, folder)).stdout) == 3_000_000


async def test_standard_input_is_closed(box: Sandbox, folder: Path) -> None:
    """A command that asks gets the end of its input at once, not the founder's keyboard."""
    ran = await contained(box, "import sys; print(repr(sys.stdin.read()))", folder)
    assert ran.stdout == "''\n"


async def test_open_files_of_ours_stay_ours(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """A descriptor that a child would inherit is not there inside."""
    secret = tmp_path / "journal.db"
    secret.write_text("canary-4711")
    with secret.open() as opened:
        os.set_inheritable(opened.fileno(), True)
        script = (
            f"import os\ntry:\n    print(os.pread({opened.fileno()}, 100, 0))\nexcept OSError:\n    pass\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, close_fds=False
        )
        assert "canary-4711" in ran.stdout
        inside = await contained(box, script, folder)
    assert (inside.returncode, inside.stdout) == (0, "")


async def test_links_made_inside_lead_nowhere(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """A symbolic link is made and not followed by the jail; a hard link to a file outside is not made."""
    (tmp_path / "canary").write_text("canary-4711")
    script = "import os, sys; os.symlink(sys.argv[1], 'soft'); os.link('/usr/bin/env', 'hard')"
    inside = await contained(box, script, folder, str(tmp_path / "canary"))
    assert "Invalid cross-device link" in inside.stderr
    assert (folder / "soft").read_text() == "canary-4711"  # what a naive reader gets
    with pytest.raises(PolicyDenied):
        Jail(folder).read("soft")
    assert Jail(folder).listing() == []


async def test_no_further_namespace_can_be_made(box: Sandbox, folder: Path) -> None:
    """A command cannot become root of a namespace of its own."""
    if not Path("/usr/bin/unshare").exists():
        pytest.skip("there is no unshare to try it with")
    ran = await box.run(["/usr/bin/unshare", "--user", "--map-root-user", "/usr/bin/id"], folder=folder)
    assert ran.returncode != 0
    assert "uid=0" not in ran.stdout


async def test_a_missing_folder_and_command_are_said(box: Sandbox, folder: Path) -> None:
    """Neither ends in a traceback; a link is not taken for a folder."""
    with pytest.raises(SandboxUnavailable, match="no folder nowhere"):
        await box.run(["python3"], folder=folder / "nowhere")
    (folder / "link").symlink_to(folder)
    with pytest.raises(SandboxUnavailable):
        await box.run(["python3"], folder=folder / "link")
    ran = await box.run(["no-such-command"], folder=folder)
    assert (ran.returncode, ran.stderr) == (1, "no-such-command: No such file or directory\n")


def test_without_bubblewrap_the_founder_hears_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program, no sandbox: the reason names the remedy."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    found, reason = find_sandbox()
    assert found is None
    assert "apt-get install bubblewrap" in reason


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("bwrap: Unknown option --disable-userns", "0.8 or newer"),
        ("bwrap: setting up uid map: Permission denied", "AppArmor"),
        ("no module pytest; no module ruff", "environment of its own"),
        ("contained?", "cannot contain commands here: contained?"),
    ],
)
def test_a_sandbox_that_does_not_contain_is_not_used(
    said: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a trial that finds itself contained counts; what is wrong is said with a remedy."""
    fake = tmp_path / "bwrap"
    fake.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(fake))
    found, reason = find_sandbox()
    assert found is None
    assert remedy in reason


def test_a_program_that_only_runs_the_command_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `bwrap` that isolates nothing fails the trial."""
    fake = tmp_path / "bwrap"
    fake.write_text('#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done; shift; exec "$@"\n')
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "_TRIAL", module._TRIAL.replace('"/canary", "/usr/canary", ', ""))
    monkeypatch.setattr("shutil.which", lambda name: str(fake))
    found, reason = find_sandbox()
    assert found is None
    assert "canary can be written" in reason


def test_a_machine_whose_system_calls_are_not_known_has_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the filter nothing runs, and the reason is said."""
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/bwrap")
    monkeypatch.setattr("platform.machine", lambda: "vax")
    assert find_sandbox() == (None, "no filter of system calls is known for vax")


def test_of_the_interpreter_only_programs_and_libraries_are_shown() -> None:
    """An environment in a folder with other things in it does not bring them along."""
    parts = interpreter_parts()
    assert {part.name for part in parts} <= {"bin", "lib", "lib64", "pyvenv.cfg"}
    assert not any(str(part).startswith("/usr") for part in parts)
