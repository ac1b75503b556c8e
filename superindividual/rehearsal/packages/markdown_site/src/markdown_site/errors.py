"""What stops the whole command."""

from __future__ import annotations


class SiteError(Exception):
    """Nothing could be done, and why."""
