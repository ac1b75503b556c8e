"""Requests that wait for the founder, and decisions: one for each request, taken by compare-and-set."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

from superindividual.clock import Clock, parse, stamp
from superindividual.errors import DecisionRefused, RequestNotFound
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.events import Events
from superindividual.journal.stake import Stake
from superindividual.journal.store import Store
from superindividual.text import gettext as _

Verb = Literal["approve", "edit", "reject", "stop"]
"""`ask` decides nothing and is a question, not a decision."""

_COLUMNS = "request, verb, feedback, by, binding, edited, at, form, final"

_ORDER = "weight DESC, irreversible DESC, opened, id"

BY_GRANT = "grant:"
"""A decision that a grant took is signed `grant:ID`."""

Who = Literal["founder", "policy", "timeout", "grant", "rule"]
"""The founder, or what they had settled before."""

RequestKind = Literal["draft", "failing", "effect", "arrival", "permission", "question"]
"""`question` is an agent's, in the middle of its work: the form's answer is all that is decided. `permission` asks whether an
agent may make a call, in the middle of its work. `arrival` asks whether an effect whose answer was lost arrived: approve
says yes, reject says no, send it again."""


@dataclass(frozen=True)
class Decision:
    """What was decided; `binding` is the hash of exactly what it is about."""

    request: RequestId
    verb: Verb
    feedback: str
    by: str
    binding: Digest
    edited: Digest | None
    """For an edit: the founder's deliverable."""
    at: str
    form: Mapping[str, Any] = field(default_factory=dict)
    """What the founder filled in."""
    final: bool = False
    """Given for good: it is carried out at once."""

    @property
    def who(self) -> Who:
        """Who decided, by the signature: whatever it does not name was the founder."""
        match self.by.partition(":")[0]:
            case "policy" | "timeout" | "grant" | "rule" as settled:
                return settled
        return "founder"


@dataclass(frozen=True)
class Request:
    """What waits, or waited; the fields are the journal's columns."""

    id: RequestId
    run: RunId
    step: StepId
    version: int
    kind: RequestKind
    binding: Digest
    asked: str
    """The question as JSON; most that is listed is never worded, so it is read where it is needed."""
    risk: int
    """0 stays inside, 1 has failing checks, 2 leaves the company."""
    opened: str
    closed: str | None
    policy: Digest | None
    """The version of the policy by which it was opened; None for what stays inside."""
    expires: str | None
    """From when on it cannot be approved any more."""
    renewed: RequestId | None
    """The request that took its place, since what it rested on had changed."""
    usd: str
    """Dollars that an effect would spend, or that the run cost until it asked (calls with a known price)."""
    irreversible: int
    """As `Stake` counts it."""
    pattern: str | None
    """Digest of what a rule would say of it; None where no rule may decide."""

    @cached_property
    def question(self) -> dict[str, Any]:
        """Plain facts from which a front end words the question in the founder's language."""
        facts: dict[str, Any] = json.loads(self.asked)
        return facts

    def record(self) -> dict[str, Any]:
        """All of it as JSON values."""
        kept = {name: value for name, value in vars(self).items() if name not in ("asked", "question")}
        return {**kept, "question": self.question}


@dataclass(frozen=True)
class Question:
    """A question to the agent, asked while a request waits."""

    id: int
    request: RequestId
    text: str
    by: str
    asked: str
    answer: str | None


def said(by: str) -> str:
    """Who decided, in the founder's language: a person, or the policy with its reason."""
    if by.startswith("timeout:"):
        return _("the time limit ({after} without an answer)").format(after=by.removeprefix("timeout:"))
    if by.startswith("rule:"):
        return _("the rule {id}").format(id=by.removeprefix("rule:"))
    if by.startswith(BY_GRANT):
        return _("your grant {id}").format(id=by.removeprefix(BY_GRANT))
    reason = by.removeprefix("policy:")
    if reason == by:
        return _("the founder") if by == "founder" else by
    words = {
        "checks-alone": _("the checks alone decide"),
        "checks-passed": _("every check passed"),
        "allowed": _("under its threshold"),
    }
    return _("policy ({reason})").format(reason=words.get(reason, reason))


