"""RehearsalAgent: plays every role card by recipes, through the same tools as a model; never posing as one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from superindividual.errors import StepFailed
from superindividual.rehearsal.proposal import Proposal, Recipe
from superindividual.rehearsal.recipes import recipe_for
from superindividual.text import gettext as _
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from superindividual.engine.context import Declined, Handed
