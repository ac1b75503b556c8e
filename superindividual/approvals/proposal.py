"""Proposal: after three equal approvals a rule is proposed; a rejection, an edit or a refusal starts the count anew."""

from __future__ import annotations

from superindividual.ids import Digest, RequestId
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.journal.rules import Rule

EQUAL = 3
"""So many approvals in a row; for a pattern that was proposed before they all come after that one was settled."""


def follow(journal: Journal, request: Request) -> Rule | None:
    """Propose a rule, or take one back, after the founder decided about a request; in the transaction under way."""
    taken = journal.decisions.decision(request.id)
    if taken is None:
        return None
    if taken.verb != "approve":
        for rule in journal.rules.proposed():
            if _about(journal, rule, request):
                journal.rules.lapse(rule.id, by=taken.by)
        return None
    approved = _in_a_row(journal, request)
    if request.pattern is None or len(approved) < EQUAL:
        return None
    return journal.rules.propose(Digest(request.pattern), request.question["pattern"], approved)


def _about(journal: Journal, rule: Rule, request: Request) -> bool:
    run = journal.runs.get(request.run)
    return (rule.says["workflow"], rule.says["product"], rule.says["step"]) == (
        run.plan.name,
        run.product,
        request.step,
    )


def _in_a_row(journal: Journal, request: Request) -> tuple[RequestId, ...]:
    """The last equal approvals of the request's step by a person, newest first; none while a proposal or rule stands."""
    if request.pattern is None:
        return ()
    earlier = journal.rules.of_pattern(Digest(request.pattern))
    if any(rule.state == "proposed" for rule in earlier) or journal.rules.standing(Digest(request.pattern)):
        return ()
    since = (
        max((rule.expires if rule.state == "accepted" else rule.settled) or "" for rule in earlier)
        if earlier
        else ""
    )
    run = journal.runs.get(request.run)
    rows = journal.store.rows(
        "SELECT d.request, d.verb, r.pattern FROM decisions d JOIN requests r ON r.id = d.request"
        " WHERE r.run IN (SELECT id FROM runs WHERE workflow = ? AND product = ?) AND r.step = ? AND d.at > ?"
        " AND d.by NOT LIKE 'policy:%' AND d.by NOT LIKE 'rule:%' AND d.by NOT LIKE 'timeout:%' ORDER BY d.at DESC, d.rowid DESC LIMIT ?",
        (run.plan.name, run.product, request.step, since, EQUAL),
    )
    equal = all(row["verb"] == "approve" and row["pattern"] == request.pattern for row in rows)
    return tuple(RequestId(row["request"]) for row in rows) if equal else ()
