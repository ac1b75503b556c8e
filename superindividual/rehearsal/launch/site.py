"""The site recipe: a static page for the product, and what it needs."""

from __future__ import annotations

from superindividual.rehearsal.launch.card import draw_card, icon_svg, initials
from superindividual.rehearsal.launch.further_pages import privacy, privacy_lines, sponsor, wants_privacy
from superindividual.rehearsal.launch.landing import has_sponsors, headline, landing
from superindividual.rehearsal.launch.page import Frame, Page
from superindividual.rehearsal.launch.palette import Palette, palette_of
from superindividual.rehearsal.launch.pitch import Pitch, pitch_of
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.launch.wording import data_file
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job

RECIPE = "site@1"
_LATIN = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans"'
)
_FONT = {
    "en": f"{_LATIN}, sans-serif",
    "zh-CN": f'{_LATIN}, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
}
_MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace'


def site(job: Job) -> Proposal:
    """The site; raises StepFailed without readable facts."""
    pitch, palette = pitch_of(job), palette_of(job)
    head = headline(pitch)
    card = draw_card(pitch.name, head if head != pitch.name else "", palette.light)
    pages = [
        landing(pitch),
        *([sponsor(pitch)] if has_sponsors(pitch) else []),
        *([privacy(pitch)] if wants_privacy(pitch) else []),
    ]
    frame = Frame(pitch, _links(pitch), _further(pitch, pages), _alt(pitch, lettered=card.lettered))
    files = {f"site/{page.file}": frame.render(page) for page in pages}
    files |= {
        "site/style.css": _css(pitch, palette).encode(),
        "site/og.png": card.png,
        "site/icon.svg": icon_svg(pitch.name, palette.light),
    }
    more = privacy_lines(pitch) if wants_privacy(pitch) else []
    return Proposal(
        files=files,
        summary=_summary(job, pitch, palette, pages, files),
        claims=pitch.claims(*more),
        recipe=RECIPE,
    )


def _links(pitch: Pitch) -> tuple[tuple[str, str], ...]:
    words = pitch.words
    wanted = [
        ("index.html#does", "site.does", bool(pitch.abilities)),
        ("index.html#price", "site.price", bool(pitch.own_prices)),
        ("sponsor.html", "site.sponsor", has_sponsors(pitch)),
        ("index.html#contact", "site.contact_title", True),
    ]
    return tuple((href, words.say(key)) for href, key, shown in wanted if shown)


def _further(pitch: Pitch, pages: list[Page]) -> tuple[tuple[str, str], ...]:
    keys = {"index.html": "site.home", "sponsor.html": "site.sponsor", "privacy.html": "site.privacy"}
    return tuple((page.file, pitch.words.say(keys[page.file])) for page in pages)


def _alt(pitch: Pitch, *, lettered: bool) -> str:
    if lettered:
        return pitch.words.say("site.og_alt", name=pitch.name)
    letters = initials(pitch.name).replace("*", "")
    return pitch.words.say("site.og_alt_bare" if letters else "site.og_alt_tiles", initials=letters)


def _css(pitch: Pitch, palette: Palette) -> str:
    fonts = f":root {{\n  --font: {_FONT[pitch.words.lang]};\n  --mono: {_MONO};\n}}\n"
    return palette.css() + fonts + data_file("site.css")


def _summary(job: Job, pitch: Pitch, palette: Palette, pages: list[Page], files: dict[str, bytes]) -> str:
    words = pitch.words
    gaps = list(dict.fromkeys(one.text for page in pages for one in page.gaps))
    parts = [words.say("site.summary", product=pitch.name, pages=words.listed([page.file for page in pages]))]
    if gaps or not pitch.identity.legal_name:
        parts.append(words.say("site.summary_gaps"))
    if wants_privacy(pitch):
        parts.append(words.say("site.summary_privacy"))
    if job.input_of_kind("design") is not None and not palette.from_tokens:
        parts.append(words.say("eye.palette"))
    return words.sentences([*parts, *remarks(pitch, files)])
