"""What a site is like where its site.yaml does not say otherwise."""

from __future__ import annotations

FIELDS: dict[str, str] = {}
"""Further fields of a note's front matter, with their labels; empty: any may stand."""
GROUPS: tuple[str, ...] = ("tags",)
"""Fields that get an index, and a page for each of their values."""
DATED = False
"""Whether a note without a date is a fault."""
ARCHIVE = "year"
"""`year`, `month`, `season` or `none`."""
LATEST = 10
"""How many notes the home page lists when there is an archive."""
HOME_BY = ""
"""The field by which the home page lists all notes; empty: the newest come first."""
NEXT = ""
"""The heading of the next event on the home page; empty: notes are no events."""
FEEDS: tuple[str, ...] = ("atom",)
"""`atom`, `rss` or both."""
SIDEBAR = False
"""Whether every page lists all others beside it, as documentation does."""
