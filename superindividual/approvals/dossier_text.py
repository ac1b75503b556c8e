"""The dossier as Markdown, for an accountant or an investor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from superindividual.approvals import wording
from superindividual.approvals.agreed import price, prices
from superindividual.approvals.receipt import arrived
from superindividual.journal.decisions import BY_GRANT, said
from superindividual.journal.usage import Usage
from superindividual.text import gettext as _
from superindividual.text import language, ngettext, one_line

Facts = Mapping[str, Any]

_MARKED = re.compile(r"([\\`*_\[\]<>|#!])")


def text(facts: Facts) -> str:
    """The whole document in the founder's language; what came from outside cannot act as Markdown."""
    parts = [_head(facts), *(_run(run) for run in facts["runs"]), _law(facts), _proof(facts)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _plain(foreign: Any, width: int = 300) -> str:
    return _MARKED.sub(r"\\\1", one_line(str(foreign), width))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        yield _("None.")
        return
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell or '–' for cell in row)} |" for row in rows)


def _head(facts: Facts) -> Iterator[str]:
    company, ledger = facts["company"], facts["ledger"]
    yield f"# {_('Decisions of {company}').format(company=_plain(company['name']))}"
    yield ""
    identity = [company[name] for name in ("legal_name", "registration", "postal_address") if company[name]]
    yield from ([" · ".join(map(_plain, identity)), ""] if identity else [])
    yield ngettext(
        "Times are in UTC. {entries} entry stands in the company's ledger; its head is `{head}`.",
        "Times are in UTC. {entries} entries stand in the company's ledger; its head is `{head}`.",
        ledger["entries"],
    ).format(**ledger)
    decisions = [d for run in facts["runs"] for d in run["decisions"]]
    counts = Counter(d["who"] for d in decisions)
    yield _(
        "Decisions by the founder: {founder}; by what the founder had granted or made a rule: {granted}; by the company's"
        " policy: {policy}; by a time limit: {timeout}."
    ).format(
        founder=counts["founder"],
        granted=counts["grant"] + counts["rule"],
        policy=counts["policy"],
        timeout=counts["timeout"],
    )


def _run(run: Facts) -> Iterator[str]:
    yield _("## {product}: {workflow} ({run})").format(
        product=_plain(run["product"]), workflow=_plain(run["workflow"]), run=run["id"]
    )
    yield ""
    engine = (
        _("A rehearsal: fixed recipes made the drafts, no AI was used.")
        if run["engine"] == "rehearsal"
        else _("AI models made the drafts.")
    )
    over = (
        _("ended {at}: {outcome}").format(at=run["ended"], outcome=wording.state(run["outcome"]))
        if run["outcome"]
        else _("not ended")
    )
    yield _("{engine} Begun {at}, {over}. Brief: `{brief}`.").format(
        engine=engine, at=run["created"], over=over, brief=run["brief"][:12]
    )
    yield from ("", f"### {_('Decisions')}", "", *_decisions(run))
    yield from ("", f"### {_('What was made, and its evidence')}", "", *_versions(run))
    yield from ("", f"### {_('What left the company')}", "", *_effects(run))
    yield from ("", f"### {_('Questions')}", "", *_questions(run))
    yield from ("", f"### {_('Cost')}", "", *_costs(run))


def _decisions(run: Facts) -> Iterator[str]:
    rows = []
    for made in sorted([*run["decisions"], *run["withdrawn"]], key=lambda one: str(one["at"])):
        words = "; ".join(filter(None, (made["feedback"], *_beside(made))))
        version = _("version {version}").format(version=made["version"]) if made["version"] else ""
        entry = f"{made['entry']['seq']}" if made["entry"] else ""
        rows.append(
            (
                made["at"],
                _plain(_who(made["by"])),
                wording.decided(made["verb"], made.get("about", "")),
                f"{_plain(made['step'])} {version}".strip(),
                f"`{made['binding'][:12]}`",
                _plain(words),
                entry,
            )
        )
    yield from _table(
        (_("when"), _("who"), _("decision"), _("about"), _("hash"), _("words"), _("ledger entry")), rows
    )


def _beside(made: Facts) -> Iterator[str]:
    """What was filled in with a decision, and that it was taken back."""
    yield from (f"{name}: {value}" for name, value in made.get("form", {}).items())
    if back := made.get("withdrawn"):
        yield _("withdrawn by {who} at {at}, entry {entry}").format(
            who=_who(back["by"]), at=back["at"], entry=back["entry"]["seq"]
        )


