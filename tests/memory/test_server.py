"""The index on a Chroma server: the same as over files, shared by several workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from superindividual.errors import CompanyError
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import hashed_words
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.server import ChromaServer
from superindividual.memory.supervisor import Opening, Supervisor

START_SECONDS = 60


class Served(NamedTuple):
    url: str
    process: subprocess.Popen[bytes]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--path", str(tmp_path / "server")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    while not answers(url) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.05)
    yield Served(url, process)
    process.kill()
    process.wait()


def index(folder: Path, url: str, company: str = "ours") -> Index:
    """As a worker has it."""
    plain = hashed_words()
    return Index(Supervisor(Opening(folder / "index", plain.name, company, url)), plain)


def elsewhere(served: Served, script: str) -> str:
    """What another program prints about the server's collections; in a process, as Chroma never closes its sockets."""
    begin = """import chromadb, sys
client = chromadb.HttpClient(port=int(sys.argv[1]), settings=chromadb.Settings(anonymized_telemetry=False))
found = client.list_collections()
"""
    command = [sys.executable, "-c", begin + script, served.url.rsplit(":", 1)[1]]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def know(memory: Memory, text: str) -> str:
    record = memory.compose(text, kind="fact", scope="company", source="founder", author="founder")
    memory.add(record)
    return record.id


def test_it_finds_by_meaning_and_goes_on_without_the_server(
    served: Served, journal: Journal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Two companies on one server do not see each other; when it is gone words are searched, and it is said."""
    first = index(tmp_path / "a", served.url)
    memory = Memory(journal.store, first)
    know(memory, "ships lie in the harbour")
    assert memory.index_new() == 1
    memory.flush()
    assert memory.search("harbour")[0].found_by == ("lexical", "semantic")
    other = index(tmp_path / "b", served.url, "theirs")
    query = other.vector("harbour")
    assert other.search(query, ("company",), 5) == {}
    same = index(tmp_path / "c", served.url)
    assert len(same.search(query, ("company",), 5)) == 1, "another worker of the same company"
    for one in (other, same):
        one.close()
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    assert memory.search("harbour")[0].record.content == "ships lie in the harbour"
    assert "harbour" not in caplog.text
    first.close()


def test_a_server_that_was_emptied_is_noticed_and_filled(
    served: Served, journal: Journal, tmp_path: Path
) -> None:
    """What answers with less than was written to it is never taken for all."""
    ours = index(tmp_path / "a", served.url)
    memory = Memory(journal.store, ours)
    know(memory, "ships lie in the harbour")
    memory.index_new()
    memory.flush()
    assert elsewhere(served, "[client.delete_collection(c.name) for c in found]; print(len(found))") == "1"
    before = ours.generation
    memory.search("harbour")
    assert ours.generation != before
    memory.index_new()
    memory.flush()
    assert elsewhere(served, "print([c.count() for c in found])") == "[1]"
    ours.close()


def test_a_server_that_is_not_there_stops_nothing(journal: Journal, tmp_path: Path) -> None:
    """The memory is searched by words from the start."""
    ours = index(tmp_path / "a", "http://127.0.0.1:9")
    memory = Memory(journal.store, ours)
    price = know(memory, "The price is 19 EUR")
    assert memory.index_new() == 0
    assert memory.search("price")[0].record.id == price
    ours.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://chroma.example",
        "chroma.example:8000",
        "ftp://127.0.0.1",
        "https://me:pw@chroma.example",
        "https://x/path",
    ],
)
def test_vectors_go_to_no_address_unencrypted(url: str) -> None:
    """Nor to what is no address, and no password stands in one."""
    with pytest.raises(CompanyError, match="vectors"):
        ChromaServer.of_environment({"SUPERINDIVIDUAL_CHROMA_URL": url})


def test_a_server_on_this_machine_or_an_encrypted_one_is_taken() -> None:
    """With its token, which is never shown."""
    found = ChromaServer.of_environment(
        {"SUPERINDIVIDUAL_CHROMA_URL": "https://chroma.example", "SUPERINDIVIDUAL_CHROMA_TOKEN": "t0k"}
    )
    assert found == ChromaServer("https://chroma.example", "t0k")
    assert "t0k" not in repr(found)
    assert ChromaServer.of_environment({"SUPERINDIVIDUAL_CHROMA_URL": "http://127.0.0.1:8000"})
    assert ChromaServer.of_environment({}) is None
