"""How many quotations of PDF papers can be marked on the picture of their page, and whether rightly.

    python tools/marked.py [--password WORD] [--missed N] FILE_OR_FOLDER...

For each file: the units that an answer may quote (sentences, items, table rows) with the part of each that stands on a
page; how many of those are located; and of these how many have in their boxes exactly the words of the quotation.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from councilqa.domain.documents import Document
from councilqa.domain.passages import Unit
from councilqa.errors import CouncilQAError
from councilqa.ingest.files import document_of, papers_under, read_draft
from councilqa.ingest.split import split
from councilqa.reading.boxes import Rect, boxes_of, glyphs_in
from councilqa.reading.glyphs import glyphs_of
from councilqa.reading.locate import find
from councilqa.reading.page_text import PageText
from councilqa.reading.places import Span
from councilqa.reading.quotes import QuoteOnPage, quotes_on_page
from councilqa.reading.tracks import pattern_of, plain


@dataclass
class Tally:
    asked: Counter[str] = field(default_factory=Counter)
    located: Counter[str] = field(default_factory=Counter)
    right: int = 0
    shared: int = 0
    """Marked where another quotation of the page is marked already: one of the two is at the wrong place."""
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.asked += other.asked
        self.located += other.located
        self.right += other.right
        self.shared += other.shared

    def line(self, name: str) -> str:
        kinds = ", ".join(f"{kind} {self.located[kind]}/{count}" for kind, count in sorted(self.asked.items()))
        asked, located = self.asked.total(), self.located.total()
        share = f"{100 * located / asked:5.1f} %" if asked else "   none"
        found = f"{located}/{asked} located, {self.right} right, {self.shared} in place of another"
        return f"{share}  {found}  {name}  ({kinds})"


def measured(document: Document, pdf: pdfium.PdfDocument) -> Tally:
    tally = Tally()
    by_page: dict[int, list[Unit]] = {}
    for unit in (unit for passage in split(document) for unit in passage.units):
        for page in document.draft.pages:
            if page.start < unit.end and unit.start < page.end:
                by_page.setdefault(page.number, []).append(unit)
    for number, units in by_page.items():
        page = PageText(glyphs_of(pdf[number - 1]))
        taken: set[int] = set()
        for unit in units:
            for quote in quotes_on_page(document, Span(start=unit.start, end=unit.end), number):
                _measure(tally, page, quote, kind=unit.kind, number=number, taken=taken)
    return tally


def _measure(tally: Tally, page: PageText, quote: QuoteOnPage, *, kind: str, number: int, taken: set[int]) -> None:
    tally.asked[kind] += 1
    found = find(page, quote)
    boxes = boxes_of(page, found) if found else None
    if found is None or boxes is None:
        tally.missed.append(f"p{number} {kind} {quote.occurrence + 1}/{quote.occurrences}: {quote.parts}")
        return
    tally.located[kind] += 1
    said = printed_in(page, boxes)
    if any(says(quote, each) for each in said):
        tally.right += 1
    else:
        tally.wrong.append(f"p{number} {kind}: {quote.parts}\n        marked {said[0]!r}")
    tally.shared += len(taken & set(found)) > 0
    taken |= set(found)


def printed_in(page: PageText, boxes: Sequence[Rect]) -> tuple[str, str]:
    """What stands in the boxes: from left to right, and as the file orders it, which is the order of a formula."""
    inside = glyphs_in(page, boxes)
    by_place = [sorted(box, key=lambda position: (page.home[position], page.place[position])) for box in inside]
    once = dict.fromkeys(position for box in by_place for position in box)
    return _letters(page, once), _letters(page, sorted(once))


def _letters(page: PageText, positions: Iterable[int]) -> str:
    return "".join(plain(page.glyphs[position].text) for position in positions)


def says(quote: QuoteOnPage, inside: str) -> bool:
    """Whether the marked words are the quotation, but for hyphens at line ends and a word that the page's end cuts."""
    wanted = pattern_of(quote.parts).chars
    word = pattern_of([quote.cut_word]).chars
    ends = [wanted.replace("-", "")]
    if quote.runs_on:
        last = len(pattern_of(quote.parts[-1].split()[-1:]).chars)
        ends += [ends[0][:-cut] for cut in range(1, last)]
    heads = [""] + [word[cut:] for cut in range(1, len(word))]
    return inside.replace("-", "") in {head.replace("-", "") + end for head in heads for end in ends}


def read(path: Path, passwords: list[str]) -> tuple[Document, pdfium.PdfDocument]:
    data = path.read_bytes()
    draft = read_draft(path, passwords=passwords)
    document = document_of(draft, path, sha256=hashlib.sha256(data).hexdigest())
    data = data[max(data.find(b"%PDF-"), 0) :]
    for password in (None, *passwords):
        try:
            return document, pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            last = error
    raise last


def _papers(paths: list[Path]) -> Iterator[Path]:
    return (path for path in papers_under(paths) if path.suffix.lower() == ".pdf")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--password", action="append", default=[], help="of encrypted files; may be given again")
    parser.add_argument("--missed", type=int, default=0, help="how many that are not located to list for each file")
    options = parser.parse_args(arguments)
    total = Tally()
    for path in _papers(options.paths):
        begun = time.monotonic()
        try:
            tally = measured(*read(path, options.password))
        except (CouncilQAError, pdfium.PdfiumError) as error:
            print(f"  not read  {path.name}: {error}")
            continue
        print(tally.line(path.name), f"{time.monotonic() - begun:.1f} s")
        for each in tally.missed[: options.missed]:
            print("    missed", each)
        for each in tally.wrong:
            print("    WRONG", each)
        total.add(tally)
    print(total.line("in all"))
    return int(total.right < total.located.total() or total.shared > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
