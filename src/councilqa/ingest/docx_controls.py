"""Content controls of a Word file: those that show a property of the file, and those that nobody filled in."""

from __future__ import annotations

import re

from lxml import etree

from councilqa.errors import DocumentError
from councilqa.ingest.docx_package import Package, W
from councilqa.ingest.docx_styles import switch

_BUILT_IN = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "docProps/core.xml",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "docProps/app.xml",
}
_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=\s*['\"]([^'\"]*)['\"]")
_STEP = re.compile(r"(?:([\w.-]+):)?([\w.-]+)(?:\[(\d{1,4})\])?")
_PROPERTIES = re.compile(r"customXml/itemProps(\d+)\.xml")
_STORE_ITEM = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"


def settle_controls(root: etree._Element, package: Package) -> None:
    """Put into every control what Word shows in it: the property it is bound to; nothing for an unfilled one."""
    stores: dict[str, etree._Element | None] = {}
    for control in root.iter(W + "sdt"):
        properties, content = control.find(W + "sdtPr"), control.find(W + "sdtContent")
        if properties is None or content is None:
            continue
        binding = properties.find(W + "dataBinding")
        bound = None if binding is None else _bound(binding, package, stores)
        if bound and properties.find(W + "text") is not None:
            _show(content, bound)
        elif switch(properties, "showingPlcHdr"):
            _show(content, "")


def _show(content: etree._Element, text: str) -> None:
    """Instead of the text that is stored; an empty one needs no place."""
    for place, stored in enumerate(content.iter(W + "t")):
        stored.text = "" if place else text


def _bound(binding: etree._Element, package: Package, stores: dict[str, etree._Element | None]) -> str | None:
    """The text of the property that a control is bound to, if there is one."""
    key = binding.get(W + "storeItemID", "").upper()
    if key not in stores:
        stores[key] = _store(key, package)
    root = stores[key]
    if root is None:
        return None
    prefixes = dict(_PREFIX.findall(binding.get(W + "prefixMappings", "")))
    found = _at(root, binding.get(W + "xpath", "").strip().strip("/").split("/"), prefixes)
    return None if found is None or len(found) else " ".join((found.text or "").split())


def _store(key: str, package: Package) -> etree._Element | None:
    try:
        if key in _BUILT_IN:
            return package.part(_BUILT_IN[key])
        for name in package.names:
            match = _PROPERTIES.fullmatch(name)
            properties = package.part(name) if match else None
            if match and properties is not None and properties.get(_STORE_ITEM, "").upper() == key:
                return package.part(f"customXml/item{match[1]}.xml")
    except DocumentError:  # a damaged property is no reason not to read the paper
        pass
    return None


def _at(root: etree._Element, steps: list[str], prefixes: dict[str, str]) -> etree._Element | None:
    """The element at a path of names, the only kind of path that Word itself writes."""
    found: etree._Element | None = None
    for depth, step in enumerate(steps):
        match = _STEP.fullmatch(step)
        if match is None:
            return None
        tag = f"{{{prefixes.get(match[1], '')}}}{match[2]}" if match[1] else match[2]
        children = [root] if depth == 0 else ([] if found is None else list(found.iterchildren(tag)))
        place = int(match[3] or 1) - 1
        found = children[place] if 0 <= place < len(children) and children[place].tag == tag else None
    return found
