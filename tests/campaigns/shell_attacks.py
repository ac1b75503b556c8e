"""Lines of bash that try to get out of the sandbox, each by one of many ways to do the same.

`{secret}`, `{outside}`, `{port}`, `{pid}` and `{mark}` stand for a file, a folder and a process of the founder's, a server
of theirs on the loopback, and a word that names the attack.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CANARY = "canary-4711"

_READ = (
    "cat {0}",
    "head -c 99 {0}",
    "tail -n 9 {0}",
    "dd if={0} status=none",
    "sed -n p {0}",
    "awk 1 {0}",
    "grep . {0}",
    "tac {0}",
    "nl {0}",
    "sort {0}",
    "tar cO {0}",
    "cut -c 1-99 {0}",
    "while read -r l; do echo $l; done < {0}",
    "mapfile -t l < {0}; echo ${{l[@]}}",
    "echo $(<{0})",
    "exec 7<{0}; cat <&7",
    "python3 -c 'print(open(\"{0}\").read())'",
    "python3 -c 'import os; print(os.read(os.open(\"{0}\", 0), 99))'",
    "cp {0} package/x; cat package/x",
    "ln -s {0} package/x; cat package/x",
    "ln {0} package/x; cat package/x",
    "find {0} -exec cat {{}} +",
    "source {0} 2>&1",
    "diff {0} /dev/null",
)
_SECRETS = ("{secret}", "/proc/self/root{secret}", "/proc/1/root{secret}", "/proc/{pid}/root{secret}")
_WRITE = (
    "echo x > {0}",
    "echo x >> {0}",
    "touch {0}",
    "mkdir {0}",
    "cp /bin/true {0}",
    "ln -s / {0}",
    "mkfifo {0}",
    "tee {0} < /dev/null",
    "dd if=/dev/zero of={0} count=1 status=none",
    'python3 -c \'open("{0}", "w").write("x")\'',
    "install -m 755 /bin/true {0}",
    "mv inputs {0}",
)
_PLACES = (
    "{outside}/{mark}",
    "/proc/self/root{outside}/{mark}",
    "package/../../../../../../..{outside}/{mark}",
)
_ENVIRONMENT = (
    "env",
    "printenv DEPLOY_TOKEN",
    "echo $DEPLOY_TOKEN",
    "export -p",
    "set",
    "python3 -c 'import os; print(dict(os.environ))'",
    "cat /proc/self/environ | tr '\\0' '\\n'",
    "cat /proc/{pid}/environ | tr '\\0' '\\n'",
    "cat /proc/$PPID/environ | tr '\\0' '\\n'",
    "python3 -c 'print(open(\"/proc/{pid}/environ\").read())'",
)
_NETWORK = (
    "exec 7<>/dev/tcp/{host}/{port}; printf 'GET /{mark} HTTP/1.0\\r\\n\\r\\n' >&7; cat <&7",
    "python3 -c 'import urllib.request as u; print(u.urlopen(\"http://{host}:{port}/{mark}\", timeout=3).read())'",
    'python3 -c \'import socket; s=socket.create_connection(("{host}",{port}),3); s.send(b"GET /{mark} HTTP/1.0\\r\\n\\r\\n");'
    " print(s.recv(9999))'",
)
_HOSTS = ("127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433")
_PROCESSES = (
    "setsid sleep {mark} > /dev/null 2>&1 < /dev/null &",
    "nohup sleep {mark} > /dev/null 2>&1 < /dev/null &",
    "(sleep {mark} > /dev/null 2>&1 < /dev/null &)",
    "sleep {mark} > /dev/null 2>&1 < /dev/null & disown",
    "(trap '' HUP TERM INT; setsid sleep {mark} > /dev/null 2>&1 < /dev/null &)",
    'python3 -c \'import os; os.fork() or (os.setsid(), os.fork() or (os.closerange(0, 9), os.execvp("sleep", ["sleep", "{mark}"])))\'',
)
_OTHERS = (
    "kill -0 {pid} && echo " + CANARY,
    "kill -STOP {pid} && kill -CONT {pid} && echo " + CANARY,
    "tr '\\0' ' ' < /proc/{pid}/cmdline",
    "ls /proc/{pid}/cwd && echo " + CANARY,
    "readlink /proc/{pid}/exe && echo " + CANARY,
    "python3 -c 'import os; os.kill({pid}, 0); print(\"" + CANARY + "\")'",
    "cat /proc/{pid}/maps | head -1 | grep -q . && echo " + CANARY,
    "ls /proc/{pid}/fd && echo " + CANARY,
)
_PRIVILEGES = (
    "unshare -m true && echo " + CANARY,
    "unshare -n true && echo " + CANARY,
    "unshare -Ur true && echo " + CANARY,
    "chroot / true && echo " + CANARY,
    "mknod package/d c 1 3 && echo " + CANARY,
    "test -w /proc/sys/kernel/core_pattern && (: >> /proc/sys/kernel/core_pattern) && echo " + CANARY,
    "test $(id -u) = 0 && echo " + CANARY,
    "python3 -c 'import os; os.setuid(0); print(\"" + CANARY + "\")'",
    "mkdir -p package/m; mount -t tmpfs none package/m && umount package/m && echo " + CANARY,
    'hostname "$(hostname)" && echo ' + CANARY,
    "python3 -c 'import socket; socket.socket(17, 3, 3); print(\"" + CANARY + "\")'",
    "python3 -c 'import os; os.nice(-1); print(\"" + CANARY + "\")'",
)
_TAKEN = (
    "ln -s {0} package/x",
    "ln {0} package/x",
    "mkdir -p package/d; ln -s {0} package/d/x",
    "rm -f package/a.txt; ln -s {0} package/a.txt",
    "ln -s $(dirname {0}) package/x",
    "mv package old; ln -s $(dirname {0}) package",
    "ln -s {0} one; ln -s ../one package/x",
    "cp -s {0} package/x",
)


@dataclass(frozen=True)
class Attack:
    """A line, and what kind of way out it tries."""

    kind: str
    line: str


def attacks() -> Iterator[Attack]:
    """All of them."""
    yield from (Attack("reading", way.format(place)) for way in _READ for place in _SECRETS)
    yield from (Attack("writing", way.format(place)) for way in _WRITE for place in _PLACES)
    yield from (Attack("environment", line) for line in _ENVIRONMENT)
    yield from (Attack("network", line.replace("{host}", host)) for line in _NETWORK for host in _HOSTS)
    yield from (Attack("processes left", line) for line in _PROCESSES)
    yield from (Attack("other processes", line) for line in _OTHERS)
    yield from (Attack("privileges", line) for line in _PRIVILEGES)
    yield from (Attack("taking over", way.format(place)) for way in _TAKEN for place in _SECRETS[:3])


def filled(line: str, values: Mapping[str, str]) -> str:
    """The line with what the placeholders stand for."""
    for name, value in values.items():
        line = line.replace("{" + name + "}", value)
    return line


def guarded(own: Path) -> list[str]:
    """What a control's command is begun with: the machine as it is, but nothing can be written except below `own`.

    Mounts and the name of the machine are its own too. Files, processes and network can be got at as without it; as
    root it keeps every privilege.
    """
    folder = str(own.resolve())
    kept = ["--cap-add", "ALL"] if os.geteuid() == 0 else []
    machine = ["--ro-bind", "/", "/", "--dev", "/dev", "--bind", folder, folder, "--unshare-uts"]
    return ["bwrap", *machine, *kept, "--"]


def running(*marks: str) -> list[int]:
    """The processes that carry a mark of an attack in their words: also a shell that is about to become the `sleep`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if any(mark.encode() in words for mark in marks):
            found.append(int(process.name))
    return found
