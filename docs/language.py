"""`language.md` in both languages, from the models and `language.in.md`: make docs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from superindividual.company import checked_file
from superindividual.paths import bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.effect import EFFECTS, EffectKind
from superindividual.specs.kind_reader import load_kinds
from superindividual.specs.mermaid import mermaid
from superindividual.specs.picture import picture
from superindividual.specs.schema import Names, schemas
from superindividual.text import Language, gettext, language, showing

HERE = Path(__file__).parent
FOLDERS: Mapping[Language, Path] = {"en": HERE, "zh-CN": HERE / "zh-CN"}
"""Where the template of each language stands, and what is made of it."""

_SECTIONS = {
    "AllowRule": "allow",
    "AllowSpec": "allow",
    "ApproveIf": "approve",
    "BudgetSpec": "budget",
    "DelegateSpec": "delegates",
    "EffectRules": "rules-for-effects",
    "FieldSpec": "inputs-and-form-fields",
    "IdentitySpec": "identity",
    "MailSpec": "mail",
    "ModelsSpec": "models",
    "EndpointSpec": "endpoints",
    "DataSpec": "data",
    "CreditSpec": "credits",
    "Quirks": "quirks",
    "OnFail": "on_fail",
    "OutputSpec": "outputs",
    "OnSpec": "on",
    "NotifySpec": "notify",
    "PolicySpec": "policy",
    "QuietSpec": "quiet",
    "PriceSpec": "prices",
    "RetrySpec": "retry",
    "ScheduleSpec": "schedule",
    "SpendsSpec": "spends",
    "StepSpec": "step",
    "TimeoutSpec": "timeout",
}
"""Where each model is told about."""

_TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} entries"),
    ("maxItems", "at most {} entries"),
    ("minProperties", "at least {}"),
    ("maxProperties", "at most {}"),
)
_LIST_OR_WORDS = {"array", "string", "object"}
_CHINESE = {
    "text": "文字",
    "number": "数字",
    "whole number": "整数",
    "true or false": "true 或 false",
    "boolean": "true 或 false",
    "list": "列表",
    "list of {}": "列表（{}）",
    "list, text or mapping": "列表、文字或映射",
    "any value": "任意值",
    "at least {}": "至少 {}",
    "more than {}": "大于 {}",
    "at most {}": "至多 {}",
    "at most {} characters": "至多 {} 个字符",
    "at least {} entries": "至少 {} 项",
    "at most {} entries": "至多 {} 项",
    " or ": " 或 ",
    ", ": "，",
    "required": "必填",
    "default {}": "默认 {}",
    "none": "无",
    "`{}` ({}): {}": "`{}`（{}）：{}",
    "| field | type | default | meaning |": "| 字段 | 类型 | 默认 | 含义 |",
    "| kind | folder | checks |": "| 种类 | 文件夹 | 检查 |",
    "| how | class | what it does | with |": "| how | 类别 | 做什么 | with |",
    "step": "步骤",
    "inputs-and-form-fields": "输入和表单字段",
    "rules-for-effects": "对外动作的规则",
}
"""The words of the tables and the worded headings; what a field means is in the catalogue of messages."""
_NAMES = {"step", "inputs-and-form-fields", "rules-for-effects"}
"""Headings in words; the others name a field and are the same in every language."""


def _say(words: str) -> str:
    return _CHINESE[words] if language() == "zh-CN" else words


def reference(lang: Language = "en") -> str:
    """The whole text."""
    with showing(lang):
        return _reference(FOLDERS[lang])


def _reference(folder: Path) -> str:
    made = schemas(Names())
    places = {**made, **{n: d for schema in made.values() for n, d in schema.get("definitions", {}).items()}}
    tables = {
        **{name: _table(place) for name, place in places.items()},
        "kinds": _kinds(),
        "effects": _effects(),
        **_drawings(),
    }
    template = (folder / "language.in.md").read_text(encoding="utf-8")
    return re.sub(r"^\{(\w+)\}$", lambda found: tables[found.group(1)], template, flags=re.MULTILINE)


def _drawings() -> dict[str, str]:
    """The product loop as `graph` draws it."""
    file = bundled("workflows") / "product_loop.yaml"
    loop = checked_file(file, Catalog())
    drawn = "\n".join(picture(loop))
    return {"picture": f"```\n{drawn}\n```", "mermaid": f"```mermaid\n{mermaid(loop)}```"}


def _table(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = (_row(name, field, name in required) for name, field in schema["properties"].items())
    head = [_say("| field | type | default | meaning |"), "|---|---|---|---|"]
    return "\n".join([schema["description"], "", *head, *rows])


def _row(name: str, field: Mapping[str, Any], required: bool) -> str:
    default = _say("required") if required else _value(field.get("default"))
    return f"| `{name}` | {_type(field)} | {default} | {field['description']} |"


def _value(value: Any) -> str:
    if value in (None, ""):
        return ""
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _type(field: Mapping[str, Any]) -> str:
    return _say(", ").join([_form(field), *_limits(field)])


def _form(field: Mapping[str, Any]) -> str:
    """What a value looks like, in words."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in field:
            forms = dict.fromkeys(_type(one) for one in field[several] if one != {"type": "null"})
            return re.sub(
                "(?<=[一-鿿）]) 或 (?=[一-鿿])|(?<=[一-鿿）]) 或|或 (?=[一-鿿])",
                "或",
                _say(" or ").join(forms),
            )
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return _link(_SECTIONS[name])
    if "enum" in field:
        return _among(field["enum"])
    if isinstance(field.get("type"), list):
        return _say("list, text or mapping" if set(field["type"]) >= _LIST_OR_WORDS else "whole number")
    if field.get("type") == "array":
        return _say("list of {}").format(_form(field["items"])) if field["items"] else _say("list")
    if field.get("type") == "object":
        inner = field["additionalProperties"]
        return f"NAME: {_form(inner) if isinstance(inner, Mapping) else _say('any value')}"
    return _say(_TYPES.get(field.get("type", ""), "any value"))


def _among(names: Iterable[str]) -> str:
    return ("、" if language() == "zh-CN" else ", ").join(f"`{name}`" for name in names)


def _link(section: str) -> str:
    heading = _say(section) if section in _NAMES else section
    return f"[{heading.replace('-', ' ')}](#{heading})"


def _limits(field: Mapping[str, Any]) -> Iterator[str]:
    return (_say(words).format(field[key]) for key, words in _LIMITS if key in field)


def _kinds() -> str:
    rows = (f"| `{kind.name}` | `{kind.folder}/` | {_among(kind.checks)} |" for kind in load_kinds().values())
    return "\n".join([_say("| kind | folder | checks |"), "|---|---|---|", *rows])


def _effects() -> str:
    """Every way out, with its fields."""
    rows = [
        f"| `{kind.name}` | {_among(kind.classes)} | {gettext(kind.meaning)} | {'<br>'.join(_with(kind)) or _say('none')} |"
        for kind in EFFECTS.values()
    ]
    return "\n".join([_say("| how | class | what it does | with |"), "|---|---|---|---|", *rows])


def _with(kind: EffectKind) -> Iterator[str]:
    for name, field in kind.fields.items():
        told = [_say(field.type)]
        if field.required:
            told.append(_say("required"))
        elif field.default is not None:
            told.append(_say("default {}").format(_value(field.default)))
        yield _say("`{}` ({}): {}").format(name, _say(", ").join(told), gettext(field.description))


if __name__ == "__main__":
    for lang, folder in FOLDERS.items():
        (folder / "language.md").write_text(reference(lang), encoding="utf-8")
