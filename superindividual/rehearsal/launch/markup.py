"""HTML elements, escaped by construction: text enters as text and attributes as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias
from xml.etree import ElementTree as ET

Child: TypeAlias = "ET.Element | str | Iterable[Child] | None"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def h(tag: str, *children: Child, **attributes: str | None) -> ET.Element:
    """One element: `h("a", "text", href="x", class_="y")`; underscores become hyphens, None leaves out."""
    names = {
        key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None
    }
    element = ET.Element(tag, {key: clean(value) for key, value in names.items()})
    _append(element, children)
    return element


def _append(element: ET.Element, children: Iterable[Child]) -> None:
    for child in children:
        if isinstance(child, str):
            _text(element, clean(child))
        elif isinstance(child, ET.Element):
            element.append(child)
        elif child is not None:
            _append(element, child)


def _text(element: ET.Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def clean(text: str) -> str:
    """Without the characters that no HTML may hold."""
    return _CONTROL.sub("", text)


def document(root: ET.Element) -> bytes:
    """The document's bytes, indented for people."""
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{body}\n".encode()
