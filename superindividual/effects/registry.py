"""Registry: each way out by its name; what performs it is imported when it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from superindividual.effects.carrier import Carrier, Site
from superindividual.specs.effect import EFFECTS

_CLASSES = {
    "publish_folder": "PublishFolder",
    "git_push": "GitPush",
    "http_post": "HttpPost",
    "send_email": "SendEmail",
    "write_ics": "WriteIcs",
}
assert _CLASSES.keys() == EFFECTS.keys()


def carrier(how: str, site: Site) -> Carrier:
    """The way out of that name; KeyError when there is none."""
    module = import_module(f"superindividual.effects.{how}") if how in _CLASSES else None
    return cast("Carrier", getattr(module, _CLASSES[how])(site))
