"""Recipes for what goes out at a launch: site, posts, e-mail, calendar and the kit that holds them."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.rehearsal.launch.launch_calendar import calendar
from superindividual.rehearsal.launch.launch_kit import launch_kit
from superindividual.rehearsal.launch.message import email
from superindividual.rehearsal.launch.posts import posts
from superindividual.rehearsal.launch.site import site
from superindividual.rehearsal.proposal import Recipe

RECIPES: Mapping[str, Recipe] = {
    "site": site,
    "posts": posts,
    "email": email,
    "calendar": calendar,
    "launch_kit": launch_kit,
}
"""Kind of deliverable to its recipe."""
