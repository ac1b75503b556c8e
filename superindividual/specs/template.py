"""Template: what `init` writes."""

from __future__ import annotations

from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import COMPANY_FILE
from superindividual.text import Language
from superindividual.text import gettext as _

_FOLDERS = ("agents", "workflows", "briefs", "products")


def write_company(folder: Path, name: str, lang: Language) -> None:
    """Make a company in `folder`; what is there already is never overwritten.

    Raises:
        CompanyError: a company is there, or the folder holds other things.
    """
    if (folder / COMPANY_FILE).exists():
        raise CompanyError(
            _("{folder} is a company already").format(folder=folder),
            remedy=_("go there, or choose another name"),
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CompanyError(_("{folder} is not empty").format(folder=folder), remedy=_("choose another name"))
    templates = Path(__file__).parent / "templates" / lang
    for part in _FOLDERS:
        (folder / part).mkdir(parents=True, exist_ok=True)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    for source in sorted(f for f in templates.rglob("*") if f.is_file()):
        text = source.read_text(encoding="utf-8").replace("{{name}}", quoted)
        (folder / source.relative_to(templates)).write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(".superindividual/\n", encoding="utf-8")
