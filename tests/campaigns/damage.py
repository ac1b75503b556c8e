"""Bit flips and truncations, the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path


def harm(files: list[Path], chance: random.Random) -> str:
    """Flip one bit of one file, or cut it off somewhere; says what was done."""
    file = chance.choice([f for f in files if f.stat().st_size])
    content = bytearray(file.read_bytes())
    place = chance.randrange(len(content))
    if chance.random() < 0.2:
        del content[place:]
        done = f"{file.name} cut at {place}"
    else:
        content[place] ^= 1 << chance.randrange(8)
        done = f"{file.name} flipped at {place}"
    file.write_bytes(bytes(content))
    return done
