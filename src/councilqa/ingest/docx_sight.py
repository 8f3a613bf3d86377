"""Whether something lies behind the text of a Word file, on which white letters could be read."""

from __future__ import annotations

import re

from lxml import etree

from councilqa.errors import DocumentError
from councilqa.ingest.docx_package import Package, W

_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_OLD_SHAPES = "{urn:schemas-microsoft-com:vml}*"
_BEHIND = re.compile(r"z-index:\s*-")


def has_ground(main: etree._Element, package: Package) -> bool:
    """Whether its pages are coloured, or a picture lies behind its text, be it in a header."""
    try:
        roots = [main, *package.all_related("header"), *package.all_related("footer")]
    except DocumentError:  # a damaged header is no reason not to read the paper
        return True
    return main.find(W + "background") is not None or any(
        shape.get("behindDoc") in ("1", "true") or _BEHIND.search(shape.get("style", "")) is not None
        for root in roots
        for shape in root.iter(_ANCHOR, _OLD_SHAPES)
    )
