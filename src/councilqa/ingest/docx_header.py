"""The head of a Word file's first page, where templates put the committee, the date and the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from councilqa.domain.documents import Block, Heading, Table
from councilqa.errors import DocumentError
from councilqa.ingest.docx_package import Package, W
from councilqa.ingest.docx_styles import switch

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LABELLED = re.compile(r"[A-Z][^:\n]{1,40}:\s*\S")
_LEAST_LABELS = 2


def first_header(main: etree._Element, package: Package) -> etree._Element | None:
    """What Word prints at the head of the first page; None where that is nothing or damaged."""
    section = next(main.iter(W + "sectPr"), None)
    if section is None:
        return None
    kind = "first" if switch(section, "titlePg") else "default"
    names = {each.get(W + "type", "default"): each.get(_ID) for each in section.iterchildren(W + "headerReference")}
    try:
        return package.by_id(names[kind]) if names.get(kind) else None
    except DocumentError:  # no reason not to read the paper
        return None


def says_what_paper(blocks: Sequence[Block], titles: Sequence[str]) -> bool:
    """Whether it names the paper's committee, date or title, and is not only a running line."""
    labels = 0
    for block in blocks:
        if isinstance(block, Heading) and block.text in titles:
            return True
        if isinstance(block, Table):
            labels += sum(1 for row in block.rows if sum(bool(cell.text) for cell in row.cells) > 1)
        else:
            labels += sum(1 for line in block.text.split("\n") if _LABELLED.match(line))
    return labels >= _LEAST_LABELS
