"""Whether the words by which the memory is searched are those of its rows."""

from __future__ import annotations

import sqlite3
from typing import Any

from superindividual.memory.words import words

_TABLE = "USING fts5 (words, tokenize = \"porter unicode61 remove_diacritics 2\", content = '')"


def agrees(connection: sqlite3.Connection) -> bool:
    """Build the words anew beside the database and compare: every word, in which row, at which place, and every length."""
    if not connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = 'memory_words'").fetchone():
        return True
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute(f"CREATE VIRTUAL TABLE temp.rebuilt_words {_TABLE}")
    for number, content in connection.execute(
        "SELECT number, content FROM main.memory ORDER BY number"
    ).fetchall():
        connection.execute(
            "INSERT INTO temp.rebuilt_words (rowid, words) VALUES (?, ?)",
            (number, " ".join(words(str(content)))),
        )
    try:
        return _listed(connection, "main", "memory_words") == _listed(connection, "temp", "rebuilt_words")
    except sqlite3.DatabaseError:
        return False


def _listed(connection: sqlite3.Connection, schema: str, name: str) -> list[Any]:
    connection.execute(f"CREATE VIRTUAL TABLE temp.of_{name} USING fts5vocab ({schema}, {name}, instance)")
    found = [
        tuple(row)
        for row in connection.execute(f"SELECT term, doc, col, offset FROM temp.of_{name} ORDER BY 1, 2, 4")
    ]
    sizes = [
        tuple(row) for row in connection.execute(f"SELECT id, sz FROM {schema}.{name}_docsize ORDER BY id")
    ]
    averages = [
        tuple(row) for row in connection.execute(f"SELECT block FROM {schema}.{name}_data WHERE id = 1")
    ]
    settings = [
        tuple(row) for row in connection.execute(f"SELECT k, v FROM {schema}.{name}_config ORDER BY k")
    ]
    return [found, sizes, averages, settings]
