"""Player: who works in a run, a model or the rehearsal."""

from __future__ import annotations

from superindividual.errors import CompanyError
from superindividual.journal.runs import EngineName
from superindividual.models.directory import is_ready, lacking
from superindividual.models.endpoint import Endpoint
from superindividual.specs.models import ModelsSpec
from superindividual.text import gettext as _


def player_of(models: ModelsSpec, wanted: EngineName | None = None) -> EngineName:
    """Who is wanted; else `model` when the company or the environment names one; else `rehearsal`.

    Raises:
        CompanyError: a model is wanted and none can be asked, or there is a key without a model.
    """
    ready = is_ready(models) or Endpoint.of_environment() is not None
    if wanted == "model" and not ready:
        raise CompanyError(
            _("no model can be asked: {why}").format(why=lacking(models)),
            remedy=_(
                "set OPENAI_API_KEY and OPENAI_MODEL, name one in company.yaml, or rehearse without one"
            ),
        )
    return wanted or ("model" if ready else "rehearsal")
