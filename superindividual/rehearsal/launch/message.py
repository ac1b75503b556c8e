"""The e-mail recipe: one message as text, as HTML with the same words, and as data for the sending tool."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as ET

from ruamel.yaml import YAML

from superindividual.rehearsal.launch.markup import Child, document, h
from superindividual.rehearsal.launch.page import GENERATOR
from superindividual.rehearsal.launch.palette import palette_of
from superindividual.rehearsal.launch.phrasing import is_thing, with_article
from superindividual.rehearsal.launch.pitch import Pitch, pitch_of
from superindividual.rehearsal.launch.recipients import Recipients, recipients_of
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.proposal import Proposal
from superindividual.rehearsal.reading.evidence import in_first_person
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "email@1"
ADDRESS = "{{company.postal_address}}"
SENDER = "{{company.email}}"
_SUBJECT = 78
_PREVIEW = 110
_COLUMN = "max-width:600px;margin:0 auto;padding:32px 20px"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',Arial,sans-serif"


@dataclass(frozen=True)
class Block:
    """One paragraph, or a list with its heading, or a command."""

    text: str = ""
    items: tuple[str, ...] = ()
    code: str = ""
    link: str = ""
    """An address in `text` that HTML makes a link."""

    @property
    def plain(self) -> str:
        """As text."""
        lines = [self.text] if self.text else []
        lines += [f"- {one}" for one in self.items]
        return "\n".join([*lines, *([f"    {self.code}"] if self.code else [])])


def email(job: Job) -> Proposal:
    """The message; raises StepFailed without readable facts."""
    pitch = pitch_of(job)
    to = recipients_of(pitch)
    letter = _Letter(pitch, to)
    body, footer = letter.body(), letter.footer()
    files = {
        "marketing/email/message.txt": _text(body, footer),
        "marketing/email/message.html": _html(letter, body, footer, palette_of(job).light),
        "marketing/email/message.yaml": _yaml(letter.data()),
    }
    said = Claim(text=to.words, evidence=(to.evidence,)) if to else None
    claims = (*pitch.claims(), *([said] if said else []))
    return Proposal(files=files, summary=_summary(letter, files), claims=claims, recipe=RECIPE)


@dataclass(frozen=True)
class _Letter:
    pitch: Pitch
    to: Recipients | None

    def say(self, key: str, **values: object) -> str:
        own = self.pitch.own_site and f"{key}_site" in self.pitch.words.table["mail"]
        return self.pitch.words.say(f"mail.{key}_site" if own else f"mail.{key}", **values)

    @property
    def sponsors(self) -> bool:
        return self.to is not None and self.to.kind == "sponsors"

    @property
    def sender(self) -> str:
        return self.pitch.identity.email.strip() or SENDER

    @property
    def subject(self) -> str:
        key = "sponsor" if self.sponsors else "built" if self.pitch.built else "planned"
        room = _SUBJECT - len(self.say(f"subject_{key}", name=""))
        return self.say(f"subject_{key}", name=shortened(self.pitch.name, room))

    @property
    def preview(self) -> str:
        if self.sponsors:
            return self.say("preview_sponsor")
        line = self.pitch.headline or self.pitch.problem
        return shortened(self.pitch.stop(line) if line else self.say("ask_planned"), _PREVIEW)

    def body(self) -> list[Block]:
        blocks = self._to_sponsors() if self.sponsors else self._to_users()
        closing = [Block(self.say("thanks")), Block(self.signature)]
        whole = [Block(self.say("hello")), Block(self.reason), *blocks, *closing]
        return [replace(b, text=self.pitch.wishes.tidy(b.text)) for b in whole if b.plain]

    @property
    def reason(self) -> str:
        """Why this person gets the mail."""
        if self.to is None or self.to.refused:
            return self.say("basis_unknown")
        return self.say("one_of_written" if self.to.firms else "one_of", recipients=self.to.words)

    @property
    def _state(self) -> str:
        if not self.pitch.software:
            return "about"
        return "ready" if self.pitch.built else "planned"

    @property
    def signature(self) -> str:
        return self.pitch.identity.legal_name.strip() or self.say("signature", name=self.pitch.name)

    @property
    def _shared(self) -> bool:
        problem = self.pitch.problem
        return problem is not None and not in_first_person(problem.text)

    def _to_users(self) -> list[Block]:
        pitch, words = self.pitch, self.pitch.words
        line = pitch.short if pitch.short != pitch.name else ""
        what = (
            self.say("is_thing", what=with_article(line))
            if line and (words.lang == "zh-CN" or is_thing(line))
            else line
        )
        price = words.sentences([part for p in pitch.own_prices for part in (pitch.stop(p.text), p.free)])
        install = pitch.example.install if pitch.example else ""
        return [
            Block(
                words.sentences(
                    [
                        self.say(self._state, name=pitch.name),
                        pitch.stop(what) if what else "",
                    ]
                )
            ),
            Block(pitch.stop(pitch.problem) if pitch.problem else ""),
            Block(self.say("does"), tuple(one.text for one in pitch.abilities))
            if pitch.abilities
            else Block(),
            Block(self.say("planned_list"), tuple(one.text for one in pitch.planned))
            if pitch.planned
            else Block(),
            Block(self._promised()),
            Block(self.say("price", text=price) if price else ""),
            Block(self.say("install"), code=install) if install else Block(),
            Block(self.say("ask_built" if pitch.built else "ask_planned" if self._shared else "ask_open")),
            self._link(),
        ]

    def _to_sponsors(self) -> list[Block]:
        pitch, words = self.pitch, self.pitch.words
        about = (
            pitch.stop(pitch.headline) if pitch.headline and not pitch.built else ""
        )  # a tool says little to a sponsor
        offer = words.sentences([self.say("sponsor_offer", name=pitch.name), about])
        gets = pitch.sponsor_gets
        cost = words.listed(pitch.sponsor_costs)
        return [
            Block(offer),
            Block(self.say("sponsor_gets"), gets) if gets else Block(),
            Block(self.say("sponsor_cost", text=cost) if cost else ""),
            Block(self._promised()),
            Block(self.say("ask_sponsor")),
            self._link(),
        ]

    def _promised(self) -> str:
        pitch = self.pitch
        said = pitch.words.sentences([pitch.stop(line) for line in (*pitch.promises, *pitch.badges)])
        return self.say("promises", text=said) if said else ""

    def _link(self) -> Block:
        url = self.pitch.url
        return Block(self.say("link", url=url), link=url if url.startswith(("https://", "http://")) else "")

    def footer(self) -> list[str]:
        identity = self.pitch.identity
        name = identity.legal_name.strip() or self.pitch.name
        address = " ".join(identity.postal_address.split()) or ADDRESS
        return [self.say("unsubscribe"), self.say("sender", name=name, address=address)]

    def data(self) -> dict[str, Any]:
        if self.to and self.to.refused:
            audience = self.say("audience_refused", recipients=self.to.words, evidence=self.to.evidence)
        elif self.to:
            audience = self.say("audience_known", recipients=self.to.words, evidence=self.to.evidence)
        else:
            audience = self.say("audience_unknown")
        return {
            "subject": self.subject,
            "preview": self.preview,
            "audience": audience,
            "from_name": self.pitch.identity.legal_name.strip() or self.pitch.name,
            "list": self.say(self.to.list_key if self.to else "list_general"),
            "unsubscribe": {"mailto": self.sender, "note": self.say("unsubscribe_note")},
            "language": self.pitch.words.lang,
            "produced_by": f"rehearsal/{RECIPE}",
        }


def _text(body: list[Block], footer: list[str]) -> bytes:
    parts = [block.plain for block in body]
    return ("\n\n".join([*parts, "\n".join(["-- ", *footer])]) + "\n").encode()


def _html(letter: _Letter, body: list[Block], footer: list[str], colors: dict[str, str]) -> bytes:
    """One column with styles on the elements, since mail programs drop style sheets."""
    base = f"margin:0 0 16px;font-size:16px;line-height:1.6;color:{colors['text']}"
    small_print = f"margin:0 0 8px;font-size:13px;line-height:1.6;color:{colors['muted']}"
    content = [element for block in body for element in _elements(block, base, colors)]
    feet = [h("p", line, style=small_print) for line in footer]
    rule = f"border-top:1px solid {colors['border']};padding-top:16px;margin-top:32px"
    column = h("div", *content, h("div", *feet, style=rule), style=_COLUMN)
    hidden = h("div", letter.preview, style="display:none;max-height:0;overflow:hidden")
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="generator", content=GENERATOR),
        h("title", letter.subject),
    )
    page = h("body", hidden, column, style=f"margin:0;padding:0;background:{colors['background']};{_FONT}")
    return document(h("html", head, page, lang=letter.pitch.words.lang))


def _elements(block: Block, style: str, colors: dict[str, str]) -> list[ET.Element]:
    found = []
    if block.text:
        before, _, after = block.text.partition(block.link) if block.link else (block.text, "", "")
        link: Child = (
            h("a", block.link, href=block.link, style=f"color:{colors['accent']}") if block.link else None
        )
        found.append(h("p", before, link, after, style=style))
    if block.items:
        rows = [h("li", one, style="margin:0 0 6px") for one in block.items]
        found.append(h("ul", *rows, style=f"{style};padding-left:22px"))
    if block.code:
        box = f"padding:12px 16px;background:{colors['surface']};border-radius:8px;white-space:pre-wrap"
        found.append(h("pre", block.code, style=f"{style};{box}"))
    return found


def _yaml(data: dict[str, Any]) -> bytes:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment] # the order is for people
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().encode()


def _summary(letter: _Letter, files: dict[str, bytes]) -> str:
    words, identity = letter.pitch.words, letter.pitch.identity
    parts = [
        letter.say("summary", recipients=letter.to.words) if letter.to else letter.say("summary_unknown")
    ]
    if letter.to and letter.to.refused:
        parts.append(letter.say("summary_refused"))
    if letter.to and letter.to.language:
        parts.append(letter.say("summary_language", language=letter.to.language))
    if letter.sponsors:
        parts.append(letter.say("summary_sponsor"))
    if not identity.postal_address.strip():
        parts.append(letter.say("summary_address"))
    if not identity.email.strip():
        parts.append(letter.say("summary_sender"))
    return words.sentences([*parts, *remarks(letter.pitch, files)])
