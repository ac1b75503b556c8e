"""How the rehearsal reads a founder's brief: extraction by rules, no model."""

from superindividual.rehearsal.reading.facts import read_facts
from superindividual.rehearsal.reading.recipes import choose_recipe

__all__ = ["choose_recipe", "read_facts"]
