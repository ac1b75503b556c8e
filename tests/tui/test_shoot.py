from __future__ import annotations

import re
from io import StringIO

from rich.console import Console
from rich.text import Text

from tests.tui.shoot import in_cells


def test_a_text_in_a_picture_is_as_long_as_its_cells() -> None:
    """Chinese takes two for each character; what has none stays to the letter."""
    console = Console(record=True, width=20, file=StringIO())
    console.print(Text("换算侠 & <b>"))
    console.print(Text("plain"))
    svg = console.export_svg(title="t")
    wide, narrow = (
        re.findall(rf'textLength="([\d.]+)"[^>]*>{begin}', in_cells(svg))[0] for begin in ("换", "plain")
    )
    assert round(float(wide) / 12, 3) == round(float(narrow) / 5, 3)
    assert f'textLength="{narrow}"' in svg
    assert f'textLength="{wide}"' not in svg
