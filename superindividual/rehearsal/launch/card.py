"""Card: the preview image and the icon of a product, drawn from its name and colours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from superindividual.ids import digest
from superindividual.rehearsal.launch.markup import h
from superindividual.rehearsal.launch.shortening import shortened

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

SIZE = (1200, 630)
_TILE = 105
_FONTS: tuple[tuple[str, int], ...] = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
    ("/System/Library/Fonts/Supplemental/Arial Bold.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
    ("C:/Windows/Fonts/arialbd.ttf", 0),
    ("C:/Windows/Fonts/msyhbd.ttc", 0),
)
"""Where systems keep their fonts, with the face for Simplified Chinese; the first that can is taken."""


@dataclass(frozen=True)
class Card:
    """A PNG of 1200 by 630 pixels."""

    png: bytes
    lettered: bool
    """Whether it shows the name; otherwise no font here has its glyphs, and it shows tiles and initials."""


def initials(name: str) -> str:
    """Up to two Latin letters of a name, in capitals; `*` when it has none."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    letters = "".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:1]
    return letters.upper() or "*"


def draw_card(
    name: str, line: str, colors: dict[str, str], fonts: tuple[tuple[str, int], ...] = _FONTS
) -> Card:
    """Draw the preview image.

    Args:
        name: the product's name.
        line: one sentence on it, may be empty.
        colors: `background`, `text`, `muted`, `accent`, `surface`, each `#rrggbb`.
        fonts: font files and face numbers, in the order of preference.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, colors["background"])
    draw = ImageDraw.Draw(image)
    _tiles(draw, name, colors)
    name = shortened(" ".join(name.split()), 40)
    font_at = _font(name + line, fonts)
    if font_at is None:
        font_at, name, line = _bundled, initials(name).replace("*", ""), ""
        lettered = False
    else:
        lettered = True
    _letters(draw, name, line, colors, font_at)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    return Card(out.getvalue(), lettered)


FontAt = Callable[[int], "ImageFont.FreeTypeFont | ImageFont.ImageFont"]


def _bundled(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _font(text: str, fonts: tuple[tuple[str, int], ...]) -> FontAt | None:
    from PIL import ImageFont

    for path, index in fonts:
        if Path(path).is_file():
            try:
                font = ImageFont.truetype(path, 40, index=index)
            except OSError:
                continue
            if _covers(font, text):
                return lambda size, path=path, index=index: ImageFont.truetype(path, size, index=index)  # type: ignore[misc]
    return _bundled if text.isascii() else None


def _covers(font: ImageFont.FreeTypeFont, text: str) -> bool:
    """Whether the font has a glyph of its own for every character."""
    missing = bytes(font.getmask("\U0010fffe"))
    return all(c.isspace() or bytes(font.getmask(c)) != missing for c in set(text))


def _tiles(draw: ImageDraw.ImageDraw, name: str, colors: dict[str, str]) -> None:
    """A pattern of tiles on the right, by the name's hash."""
    bits = int(digest(name.encode("utf-8", "replace")), 16)
    shades = (
        colors["accent"],
        _mixed(colors["accent"], colors["background"], 0.45),
        colors["surface"],
        colors["background"],
    )
    for column in range(3):
        for row in range(6):
            shade = shades[bits & 3]
            shape, bits = (bits >> 2) & 3, bits >> 4
            left, top = SIZE[0] - (3 - column) * _TILE, row * _TILE
            box = (left, top, left + _TILE - 1, top + _TILE - 1)
            draw.rectangle(box, fill=colors["surface"])
            if shape == 0:
                draw.rectangle(box, fill=shade)
            elif shape == 1:
                draw.ellipse(box, fill=shade)
            elif shape == 2:
                draw.polygon([(left, top), (left + _TILE - 1, top), (left, top + _TILE - 1)], fill=shade)
            else:
                draw.pieslice((left, top, left + 2 * _TILE, top + 2 * _TILE), 180, 270, fill=shade)


def _letters(
    draw: ImageDraw.ImageDraw, name: str, line: str, colors: dict[str, str], font_at: FontAt
) -> None:
    width = SIZE[0] - 3 * _TILE - 160
    size = next((n for n in range(104, 30, -4) if draw.textlength(name, font=font_at(n)) <= width), 32)
    rows = _wrapped(draw, line, font_at(38), width)
    top = SIZE[1] // 2 - (size + (32 + 54 * len(rows) if rows else 0)) // 2 - 10
    draw.text((80, top), name, font=font_at(size), fill=colors["accent"])
    for number, row in enumerate(rows):
        draw.text((80, top + size + 42 + 54 * number), row, font=font_at(38), fill=colors["text"])


def _wrapped(
    draw: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int
) -> list[str]:
    """The line broken into at most four rows; none when it would need more."""
    rows, row = [], ""
    for part in re.findall(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+", line):
        if (
            row
            and draw.textlength(row + part.rstrip(), font=font) > width
            and not re.match(r"[，。、；：！？）》”]", part)
        ):
            rows.append(row.rstrip())
            row = ""
        row += part
    rows = [*rows, row.rstrip()] if row.strip() else rows
    return rows if len(rows) <= 4 else []


def _mixed(one: str, other: str, part: float) -> str:
    """`part` of the second colour in the first."""
    pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(a * (1 - part) + b * part):02x}" for a, b in pairs)


def icon_svg(name: str, colors: dict[str, str]) -> bytes:
    """The icon: tiles in the product's colours, by the name's hash, without letters that need a font."""
    bits = int(digest(name.encode("utf-8", "replace")), 16)
    round_one, front = bits % 4, colors["on_accent"]
    shapes = []
    for number, (x, y) in enumerate(((8, 8), (34, 8), (8, 34), (34, 34))):
        if number == round_one:
            shapes.append(h("circle", cx=str(x + 11), cy=str(y + 11), r="11", fill=front))
        elif (bits >> (4 + number)) & 1 or number == (round_one + 1) % 4:
            box = {"x": str(x), "y": str(y), "width": "22", "height": "22", "rx": "4"}
            shapes.append(h("rect", **box, fill=front, fill_opacity="0.72"))
    ground = h("rect", width="64", height="64", rx="14", fill=colors["accent"])
    return (
        ET.tostring(h("svg", ground, *shapes, xmlns="http://www.w3.org/2000/svg", viewBox="0 0 64 64"))
        + b"\n"
    )
