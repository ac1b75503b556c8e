"""linear: the cockpit one line after the other, for screen readers, pipes and terminals that can do nothing else."""

from __future__ import annotations

from superindividual_tui.linear.inbox import Inbox
from superindividual_tui.linear.talk import Left, Talk

__all__ = ["Inbox", "Left", "Talk"]
