"""Hostile files: what is large, deep, endless or no text at all; each with the line of its first fault."""

from __future__ import annotations

import gzip
from typing import NamedTuple

from tests.campaigns.workflow_source import Source

MEGABYTES = 10_000_000
_HEAD = b"name: w\nsteps:\n"


class Hostile(NamedTuple):
    """A file and the line of its first fault, counting from 1."""

    content: bytes
    line: int
    said: str = ""


def _bomb(width: int, levels: int) -> bytes:
    """The billion laughs: every line is the one before, several times."""
    lines = [b"a0: &a0 [lol]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * width)) for n in range(1, levels)]
    return b"\n".join(lines) + b"\n"


def _steps(number: int, step: bytes) -> bytes:
    return _HEAD + b"".join(b"  s%d: %s\n" % (n, step) for n in range(number))


_OK = b"{agent: scout, deliver: discovery}"
_LARGE = "the file is larger than 64 KiB"
_DEEP = "nested more than 20 deep"
_NO_SETTINGS = "the file holds no settings"
_ANCHOR = "anchors and aliases are not accepted"

HOSTILE: dict[str, Hostile] = {
    "nothing": Hostile(b"", 1, _NO_SETTINGS),
    "a new line": Hostile(b"\n", 1, _NO_SETTINGS),
    "only a BOM": Hostile(b"\xef\xbb\xbf", 1, _NO_SETTINGS),
    "only a comment": Hostile(b"# nothing\n", 1, _NO_SETTINGS),
    "only a separator": Hostile(b"---\n", 2, _NO_SETTINGS),
    "a number": Hostile(b"42\n", 1, _NO_SETTINGS),
    "a list": Hostile(b"- a\n- b\n", 1, _NO_SETTINGS),
    "null": Hostile(b"~\n", 1, _NO_SETTINGS),
    "JSON cut off": Hostile(b'{"name": "w", "steps": {', 1, "not valid YAML"),
    "10 MB of zeroes": Hostile(b"\0" * MEGABYTES, 1, _LARGE),
    "10 MB of one letter": Hostile(b"a" * MEGABYTES, 1, _LARGE),
    "10 MB of lines": Hostile(b"a: b\n" * (MEGABYTES // 5), 1, _LARGE),
    "10 MB of brackets": Hostile(b"[" * MEGABYTES, 1, _LARGE),
    "10 MB of invalid bytes": Hostile(b"\xff" * MEGABYTES, 1, _LARGE),
    "10 MB of aliases": Hostile(_bomb(9, 9) + b"b: [" + b"*a8," * (MEGABYTES // 4), 1, _LARGE),
    "a bomb of aliases": Hostile(_bomb(9, 9), 1, _ANCHOR),
    "a wide bomb": Hostile(_bomb(800, 9), 1, _ANCHOR),
    "a long bomb": Hostile(_bomb(2, 900), 1, _ANCHOR),
    "an alias of itself": Hostile(b"name: w\nsteps: &a [*a]\n", 2, _ANCHOR),
    "a mapping that holds itself": Hostile(b"name: w\nsteps: &a\n  a: *a\n", 2, _ANCHOR),
    "merge keys": Hostile(b"a: &a {b: c}\n" + b"x: {<<: *a}\n" * 900, 1, _ANCHOR),
    "deep brackets": Hostile(b"name: w\nsteps: " + b"[" * 60_000, 2, _DEEP),
    "deep braces": Hostile(b"name: w\nsteps: " + b"{a: " * 16_000, 2, _DEEP),
    "deep lines": Hostile(b"".join(b" " * n + b"a:\n" for n in range(350)), 21, _DEEP),
    "deep lists": Hostile(b"- " * 30_000 + b"a", 1, _DEEP),
    "deep questions": Hostile(b"? " * 30_000 + b"a", 1, _DEEP),
    "deep and closed": Hostile(b"a: " + b"[" * 5_000 + b"]" * 5_000, 1, _DEEP),
    "3001 values": Hostile(b"name: w\nmany: [" + b"a," * 3_001 + b"]\n", 2, "more than 3000 values"),
    "300 steps": Hostile(_steps(300, _OK), 2, "at most 100 entries"),
    "a key of 60 KiB": Hostile(b"name: w\n" + b"k" * 60_000 + b": v\n", 2),
    "a key of 1000 letters": Hostile(b"name: w\n" + b"k" * 1000 + b": v\n", 1, "the field steps is missing"),
    "a name of 60 KiB": Hostile(b"name: " + b"n" * 60_000 + b"\nsteps: {}\n", 1, "at most 64 characters"),
    "a number of 60 KiB": Hostile(b"name: w\nbudget: {usd: " + b"9" * 60_000 + b"}\n", 1),
    "a quote of 60 KiB": Hostile(b'name: w\ndescription: "' + b"a\n  " * 15_000, 2, "a quote opens here"),
    "expressions of 60 KiB": Hostile(
        _HEAD
        + b"  a:\n    agent: scout\n    deliver: discovery\n    task: '"
        + b"${{ x }} " * 6_000
        + b"'\n",
        6,
    ),
    "one expression of 60 KiB": Hostile(
        _HEAD
        + b"  a:\n    agent: scout\n    deliver: discovery\n    if: '${{ "
        + b"not " * 14_000
        + b"}}'\n",
        6,
    ),
    "parentheses of 60 KiB": Hostile(
        _HEAD + b"  a:\n    agent: scout\n    deliver: discovery\n    if: '${{ " + b"(" * 60_000 + b" }}'\n",
        6,
    ),
    "each step wrong in each field": Hostile(
        _steps(99, b"{agent: nosuch, deliver: nosuch, needs: [x, y, z], checks: [q], attempts: 0}"), 3
    ),
    "every step needs every other": Hostile(
        _HEAD
        + b"".join(
            b"  s%d: {agent: scout, deliver: discovery, needs: [%s]}\n"
            % (n, b",".join(b"s%d" % m for m in range(48) if m != n))
            for n in range(48)
        ),
        3,
        "waits for itself",
    ),
    "a circle of 100 steps": Hostile(
        _HEAD
        + b"".join(
            b"  s%d: {agent: scout, deliver: discovery, needs: [s%d]}\n" % (n, (n + 1) % 100)
            for n in range(100)
        ),
        3,
        "waits for itself",
    ),
    "UTF-16": Hostile("name: w\nsteps: {}\n".encode("utf-16"), 1, "UTF-16"),
    "UTF-16 without a BOM": Hostile("name: w\nsteps: {}\n".encode("utf-16-le"), 1, "UTF-16"),
    "UTF-32": Hostile("name: w\nsteps: {}\n".encode("utf-32"), 1),
    "GBK": Hostile("name: w\ndescription: 公司的工作流程\n".encode("gbk"), 2, "not UTF-8"),
    "Latin 1": Hostile("name: w\ndescription: Über\n".encode("latin-1"), 2, "not UTF-8"),
    "an overlong slash": Hostile(b"name: w\ndescription: \xc0\xaf\n", 2, "not UTF-8"),
    "half of a pair": Hostile(b"name: w\ndescription: \xed\xa0\x80\n", 2, "not UTF-8"),
    "cut inside a character": Hostile("name: w\ndescription: 公".encode()[:-1], 2, "not UTF-8"),
    "gzip": Hostile(gzip.compress(b"name: w\n" * 100, mtime=0), 1),
    "an ELF": Hostile(b"\x7fELF\x02\x01\x01" + b"\0" * 57, 1),
    "HTML": Hostile(b"<!doctype html>\n<title>w</title>\n", 1, _NO_SETTINGS),
    "Python": Hostile(b"import os\nos.system('true')\n", 1, _NO_SETTINGS),
    "a shell": Hostile(b"#!/bin/sh\nname=w\n", 2, _NO_SETTINGS),
    "an object of Python": Hostile(b"!!python/object/apply:os.system ['true']\n", 1),
    "a tag in the steps": Hostile(b"name: w\nsteps: !!python/object:os.x {}\n", 2, "tags are not accepted"),
    "a conflict of git": Hostile(b"<<<<<<< ours\nname: w\n=======\nname: v\n>>>>>>> theirs\n", 1),
    "tabs everywhere": Hostile(b"name: w\nsteps:\n\ta:\n\t\tagent: scout\n", 3, "a tab stands where"),
    "no spaces after colons": Hostile(b"name:w\nsteps:\n  a: {}\n", 1, "this colon ends no key"),
    "colons of full width": Hostile("name：w\nsteps：\n".encode(), 1, _NO_SETTINGS),
    "quotes of full width": Hostile(
        "name: “w”\nsteps:\n  a: {agent: scout, deliver: discovery}\n".encode(), 1, "does not fit name"
    ),
    "spaces of full width": Hostile("name: w\nsteps:\n　　a: {agent: scout}\n".encode(), 2),
    "two documents": Hostile(b"name: w\nsteps: {}\n---\nname: v\n", 3, "a second document begins here"),
}
"""Name to file and line."""


def dressed(source: Source) -> dict[str, bytes]:
    """A valid file as other systems and editors write it: all of these are the same file."""
    text = ("\n".join(source.lines) + "\n").encode()
    return {
        "LF": text,
        "CRLF": text.replace(b"\n", b"\r\n"),
        "CR": text.replace(b"\n", b"\r"),
        "a BOM": b"\xef\xbb\xbf" + text,
        "a BOM and CRLF": b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"),
        "no newline at the end": text.rstrip(b"\n"),
        "a separator before it": b"---\n" + text,
        "an end after it": text + b"...\n",
    }
