"""Sums in prose: what each is, for whom and when, by the words nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.documents import Document, ListItem, Slice
from councilqa.domain.registers import Period, Recurrence, Sum, SumKind
from councilqa.figures import POUNDS, Found, figures
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils, for_each
from councilqa.registers.sums.kinds import kind_of, kind_words, standing
from councilqa.registers.sums.near import Place, clause, kind_before, kind_near, what_near
from councilqa.registers.sums.periods import Dated, merged, periods, recurrence_of
from councilqa.registers.sums.ranges import paired
from councilqa.registers.sums.shares import share_beside, share_in
from councilqa.registers.sums.signs import effect_of, is_example
from councilqa.sentences import sentences

_POUNDS = re.compile(r"£|\bpounds\b|\bGBP\b", re.IGNORECASE)
_TOTAL = re.compile(r"\btotal(?:s|ling|ing)?\b", re.IGNORECASE)
_SHORT = 8
"""An item of fewer words leans on the items above it: "HDC = £75,000"."""
_BACK = 20
"""Sentences back in a block; one further off says nothing of a sum."""
_CLOSE = 25
"""Characters between two words on one period: "in the first ten years of the partnership (2008-2018)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What a sentence may lean on."""

    document: Document
    around: Around
    councils: Councils
    lead_in: Slice | None
    previous: tuple[str, ...] = ()
    """Sentences before it in its block, the nearest first."""
    above: tuple[str, ...] = ()
    """Blocks above a short item that are no such items, the nearest first."""
    is_example: bool = False
    """Whether it reckons with made-up councils."""


def sums_of_prose(
    document: Document, block: Slice, around: Around, councils: Councils, *, lead_in: Slice | None = None
) -> Iterator[Sum]:
    """Sums of a block's sentences in reading order."""
    if not _POUNDS.search(block.text):
        return
    setting = _Setting(
        document=document,
        around=around,
        councils=councils,
        lead_in=lead_in if lead_in is not None and lead_in.start < block.start and _leads_in(lead_in) else None,
        above=_above(block, around),
        is_example=is_example(block.text),
    )
    for start, end in sentences(block.text):
        sentence = Slice(text=block.text[start:end], start=block.start + start)
        yield from _sums(setting, sentence)
        setting = replace(setting, previous=(sentence.text, *setting.previous)[:_BACK])


def _leads_in(words: Slice) -> bool:
    """A sentence with a sum of its own says nothing of those of the items below, unless it ends with a colon."""
    return words.text.rstrip().endswith(":") or not _POUNDS.search(words.text)


def _above(block: Slice, around: Around) -> tuple[str, ...]:
    is_short = isinstance(block, ListItem) and len(block.text.split()) < _SHORT
    return tuple(each.text for each in around.before if not _POUNDS.search(each.text)) if is_short else ()


def _sums(setting: _Setting, sentence: Slice) -> Iterator[Sum]:
    found = [figure for figure in figures(sentence.text) if figure.unit == POUNDS]
    sums = paired(found, sentence.text)
    respective = setting.councils.respective(sentence.text)
    for position, (figure, upper) in enumerate(sums):
        previous = sums[position - 1] if position else None
        place = Place(
            sentence=sentence.text,
            start=_written_from(sentence.text, figure.start),
            end=(upper or figure).end,
            first=sums[0][0].start,
            before=(previous[1] or previous[0]).end if previous else 0,
            after=sums[position + 1][0].start if position + 1 < len(sums) else len(sentence.text),
        )
        entry = _sum(setting, sentence, place, figure, upper)
        yield replace(entry, council=respective[position]) if len(respective) == len(sums) else entry


def _written_from(text: str, start: int) -> int:
    """From the "c" of "c£41k" on."""
    lead = re.search(r"(?<!\w)(?:c(?:irca|a)?\.?\s?)$", text[:start], re.IGNORECASE)
    return lead.start() if lead else start


def _sum(setting: _Setting, sentence: Slice, place: Place, figure: Found, upper: Found | None) -> Sum:
    word = kind_near(place)
    period, recurrence = _time(setting, place)
    written = Slice(text=place.sentence[place.start : place.end], start=sentence.start + place.start)
    lead_in = setting.lead_in
    found = Sum(
        document_id=setting.document.id,
        quotes=(sentence, written, *((lead_in,) if lead_in else ())),
        written=written.text,
        amount=figure.value,
        upper=upper.value if upper else None,
        approximate=figure.approximate or place.start < figure.start,
        kind=word.kind if word else _kind_around(setting),
        what=what_near(place, word, over=None if word else _over(setting)),
        council=_council(setting, place),
        period=period,
        recurrence=recurrence,
        decided=_standing(setting, place),
        share=share_in(place.own.split(";")[0]) or share_beside(place.sentence, place.start, place.end),
        total=_TOTAL.search(clause(place)) is not None,
        each=for_each(clause(place), place.sentence[place.end :]),
    )
    return found if setting.is_example else replace(found, effect=effect_of(found))


def _kind_around(setting: _Setting) -> SumKind:
    """By the sentences before it, the items above, the sentence that leads in, the heading."""
    return (
        kind_before(setting.previous)
        or kind_before(_leading(setting), last=True)
        or (kind_of(setting.around.section[-1]) if setting.around.section else None)
        or SumKind.OTHER
    )


def _over(setting: _Setting) -> str | None:
    """What the sentence goes on from: the kind that the one before it names, or what leads in to its item."""
    for text in setting.previous:
        if found := kind_words(text):
            return text[found[0].start : found[0].end]
    return next(iter(_leading(setting)), None)


def _leading(setting: _Setting) -> tuple[str, ...]:
    return (*setting.above, *((setting.lead_in.text,) if setting.lead_in else ()))


def _time(setting: _Setting, place: Place) -> tuple[Period | None, Recurrence | None]:
    found = [each for each in periods(place.sentence) if not (place.start <= each.start < place.end)]
    behind = [each for each in found if place.end <= each.start < place.right]
    ahead = [each for each in found if place.left <= each.start and each.end <= place.start]
    shared = [each for each in found if each.end <= place.first]
    period = _joined(behind) or _joined(ahead[-2:]) or _joined(shared[-2:])
    own = recurrence_of(place.own)
    before = recurrence_of(place.sentence[: place.first]) if place.before else None
    recurrence = own or before
    if recurrence is None and period is None and setting.lead_in:
        recurrence = recurrence_of(setting.lead_in.text)
    return period, recurrence


def _joined(chosen: Sequence[Dated]) -> Period | None:
    if not chosen:
        return None
    period: Period | None = chosen[0].period
    if len(chosen) > 1:
        is_one = chosen[1].start - chosen[0].end <= _CLOSE and (period is None or period.first_year is None)
        return merged(period, chosen[1].period) if is_one else chosen[-1].period
    return period


def _council(setting: _Setting, place: Place) -> str | None:
    return setting.councils.of_sum(
        place.sentence, place.start, place.end, after=place.after, about=setting.around.council
    )


def _standing(setting: _Setting, place: Place) -> bool | None:
    own = standing(place.sentence, place.start)
    if own is not None or not (setting.previous or setting.lead_in):
        return own
    return standing(setting.previous[0] if setting.previous else setting.lead_in.text if setting.lead_in else "")