def _who(by: str) -> str:
    """Who decided, told to somebody who is not the founder."""
    if by.startswith(BY_GRANT):
        return _("the founder's grant {id}").format(id=by.removeprefix(BY_GRANT))
    return said(by)


def _versions(run: Facts) -> Iterator[str]:
    rows = []
    for made in run["versions"]:
        counts: dict[str, int] = {}
        for result in made["checks"]:
            counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
        failed = ", ".join(r["check"] for r in made["checks"] if r["verdict"] == "fail")
        by = (
            _("the founder changed {files}").format(files=", ".join(made["founder_changed"]))
            if made["by"] == "founder"
            else made["produced_by"]
        )
        rows.append(
            (
                made["at"],
                f"{_plain(made['step'])} {made['version']}",
                _plain(by, 120),
                f"`{made['digest'][:12]}`",
                str(len(made["files"])),
                wording.verdicts(counts) + (f" ({_plain(failed)})" if failed else ""),
                wording.claims(made["claims"]),
            )
        )
    yield from _table(
        (_("when"), _("version"), _("made by"), _("hash"), _("files"), _("checks"), _("claims")), rows
    )


def _effects(run: Facts) -> Iterator[str]:
    rows = [
        (
            _plain(e["effect_class"]),
            _plain(e["step"]),
            f"`{e['binding'][:12]}`",
            _plain(e["state"]),
            _plain(_agreed(e)),
            _plain(_told(e["receipt"])),
        )
        for e in run["effects"]
    ]
    titles = (_("kind"), _("step"), _("hash"), _("state"), _("agreed to pay"), _("receipt"))
    yield from _table(titles, rows)


def _agreed(effect: Facts) -> str:
    agreed = (effect["receipt"] or {}).get("agreed")
    return price(agreed) if agreed else ""


def _told(receipt: Facts | None) -> str:
    """A receipt in words, else its plain facts."""
    if "said_by" in (receipt or {}):
        return _("the founder said that it arrived")
    words = arrived(receipt or {})
    if words:
        return words
    return "; ".join(
        f"{name}: {value}" for name, value in (receipt or {}).items() if not isinstance(value, list | dict)
    )


def _questions(run: Facts) -> Iterator[str]:
    rows = [
        (q["asked"], _plain(q["step"]), _plain(q["text"]), _plain(q["answer"] or _("not yet")))
        for q in run["questions"]
    ]
    yield from _table((_("when"), _("step"), _("question"), _("answer of the agent")), rows)


def _costs(run: Facts) -> Iterator[str]:
    rows = [(_plain(step), _cost(used)) for step, used in sorted(run["cost_by_step"].items())]
    yield from _table((_("step"), _("cost")), [*rows, (_("all together"), _cost(run["cost"]))])
    for found, words in (
        (run.get("agreed"), _("Agreed to pay: {prices}. What was charged, only the receivers know.")),
        (
            run.get("perhaps_agreed"),
            _("Perhaps agreed to pay, as nobody knows whether it arrived: {prices}."),
        ),
    ):
        if found:
            yield from ("", words.format(prices=_plain(prices({c: Decimal(a) for c, a in found.items()}))))


def _cost(used: Facts) -> str:
    return wording.cost(Usage(**{**used, "usd": Decimal(used["usd"])}))


def _law(facts: Facts) -> Iterator[str]:
    yield f"## {_('For whom this may be a record')}"
    yield ""
    lang = language()
    for rule in facts["law"]:
        source = rule["source"]
        yield f"{_plain(rule['title'][lang])}. {_plain(rule['why'][lang])}"
        yield _("Source: {instrument}, {article}, {url}; written down {written}.").format(
            instrument=source["instrument"],
            article=source["article"],
            url=source["url"],
            written=rule["written"],
        ) + (f" **[{_('needs a lawyer')}]**" if rule["needs_a_lawyer"] else "")
    yield _(
        "This dossier is a record and no legal advice; whether it satisfies a law is for a lawyer to say."
    )


def _proof(facts: Facts) -> Iterator[str]:
    yield f"## {_('How to prove it')}"
    yield ""
    yield _("`dossier.json` holds the same facts in full, with the ledger's entries and their hashes.")
    yield _("`signature.json` signs every file of this folder: superindividual ledger check-dossier FOLDER")
    yield _("The key's fingerprint, to be compared with what the company tells you: `{fingerprint}`").format(
        fingerprint=facts["key"]["fingerprint"]
    )