class Decisions:
    """Open, list, decide, ask."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def open(
        self,
        request_id: RequestId,
        *,
        run: RunId,
        step: StepId,
        version: int,
        kind: RequestKind,
        binding: Digest,
        question: dict[str, Any],
        risk: int,
        policy: Digest | None = None,
        expires: str | None = None,
        stake: Stake | None = None,
        pattern: str | None = None,
    ) -> Request:
        """Open a request, or find it when it stands already: asking twice is one request."""
        held = stake or Stake(irreversible=risk)
        with self._store.transaction() as tx:
            asked, at = json.dumps(question, ensure_ascii=False), stamp(self._clock())
            what = (request_id, run, step, version, kind, binding, asked, risk, at)
            new = tx.execute(
                "INSERT OR IGNORE INTO requests (id, run, step, version, kind, binding, question, risk, opened,"
                " usd, weight, irreversible, pattern, policy, expires)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*what, str(held.usd), held.weight, held.irreversible, pattern, policy, expires),
            ).rowcount
            if new:
                ruled = {"policy": policy, "expires": expires} if policy else {}
                told = {"request": request_id, "binding": binding, "request_kind": kind, "version": version}
                self._events.append("request.opened", run=run, step=step, **told, **ruled)
        return self.request(request_id)

    def request(self, request_id: RequestId) -> Request:
        """The request.

        Raises:
            RequestNotFound: there is none of that id.
        """
        row = self._store.row(f"SELECT {_OF_REQUEST} FROM requests WHERE id = ?", (request_id,))
        if row is None:
            raise RequestNotFound(
                _("no request {id} in this company").format(id=request_id),
                remedy=_("see what waits: superindividual inbox"),
            )
        return _request(row)

    def waiting(self, run: RunId | None = None) -> list[Request]:
        """What waits for the founder, ordered by its stake: money, what is hard to undo, then age."""
        where, values = ("AND run = ?", [run]) if run else ("", [])
        sql = f"SELECT {_OF_REQUEST} FROM requests WHERE closed IS NULL {where} ORDER BY {_ORDER}"
        return [_request(row) for row in self._store.rows(sql, values)]

    def of_step(self, run: RunId, step: StepId) -> list[Request]:
        """All requests of a step, oldest first."""
        return [
            _request(row)
            for row in self._store.rows(
                f"SELECT {_OF_REQUEST} FROM requests WHERE run = ? AND step = ? ORDER BY version, opened",
                (run, step),
            )
        ]

    def decide(
        self,
        request_id: RequestId,
        verb: Verb,
        *,
        by: str,
        binding: Digest,
        feedback: str = "",
        edited: Digest | None = None,
        form: Mapping[str, Any] | None = None,
        policy: Digest | None = None,
        final: bool = False,
    ) -> Decision:
        """Take the decision, if nobody has and the request still is about `binding`; `policy` is recorded with it.

        `final` gives up the time in which an approval of what leaves can be withdrawn.

        Raises:
            DecisionRefused: decided before, closed, over, about something else, or a rejection without feedback.
        """
        with self._store.transaction() as tx:
            request = self.request(request_id)
            if verb == "reject" and request.kind != "arrival" and not feedback.strip():
                raise DecisionRefused(
                    _("a rejection needs feedback"), remedy=_("say what is wrong and what you want instead")
                )
            self._refuse_if_settled(request, binding)
            self._refuse_if_stopping(request, by)
            at, filled = stamp(self._clock()), dict(form or {})
            if verb == "approve" and request.expires and at >= request.expires:
                raise DecisionRefused(
                    _("{id} could be approved until {at}").format(id=request_id, at=request.expires)
                )
            taken = Decision(request_id, verb, feedback, by, binding, edited, at, filled, final)
            self._write(tx, request, taken, policy)
        return taken

    def _write(
        self, tx: sqlite3.Connection, request: Request, taken: Decision, policy: Digest | None
    ) -> None:
        said = (taken.request, taken.verb, taken.feedback, taken.by, taken.binding, taken.edited, taken.at)
        tx.execute(
            "INSERT INTO decisions (request, verb, feedback, by, binding, edited, at, form, final)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*said, _json(taken.form), taken.final),
        )
        tx.execute("UPDATE requests SET closed = ? WHERE id = ?", (taken.at, request.id))
        told = ("request", "verb", "by", "binding", "feedback", "edited")
        self._events.append(
            "decision.made",
            run=request.run,
            step=request.step,
            **{name: getattr(taken, name) for name in told},
            **({"form": taken.form} if taken.form else {}),
            **({"policy": policy} if policy else {}),
            **({"about": request.kind} if request.kind in ("arrival", "permission", "question") else {}),
        )

    def _refuse_if_settled(self, request: Request, binding: Digest) -> None:
        taken = self.decision(request.id)
        if taken:
            age = int((self._clock() - parse(taken.at)).total_seconds())
            raise DecisionRefused(
                _("{id} was already decided: {verb} by {by}, {age} s ago").format(
                    id=request.id, verb=taken.verb, by=said(taken.by), age=age
                )
            )
        if request.closed:
            raise DecisionRefused(self.why_closed(request), remedy=_next(request))
        if binding != request.binding:
            raise DecisionRefused(
                _("{id} is about another version than the one you saw").format(id=request.id),
                remedy=_("look again: superindividual show {id}").format(id=request.id),
            )

    def _refuse_if_stopping(self, request: Request, by: str) -> None:
        """Whoever decides is told that nothing comes of it; whether something arrived can be told all the same."""
        sql = "SELECT 1 FROM runs WHERE id = ? AND stop IS NOT NULL AND outcome IS NULL"
        if request.kind != "arrival" and ":" not in by and self._store.row(sql, (request.run,)):
            raise DecisionRefused(_("{run} is being stopped").format(run=request.run))

    def why_closed(self, request: Request) -> str:
        """Why a request that nobody decided no longer waits."""
        if not self._store.row("SELECT 1 FROM runs WHERE id = ? AND outcome IS NULL", (request.run,)):
            return _("{id} is closed: its run has ended").format(id=request.id)
        if request.renewed:
            return _("{id} is closed: what it rested on has changed").format(id=request.id)
        return _("{id} is closed: its step is worked on anew").format(id=request.id)

    def decision(self, request_id: RequestId) -> Decision | None:
        """The decision, if one was taken."""
        row = self._store.row(f"SELECT {_COLUMNS} FROM decisions WHERE request = ?", (request_id,))
        return _decision(row) if row else None

    def taken(self, limit: int = 20) -> list[Decision]:
        """The founder's decisions, newest first; those that policy, a rule, a grant or time took are not among them."""
        others = " AND ".join(f"by NOT LIKE '{name}:%'" for name in ("policy", "rule", "grant", "timeout"))
        sql = f"SELECT {_COLUMNS} FROM decisions WHERE {others} ORDER BY at DESC LIMIT ?"
        return [_decision(row) for row in self._store.rows(sql, (limit,))]

    def ask(self, request_id: RequestId, text: str, *, by: str) -> int:
        """Ask the agent about a waiting request; decides nothing.

        Raises:
            DecisionRefused: the request no longer waits, no agent made what it is about, or the question is empty.
        """
        if not text.strip():
            raise DecisionRefused(_("the question is empty"), remedy=_("say what you want to know"))
        with self._store.transaction() as tx:
            request = self.request(request_id)
            self._refuse_if_settled(request, request.binding)
            if request.kind in ("effect", "arrival", "question"):
                raise DecisionRefused(
                    _("no agent stands behind what leaves the company"),
                    remedy=_("look at what it was made from, or reject"),
                )
            cursor = tx.execute(
                "INSERT INTO questions (request, text, by, asked) VALUES (?, ?, ?, ?)",
                (request_id, text, by, stamp(self._clock())),
            )
            self._events.append(
                "question.asked", run=request.run, step=request.step, request=request_id, text=text, by=by
            )
            return int(cursor.lastrowid or 0)

    def close_permissions(self, run: RunId, step: StepId) -> None:
        """Close what agents asked for in a step without a decision, since their attempt is over."""
        of_step = "run = ? AND step = ? AND kind = 'permission' AND closed IS NULL"
        if self._store.row(f"SELECT 1 FROM requests WHERE {of_step}", (run, step)):
            with self._store.transaction() as tx:
                tx.execute(
                    f"UPDATE requests SET closed = ? WHERE {of_step}", (stamp(self._clock()), run, step)
                )

    def questions(self, request_id: RequestId, *, open_only: bool = False) -> list[Question]:
        """The questions of a request, oldest first."""
        sql = "SELECT id, request, text, by, asked, answer FROM questions WHERE request = ?"
        rows = self._store.rows(
            sql + (" AND answer IS NULL" if open_only else "") + " ORDER BY id", (request_id,)
        )
        return [Question(*row) for row in rows]

    def answer(self, question: Question, text: str, *, by: str) -> None:
        """Record the agent's answer, once."""
        with self._store.transaction() as tx:
            changed = tx.execute(
                "UPDATE questions SET answer = ?, answered = ? WHERE id = ? AND answer IS NULL",
                (text, stamp(self._clock()), question.id),
            ).rowcount
            if changed:
                request = self.request(question.request)
                self._events.append(
                    "question.answered",
                    run=request.run,
                    step=request.step,
                    request=request.id,
                    text=text,
                    by=by,
                )


def _next(request: Request) -> str:
    return (
        _("look at the new one: superindividual show {id}").format(id=request.renewed)
        if request.renewed
        else ""
    )


def _decision(row: Any) -> Decision:
    return Decision(**{**dict(row), "form": json.loads(row["form"] or "{}"), "final": bool(row["final"])})


def _json(form: Mapping[str, Any] | None) -> str | None:
    return json.dumps(form, ensure_ascii=False) if form else None


def _request(row: Any) -> Request:
    """A row of `_OF_REQUEST`; the generated constructor of a frozen class takes thrice as long."""
    made = object.__new__(Request)
    vars(made).update(zip(_FIELDS, row, strict=True))
    return made


_FIELDS = tuple(f.name for f in fields(Request))
_OF_REQUEST = ", ".join(_FIELDS).replace("asked", "question")
