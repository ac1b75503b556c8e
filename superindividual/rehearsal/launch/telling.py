"""Telling: the passages of a post, in the founder's voice; each channel arranges them in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.rehearsal.launch.phrasing import is_thing, small, with_article
from superindividual.rehearsal.launch.pitch import Line, Pitch
from superindividual.rehearsal.launch.shortening import shortened
from superindividual.rehearsal.reading.evidence import in_first_person

_ARTICLE = 3
"""Characters that an article may add."""


@dataclass(frozen=True)
class Telling:
    """Passages of one product; empty where the facts are silent."""

    pitch: Pitch

    def say(self, key: str, **values: object) -> str:
        """A phrase of the posts; of an own site some are worded differently."""
        own = self.pitch.own_site and f"{key}_site" in self.pitch.words.table["post"]
        return self.pitch.words.say(f"post.{key}_site" if own else f"post.{key}", **values)

    @property
    def problem(self) -> str:
        """What is wrong today."""
        return self.pitch.stop(self.pitch.problem) if self.pitch.problem else ""

    @property
    def intro(self) -> str:
        """What I made or am making."""
        pitch = self.pitch
        state = "built" if pitch.built else "planned"
        last = "_first" if pitch.built and not pitch.problem else ""
        if self.bare:
            return pitch.stop(
                self.say(f"intro_{state}{last}", name=small(pitch.name), headline="").rstrip("：:. ")
            )
        line = pitch.short
        thing = "_thing" if pitch.words.lang == "zh-CN" or is_thing(line) else ""
        return pitch.stop(
            self.say(f"intro_{state}{thing}{last}", name=pitch.name, what=with_article(line), headline=line)
        )

    @property
    def bare(self) -> bool:
        """Whether there is nothing to say but the name."""
        headline = self.pitch.headline
        return headline is None or headline.text.lower() == self.pitch.name.lower()

    def what(self, most: int) -> str:
        """The product in a few words, to stand inside a sentence; the name when nothing shorter is known."""
        line = self.pitch.headline.text if self.pitch.headline else self.pitch.name
        return (
            with_article(shortened(line, most - _ARTICLE)) if is_thing(line) else small(shortened(line, most))
        )

    def bullets(self, mark: str = "- ", gap: str = "\n") -> str:
        """The abilities, one a line."""
        return gap.join(f"{mark}{line.text}" for line in self.pitch.abilities)

    @property
    def does(self) -> str:
        """The abilities under their heading."""
        did = f"{self.say('does')}\n\n{self.bullets()}" if self.pitch.abilities else ""
        return "\n\n".join(part for part in (did, self.planned) if part)

    @property
    def planned(self) -> str:
        """What it is to do and does not do yet."""
        items = "\n".join(f"- {line.text}" for line in self.pitch.planned)
        return f"{self.say('planned')}\n\n{items}" if items else ""

    @property
    def assured(self) -> tuple[Line, ...]:
        """Promises and badges."""
        return (*self.pitch.promises, *self.pitch.badges)

    @property
    def promises(self) -> str:
        """What can be relied on, as sentences."""
        said = self.pitch.words.sentences([self.pitch.stop(line) for line in self.assured])
        return self.say("promises", text=said) if said else ""

    @property
    def who(self) -> str:
        """For whom it is."""
        lines = self.pitch.audience
        if (
            len(lines) != 1
            or "." in lines[0].text
            or (self.pitch.words.lang == "en" and not _names_people(lines[0].text))
        ):
            said = self.pitch.words.sentences([self.pitch.stop(line) for line in lines])
            return self.say("who_first", text=said) if said else ""
        text = lines[0].text
        return self.say("who", text=text[:1].lower() + text[1:] if text[1:2].islower() else text)

    @property
    def not_now(self) -> str:
        """What is left out on purpose."""
        items = [line.text for line in self.pitch.not_now]
        return self.say("not_now", text=self.pitch.words.listed(items)) if items else ""

    @property
    def price(self) -> str:
        """Product prices, and what a sponsorship costs."""
        words = self.pitch.words
        own = [words.sentences([self.pitch.stop(p.text), p.free]) for p in self.pitch.own_prices]
        sponsors = [self.say("sponsor_price", text=text) for text in self.pitch.sponsor_costs]
        said = [self.say("price", text=words.sentences(own))] if own else []
        return words.sentences([*said, *sponsors])

    @property
    def state(self) -> str:
        """Whether it can be tried."""
        if not self.pitch.software:
            return ""  # nothing says whether a bakery or a lesson has begun
        return self.say("try_it" if self.pitch.built else "not_yet")

    @property
    def ask(self) -> str:
        """What I would like to hear."""
        if self.pitch.built:
            return self.say("ask_built")
        return self.say("ask_planned" if self.shared else "ask_planned_open")

    @property
    def shared(self) -> bool:
        """Whether the problem is told of others, so that readers can be asked how they deal with it."""
        return self.pitch.problem is not None and not in_first_person(self.pitch.problem.text)

    @property
    def link(self) -> str:
        """Where more stands."""
        return self.say("link", url=self.pitch.url)

    @property
    def install(self) -> str:
        """The command that installs it."""
        example = self.pitch.example
        return self.say("install", text=example.install) if example and example.install else ""


def _names_people(text: str) -> bool:
    """Whether an English text can follow `It is for`: no sentence with a verb of its own up front."""
    return not any(
        word in ("can", "is", "are", "must", "should", "will", "want", "need")
        for word in text.lower().split()[:4]
    )
