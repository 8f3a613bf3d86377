"""Small Word files written part by part, as Word itself would store them."""

from __future__ import annotations

import zipfile
from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_NAMESPACES = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:wp="{_WP}"'


def part(root: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{inside}</w:{root}>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "", *, style: str = "", num: str = "", level: int | None = None, mark: str = "") -> str:
    """A paragraph whose text is plain, or runs already marked up."""
    ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    num_id = f'<w:numId w:val="{num}"/>' if num else ""
    numbered = f"<w:numPr>{ilvl}{num_id}</w:numPr>" if ilvl or num_id else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{styled}{numbered}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def level(index: int, text: str, *, format: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: str, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: str, abstract_key: str, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract_key}"/>{overrides}</w:num>'


def style(key: str, name: str, *, based_on: str = "", properties: str = "", run_properties: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{base}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{run_properties}</w:rPr></w:style>"
    )


def cell(*paragraphs: str, span: int = 1, merge: str = "") -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span != 1 else ""
    merged = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    inside = "".join(text if text.startswith("<") else paragraph(text) for text in paragraphs)
    return f"<w:tc><w:tcPr>{spanned}{merged}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, header: bool = False) -> str:
    marked = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{marked}{''.join(text if text.startswith('<') else cell(text) for text in cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def write_docx(
    path: Path, body: str, *, numbering: str = "", styles: str = "", parts: dict[str, str | bytes] | None = None
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        if numbering:
            archive.writestr("word/numbering.xml", part("numbering", numbering))
        if styles:
            archive.writestr("word/styles.xml", part("styles", styles))
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return path
