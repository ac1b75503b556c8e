"""Provenance: what an attempt was told from outside the company, and what the founder themselves said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from superindividual.tools.job import Job
from superindividual.workspace.artifact import MATERIAL

_WORDS = re.compile(r"[^\s<>\"'`()\[\]{}|\\^]+")
_TRAILING = ".,;:!?"


@dataclass(frozen=True)
class Provenance:
    """What a call's arguments may have come from."""

    own: frozenset[str] = frozenset()
    """Every word of the founder's: brief, task, role card, feedback. A URL is one word."""
    outside: tuple[str, ...] = ()
    """Sources from outside that the agent has read, each once, in order: `web:URL`, `inputs/NAME`, `memory:M-…`."""
    labels: frozenset[str] = frozenset()
    """Of the data that the agent was given, such as `client`."""

    @classmethod
    def of(cls, job: Job) -> Provenance:
        """What stands before the first call."""
        return cls(frozenset(_words(_said(job))), labels=job.labels).with_sources(_sources(job))

    def with_sources(self, sources: Iterable[str]) -> Provenance:
        """The same after more was read."""
        return replace(self, outside=tuple(dict.fromkeys((*self.outside, *sources))))

    def taints(self, argument: object) -> bool:
        """Whether an argument may say what somebody outside wants it to say.

        Once anything from outside was read, all that an agent says may be: only what the founder wrote, word for word,
        is theirs.
        """
        return bool(self.outside) and not self._founders(argument)

    def discloses(self, argument: object) -> bool:
        """Whether an argument may tell of labelled data that the agent was given."""
        return bool(self.labels) and not self._founders(argument)

    def _founders(self, argument: object) -> bool:
        return isinstance(argument, str) and argument in self.own


def _said(job: Job) -> Iterator[str]:
    yield from (job.brief.text, job.task, job.agent.prompt)
    yield from (one.text for one in job.feedback if one.by == "founder")
    yield from job.identity.model_dump().values()


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in _WORDS.findall(text):
            yield from (word, word.rstrip(_TRAILING))


def _sources(job: Job) -> Iterator[str]:
    for name, bundle in job.inputs.items():
        if bundle.deliverable.kind == MATERIAL:
            yield f"inputs/{name}"
        yield from bundle.deliverable.outside
    if job.previous:
        yield from job.previous.deliverable.outside
    yield from (f"memory:{told.id}" for told in job.told if told.tainted)
