"""Check of the design tokens: valid DTCG 2025.10, aliases that resolve, and every declared pair readable.

Covered of https://www.designtokens.org/tr/2025.10/ (read 2026-10-02): names, `$value` and inherited `$type`,
the value forms in `token_form`, curly-brace aliases, `$ref` to whole tokens. Composite types are checked for
their aliases only; `$extends` and resolver files are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Finding, Subject
from superindividual.checks.source import json_of, mapping, text_of
from superindividual.checks.token_form import FORMS, color_form, is_number
from superindividual.text import gettext as _

TOKENS = "design/tokens.json"
GROUPS = ("color", "font", "space", "size")
LEAST_CONTRAST = 3.0
"""WCAG 2.2: 3 for large text and controls (1.4.3, 1.4.11), 4.5 for text, 7 for AAA."""

_ALIAS = re.compile(r"\{([^{}]+)\}")
_COMPOSITE = frozenset(["strokeStyle", "border", "transition", "shadow", "gradient", "typography"])
_PERCENT = frozenset(["hsl", "hwb"])  # DTCG counts their 2nd and 3rd component to 100, coloraide to 1
_MOST_DEPTH = 20


@dataclass(frozen=True)
class Token:
    """One token as written."""

    name: str
    """Its path, such as `color.ink`."""
    type: str | None
    value: Any


@dataclass
class TokenFile:
    """All tokens of a file; faults are gathered while it is read."""

    tokens: dict[str, Token] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, name: str, message: str, remedy: str = "") -> None:
        """Add a fault at the line on which the name's last part first stands."""
        self.faults.append(
            fault(TOKENS, self.lines.get(name.rpartition(".")[2]), f"{name}: {message}", remedy)
        )

    def read(self, node: Mapping[str, Any], name: str, inherited: str | None, depth: int) -> None:
        """Take in a group or token, and everything below it."""
        kind = node.get("$type", inherited)
        if "$value" in node or "$ref" in node:
            value = node["$value"] if "$value" in node else _from_reference(node["$ref"])
            self.tokens[name] = Token(name, kind if isinstance(kind, str) else None, value)
        for key, child in node.items():
            if key == "$root" and isinstance(child, Mapping):
                self.read(child, f"{name}.$root", kind, depth + 1)
            elif key == "$extends":
                self.fault(name, _("$extends is not supported here; write the tokens out."))
            if key.startswith("$"):
                continue
            path = f"{name}.{key}" if name else key
            if re.search(r"[{}.]", key) or not isinstance(child, Mapping):
                self.fault(
                    path,
                    _("this is neither a token nor a group."),
                    _("A token has a $value; a group holds tokens."),
                )
            elif name in self.tokens:
                self.fault(path, _("a token cannot hold tokens."))
            elif depth >= _MOST_DEPTH:
                self.fault(path, _("the groups are nested too deeply."))
            else:
                self.read(child, path, kind, depth + 1)

    def resolve(self, name: str) -> Token:
        """The token at the end of its aliases.

        Raises:
            ValueError: an alias points to nothing or in a circle; says which.
        """
        way: list[str] = []
        while True:
            token = self.tokens.get(name) or self.tokens.get(f"{name}.$root")
            if token is None:
                raise ValueError(_("“{name}” is no token").format(name=name))
            if name in way:
                raise ValueError(_("the aliases run in a circle: {way}").format(way=" → ".join([*way, name])))
            way.append(name)
            target = _ALIAS.fullmatch(token.value.strip()) if isinstance(token.value, str) else None
            if target is None:
                return token
            name = target.group(1)

    def type_of(self, name: str) -> str | None:
        """The token's type: its own, inherited, or that of the token it stands for; raises ValueError."""
        token = self.tokens.get(name)
        return token.type if token and token.type else self.resolve(name).type


def tokens_valid(subject: Subject) -> Answer:
    """The file is valid, aliases end somewhere, and every declared pair reaches the contrast it promises."""
    data = mapping(json_of(subject.bundle, TOKENS), TOKENS)
    text = text_of(subject.bundle, TOKENS)
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for key in re.findall(r'"([^"\\]+)"\s*:', line):
            lines.setdefault(key, number)
    file = TokenFile(lines=lines)
    file.read(data, "", None, 0)
    for group in GROUPS:
        if not any(name.startswith(f"{group}.") for name in file.tokens):
            file.faults.append(
                fault(TOKENS, None, _("The group “{group}” is missing or empty.").format(group=group))
            )
    for name in file.tokens:
        _check_token(file, name)
    pairs = _pairs(file, data)
    evidence = {"tokens": len(file.tokens), "pairs": pairs}
    lowest = min((pair["contrast"] for pair in pairs), default=0)
    reason = _(
        "{count} tokens are valid; all {pairs} colour pairs reach their contrast, the lowest {lowest}:1."
    )
    return answer(
        file.faults, reason.format(count=len(file.tokens), pairs=len(pairs), lowest=lowest), evidence=evidence
    )


