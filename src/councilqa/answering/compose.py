"""The answer's text from the chosen units, and the citation of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from councilqa.answering.reckoning import Reckoned
from councilqa.answering.shorten import cut, shortened
from councilqa.domain.answers import Citation
from councilqa.domain.documents import Metadata
from councilqa.domain.passages import Hit, Unit
from councilqa.text import comparable, content_words

_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|</?(?:u|b|i|em|strong|sup)>")
LONGEST_ROW = 500
"""Characters; one of 800 could never be quoted, and one that is a little shorter takes the place of all else."""
_BULLETS = re.compile(r"[\uf000-\uf8ff•▪✓✔▼]")


@dataclass(frozen=True, slots=True)
class Lengths:
    most_characters: int = 800
    most_quotations: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of a draft, with the place that is to bear it out."""

    text: str
    """Without its marker."""
    hit: Hit
    unit: Unit
    quote: str
    start: int
    """Offset of the quotation in the paper's text."""
    number: str = ""
    """By which an entry of a register is cited; the text begins with it, or has it behind what was reckoned."""
    reckoned: Reckoned | None = None
    """What the text begins with and no quotation holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a citation says of its paper."""

    path: str
    metadata: Metadata


def spoken(unit: Unit, about: Collection[str] = ()) -> str:
    """A unit as it is read out: no markup, one line; a row with its columns' names and its unit.

    Of a long row only its name and what is `about` the stems given, with "…" where sentences are left out; without
    stems all of it.
    """
    if unit.kind != "row" or len(unit.cells) <= 1:
        return _clean(unit.text)
    label, names, cells = _row(unit)
    text = _row_text(unit, label, names, cells)
    if not about or len(text) <= LONGEST_ROW:
        return text
    label = cut(label, LONGEST_ROW // 2)
    return _row_text(unit, label, names, shortened(cells, about, most=LONGEST_ROW - len(label)))


def _row(unit: Unit) -> tuple[str, list[str], list[str]]:
    """Its name, which is its first cell with text, and the columns' names and texts of the other cells."""
    cells = [_clean(cell) for cell in unit.cells]
    first = next((place for place, cell in enumerate(cells) if cell), 0)
    names = [*unit.columns, *[""] * (len(cells) - len(unit.columns))][: len(cells)]
    return cells[first], [*names[:first], *names[first + 1 :]], [*cells[:first], *cells[first + 1 :]]


def _row_text(unit: Unit, label: str, names: Sequence[str], cells: Sequence[str]) -> str:
    """ "Chief Executive – Total FTE: 1.0; Total Budget £000: 191" from a row and its header."""
    rest = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell]
    text = f"{label} – {'; '.join(rest)}" if rest else label
    if unit.unit and unit.unit not in text and re.search(r"\d", text):
        text = f"{text} ({unit.unit})"
    return text


def _clean(text: str) -> str:
    return " ".join(_BULLETS.sub(" ", _EMPHASIS.sub("", text)).split())


def claims(
    chosen: Sequence[tuple[Hit, Unit]], text_of: Mapping[str, str], *, about: Collection[str] = ()
) -> tuple[Claim, ...]:
    """One claim for each unit; units that stand side by side become one, with one quotation.

    `about` as for `spoken`.
    """
    made: list[Claim] = []
    for hit, unit in chosen:
        before = next((claim for claim in made if _adjoins(claim, hit, unit)), None)
        if before is None:
            made.append(Claim(text=spoken(unit, about), hit=hit, unit=unit, quote=unit.text, start=unit.start))
        else:
            made[made.index(before)] = _together(before, unit, text_of[hit.passage.document_id])
    return tuple(made)


