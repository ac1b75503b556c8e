"""What can be typed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from superindividual import __version__
from superindividual.cli import memory_parser
from superindividual.cli.help import HelpFormatter, Parser, speak
from superindividual.text import gettext as _

Handler = Callable[[argparse.Namespace], int]


def _late(where: str) -> Handler:
    """The handler `module:function`, imported when it is called."""
    module, _colon, name = where.partition(":")

    def handler(options: argparse.Namespace) -> int:
        found: Handler = getattr(import_module(f"superindividual.cli.{module}"), name)
        return found(options)

    return handler


def build() -> argparse.ArgumentParser:
    """The parser with all commands."""
    speak()
    parser = Parser(
        prog="superindividual",
        formatter_class=HelpFormatter,
        description=_("One person runs a whole company of agents."),
        epilog=_("Begin with: superindividual init NAME, then: superindividual rehearse --brief FILE"),
    )
    parser.add_argument(
        "--version", action="version", version=__version__, help=_("show the version and exit")
    )
    parser.add_argument("--plain", action="store_true", help=_plain())
    parser.set_defaults(handler=None)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    _writing(commands)
    _starting(commands)
    _working(commands)
    _looking_back(commands)
    _steering(commands)
    _deciding(commands)
    _proving(commands)
    _measuring(commands)
    return parser


def _plain() -> str:
    return _("line by line with numbers to choose from, for screen readers and pipes")


Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, text: str, handler: str) -> argparse.ArgumentParser:  # type: ignore[valid-type]
    parser = commands.add_parser(name, help=text, description=text, formatter_class=HelpFormatter)  # type: ignore[attr-defined]
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.add_argument(
        "--company", type=Path, metavar="FOLDER", help=_("the company's folder (default: this one or above)")
    )
    parser.set_defaults(handler=_late(handler))
    return parser  # type: ignore[no-any-return]


def _writing(commands: Commands) -> None:  # type: ignore[valid-type]
    init = _command(commands, "init", _("make a company folder"), "writing:init")
    init.add_argument("name", metavar="NAME")
    init.add_argument("--language", choices=("en", "zh-CN"), help=_("language of the templates"))
    check = _command(
        commands, "check", _("check what you wrote: workflows, role cards, company, briefs"), "writing:check"
    )
    graph = _command(commands, "graph", _("draw a workflow"), "drawing:graph")
    graph.add_argument("workflow", metavar="WORKFLOW|PATH", nargs="?", default="product_loop")
    graph.add_argument("--mermaid", action="store_true", help=_("as Mermaid, for a browser or a code forge"))
    check.add_argument("files", nargs="*", type=Path, metavar="FILE")
    schema = _command(
        commands, "schema", _("JSON Schema of what you write, for your editor"), "describing:schema"
    )
    schema.add_argument("kind", nargs="?", choices=("workflow", "agent", "company", "brief"))
    schema.add_argument(
        "--output", type=Path, metavar="FOLDER", help=_("write files there instead of printing")
    )


def _starting(commands: Commands) -> None:  # type: ignore[valid-type]
    run = _command(commands, "run", _("start a run of a workflow"), "running:run")
    run.add_argument("workflow", metavar="WORKFLOW|PATH")
    rehearse = _command(commands, "rehearse", _("run the whole loop without a model"), "running:rehearse")
    rehearse.add_argument("workflow", metavar="WORKFLOW|PATH", nargs="?", default="product_loop")
    for parser in (run, rehearse):
        parser.add_argument(
            "--brief",
            type=Path,
            metavar="FILE",
            help=_("what you want, in Markdown"),
        )
        parser.add_argument(
            "--input", action="append", default=[], metavar="NAME=VALUE", help=_("an input of the workflow")
        )
        parser.add_argument(
            "--approve",
            choices=("always", "never", "policy"),
            help=_(
                "when you are asked about drafts: always, never (checks alone decide), or as company.yaml says;"
                " what leaves the company is always asked for"
            ),
        )
        parser.add_argument(
            "--in-process", action="store_true", help=_("work in this process instead of a worker of its own")
        )
        parser.add_argument("--detach", action="store_true", help=_("start and return at once"))
    rehearse.add_argument(
        "--plan",
        action="store_true",
        help=_("run nothing: list every gate, every effect and the most that can be spent"),
    )


def _working(commands: Commands) -> None:  # type: ignore[valid-type]
    up = _command(commands, "up", _("run the company's worker in the foreground"), "running:up")
    up.add_argument("--until-idle", action="store_true", help=_("end when only you can move anything"))
    up.add_argument(
        "--unsafe-shell",
        action="store_true",
        help=_("run agents' commands uncontained, as you; each one is asked for"),
    )
    schedules = _command(
        commands, "schedules", _("which workflows begin by themselves, and when"), "scheduling:schedules"
    )
    schedules.add_argument("action", choices=("list", "pause", "resume"), nargs="?", default="list")
    schedules.add_argument("name", nargs="?", metavar="NAME", help=_("the name of its file in workflows/"))


def _looking_back(commands: Commands) -> None:  # type: ignore[valid-type]
    status = _command(commands, "status", _("runs, steps and cost"), "looking:status")
    status.add_argument("run", nargs="?", metavar="RUN")
    log = _command(commands, "log", _("what happened, oldest first"), "looking:log")
    log.add_argument("run", nargs="?", metavar="RUN")
    log.add_argument("--after", type=int, default=0, metavar="SEQ", help=_("only events past this number"))
    log.add_argument("--event", type=int, metavar="SEQ", help=_("one event with everything it holds"))
    log.add_argument(
        "--prompts", action="store_true", help=_("what models were told and answered, each message once")
    )
    cost = _command(commands, "cost", _("what models took, beside what was expected before"), "costing:cost")
    cost.add_argument("run", nargs="?", metavar="RUN", help=_("one run (default: all)"))
    cost.add_argument(
        "--by",
        choices=("run", "step", "agent", "model", "product"),
        help=_("what to sum up by (default: the steps of a run, or all runs)"),
    )
    brief = _command(
        commands, "brief", _("what ran, waits, was refused, left, cost, and is due next"), "briefing:brief"
    )
    brief.add_argument(
        "--since",
        default="24h",
        metavar="24h|DATE|last",
        help=_("from when on: a time ago, a day, or the last brief (default: 24h)"),
    )


def _steering(commands: Commands) -> None:  # type: ignore[valid-type]
    for name, text in {
        "pause": _("let a run go no further until you resume it"),
        "resume": _("let a paused run go on"),
        "stop": _("end a run"),
    }.items():
        steer = _command(commands, name, text, f"steering:{name}")
        steer.add_argument("run", nargs="?", metavar="RUN", help=_("default: the only unfinished run"))
    fork = _command(
        commands, "fork", _("begin a run that shares what another did before a step"), "steering:fork"
    )
    fork.add_argument("run", metavar="RUN")
    fork.add_argument(
        "--from",
        dest="step",
        metavar="STEP|ID",
        required=True,
        help=_("the step to begin anew, or the request that it was about"),
    )
    adopt = _command(
        commands, "adopt", _("move a run to the workflow as its file says it today"), "steering:adopt"
    )
    adopt.add_argument("run", nargs="?", metavar="RUN", help=_("default: the only unfinished run"))
    adopt.add_argument("--workflow", metavar="WORKFLOW|PATH", help=_("default: the file it was read from"))
    compare = _command(commands, "compare", _("two runs side by side"), "comparing:compare")
    compare.add_argument("run", metavar="RUN")
    compare.add_argument("other", metavar="RUN")
    compare.add_argument("step", nargs="?", metavar="STEP", help=_("show what differs in its files"))


def _deciding(commands: Commands) -> None:  # type: ignore[valid-type]
    cockpit = _command(
        commands, "cockpit", _("your screen; the same as no command at all in a terminal"), "cockpit:cockpit"
    )
    cockpit.add_argument("--plain", action="store_true", default=argparse.SUPPRESS, help=_plain())
    _command(commands, "inbox", _("what waits for you"), "looking:inbox")
    grant = _command(
        commands, "grant", _("approve equal things in advance, so often and so long"), "granting:grant"
    )
    grant.add_argument("id", metavar="ID", nargs="?", help=_("the request whose arguments are granted"))
    grant.add_argument("--count", type=int, required=True, metavar="N", help=_("how often"))
    grant.add_argument("--until", required=True, metavar="DATE", help=_("until the end of which day (UTC)"))
    grant.add_argument("--amount", metavar="“N CUR”", help=_("what all together may cost, such as “20 USD”"))
    grant.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("an argument: exactly, or with one * for a single word, as in target=published/dues/*"),
    )
    grant.add_argument(
        "--class",
        dest="effect_class",
        choices=("publish", "send", "spend", "sign", "hire", "identity"),
        help=_("without a request: what leaves"),
    )
    grant.add_argument("--how", metavar="WAY", help=_("without a request: the way out"))
    for name, text in {
        "product": _("only for this product"),
        "workflow": _("only in this workflow"),
        "step": _("only at this step"),
        "agent": _("only what this agent made"),
    }.items():
        grant.add_argument(f"--{name}", metavar="NAME", help=text)
    listing = _command(commands, "grants", _("what you granted, and what is left of it"), "granting:grants")
    listing.add_argument("action", nargs="?", choices=("list", "revoke"), default="list")
    listing.add_argument("id", nargs="?", metavar="ID")
    halt = _command(commands, "halt", _("let nothing leave the company, at once"), "steering:halt")
    halt.add_argument("reason", nargs="*", metavar="REASON")
    halt.add_argument("--lift", action="store_true", help=_("let things leave again"))
    show = _command(
        commands, "show", _("a request with its deliverable and checks, or one of its files"), "looking:show"
    )
    show.add_argument("id", metavar="ID")
    show.add_argument("file", nargs="?", metavar="FILE", help=_("print this file of the deliverable"))
    _decide(commands)
    _attending(commands)


def _decide(commands: Commands) -> None:  # type: ignore[valid-type]
    decide = _command(commands, "decide", _("decide about a request"), "deciding:decide")
    decide.add_argument("id", metavar="ID|KIND")
    decide.add_argument("verb", choices=("approve", "edit", "reject", "ask", "stop", "yes", "no", "answer"))
    decide.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help=_("feedback (required to reject), a comment, or your question"),
    )
    decide.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("approve: what the step asks you for"),
    )
    decide.add_argument(
        "--now", action="store_true", help=_("approve what leaves for good, without the time to withdraw it")
    )
    decide.add_argument("--feedback", metavar="TEXT", help=_("the same, as an option"))
    decide.add_argument("--file", metavar="PATH", help=_("edit: which file of the deliverable"))
    decide.add_argument(
        "--with",
        dest="replacement",
        type=Path,
        metavar="FILE",
        help=_("edit: take this file's content instead of opening $EDITOR"),
    )
    decide.add_argument(
        "--version-seen", metavar="HASH", help=_("refuse unless the request is still about this version")
    )
    undo = _command(
        commands, "undo", _("withdraw an approval of what leaves, before it is carried out"), "deciding:undo"
    )
    undo.add_argument("id", metavar="ID")
    decide.add_argument(
        "--batch",
        action="store_true",
        help=_("approve all low-risk drafts of one KIND of deliverable, after looking at the list"),
    )
    decide.add_argument(
        "--yes-to", metavar="DIGEST", help=_("with --batch: approve without asking, if the list is this one")
    )


def _attending(commands: Commands) -> None:  # type: ignore[valid-type]
    rules = _command(commands, "rules", _("what you let pass without being asked again"), "ruling:rules")
    rules.add_argument("action", choices=("list", "accept", "decline", "revoke"), nargs="?", default="list")
    rules.add_argument("id", nargs="?", metavar="ID")
    rules.add_argument(
        "--days", type=int, metavar="N", help=_("accept: how long the rule holds (default: 30)")
    )
    notify = _command(commands, "notify", _("messages to you: how they stand, or a test"), "notifying:notify")
    notify.add_argument("action", choices=("status", "test"), nargs="?", default="status")
    memory_parser.add(
        _command(commands, "memory", _("what the company knows"), "remembering:listing"), _command
    )


def _proving(commands: Commands) -> None:  # type: ignore[valid-type]
    ledger = _command(commands, "ledger", _("the ledger: list it, verify it, hand it on"), "ledger:entries")
    ledger.add_argument("--run", metavar="RUN", help=_("only this run"))
    parts = ledger.add_subparsers(title=_("commands"), metavar="COMMAND")
    verify = _command(
        parts, "verify", _("prove that nothing was changed, or name where it begins"), "ledger:verified"
    )
    verify.add_argument("--git", type=Path, metavar="FOLDER", help=_("also compare with this repository"))
    _command(parts, "status", _("how long the ledger is, and how far it is anchored"), "ledger:status")
    anchor = _command(parts, "anchor", _("commit the ledger's head into a git repository"), "ledger:anchor")
    anchor.add_argument("--git", type=Path, required=True, metavar="FOLDER", help=_("made if there is none"))
    export = _command(
        parts,
        "export",
        _("a signed dossier: who decided what, on which evidence, at what cost"),
        "dossier:export",
    )
    export.add_argument("--run", metavar="RUN", help=_("only this run"))
    export.add_argument("--product", metavar="PRODUCT", help=_("only this product's runs"))
    export.add_argument("--to", type=Path, required=True, metavar="FOLDER", help=_("a new folder"))
    export.add_argument(
        "--with-files", action="store_true", help=_("also the bytes of what was decided about")
    )
    check = _command(
        parts, "check-dossier", _("prove a dossier by its signature; needs no company"), "dossier:check"
    )
    check.add_argument("folder", type=Path, metavar="FOLDER")
    check.add_argument(
        "--fingerprint",
        metavar="HASH",
        help=_("refuse unless it was signed with this key: ask the company for it"),
    )


def _measuring(commands: Commands) -> None:  # type: ignore[valid-type]
    _command(
        commands,
        "models",
        _("which models work for you: tiers, places, prices, what was measured"),
        "modelling:models",
    )
    doctor = _command(
        commands, "doctor", _("what this installation has and lacks, and how to mend it"), "doctoring:doctor"
    )
    doctor.add_argument(
        "--probe",
        nargs="?",
        const="",
        metavar="ENDPOINT/MODEL",
        help=_(
            "measure what an endpoint really does, with about a dozen short calls (default: all your models)"
        ),
    )