def _from_reference(reference: Any) -> Any:
    """A `$ref` to a whole token as the alias that means the same."""
    if isinstance(reference, str) and reference.startswith("#/"):
        return "{" + reference[2:].removesuffix("/$value").replace("/", ".") + "}"
    return reference


def _check_token(file: TokenFile, name: str) -> None:
    try:
        kind = file.type_of(name)
        value = file.resolve(name).value
    except ValueError as error:
        file.fault(name, str(error))
        return
    if kind is None:
        file.fault(name, _("the token has no $type, nor has a group around it."))
    elif kind in _COMPOSITE:
        _check_aliases(file, name, value)
    elif kind not in FORMS:
        file.fault(name, _("“{type}” is no type of DTCG 2025.10.").format(type=kind))
    elif problem := FORMS[kind](value):
        file.fault(name, problem)


def _check_aliases(file: TokenFile, name: str, value: Any) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ())
        target = _ALIAS.fullmatch(one) if isinstance(one, str) else None
        if target:
            try:
                file.resolve(target.group(1))
            except ValueError as error:
                file.fault(name, str(error))


def _pairs(file: TokenFile, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    extensions = data.get("$extensions")
    own = extensions.get("superindividual") if isinstance(extensions, Mapping) else None
    pairs = own.get("pairs") if isinstance(own, Mapping) else None
    if not isinstance(pairs, list) or not pairs:
        remedy = _("List them under $extensions.superindividual.pairs.")
        file.faults.append(
            fault(TOKENS, file.lines.get("$extensions"), _("No pair of colours is declared."), remedy)
        )
        return []
    return [measured for pair in pairs if (measured := _pair(file, pair)) is not None]


def _pair(file: TokenFile, pair: Any) -> dict[str, Any] | None:
    line = file.lines.get("pairs")
    if not isinstance(pair, Mapping) or not is_number(pair.get("minimum")):
        file.faults.append(fault(TOKENS, line, _("A pair must name foreground, background and minimum.")))
        return None
    names = [_pair_name(file, pair.get(side)) for side in ("foreground", "background")]
    label = f"{names[0]} / {names[1]}"
    try:
        contrast = _contrast(file, *names)
    except ValueError as error:
        file.faults.append(fault(TOKENS, line, f"{label}: {error}"))
        return None
    if pair["minimum"] < LEAST_CONTRAST:
        message = _("{pair} asks for {minimum}; WCAG asks for 3 at least.")
        file.faults.append(fault(TOKENS, line, message.format(pair=label, minimum=pair["minimum"])))
    if contrast < pair["minimum"]:
        message = _("{pair} has a contrast of {contrast}; {minimum} is promised.")
        file.faults.append(
            fault(TOKENS, line, message.format(pair=label, contrast=contrast, minimum=pair["minimum"]))
        )
    return {"foreground": names[0], "background": names[1], "contrast": contrast, "minimum": pair["minimum"]}


def _pair_name(file: TokenFile, written: Any) -> str:
    name = str(written).strip("{}")
    return name if name in file.tokens or f"color.{name}" not in file.tokens else f"color.{name}"


def _contrast(file: TokenFile, foreground: str, background: str) -> float:
    """WCAG 2 contrast, rounded down to two digits; a see-through foreground lies on its background.

    Raises:
        ValueError: one of them is no colour.
    """
    from coloraide import Color

    colors = []
    for name in (foreground, background):
        value = file.resolve(name).value
        if file.type_of(name) != "color" or color_form(value):
            raise ValueError(_("“{name}” is no valid colour").format(name=name))
        parts = [math.nan if one == "none" else float(one) for one in value["components"]]
        if value["colorSpace"] in _PERCENT:
            parts = [parts[0], parts[1] / 100, parts[2] / 100]
        colors.append(Color(value["colorSpace"], parts, value.get("alpha", 1)))
    top, ground = colors
    if ground.alpha() < 1:
        raise ValueError(
            _("the background “{name}” is see-through, so its contrast is unknown").format(name=background)
        )
    shown = Color.layer([top, ground], space="srgb") if top.alpha() < 1 else top
    return math.floor(shown.contrast(ground, method="wcag21") * 100) / 100


CHECKS = checks_of(tokens_valid)