def introduced(drafted: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, with what introduces its table behind each that is made of a row.

    Rows of one table need that once; where rows of two tables stand side by side, each says which it is of.
    """
    tables = {introduction(claim) for claim in drafted if _is_row(claim)}
    told: set[str] = set()
    made: list[Claim] = []
    for claim in drafted:
        words = introduction(claim) if _is_row(claim) else ""
        if words and not (len(tables) == 1 and words in told):
            told.add(words)
            claim = replace(claim, text=f"{claim.text} ({words})")
        made.append(claim)
    return tuple(made)


LONGEST_INTRODUCTION = 90
_NUMBERED = re.compile(
    r"^(?:(?:table|figure|annex|appendix)\s+)?[A-Z]?\d{1,2}(?:\.\d+)*(?:\s*[-–:.)]\s*|\s+)", re.IGNORECASE
)
_BE = r"(?:is|are|was|were|will be)"
_GIVEN = r"(?:set out|shown|given|detailed|provided|listed|presented|summarised|outlined)"
_WHERE = r"(?:(?:as follows|below|here|in the (?:\w+ )?table(?: below)?)\b)"
_POINTING = re.compile(
    rf",?\s*(?:{_BE}(?: {_GIVEN})?(?: {_WHERE})?|as (?:{_GIVEN}|follows)(?: below)?|below)\s*:?\s*$",
    re.IGNORECASE,
)
"""How a sentence points on to its table: that part says nothing beside a row."""


def introduction(claim: Claim) -> str:
    """Words of the paper that say what a row's table is of: its caption, or else its heading.

    Empty where they are long, or hold a figure that the row does not.
    """
    unit = claim.unit
    lead = (unit.lead_in or "").strip()
    said = [lead] if lead.endswith(":") or re.match(r"table\b", lead, re.IGNORECASE) else []
    for each in (*said, *unit.section[-1:]):
        words = _POINTING.sub("", _NUMBERED.sub("", _clean(each))).rstrip(" :.")
        if words.lower().startswith(("in ", "for ", "as ", "with ")):
            continue
        if len(content_words(words)) >= 2 and len(words) <= LONGEST_INTRODUCTION and not _adds_figure(words, claim):
            return words
    return ""


def _adds_figure(words: str, claim: Claim) -> bool:
    known = re.findall(r"\d+", comparable(claim.quote))
    return any(figure not in known for figure in re.findall(r"\d+", comparable(words)))


def _is_row(claim: Claim) -> bool:
    return claim.unit.kind == "row" and len(claim.unit.cells) > 1


def _adjoins(claim: Claim, hit: Hit, unit: Unit) -> bool:
    if claim.hit.passage.id != hit.passage.id or claim.unit.page != unit.page:
        return False
    if claim.unit.paragraph != unit.paragraph or "row" in (claim.unit.kind, unit.kind):
        return False
    end = claim.start + len(claim.quote)
    return 0 <= unit.start - end <= 12 or 0 <= claim.start - unit.end <= 12


def _together(claim: Claim, unit: Unit, text: str) -> Claim:
    start = min(claim.start, unit.start)
    end = max(claim.start + len(claim.quote), unit.end)
    first, second = (claim.text, spoken(unit)) if claim.start < unit.start else (spoken(unit), claim.text)
    joint = " " if re.search(r"[.:;!?]$", first) else "; "
    return Claim(text=f"{first}{joint}{second}", hit=claim.hit, unit=claim.unit, quote=text[start:end], start=start)


def citation(claim: Claim, label: str, source: Source) -> Citation:
    """The citation of one claim, yet to be verified."""
    passage, unit, metadata = claim.hit.passage, claim.unit, source.metadata
    return Citation(
        label=label,
        document_id=passage.document_id,
        title=metadata.title,
        source=source.path,
        councils=metadata.councils,
        partnership=metadata.partnership,
        date=metadata.date,
        page=unit.page,
        printed_page=unit.printed_page,
        paragraph=unit.paragraph,
        section=unit.section,
        quote=claim.quote,
        passage=passage.text,
        passage_id=passage.id,
        start=claim.start,
    )


def text_with_markers(claims: Sequence[Claim]) -> str:
    """The claims one after the other, each with its marker."""
    return "\n".join(f"{claim.text} [{number}]" for number, claim in enumerate(claims, start=1))
