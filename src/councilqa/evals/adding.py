"""One more case in a suite: with evidence that stands in the papers, and nothing written before it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from councilqa.domain.documents import Document, Placed
from councilqa.errors import SettingsError
from councilqa.evals.cases import Case, CaseFile, Evidence, Groups
from councilqa.evals.checking import check
from councilqa.evals.places import Paper, Papers
from councilqa.evals.suites import FINAL_FOLDER, SUFFIXES, parse_suite
from councilqa.evals.writing import appended
from councilqa.ingest.atomic import locked, replace_whole
from councilqa.text import comparable

ALTERNATIVES = "|"
"""Between phrases each of which will do."""
_NEW = """version: 1
part: {part}
about: Added with `councilqa eval add`.
cases: []
"""


def add(path: Path, case: Case, documents: Iterable[Document]) -> CaseFile:
    """Write the case at the end of a suite, which is made if it is not there; the suite as it is now.

    Raises SettingsError where the case does not hold; the file is then as it was.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise SettingsError(f"{path.name!r} is no YAML file", hint="Name a suite that ends in .yaml.")
    final = _is_final(path)
    with locked(path.absolute().parent, path.name):
        before = path.read_bytes().decode("utf-8") if path.exists() else _NEW.format(part=_part(final))
        known = parse_suite(before, name=path.name, final=final).cases
        text = appended(before, case)
        suite = parse_suite(text, name=path.name, final=final)
        if suite.cases != (*known, case):
            raise SettingsError(f"{path.name} cannot take a case without changing others", hint="Add it by hand.")
        faults = [str(fault) for fault in check([suite], documents) if fault.id == case.id]
        if faults:
            raise SettingsError("; ".join(faults), hint="Nothing was written. Correct what is named and add it again.")
        replace_whole(path, text.encode("utf-8"))
    return suite


def _part(final: bool) -> str:
    return "final" if final else "development"


def next_id(path: Path) -> str:
    """ "residents-003" for the third case of residents.yaml, or the next after it that is free."""
    cases = parse_suite(path.read_text("utf-8"), name=path.name, final=_is_final(path)).cases if path.exists() else ()
    taken = {case.id for case in cases}
    numbers = range(len(cases) + 1, 2 * len(cases) + 2)
    return next(name for number in numbers if (name := f"{path.stem}-{number:03}") not in taken)


def _is_final(path: Path) -> bool:
    return path.absolute().parent.name == FINAL_FOLDER


def gold_of(phrases: Sequence[str]) -> Groups:
    """ "£88k|£88,000" as a group of two."""
    groups = tuple(tuple(part.strip() for part in phrase.split(ALTERNATIVES) if part.strip()) for phrase in phrases)
    if not groups or not all(groups):
        raise SettingsError("a right answer holds at least one phrase", hint="Give it with --gold.")
    return groups


def cited_evidence(citation: Mapping[str, Any]) -> Evidence:
    """What a citation, as `contract.citation_json` gives it, promises."""
    return Evidence(
        quote=citation["quote"],
        document=PurePath(citation["source"]).name,
        page=citation["page"],
        printed_page=citation["printed_page"],
        paragraph=citation["paragraph"],
    )


def evidence_from(text: str, documents: Iterable[Document], gold: Groups) -> tuple[Evidence, ...]:
    """From "DOCUMENT#PARAGRAPH", or from words of a paper; raises SettingsError where there is no such place."""
    papers = Papers.of(documents).papers
    name, hash_sign, number = text.rpartition("#")
    chosen = [paper for paper in papers if hash_sign and name.strip() and name.strip().lower() in paper.name.lower()]
    if len(chosen) == 1 and number.strip():
        return _numbered(chosen[0], number.strip(), gold)
    found = tuple(_quoted(text, paper) for paper in papers if paper.holds(text))
    if not found:
        raise SettingsError(
            f"{text!r} is neither a paragraph of one paper nor stands in one",
            hint="Write DOCUMENT#PARAGRAPH with a part of the file's name, or copy the words from the paper.",
        )
    return found


def _numbered(paper: Paper, number: str, gold: Groups) -> tuple[Evidence, ...]:
    """The blocks of that paragraph that hold some of the gold."""
    blocks = [placed for placed in paper.document.placed if placed.paragraph == number]
    if not blocks:
        raise SettingsError(f"{paper.name} has no paragraph {number}", hint="`councilqa show` prints its paragraphs.")
    telling = [placed for placed in blocks if _holds_some(placed, gold)]
    return tuple(_of_block(placed, paper) for placed in telling or blocks[:1])


def _holds_some(placed: Placed, gold: Groups) -> bool:
    text = comparable(placed.block.text)
    return any(comparable(phrase) in text for group in gold for phrase in group)


def _of_block(placed: Placed, paper: Paper) -> Evidence:
    page = paper.document.draft.page_at(placed.block.start)
    return Evidence(
        quote=" ".join(placed.block.text.split()),
        document=paper.name,
        page=page.number if page else None,
        printed_page=page.label if page else None,
        paragraph=placed.paragraph,
    )


def _quoted(text: str, paper: Paper) -> Evidence:
    first = next(paper.blocks_with(text), None)
    return Evidence(quote=text, document=paper.name, paragraph=first.paragraph if first else None)
